"""What a process keeps of portals and keys counts for seconds: then each act of a command is seen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from accounts.portals.keys import SigningKeys
from accounts.portals.store import Portals
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.keeper import on_database
from accounts.storage.lately import KEPT, MOST_KEPT, Lately
from accounts.storage.temporary import temporary_engine
from tests.unit.accounts.people import KEY, LOOKUP_KEY
from tests.unit.accounts.portals.facts import Clock, new_portal, with_secret

JUST_BEFORE = KEPT - timedelta(milliseconds=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(engine: Engine, clock: Clock) -> Callable[[], Portals]:
    """Make the register of another process: a worker's or a command's."""
    return lambda: Portals(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=clock)


@pytest.fixture
def statements(engine: Engine) -> list[str]:
    """The statements that went to the database."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    return sent


def test_a_sign_in_reads_a_portal_and_its_secrets_once(
    worker: Callable[[], Portals], statements: list[str]
) -> None:
    portals = worker()
    portal, secret = portals.add(with_secret())
    statements.clear()
    for _ in range(3):
        assert portals.find_lately(portal.id) == portal
        assert portals.secret_matches(portal, secret or "")
    assert sum("FROM portal" in one for one in statements) == 2


@pytest.mark.parametrize("act", ["end", "change"])
def test_a_portal_that_a_command_ended_or_changed_is_so_within_seconds(
    worker: Callable[[], Portals], clock: Clock, act: str
) -> None:
    portals, command = worker(), worker()
    portal, _secret = command.add(with_secret())
    assert portals.find_lately(portal.id) == portal
    new = (
        command.end(portal.id)
        if act == "end"
        else command.change(portal.id, redirect_uris=("https://a.vn/",))
    )
    clock.now += JUST_BEFORE
    assert portals.find_lately(portal.id) == portal
    assert portals.find(portal.id) == new
    clock.now += KEPT - JUST_BEFORE
    assert portals.find_lately(portal.id) == new


@pytest.mark.parametrize("act", ["end", "change", "rotate_secret"])
def test_the_process_that_acts_sees_it_at_once(worker: Callable[[], Portals], act: str) -> None:
    portals = worker()
    portal, secret = portals.add(with_secret())
    assert portals.find_lately(portal.id) == portal
    assert portals.secret_matches(portal, secret or "")
    acts: dict[str, Callable[[], object]] = {
        "end": lambda: portals.end(portal.id),
        "change": lambda: portals.change(portal.id, name_en="Other"),
        "rotate_secret": lambda: portals.rotate_secret(portal.id, timedelta(0)),
    }
    acts[act]()
    assert portals.find_lately(portal.id) == portals.find(portal.id)
    assert portals.secret_matches(portal, secret or "") is (act == "change")


def test_a_stranger_can_not_use_a_leaked_secret_after_those_seconds(
    worker: Callable[[], Portals], clock: Clock
) -> None:
    portals, command = worker(), worker()
    portal, leaked = command.add(with_secret())
    assert portals.secret_matches(portal, leaked or "")
    new = command.rotate_secret(portal.id, timedelta(0))
    assert portals.secret_matches(portal, new), "a new secret counts at once"
    clock.now += KEPT
    assert not portals.secret_matches(portal, leaked or "")
    assert portals.secret_matches(portal, new)


def test_a_kept_secret_ends_at_its_end(worker: Callable[[], Portals], clock: Clock) -> None:
    portals = worker()
    portal, old = portals.add(with_secret())
    portals.rotate_secret(portal.id, timedelta(seconds=2))
    assert portals.secret_matches(portal, old or "")
    clock.move(seconds=2)
    assert not portals.secret_matches(portal, old or "")


def test_a_portal_that_a_command_adds_is_known_at_once(worker: Callable[[], Portals]) -> None:
    portals = worker()
    assert portals.find_lately("dich-vu-cong") is None
    portal, _secret = worker().add(new_portal())
    assert portals.find_lately(portal.id) == portal


@pytest.mark.parametrize("portal_id", ["", "a b", "x" * 36, "unknown"])
def test_no_portal_is_found_by_another_id(worker: Callable[[], Portals], portal_id: str) -> None:
    portals = worker()
    portals.add(new_portal())
    assert portals.find_lately(portal_id) is None


def test_a_key_that_leaked_signs_in_no_process_after_those_seconds(engine: Engine, clock: Clock) -> None:
    facts: dict[str, Any] = {"cipher": FieldCipher([KEY]), "lookup": LookupKey(LOOKUP_KEY), "clock": clock}
    keys, command = SigningKeys(engine, **facts), SigningKeys(engine, **facts)
    leaked = keys.signing("RS256").kid
    command.rotate(leaked=True)
    assert leaked not in {one["kid"] for one in keys.published()}, "it is published no more at once"
    clock.now += KEPT
    assert keys.signing("RS256").kid == command.signing("RS256").kid != leaked


def test_a_key_is_read_once_for_the_signatures_of_those_seconds(
    engine: Engine, clock: Clock, statements: list[str]
) -> None:
    keys = SigningKeys(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=clock)
    keys.signing("RS256")
    statements.clear()
    assert len({keys.signing("RS256").kid for _ in range(5)}) == 1
    assert not [one for one in statements if "portal_keys" in one]


def test_a_store_that_is_moved_takes_no_record_along(worker: Callable[[], Portals], tmp_path: Path) -> None:
    portals = worker()
    portal, _secret = portals.add(new_portal())
    assert portals.find_lately(portal.id) == portal
    engine = temporary_engine(tmp_path / "other.sqlite3")
    assert on_database(portals, engine).find_lately(portal.id) is None
    engine.dispose()
    assert portals.find_lately(portal.id) == portal


def test_what_is_kept_has_bounds(clock: Clock) -> None:
    lately: Lately[int, int] = Lately(clock)
    reads: list[int] = []

    def read(number: int) -> int:
        reads.append(number)
        return number

    for number in range(MOST_KEPT + 1):
        lately.get(number, lambda number=number: read(number))  # type: ignore[misc]  # mypy knows no defaults here
    reads.clear()
    assert lately.get(MOST_KEPT, lambda: read(-1)) == MOST_KEPT
    assert lately.get(0, lambda: read(0)) == 0
    assert reads == [0], "one record more than the most forgets the others"
    clock.move(seconds=-1)  # the machine's clock was set back
    assert lately.get(0, lambda: read(7)) == 7


def test_a_record_that_is_gone_is_forgotten(clock: Clock) -> None:
    lately: Lately[str, int] = Lately(clock)
    assert lately.get("a", lambda: 1) == 1
    clock.now += KEPT
    assert lately.get("a", lambda: None) is None
    assert lately.get("a", lambda: 2) == 2


def test_a_portal_says_the_same_kept_or_read(worker: Callable[[], Portals]) -> None:
    portals = worker()
    portal, _secret = portals.add(new_portal(is_fapi=True, least_level=3))
    assert portals.find_lately(portal.id) == portals.find(portal.id) == replace(portal)
