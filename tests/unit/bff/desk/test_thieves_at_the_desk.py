"""A change of a member of staff counts only if no other change came between."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from accounts.staff.commands import issue_set_up
from accounts.staff.records import Role
from accounts.staff.store import BY_COMMAND
from tests.support.browser import Browser
from tests.support.clerks import engage
from tests.unit.bff.account.test_pressed_twice import TWICE, desk_password
from tests.unit.bff.conftest import World
from tests.unit.bff.desk.test_signing_in_at_the_desk import app_code


@contextmanager
def as_soon_as_written(world: World, table: str, act: Callable[[], object]) -> Iterator[list[object]]:
    """Act once, in another transaction, when a request has changed *table* and has more to write."""
    engine = world.services.accounts._engine  # noqa: SLF001 - no other door shows what passes
    written, acted = list[object](), list[object]()

    def wrote(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(f"UPDATE {table} "):
            written.append(True)

    def is_over(*_connection: object) -> None:
        if written and not acted:
            acted.append(True)
            act()

    event.listen(engine, "after_cursor_execute", wrote)
    event.listen(engine, "checkin", is_over)
    try:
        yield acted
    finally:
        event.remove(engine, "after_cursor_execute", wrote)
        event.remove(engine, "checkin", is_over)


@pytest.mark.parametrize("change", ["reset", "deactivate"])
def test_a_thief_in_a_stolen_desk_session_does_not_outlive_a_reset(world: World, change: str) -> None:
    form, staff = desk_password(world), world.services.staff
    lan = staff.find("lan.nguyen")
    assert lan is not None

    def act() -> object:
        if change == "reset":
            return staff.reset(lan.id, by=BY_COMMAND)
        return staff.deactivate(lan.id, by=BY_COMMAND, reason="left")

    with as_soon_as_written(world, "staff", act) as acted:
        page = form.press(form.browser)
    assert acted
    assert page.path == "/desk/sign-in"
    assert form.browser.open("/desk").path == "/desk/sign-in"
    after = staff.get(lan.id)
    assert after is not None
    assert after.generation == lan.generation + 1, "the thief's password was written, too"
    assert (after.password_hash is None) is (change == "reset")


def test_a_thief_with_a_set_up_link_does_not_set_up_a_person_who_was_reset_between(world: World) -> None:
    staff = world.services.staff
    added = staff.add("mai.le", frozenset({Role.CLERK}), by=BY_COMMAND)
    assert added is not None
    thief = Browser(world.app)
    thief.open(issue_set_up(world.services.links, added))
    fields = {"code": app_code(world, thief), **TWICE}
    with as_soon_as_written(
        world, "continuation_links", lambda: staff.reset(added.id, by=BY_COMMAND)
    ) as acted:
        page = thief.send(**fields)
    assert acted
    assert page.status == 410
    after = staff.get(added.id)
    assert after is not None
    assert (after.password_hash, after.totp_secret) == (None, None)
    assert engage(world.services, Browser(world.app), "hoa.tran", Role.CLERK).sign_in().path == "/desk"
