"""Portals are told that sessions ended: each end by one sender at a time, at most three times."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import Engine, text

from accounts import audit
from accounts.account.records import Account, NewAccount
from accounts.grants.logouts import MOST_OF_A_PORTAL, MOST_TRIES, NOT_TRIED_PAUSE, TAKEN_FOR
from accounts.grants.store import MOST_SESSIONS, Grants
from accounts.portals.store import Portals
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import reading
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW, patiently, person
from tests.unit.accounts.portals.facts import Clock, new_portal
from tests.unit.accounts.test_at_the_same_time import all_at_once


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def grants(engine: Engine, clock: Clock) -> Grants:
    return Grants(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=clock)


@pytest.fixture
def lan(opened: Callable[[NewAccount], Account]) -> str:
    return opened(person()).id


@pytest.fixture
def ended(engine: Engine, grants: Grants, lan: str) -> Callable[[int], None]:
    """End so many sessions of one person."""
    portals = Portals(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)
    portals.add(new_portal())

    def end(number: int) -> None:
        for n in range(number):
            grants.open_session(account_id=lan, portal_id="dich-vu-cong", signed_in_id="browser", sid=f"s{n}")
        assert grants.end_sessions_now(lan) == number

    return end


def left(engine: Engine) -> int:
    with reading(engine) as session:
        return len(session.execute(text("SELECT id FROM portal_logouts")).all())


def given_up(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as session:
        assert isinstance(audit.verify(session), audit.Intact)
        rows = session.execute(
            text("SELECT account_id, codes FROM audit_entries WHERE event = 'portal_logout_given_up'")
        )
        return [(subject, codes) for subject, codes in rows]


def test_nothing_is_due_where_nothing_ended(grants: Grants) -> None:
    assert grants.due_logouts(10) == []


def test_an_end_is_due_at_once_and_told_once(
    engine: Engine, grants: Grants, ended: Callable[[int], None]
) -> None:
    ended(1)
    (due,) = grants.due_logouts(10)
    assert (due.sid, due.tries, due.made_at) == ("s0", 1, NOW)
    grants.logout_done(due.id)
    assert left(engine) == 0


@pytest.mark.parametrize("others", [1, 3, 19])
def test_a_portal_with_many_ends_lets_those_of_the_others_be_told_in_the_same_round(
    engine: Engine,
    grants: Grants,
    lan: str,
    ended: Callable[[int], None],
    clock: Clock,
    others: int,
) -> None:
    ended(MOST_SESSIONS)
    clock.move(seconds=1)
    portals = Portals(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)
    for n in range(others):
        portals.add(new_portal(id=f"other-{n}"))
        grants.open_session(account_id=lan, portal_id=f"other-{n}", signed_in_id="browser", sid=f"other-{n}")
    grants.end_sessions_now(lan)
    round_of = Counter(due.portal_id for due in grants.due_logouts(20))
    assert 1 <= round_of.pop("dich-vu-cong") <= MOST_OF_A_PORTAL
    assert round_of == {f"other-{n}": 1 for n in range(others)}


def test_two_senders_at_once_never_take_the_same_end(grants: Grants, ended: Callable[[int], None]) -> None:
    ended(20)
    taken = all_at_once(*[partial(grants.due_logouts, 3)] * 4)
    ids = [due.id for some in taken for due in some]
    assert len(ids) == len(set(ids)) == 12


def test_senders_that_drain_the_queue_tell_each_end_once(
    engine: Engine, grants: Grants, ended: Callable[[int], None]
) -> None:
    ended(20)

    def drain() -> list[str]:
        told: list[str] = []
        while due := patiently(partial(grants.due_logouts, 3)):
            for one in due:
                told.append(one.sid)
                patiently(partial(grants.logout_done, one.id))
        return told

    first, second = all_at_once(drain, drain)
    assert sorted(first + second) == sorted(f"s{n}" for n in range(20))
    assert left(engine) == 0


def test_a_sender_that_dies_gives_the_end_to_another(
    grants: Grants, ended: Callable[[int], None], clock: Clock
) -> None:
    ended(1)
    (first,) = grants.due_logouts(10)
    clock.move(seconds=TAKEN_FOR.seconds - 1)
    assert grants.due_logouts(10) == []
    clock.move(seconds=1)
    (again,) = grants.due_logouts(10)
    assert (again.id, again.tries) == (first.id, 2)


def test_a_portal_is_tried_at_once_after_a_minute_and_after_ten(
    engine: Engine, grants: Grants, lan: str, ended: Callable[[int], None], clock: Clock
) -> None:
    ended(1)
    for seconds in (60, 600):
        (due,) = grants.due_logouts(10)
        assert grants.logout_failed(due.id)
        clock.move(seconds=seconds - 1)
        assert grants.due_logouts(10) == []
        clock.move(seconds=1)
    (due,) = grants.due_logouts(10)
    assert due.tries == MOST_TRIES
    assert not grants.logout_failed(due.id)
    assert left(engine) == 0
    assert given_up(engine) == [("dich-vu-cong", f'{{"account":"{audit.spelled(lan)}"}}')]


def test_an_end_whose_senders_all_die_is_given_up(
    engine: Engine, grants: Grants, ended: Callable[[int], None], clock: Clock
) -> None:
    ended(2)
    for _ in range(MOST_TRIES):
        assert len(grants.due_logouts(10)) == 2
        clock.move(seconds=TAKEN_FOR.seconds)
    assert grants.due_logouts(10) == []
    assert left(engine) == 0
    assert len(given_up(engine)) == 2


def test_an_end_whose_portal_was_not_asked_costs_no_try_and_is_due_again_soon(
    engine: Engine, grants: Grants, ended: Callable[[int], None], clock: Clock
) -> None:
    ended(1)
    for _ in range(3 * MOST_TRIES):
        (due,) = grants.due_logouts(10)
        assert due.tries == 1
        grants.logout_not_tried(due.id)
        assert grants.due_logouts(10) == []
        clock.move(seconds=NOT_TRIED_PAUSE.seconds)
    assert (left(engine), given_up(engine)) == (1, [])
    grants.logout_not_tried("none")


def test_an_end_that_another_sender_told_needs_no_further_try(
    engine: Engine, grants: Grants, ended: Callable[[int], None]
) -> None:
    ended(1)
    (due,) = grants.due_logouts(10)
    grants.logout_done(due.id)
    assert not grants.logout_failed(due.id)
    assert given_up(engine) == []
