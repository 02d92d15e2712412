"""Knobs make a running counterpart slow, silent or unreadable, and normal again."""

import httpx2
import pytest

from sandbox import Counterpart, Outage, Sandbox
from sandbox.people.table import person_called
from tests.unit.sandbox.asking import Asker
from tests.unit.sandbox.test_sms import PHONE, statuses

BOTH = pytest.mark.parametrize("counterpart", [Counterpart.CARRIER, Counterpart.SMS])
PATHS = {Counterpart.CARRIER: "/carrier", Counterpart.SMS: "/sms/anything"}


@BOTH
@pytest.mark.parametrize(
    ("outage", "status"), [(Outage.HTTP_500, 500), (Outage.HTTP_503, 503), (Outage.HTTP_429, 429)]
)
def test_an_outage_answers_with_its_status(
    asker: Asker, here: Sandbox, counterpart: Counterpart, outage: Outage, status: int
) -> None:
    here.knobs.turn(counterpart, outage=outage)
    assert asker.http.get(PATHS[counterpart]).status_code == status


def test_too_many_questions_get_the_time_to_wait(asker: Asker, here: Sandbox) -> None:
    here.knobs.turn("sms", outage="http_429")
    assert asker.send().headers["Retry-After"] == "30"


@BOTH
def test_a_refused_connection_is_a_transport_error(
    asker: Asker, here: Sandbox, counterpart: Counterpart
) -> None:
    here.knobs.turn(counterpart, outage=Outage.REFUSE)
    with pytest.raises(httpx2.ConnectError):
        asker.http.get(PATHS[counterpart])


def test_nonsense_not_json_and_huge_are_what_they_say(asker: Asker, here: Sandbox) -> None:
    here.knobs.turn("sms", outage="nonsense")
    assert "CodeResult" not in asker.send().json()
    here.knobs.turn("sms", outage="not_json")
    assert asker.send().headers["Content-Type"] == "text/html"
    here.knobs.turn("sms", outage="huge")
    assert len(asker.send().content) > 1024 * 1024


def test_a_delay_is_waited_before_the_answer(asker: Asker, here: Sandbox, waits: list[float]) -> None:
    here.knobs.turn("sms", delay_seconds=2.5)
    assert asker.send().json()["CodeResult"] == "100"
    assert waits == [2.5]


def test_one_counterparts_outage_leaves_the_others_well(asker: Asker, here: Sandbox) -> None:
    here.knobs.turn("carrier", outage="http_503")
    assert asker.send().json()["CodeResult"] == "100"
    assert asker.http.get("/qa/people").status_code == 200


@pytest.mark.parametrize(("knob", "arrives"), [("drop", 0), ("duplicate", 2)])
def test_an_sms_is_lost_or_arrives_twice(asker: Asker, here: Sandbox, knob: str, arrives: int) -> None:
    here.knobs.turn("sms", **{knob: True})  # type: ignore[arg-type]  # one of the switches
    assert asker.send().json()["CodeResult"] == "100"
    assert len(here.inbox(PHONE)) == arrives


@pytest.mark.parametrize(
    ("knob", "told"),
    [
        ({"drop": True}, []),
        ({"outage": "http_500"}, []),
        ({"reorder": True}, ["5", "7"]),
        ({"duplicate": True}, ["7", "7", "5", "5"]),
        ({"outage": "nonsense"}, ["9"]),
    ],
)
def test_receipts_are_lost_doubled_or_turned_round(
    asker: Asker, here: Sandbox, receipts: list[str], knob: dict[str, object], told: list[str]
) -> None:
    here.knobs.turn("receipts", **knob)  # type: ignore[arg-type]  # named by the table
    asker.send()
    assert [status for status, _, _ in statuses(receipts)] == told


def test_a_reset_makes_everything_as_at_the_start(asker: Asker, here: Sandbox) -> None:
    asker.send(RequestId="r1")
    here.knobs.turn("carrier", outage="http_503")
    here.clock.set_offset(100)
    here.reset()
    assert (here.inbox(PHONE), here.clock.offset_seconds) == ([], 0)
    assert asker.match_person(person_called("everything_works")).status_code == 200
    assert asker.send(RequestId="r1").json()["CodeResult"] == "100"
