"""What an owner reads of their account: no stranger hides a change of a way in, none fills the audit."""

from collections import Counter
from collections.abc import Callable

import pytest

from accounts.account.records import REPEATABLE, WAYS_IN, Account, AccountEvent
from accounts.staff.records import Role, StaffEvent
from bff.messages.appointments import look_once
from bff.views.account.words import event_words
from identity.claims import Claims
from identity.subject import Subject
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.support.clerks import engage
from tests.unit.bff.conftest import World

AuditOf = Callable[[str], list[tuple[str, str]]]


def owner(world: World) -> tuple[Citizen, Account]:
    """A signed-in citizen, and their account."""
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    claims = Claims(subject=Subject.CITIZEN, citizen_number=citizen.person.citizen_number)
    account = world.services.accounts.find(claims)
    assert account is not None
    return citizen, account


def list_under(citizen: Citizen, heading: str) -> list[str]:
    """The lines of one list of the owner's page."""
    page = citizen.browser.open("/account")
    found = next(one for one in page.soup.find_all("h2") if one.get_text(strip=True) == heading)
    return [" ".join(item.get_text(" ").split()) for item in found.find_next("ul").find_all("li")]


def test_a_stranger_can_not_push_a_changed_way_in_off_the_owners_page(world: World) -> None:
    citizen, account = owner(world)
    for event in WAYS_IN:
        world.services.accounts.note(account.id, event)
    for _hour in range(24):
        world.clock.move(hours=1)
        world.services.write_sums()
        for event in REPEATABLE:
            for _try in range(10):
                world.services.note_repeatable(account.id, event)
    citizen.sign_in()
    citizen.enter_code()
    told = "\n".join(list_under(citizen, "Changes to how you sign in"))
    with world.app.test_request_context(headers={"Accept-Language": "en"}):
        assert [event for event in WAYS_IN if event_words(event) not in told] == []
        assert [event for event in REPEATABLE if event_words(event) in told] == []


def test_a_flood_of_one_kind_leaves_everything_else_on_the_owners_page(world: World) -> None:
    citizen, account = owner(world)
    for _hour in range(48):
        world.clock.move(hours=1)
        world.services.write_sums()
        for _try in range(10):
            world.services.note_repeatable(account.id, AccountEvent.SIGN_IN_FAILED)
    citizen.sign_in()
    citizen.enter_code()
    told = list_under(citizen, "Account history")
    assert any("480 times between" in line for line in told)
    assert "Account registered" in told[-1]


def test_a_strangers_wrong_passwords_are_one_line_and_two_entries(world: World, audit_of: AuditOf) -> None:
    citizen, account = owner(world)
    for _stranger in range(20):
        stranger = world.citizen()
        stranger.sign_in("Sai-mật-khẩu-1")
        world.clock.move(seconds=30)
    assert any(
        line.startswith("Sign-in failed: wrong password 20 times between")
        for line in list_under(citizen, "Account history")
    )
    assert Counter(event for event, _codes in audit_of(account.id))["sign_in_failed"] == 1
    world.clock.move(hours=1)
    look_once(world.app)
    look_once(world.app)
    failed = [codes for event, codes in audit_of(account.id) if event == "sign_in_failed"]
    assert len(failed) == 2
    assert '"times":"n19"' in failed[1]


@pytest.mark.parametrize("event", sorted({*REPEATABLE, StaffEvent.SIGN_IN_FAILED}))
def test_a_stranger_can_not_write_an_entry_for_each_try(
    world: World, audit_of: AuditOf, event: AccountEvent | StaffEvent
) -> None:
    record = "00000000-0000-4000-8000-000000000001"
    for _try in range(200):
        world.services.note_repeatable(record, event)
    assert len(audit_of(record)) == 1
    world.clock.move(hours=1)
    world.services.write_sums()
    world.services.write_sums()
    entries = audit_of(record)
    assert [name for name, _codes in entries] == [event.value, event.value]
    assert '"times":"n199"' in entries[1][1]


def test_kinds_and_records_are_summed_apart(world: World, audit_of: AuditOf) -> None:
    for record in ("a", "b"):
        for method in ("carrier", "sim"):
            for _try in range(3):
                world.services.note_repeatable(record, AccountEvent.NOT_ME, method=method)
    world.clock.move(hours=1)
    world.services.write_sums()
    assert [len(audit_of(record)) for record in ("a", "b")] == [4, 4]


def test_a_stranger_can_not_fill_the_audit_at_the_desk(world: World, audit_of: AuditOf) -> None:
    staff = engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK).staff
    before = len(audit_of(staff.id))
    for _stranger in range(12):
        browser = Browser(world.app)
        browser.open("/desk/sign-in")
        browser.send(name="lan.nguyen", password="Sai-mật-khẩu-1", code="000000")
    assert len(audit_of(staff.id)) == before + 1
