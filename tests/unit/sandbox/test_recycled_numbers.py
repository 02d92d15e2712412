"""The sandbox's carrier says whether a number was given on, and a tester gives numbers on."""

from datetime import date, datetime, timedelta

import pytest

from sandbox.people.table import person_called
from sandbox.state import Sandbox
from sandbox.times import VIET_NAM
from tests.unit.sandbox.asking import Asker

PHONE = person_called("everything_works").phone_number
QA = f"/qa/numbers/{PHONE}"


def today(here: Sandbox) -> date:
    return here.clock.now().astimezone(VIET_NAM).date()


def recycled(asker: Asker, since: date, phone_number: str = PHONE) -> object:
    return asker.recycled(phone_number, since.isoformat()).json()["phoneNumberRecycled"]


def test_a_number_that_stayed_with_its_person_is_not_recycled(asker: Asker) -> None:
    assert recycled(asker, date(2001, 1, 1)) is False


@pytest.mark.parametrize(("since", "answer"), [("2025-03-08", True), ("2025-03-09", False)])
def test_a_number_was_given_on_after_each_day_before_its_new_contract(
    asker: Asker, since: str, *, answer: bool
) -> None:
    asker.http.put(QA, json={"given_on": "2025-03-09"})
    assert recycled(asker, date.fromisoformat(since)) is answer


def test_without_a_day_a_number_is_given_on_tomorrow_so_that_an_account_of_today_is_older(
    asker: Asker, here: Sandbox
) -> None:
    told = asker.http.put(QA, json={}).json()
    assert told["given_on"] == (today(here) + timedelta(days=1)).isoformat()
    assert recycled(asker, today(here)) is True


def test_a_number_that_was_given_on_is_in_another_name(asker: Asker) -> None:
    person = person_called("everything_works")
    asker.http.put(QA, json={})
    assert asker.match_person(person).json()["idDocumentMatch"] == "false"
    asker.http.delete(QA)
    assert asker.match_person(person).json()["idDocumentMatch"] == "true"


@pytest.mark.parametrize("undo", ["reset", "take back"])
def test_a_number_returns_to_its_person(asker: Asker, undo: str) -> None:
    asker.http.put(QA, json={})
    if undo == "reset":
        asker.http.post("/qa/reset")
    else:
        asker.http.delete(QA)
    assert recycled(asker, date(2001, 1, 1)) is False
    assert asker.http.get(QA).json()["given_on"] is None


@pytest.mark.parametrize(("days", "answer"), [(31, True), (29, False)])
def test_one_person_of_the_table_has_a_number_of_another(
    asker: Asker, here: Sandbox, days: int, *, answer: bool
) -> None:
    phone_number = person_called("number_given_on").phone_number
    assert recycled(asker, today(here) - timedelta(days=days), phone_number) is answer


@pytest.mark.parametrize(
    ("key", "since", "status", "code"),
    [
        ("subscriber_change_unknown", "2025-03-09", 422, "SERVICE_NOT_APPLICABLE"),
        ("unknown_number", "2025-03-09", 404, "IDENTIFIER_NOT_FOUND"),
        ("everything_works", "2999-01-01", 400, "OUT_OF_RANGE"),
        ("everything_works", "09/03/2025", 400, "INVALID_ARGUMENT"),
        ("everything_works", 20250309, 400, "INVALID_ARGUMENT"),
        ("everything_works", None, 400, "INVALID_ARGUMENT"),
        ("carrier_down", "2025-03-09", 503, "UNAVAILABLE"),
    ],
)
def test_a_question_that_has_no_answer_gets_an_error_code(
    asker: Asker, key: str, since: object, status: int, code: str
) -> None:
    answer = asker.recycled(person_called(key).phone_number, since)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_question_without_a_number_misses_its_identifier(asker: Asker) -> None:
    answer = asker.recycled(None, "2025-03-09")
    assert (answer.status_code, answer.json()["code"]) == (422, "MISSING_IDENTIFIER")


def test_a_token_for_other_services_is_not_enough(asker: Asker) -> None:
    answer = asker.recycled(PHONE, "2025-03-09", scope="kyc-match:match sim-swap:check")
    assert (answer.status_code, answer.json()["code"]) == (403, "PERMISSION_DENIED")


def test_a_day_begins_at_midnight_in_viet_nam(asker: Asker, here: Sandbox) -> None:
    """At 18:00 UTC it is the next day there: that day is no future."""
    evening = datetime.now(VIET_NAM).replace(hour=1, minute=0) + timedelta(days=1)
    here.clock.set_offset((evening - here.clock.real_now()).total_seconds())
    assert evening.astimezone(here.clock.now().tzinfo).date() < evening.date()
    assert asker.recycled(PHONE, evening.date().isoformat()).status_code == 200
