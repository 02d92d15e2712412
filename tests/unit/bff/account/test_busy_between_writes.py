"""A change of ways in is written whole or not at all: a database that is busy at one write loses nothing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from accounts.links import LinkKind, LinkRefusal
from accounts.second_factors.totp import new_secret
from tests.support.authenticator import new_passkey
from tests.support.browser import Browser, Page
from tests.support.citizens import type_code
from tests.unit.bff.account.test_changes_of_ways_in import account_of
from tests.unit.bff.account.test_pressed_twice import CHANGES as IN_THE_ACCOUNT
from tests.unit.bff.account.test_pressed_twice import NEW, TWICE, Form, after_a_stop, new_phone, reset, stop
from tests.unit.bff.conftest import World
from tests.unit.bff.desk.test_password_help import OTHER_PHONE, Desk, account_in, desk, with_phone

__all__ = ["desk"]

MOST_WRITES = 40


@contextmanager
def busy_at(world: World, number: int) -> Iterator[None]:
    """Let the database be busy at one write, counted from 0; a COMMIT is a write too."""
    engine = world.services.accounts._engine  # noqa: SLF001 - no other door shows what passes
    writes = count()

    def fail() -> None:
        if next(writes) == number:
            raise OperationalError("a write", None, Exception("the database is busy"))

    def before(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.split(maxsplit=1)[0] in {"INSERT", "UPDATE", "DELETE"}:
            fail()

    def commit(connection: Connection) -> None:
        if connection.get_execution_options().get("accounts_writes"):
            fail()

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "commit", commit)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "commit", commit)


def press_through(world: World, form: Form, account_id: str) -> tuple[int, Page]:
    """Press the form again and again, with the database busy at each write in turn, until it goes through.

    Returns:
        How often it was busy, and the last answer.
    """
    before = world.services.accounts.get(account_id)
    for number in range(MOST_WRITES):
        with busy_at(world, number):
            page = form.press(form.browser.second_tab())
        if page.status != 503:
            return number, page
        assert "Nothing you entered is lost" in page.text
        assert world.services.accounts.get(account_id) == before, f"write {number} left half a change"
    raise AssertionError("it never went through")


@dataclass(frozen=True)
class AtTheChange(Form):
    """A browser whose code was right, and whose new phone is not written yet."""

    def press(self, tab: Browser) -> Page:
        tab.open("/new-phone/change")
        return tab.press("Continue")


def new_phone_after_its_code(world: World) -> Form:
    form = new_phone(world)
    with busy_at(world, 0):
        assert form.press(form.browser).status == 503
    return AtTheChange(form.browser, {})


CHANGES: Mapping[str, tuple[Callable[[World], Form], str]] = {
    "reset": (reset, "The new password is saved"),
    "new_phone": (new_phone_after_its_code, "The phone number is changed"),
    "stop": (stop, "The account is stopped"),
    "after_a_stop": (after_a_stop, "Your account is open again"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_an_owner_presses_again_after_a_busy_database_and_the_change_is_made(world: World, name: str) -> None:
    makes, heading = CHANGES[name]
    form = makes(world)
    generation = account_in(world).generation
    times, page = press_through(world, form, account_in(world).id)
    assert times >= 3
    assert page.heading == heading
    assert account_in(world).generation == generation + 1


@pytest.mark.parametrize("name", IN_THE_ACCOUNT)
def test_the_fresh_proof_of_a_change_counts_on_after_a_busy_database(world: World, name: str) -> None:
    form = IN_THE_ACCOUNT[name](world)
    address, before = form.browser.page.path, account_of(world)
    for number in range(MOST_WRITES):
        with busy_at(world, number):
            page = form.press(form.browser)
        if page.status == 503:
            assert account_of(world) == before, f"write {number} left half a change"
            assert form.browser.open(address).path == address, f"write {number} took the proof"
        else:
            assert number >= 1
            # A code or a challenge that was used up before the busy write is asked for again.
            assert page.status == 422 or account_of(world).generation == before.generation + 1
            return
    raise AssertionError("it never went through")


@pytest.mark.parametrize("is_stopped", [False, True], ids=["active", "stopped"])
def test_what_two_people_at_an_office_gave_is_not_lost_to_a_busy_database(
    desk: Desk, *, is_stopped: bool
) -> None:
    parts, account = desk.world.services, account_in(desk.world)
    parts.second_factors.turn_on(account.id, secret=new_secret(), step=0, generation=0)
    assert parts.passkeys.add(account.id, new_passkey(), most=2, generation=1) is None
    code = parts.links.issue_code(LinkKind.STOP, account.id, timedelta(days=1))
    if is_stopped:
        assert parts.stops.stop(account.id)
    reference = desk.ask(phone_number=OTHER_PHONE)
    desk.compare(reference, **desk.good)
    desk.approve(reference)
    later = with_phone(desk, OTHER_PHONE)
    type_code(later.browser, later.way_on_codes[-1])
    later.browser.press("Send the code")
    later.enter_code()
    before = account_in(desk.world)
    times, page = press_through(desk.world, Form(later.browser, TWICE), account.id)
    assert times >= 8
    assert page.heading == ("Your account is open again" if is_stopped else "The new password is saved")
    after = account_in(desk.world)
    assert (after.phone_number, after.generation) == (later.person.phone_number, before.generation + 1)
    assert after.password_hash is not None
    assert parts.passwords.verify(after.password_hash, NEW)
    assert not parts.second_factors.has_app(account.id)
    assert not parts.passkeys.has_any(account.id)
    case = parts.help_cases.find(reference)
    assert case is not None
    assert case.phone_number is None
    if is_stopped:
        assert parts.links.look(code) is LinkRefusal.WITHDRAWN
