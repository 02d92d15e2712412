"""A session at a portal that was noted lately goes on without being written; what ends it is seen at once."""

from collections.abc import Callable
from datetime import UTC, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from accounts.account.records import Account, NewAccount
from accounts.account.standing import NotActive, UnknownAccount
from accounts.account.store import Accounts
from accounts.grants.store import NOTED_LATELY, SESSION_REMEMBERED, Grants
from accounts.portals.records import Scope
from accounts.portals.store import Portals
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import reading
from accounts.working_days import HERE
from tests.unit.accounts.people import KEY, LOOKUP_KEY, person
from tests.unit.accounts.portals.facts import Clock, new_portal
from tests.unit.accounts.test_at_the_same_time import all_at_once

PORTAL = "dich-vu-cong"
WRITING = ("INSERT", "UPDATE", "DELETE", "BEGIN IMMEDIATE")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def grants(engine: Engine, clock: Clock) -> Grants:
    facts: dict[str, Any] = {"cipher": FieldCipher([KEY]), "lookup": LookupKey(LOOKUP_KEY), "clock": clock}
    portals = Portals(engine, **facts)
    portals.add(new_portal())
    portals.add(new_portal(id="tax"))
    return Grants(engine, **facts)


@pytest.fixture
def lan(opened: Callable[[NewAccount], Account]) -> str:
    """The id of an account."""
    return opened(person()).id


@pytest.fixture
def writes(engine: Engine) -> list[str]:
    """The statements that lock or change something."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: Any) -> None:
        if (
            statement.startswith(("INSERT", "UPDATE", "DELETE", "BEGIN IMMEDIATE"))
            or "FOR UPDATE" in statement
        ):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    return sent


def sign_in(grants: Grants, account: str, **different: Any) -> bool:
    facts: dict[str, Any] = {"portal_id": PORTAL, "signed_in_id": "browser", "sid": "one", "generation": 0}
    return grants.open_session(account_id=account, **(facts | different))


def sessions(engine: Engine) -> set[tuple[str, str, str]]:
    with reading(engine) as session:
        rows = session.execute(text("SELECT sid, portal_id, signed_in_id FROM portal_sessions"))
        return {(row[0], row[1], row[2]) for row in rows}


def queued(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return sorted(session.scalars(text("SELECT sid FROM portal_logouts")))


def test_a_second_sign_in_writes_nothing(grants: Grants, lan: str, writes: list[str], clock: Clock) -> None:
    grants.note_passed_on(lan, PORTAL, {Scope.OPENID})
    sign_in(grants, lan)
    assert writes
    writes.clear()
    clock.now += NOTED_LATELY - timedelta(seconds=1)
    sign_in(grants, lan)
    assert not grants.note_passed_on(lan, PORTAL, {Scope.OPENID})
    assert writes == []


@pytest.mark.parametrize(
    ("told", "asked", "later", "is_noted"),
    [
        ({Scope.OPENID, Scope.PHONE}, {Scope.OPENID}, timedelta(0), True),
        ({Scope.OPENID}, {Scope.OPENID, Scope.PHONE}, timedelta(0), False),
        ({Scope.OPENID}, {Scope.OPENID}, timedelta(minutes=59), False),
        (None, {Scope.OPENID}, timedelta(0), False),
    ],
    ids=["told more before", "asks for more", "on the next day", "never told"],
)
def test_a_session_that_goes_on_tells_whether_today_is_noted(
    grants: Grants,
    lan: str,
    clock: Clock,
    told: set[Scope] | None,
    asked: set[Scope],
    later: timedelta,
    is_noted: bool,  # noqa: FBT001 - a case
) -> None:
    midnight = clock.now.astimezone(HERE).replace(hour=0, minute=0, second=0, microsecond=0)
    clock.now = (midnight + timedelta(days=2, minutes=-30)).astimezone(UTC)
    assert not sign_in(grants, lan), "the first time, nothing is known"
    if told is not None:
        grants.note_passed_on(lan, PORTAL, told)
    grants.consent(lan, PORTAL, asked, language="en", text_version="1")
    clock.now += later
    assert sign_in(grants, lan, scopes=asked) is is_noted


def test_a_session_in_use_is_never_forgotten(
    engine: Engine, grants: Grants, lan: str, writes: list[str], clock: Clock
) -> None:
    sign_in(grants, lan)
    clock.now += NOTED_LATELY
    writes.clear()
    sign_in(grants, lan)
    assert writes, "it is noted again, from now"
    clock.now += SESSION_REMEMBERED - NOTED_LATELY
    sign_in(grants, lan, sid="two", signed_in_id="other")
    assert {sid for sid, *_ in sessions(engine)} == {"one", "two"}


ENDS: dict[str, Callable[[Accounts, Grants, str], object]] = {
    "frozen": lambda accounts, _grants, lan: accounts.freeze(lan),
    "way in changed": lambda accounts, _grants, lan: accounts.change_password(lan, "$new", generation=0),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_stranger_can_not_go_on_in_a_known_session_after_its_end(
    engine: Engine, accounts: Accounts, grants: Grants, lan: str, end: Callable[..., object]
) -> None:
    sign_in(grants, lan)
    end(accounts, grants, lan)
    with pytest.raises(NotActive):
        sign_in(grants, lan)
    assert sessions(engine) == set()
    assert queued(engine) == ["one"]


@pytest.mark.parametrize("end", ["withdrawn", "signed out"])
def test_a_session_that_ended_is_noted_again_and_its_next_end_is_told(
    engine: Engine, grants: Grants, lan: str, end: str
) -> None:
    def end_it() -> None:
        if end == "withdrawn":
            grants.consent(lan, PORTAL, [Scope.OPENID], language="vi", text_version="1")
            assert grants.withdraw(lan, PORTAL)
        else:
            assert grants.end_sessions_now(lan, signed_in_id="browser") == 1

    for times in (1, 2):
        sign_in(grants, lan)
        assert len(sessions(engine)) == 1
        end_it()
        assert sessions(engine) == set()
        assert queued(engine) == ["one"] * times


@pytest.mark.parametrize("different", [{"portal_id": "tax"}, {"signed_in_id": "other"}])
def test_a_known_name_passes_for_no_session_of_another_place(
    engine: Engine, grants: Grants, lan: str, different: dict[str, str]
) -> None:
    sign_in(grants, lan)
    sign_in(grants, lan, **different)
    wanted = {"portal_id": PORTAL, "signed_in_id": "browser"} | different
    assert sessions(engine) == {("one", wanted["portal_id"], wanted["signed_in_id"])}


def test_a_known_name_passes_for_no_account_that_does_not_exist(grants: Grants, lan: str) -> None:
    sign_in(grants, lan)
    with pytest.raises(UnknownAccount):
        sign_in(grants, "nowhere")


def test_a_freeze_at_the_same_time_leaves_no_known_session_open(
    engine: Engine, accounts: Accounts, grants: Grants, lan: str
) -> None:
    for number in range(3):
        sign_in(grants, lan, sid=f"s{number}")

    def again(sid: str) -> None:
        try:
            sign_in(grants, lan, sid=sid)
        except NotActive:
            return

    all_at_once(partial(accounts.freeze, lan), *[partial(again, f"s{number}") for number in range(3)])
    assert sessions(engine) == set()
    assert queued(engine) == ["s0", "s1", "s2"]
