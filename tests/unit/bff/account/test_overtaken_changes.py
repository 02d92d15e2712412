"""Two browsers change a way in at once: the second is refused, and its session ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event

from accounts.account.ways_in import Change
from tests.unit.bff.account.test_changes_of_ways_in import ACTS, account_of
from tests.unit.bff.account.test_pressed_twice import CHANGES, Form
from tests.unit.bff.conftest import World


@contextmanager
def as_soon_as_the_account_was_read(world: World, act: Callable[[], object]) -> Iterator[list[object]]:
    """Act once, in another transaction, when a request has read its account and has written nothing."""
    engine, acted = world.services.accounts._engine, list[object]()  # noqa: SLF001 - the one door to statements

    def between(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        is_read = statement.startswith("SELECT") and "FROM accounts" in statement
        if is_read and not acted and not connection.get_execution_options().get("accounts_writes"):
            acted.append(True)
            act()

    event.listen(engine, "after_cursor_execute", between)
    try:
        yield acted
    finally:
        event.remove(engine, "after_cursor_execute", between)


@pytest.mark.parametrize("first", [Change.NEW_PASSWORD, Change.EMAIL], ids=str)
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_comes_second_changes_nothing_and_ends_its_session(
    world: World, name: str, first: Change
) -> None:
    form: Form = CHANGES[name](world)
    before = account_of(world)
    with as_soon_as_the_account_was_read(world, lambda: ACTS[first](world, before)) as acted:
        page = form.press(form.browser)
    assert acted
    after = account_of(world)
    assert after.generation == before.generation + 1, "the second change was written, too"
    assert page.path == "/sign-in"
    assert "ended" in page.text
    assert form.browser.open("/account").path == "/sign-in"
    assert all(one.generation < after.generation for one in world.services.signed_in.of_account(after.id))
