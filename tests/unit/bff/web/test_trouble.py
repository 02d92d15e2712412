"""The screens after a failure: a silent or unreadable counterpart, a busy product, an internal error."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis

from bff.settings.settings import WhenUnknown
from sandbox.people.table import person_called
from tests.support.browser import ORIGIN
from tests.support.citizens import Citizen
from tests.support.services import Valkey
from tests.unit.bff.conftest import World
from tests.unit.verifiers.lists.issued import authority, make_list

DETAILS, CODE = "/register/mobile-subscriber/details", "/register/mobile-subscriber/code"
SILENT = ["refuse", "http_500", "http_503", "http_429"]
NONSENSE = ["nonsense", "not_json", "huge"]


def facing(world: World, outage: str, *, at: str = "carrier", htmx: bool = False) -> Citizen:
    citizen = world.citizen(htmx=htmx)
    citizen.start()
    world.sandbox.knobs.turn(at, outage=outage)
    citizen.give_details()
    return citizen


def counted(world: World, kind: str) -> int:
    client = world.services.limits.client
    return sum(client.zcard(key) for key in client.scan_iter(f"limit:{kind}:*"))


def read_again(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the log so far, and print it again so that the check for personal data still reads it."""
    text = capsys.readouterr().out
    print(text)  # noqa: T201
    return text


@pytest.mark.parametrize("outage", SILENT)
def test_a_silent_carrier_is_shown_as_silence_and_uses_no_tries(world: World, outage: str) -> None:
    citizen = facing(world, outage)
    assert citizen.page.status == 503
    assert "You have not been refused" in citizen.page.text
    assert counted(world, "matches_person") == counted(world, "matches_session") == 0
    assert world.flow.step == "details"


def test_the_wait_of_a_busy_counterpart_is_passed_on(world: World) -> None:
    assert facing(world, "http_429").page.headers["Retry-After"] == "30"


def test_after_a_silence_the_same_form_can_be_sent_again(world: World) -> None:
    citizen = facing(world, "http_503")
    world.sandbox.knobs.turn("carrier", outage="none")
    assert citizen.browser.press("Try again").path == CODE


@pytest.mark.parametrize("outage", ["http_503", "nonsense"])
def test_with_htmx_an_error_is_shown_above_the_form(world: World, outage: str) -> None:
    citizen = facing(world, outage, htmx=True)
    assert "You have not been refused" in citizen.page.alert
    headers = citizen.page.headers
    assert (headers["HX-Retarget"], headers["HX-Reswap"], headers["HX-Push-Url"]) == (
        "#alert", "innerHTML", "false"
    )  # fmt: skip
    world.sandbox.knobs.turn("carrier", outage="none")
    assert citizen.give_details().path == CODE


@pytest.mark.parametrize("outage", NONSENSE)
def test_an_unreadable_answer_shows_an_incident_number_that_is_in_the_log(
    world: World, capsys: pytest.CaptureFixture[str], outage: str
) -> None:
    citizen = facing(world, outage)
    incident = next(word.strip(".") for word in citizen.page.text.split() if word[:4].isdigit())
    lines = [line for line in read_again(capsys).splitlines() if "counterpart_nonsense" in line]
    assert citizen.page.status == 503
    assert len(lines) == 1
    assert incident in lines[0]
    assert counted(world, "matches_person") == 0


@pytest.mark.parametrize("key", ["carrier_down", "carrier_busy", "carrier_nonsense"])
def test_a_failing_carrier_refuses_no_citizen(world: World, key: str) -> None:
    citizen = world.citizen(person_called(key))
    assert citizen.reach_code().status == 503
    assert world.flow.refusal is None


def test_the_sms_gateway_down_after_the_match_loses_nothing(world: World) -> None:
    citizen = facing(world, "http_503", at="sms")
    assert citizen.page.status == 503
    page = citizen.browser.open(CODE)
    assert "The message could not be sent." in page.text
    assert counted(world, "codes_hour") == 0
    world.sandbox.knobs.turn("sms", outage="none")
    citizen.browser.press("Send the code again")
    assert citizen.enter_code().path.endswith("/password")


def test_a_failed_message_does_not_lengthen_the_next_wait(world: World) -> None:
    citizen = facing(world, "http_503", at="sms")
    citizen.browser.open(CODE)
    world.sandbox.knobs.turn("sms", outage="none")
    page = citizen.browser.press("Send the code again")
    assert page.soup.select_one("button[data-seconds='60']")


def test_a_receipt_that_cannot_be_sent_does_not_undo_the_account(make_world: Callable[..., World]) -> None:
    world = make_world()
    citizen = world.citizen()
    citizen.reach_password()
    world.sandbox.knobs.turn("sms", outage="not_json")
    assert citizen.choose_password().path.endswith("/done")


def test_an_operator_may_refuse_where_the_carrier_cannot_tell_of_the_sim(
    make_world: Callable[..., World],
) -> None:
    world = make_world(carrier_sim_swap_unknown=WhenUnknown.REFUSE)
    citizen = world.citizen(person_called("sim_change_unknown"))
    citizen.reach_code()
    assert citizen.enter_code().path.endswith("/refused")


def test_with_all_hashing_places_taken_the_form_can_be_sent_again(make_world: Callable[..., World]) -> None:
    world = make_world(password_threads=1, password_queue=0)
    citizen = world.citizen()
    citizen.reach_password()
    world.services.passwords.places.take(by_stranger=False)  # another password is being hashed
    page = citizen.choose_password()
    assert (page.status, page.heading) == (503, "Please try again in a moment")
    assert int(page.headers["Retry-After"]) >= 1
    world.services.passwords.places.leave(by_stranger=False)
    citizen.browser.press("Go back and try again")
    assert citizen.choose_password().path.endswith("/done")


def test_an_error_page_never_repeats_a_password_or_a_code(make_world: Callable[..., World]) -> None:
    world = make_world(password_threads=1, password_queue=0)
    citizen = world.citizen()
    citizen.reach_password()
    world.services.passwords.places.take(by_stranger=False)  # another password is being hashed
    assert "Ngôi-nhà" not in str(citizen.choose_password().soup)


def test_a_form_with_a_password_is_shown_again_and_asks_for_the_password_alone(
    make_world: Callable[..., World],
) -> None:
    world = make_world(password_threads=1, password_queue=0)
    citizen = world.citizen()
    world.services.passwords.places.take(by_stranger=False)  # another password is being hashed
    page = citizen.sign_in()
    assert page.status == 503
    kept = page.soup.select_one("input[name=citizen_number]")
    assert kept is not None
    assert kept["value"] == citizen.person.citizen_number
    asked = page.soup.select_one("input[name=password]")
    assert asked is not None
    assert not asked.get("value")


@pytest.mark.parametrize("method", ["details", "code", "password"])
def test_a_failover_of_the_stores_shows_the_form_again(world: World, valkey: Valkey, method: str) -> None:
    citizen = world.citizen()
    reach = {"details": citizen.start, "code": citizen.reach_code, "password": citizen.reach_password}
    reach[method]()
    with redis.Redis.from_url(valkey.url) as primary:
        primary.replicaof("127.0.0.1", 1)
        match method:
            case "details":
                page = citizen.give_details()
            case "code":
                page = citizen.enter_code()
            case _:
                page = citizen.choose_password()
        primary.replicaof("NO", "ONE")
    assert page.status == 503
    assert page.headers["Retry-After"]
    assert page.soup.select_one("main form[method=post] button[type=submit]")


def test_a_journey_continues_after_redis_was_stopped_and_started(world: World, valkey: Valkey) -> None:
    citizen = world.citizen()
    citizen.reach_code()
    valkey.stop()
    page = citizen.enter_code()
    assert (page.status, page.heading) == (503, "Please try again in a moment")
    assert citizen.browser.open("/").status == 503
    valkey.start()
    citizen.browser.open(CODE)
    assert citizen.enter_code().path.endswith("/password")


def test_a_stranger_s_pages_open_without_redis(world: World, valkey: Valkey) -> None:
    valkey.stop()
    browser = world.citizen().browser
    assert [browser.open(path).status for path in ("/", "/register", "/guides", "/sign-in")] == [200] * 4


def test_health_reports_a_stopped_redis_and_a_running_process(world: World, valkey: Valkey) -> None:
    client = world.app.test_client()
    valkey.stop()
    ready = client.get("/health/ready", base_url=ORIGIN)
    assert (ready.status_code, ready.get_json()) == (503, {"registrations": False, "accounts": True})
    assert client.get("/health/live", base_url=ORIGIN).status_code == 200


def test_strangers_who_ask_for_health_write_one_key_a_second(world: World) -> None:
    client, store = world.app.test_client(), world.services.flows.client
    store.config_resetstat()
    began = time.monotonic()
    for _one in range(60):
        ready = client.get("/health/ready", base_url=ORIGIN)
        assert ready.get_json() == {"registrations": True, "accounts": True}
    seconds = int(time.monotonic() - began)
    assert 1 <= store.info("commandstats")["cmdstat_set"]["calls"] <= 1 + seconds
    assert list(store.scan_iter("health*")) == ["health"]


@pytest.mark.parametrize(("outage", "answers"), [("none", True), ("http_503", False), ("refuse", False)])
def test_health_reports_which_counterparts_answer(world: World, outage: str, *, answers: bool) -> None:
    world.sandbox.knobs.turn("carrier", outage=outage)
    found = world.app.test_client().get("/health/counterparts", base_url=ORIGIN)
    assert (found.status_code, found.get_json()["carrier"]) == (200, answers)


@pytest.mark.parametrize(("hours", "alarm"), [(1, False), (20, True), (30, True), (None, True)])
def test_operators_are_told_before_a_list_of_revoked_certificates_ends(
    make_world: Callable[..., World], tmp_path: Path, hours: int | None, *, alarm: bool
) -> None:
    file, url = tmp_path / "root.crl", "http://crl.test/root.crl"
    if hours is not None:
        made = datetime.now(UTC) - timedelta(hours=hours)
        file.write_bytes(make_list(authority("Test Root"), made=made))
    world = make_world(revocation_files=(f"{url}={file}",))
    found = world.app.test_client().get("/health/revocation-lists", base_url=ORIGIN).get_json()
    assert (found["alarm"], [one["url"] for one in found["lists"]]) == (alarm, [url])
    assert found["lists"][0]["hours_left"] == (24 - hours if hours is not None else None)


def test_a_changed_record_shows_only_an_incident_number(world: World) -> None:
    citizen, victim = world.citizen(), world.citizen(person_called("apostrophe"))
    citizen.start()
    (own,) = world.records
    victim.reach_code()
    (other,) = set(world.records) - {own}
    client: redis.Redis = world.services.flows.client
    client.hset(own, "record", str(client.hget(other, "record")))
    page = citizen.browser.open(DETAILS)
    assert (page.status, page.heading) == (500, "Something is wrong on our side")
    assert victim.person.full_name not in str(page.soup)
