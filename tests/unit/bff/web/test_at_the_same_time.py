"""Repeated, concurrent and interrupted requests: double clicks, two tabs, two browsers, a killed process."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts.account.records import AccountEvent
from identity.claims import Claims
from identity.subject import Subject
from tests.support.browser import Page
from tests.support.citizens import PASSWORD, Citizen
from tests.unit.bff.conftest import World

HERE = "/register/mobile-subscriber"


def at_once(*works: Callable[[], Page]) -> list[Page]:
    """Do all *works* concurrently, each in its own thread."""
    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result() for one in [pool.submit(work) for work in works]]


def paths(pages: Iterable[Page]) -> list[str]:
    return sorted(page.path.removeprefix(HERE) for page in pages)


def twice(citizen: Citizen, **fields: str) -> list[Page]:
    """Press the button of the screen three times without waiting for an answer."""
    tabs = [citizen.browser.second_tab() for _ in range(3)]
    return at_once(*(lambda tab=tab: tab.send(**fields) for tab in tabs))


def account_of(world: World, citizen: Citizen) -> str:
    number = citizen.person.citizen_number
    account = world.services.accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=number))
    assert account is not None
    return account.id


@pytest.mark.parametrize("htmx", [False, True])
def test_a_doubled_press_makes_one_match_and_one_message(world: World, *, htmx: bool) -> None:
    citizen = world.citizen(htmx=htmx)
    citizen.start()
    assert paths(twice(citizen, **citizen.details)) == ["/code"] * 3
    client = world.services.limits.client
    counted = {key.split(":")[1]: client.zcard(key) for key in client.scan_iter("limit:*")}
    match = ("matches_person", "matches_session", "matches_name", "matches_typed_phone")
    assert counted == dict.fromkeys((*match, "codes_hour", "codes_day", "sms_reserve"), 1)
    assert len(citizen.messages) == 1


def test_a_code_sent_twice_continues_once(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_code()
    assert paths(twice(citizen, code=citizen.last_code)) == ["/password"] * 3


def test_a_wrong_code_sent_three_times_at_once_counts_once(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_code()
    twice(citizen, code=f"{(int(citizen.last_code) + 1) % 10**6:06d}")
    assert world.flow.codes.wrong_tries == 1


def test_a_doubled_resend_sends_one_message(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_code()
    world.clock.move(seconds=60)
    twice(citizen, action="resend", code="")
    assert len(citizen.codes) == 2


def test_a_doubled_password_makes_one_account_and_one_receipt(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_password()
    assert paths(twice(citizen, password=PASSWORD, confirmation=PASSWORD)) == ["/done"] * 3
    events = [entry.event for entry in world.services.accounts.history(account_of(world, citizen))]
    assert events == [AccountEvent.OPENED]
    assert len([text for text in citizen.messages if "your account was opened" in text]) == 1


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_registrations_of_one_person_at_once_make_one_account_and_one_notice(
    request: pytest.FixtureRequest, make_world: Callable[..., World], database: str
) -> None:
    changes = (
        {"database_url": request.getfixturevalue("migrated_postgresql")} if database == "postgresql" else {}
    )
    world = make_world(**changes)
    one, other = world.citizen(), world.citizen()
    one.reach_password()
    other.reach_password()
    pages = at_once(one.choose_password, other.choose_password)
    assert paths(pages) == ["/account-exists", "/done"]
    history = world.services.accounts.history(account_of(world, one))
    assert sorted(entry.event for entry in history) == [
        AccountEvent.OPENED,
        AccountEvent.REGISTRATION_REPEATED,
    ]


def test_a_process_killed_after_the_account_was_written_leads_to_the_end(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_password()
    tab, record = citizen.browser.second_tab(), world.records[0]
    client = world.services.flows.client
    before = client.dump(record)
    citizen.choose_password()
    assert before
    client.restore(record, 0, before, replace=True)
    page = tab.send(password="Cầu-ao-7-bậc", confirmation="Cầu-ao-7-bậc")
    assert page.path == f"{HERE}/done"
    assert citizen.sign_in("Cầu-ao-7-bậc").path == "/sign-in/code"


def test_a_process_killed_before_the_account_was_written_loses_nothing(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_password()
    assert citizen.browser.second_tab().open("/register/continue").path == f"{HERE}/password"


def test_a_lease_that_expires_during_a_slow_match_sends_no_second_message(
    make_world: Callable[..., World],
) -> None:
    others: list[Citizen] = []

    def press_again(world: World) -> None:
        if others:
            world.services.flows.client.delete(*world.services.flows.client.keys("hold:*"))
            others.pop().give_details()

    world = make_world(while_slow=press_again)
    citizen = world.citizen()
    citizen.start()
    others.append(Citizen(citizen.person, citizen.browser.second_tab(), citizen.sandbox))
    world.sandbox.knobs.turn("carrier", delay_seconds=1)
    assert citizen.give_details().path == f"{HERE}/code"
    assert len(citizen.messages) == 1


def test_a_late_release_does_not_release_another_holders_lock(world: World) -> None:
    flows = world.services.flows
    with flows.hold("somebody"):
        flows.client.set("hold:{somebody}", "another's ticket")
    assert flows.client.get("hold:{somebody}") == "another's ticket"


def test_two_tabs_show_the_same_registration(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    tab = citizen.browser.second_tab()
    citizen.give_details()
    assert tab.send(**citizen.details, action="unknown").path == f"{HERE}/code"
    assert len(citizen.messages) == 1
