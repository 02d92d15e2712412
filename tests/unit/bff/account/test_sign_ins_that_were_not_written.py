"""A sign-in that could not be written whole is none: an answer that is an error carries no new session."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from itertools import count

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from accounts.account.records import AccountEvent
from accounts.staff.records import Role, StaffEvent
from bff.messages.outbox import work_off
from tests.support.authenticator import Authenticator
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.support.clerks import engage
from tests.unit.bff.account.test_busy_between_writes import busy_at
from tests.unit.bff.account.test_changes_of_ways_in import account_of
from tests.unit.bff.account.test_passkeys import add, options, owner_of
from tests.unit.bff.account.test_pressed_twice import Form, messages_of, with_app
from tests.unit.bff.conftest import World

#: More than a sign-in has.
MOST_STATEMENTS = 80
Broken = Callable[[World, int], AbstractContextManager[None]]


@contextmanager
def silent_at(world: World, number: int) -> Iterator[None]:
    """Let the database not answer at one statement, a read or a write, counted from 0."""
    engine, statements = world.services.accounts._engine, count()  # noqa: SLF001 - no other door shows them

    def before(*_statement: object) -> None:
        if next(statements) == number:
            raise OperationalError("a statement", None, Exception("the database does not answer"))

    event.listen(engine, "before_cursor_execute", before)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", before)


def by_password(world: World) -> Callable[[], Form]:
    owner = world.citizen()
    owner.register()

    def stranger() -> Form:
        world.clock.move(hours=3)
        other = Citizen(owner.person, Browser(world.app), owner.sandbox)
        other.sign_in()
        return Form(other.browser, {"code": other.last_code})

    return stranger


def by_app(world: World) -> Callable[[], Form]:
    user = with_app(world)

    def stranger() -> Form:
        world.clock.move(hours=3)
        other = Citizen(user.citizen.person, Browser(world.app), user.citizen.sandbox)
        user.sign_in(other)
        return Form(other.browser, {"code": user.code})

    return stranger


def by_passkey(world: World) -> Callable[[], Form]:
    owner, device = owner_of(world), Authenticator()
    add(owner, device)

    def stranger() -> Form:
        world.clock.move(hours=3)
        browser = Browser(world.app)
        browser.open("/sign-in")
        asked = options(browser, "/sign-in/passkey/options")
        return Form(browser, {"credential": device.sign(asked)}, form_id="passkey-form")

    return stranger


WAYS: Mapping[str, Callable[[World], Callable[[], Form]]] = {
    "password": by_password,
    "app": by_app,
    "passkey": by_passkey,
}


def noted(world: World) -> int:
    """Count the sign-ins in the history."""
    of_account = account_of(world).id
    return len(world.services.accounts.history(of_account, 200, events=[AccountEvent.SIGNED_IN]))


def told(world: World) -> int:
    """Count the messages about a new browser, when those that waited were sent too."""
    world.clock.move(minutes=2)
    work_off(world.app)
    return sum("new device" in text for text in messages_of(world))


@pytest.mark.parametrize("broken", [busy_at, silent_at], ids=["busy", "silent"])
@pytest.mark.parametrize("name", WAYS)
def test_a_stranger_is_not_in_unseen_by_a_sign_in_that_could_not_be_written(
    world: World, name: str, broken: Broken
) -> None:
    stranger, errors = WAYS[name](world), 0
    for number in range(MOST_STATEMENTS):
        before = (noted(world), told(world))
        form = stranger()
        with broken(world, number):
            status = form.press(form.browser).status
        is_in = form.browser.open("/account").heading == "My account"
        if is_in:
            assert (noted(world), told(world)) == (before[0] + 1, before[1] + 1), f"statement {number}"
            break
        errors += status == 503
    else:
        raise AssertionError("it never went through")
    assert errors >= 3


@pytest.mark.parametrize("broken", [busy_at, silent_at], ids=["busy", "silent"])
def test_a_thief_is_not_in_at_the_desk_by_a_sign_in_that_could_not_be_noted(
    world: World, broken: Broken
) -> None:
    errors = 0
    for number in range(MOST_STATEMENTS):
        thief = engage(world.services, Browser(world.app), f"an.tran{number}", Role.CLERK)
        with broken(world, number):
            status = thief.sign_in().status
        is_in = thief.browser.open("/desk").heading == "Desk"
        times = world.services.staff.times(thief.staff.id, StaffEvent.SIGNED_IN)
        if is_in:
            assert times == 1, f"statement {number}"
            break
        errors += status == 503
    else:
        raise AssertionError("it never went through")
    assert errors >= 2
