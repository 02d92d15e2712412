"""What a person allows a portal: agreed to, added to, withdrawn, shown by day; and sessions there."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, select, text

from accounts import audit
from accounts.account.records import Account, NewAccount, Standing
from accounts.account.rows import AccountRow
from accounts.account.standing import NotActive, UnknownAccount, move
from accounts.account.store import Accounts
from accounts.account.ways_in import ChangedSince
from accounts.grants.records import Consent, NotAgreed, PassedOn
from accounts.grants.store import KEPT, MOST_SESSIONS, SESSION_REMEMBERED, Grants
from accounts.portals.records import Scope
from accounts.portals.store import Portals
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import reading, writing
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW, person
from tests.unit.accounts.portals.facts import Clock, new_portal
from tests.unit.accounts.test_at_the_same_time import all_at_once

OPENID, PROFILE, IDENTITY = Scope.OPENID, Scope.PROFILE, Scope.IDENTITY
BASIC = frozenset({OPENID, PROFILE})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portal(engine: Engine) -> str:
    """The id of one portal; ``tax`` is another one, and ``deaf`` hears of no end."""
    portals = Portals(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)
    portals.add(new_portal(id="tax"))
    portals.add(new_portal(id="deaf", backchannel_logout_uri=None))
    return portals.add(new_portal())[0].id


@pytest.fixture
def grants(engine: Engine, portal: str, clock: Clock) -> Grants:
    assert portal
    return Grants(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=clock)


@pytest.fixture
def lan(opened: Callable[[NewAccount], Account]) -> str:
    """The id of an account."""
    return opened(person()).id


def agree(grants: Grants, account: str, portal: str, *scopes: Scope, version: str = "2026-12") -> None:
    grants.consent(account, portal, scopes, language="vi", text_version=version)


def sign_in(grants: Grants, account: str, portal: str, sid: str, *, at: str = "browser") -> None:
    grants.open_session(account_id=account, portal_id=portal, signed_in_id=at, sid=sid)


def open_sids(engine: Engine) -> set[str]:
    with reading(engine) as session:
        return set(session.scalars(text("SELECT sid FROM portal_sessions")))


def queued(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return sorted(session.scalars(text("SELECT sid FROM portal_logouts")))


def test_nothing_is_allowed_before_it_is(grants: Grants, lan: str, portal: str) -> None:
    assert grants.consent_of(lan, portal) is None
    assert grants.of_account(lan) == []


def test_a_consent_says_what_when_and_by_which_text(grants: Grants, lan: str, portal: str) -> None:
    agree(grants, lan, portal, OPENID, PROFILE)
    assert grants.consent_of(lan, portal) == Consent(
        scopes=BASIC, given_at=NOW, language="vi", text_version="2026-12"
    )
    assert grants.consent_of(lan, "tax") is None


def test_a_further_consent_adds_to_the_one_before(grants: Grants, lan: str, portal: str) -> None:
    agree(grants, lan, portal, OPENID, PROFILE)
    agree(grants, lan, portal, OPENID, IDENTITY)
    consent = grants.consent_of(lan, portal)
    assert consent is not None
    assert consent.scopes == {OPENID, PROFILE, IDENTITY}


def test_what_is_agreed_already_is_not_written_again(
    engine: Engine, grants: Grants, lan: str, portal: str
) -> None:
    for _press in range(3):
        agree(grants, lan, portal, Scope.PROFILE)
    with reading(engine) as session:
        assert session.scalar(text("SELECT count(*) FROM portal_consents")) == 1
    grants.withdraw(lan, portal)
    agree(grants, lan, portal, Scope.PROFILE)
    with reading(engine) as session:
        assert session.scalar(text("SELECT count(*) FROM portal_consents")) == 3


def test_a_consent_of_many_words_is_read_whole_by_the_last_of_them(
    grants: Grants, lan: str, portal: str
) -> None:
    for _time in range(5):
        agree(grants, lan, portal, Scope.PROFILE)
        grants.withdraw(lan, portal)
    for scope in Scope:
        agree(grants, lan, portal, scope)
    consent = grants.consent_of(lan, portal)
    assert consent is not None
    assert consent.scopes == set(Scope)


def test_a_consent_under_a_new_text_replaces_the_one_before(grants: Grants, lan: str, portal: str) -> None:
    agree(grants, lan, portal, OPENID, PROFILE)
    agree(grants, lan, portal, OPENID, version="2027-01")
    consent = grants.consent_of(lan, portal)
    assert consent is not None
    assert (consent.scopes, consent.text_version) == (frozenset({OPENID}), "2027-01")


def test_what_was_said_is_never_changed(engine: Engine, grants: Grants, lan: str, portal: str) -> None:
    agree(grants, lan, portal, OPENID, PROFILE)
    agree(grants, lan, portal, OPENID, IDENTITY)
    grants.withdraw(lan, portal)
    agree(grants, lan, portal, OPENID)
    with reading(engine) as session:
        rows = session.execute(text("SELECT act, scopes FROM portal_consents ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [
        ("given", "openid profile"), ("given", "identity openid"), ("withdrawn", ""), ("given", "openid"),
    ]  # fmt: skip


def test_a_withdrawn_consent_is_none_and_a_new_one_begins_afresh(
    grants: Grants, lan: str, portal: str
) -> None:
    agree(grants, lan, portal, OPENID, PROFILE)
    assert grants.withdraw(lan, portal)
    assert grants.consent_of(lan, portal) is None
    assert not grants.withdraw(lan, portal)
    agree(grants, lan, portal, OPENID)
    consent = grants.consent_of(lan, portal)
    assert consent is not None
    assert consent.scopes == {OPENID}


def test_withdrawals_at_once_are_one(engine: Engine, grants: Grants, lan: str, portal: str) -> None:
    agree(grants, lan, portal, OPENID)
    assert all_at_once(*[partial(grants.withdraw, lan, portal)] * 5).count(True) == 1
    with reading(engine) as session:
        assert isinstance(audit.verify(session), audit.Intact)


def test_a_withdrawal_ends_the_sessions_there_alone_and_is_in_the_history(
    engine: Engine, accounts: Accounts, grants: Grants, lan: str, portal: str
) -> None:
    agree(grants, lan, portal, OPENID)
    sign_in(grants, lan, portal, "one")
    sign_in(grants, lan, "tax", "two")
    grants.withdraw(lan, portal)
    assert open_sids(engine) == {"two"}
    assert queued(engine) == ["one"]
    newest = accounts.history(lan)[0]
    assert (newest.event.value, newest.codes) == ("consent_withdrawn", {"portal": "dich-vu-cong"})


@pytest.mark.parametrize("standing", [Standing.FROZEN, Standing.CLOSED])
def test_no_portal_is_allowed_anything_with_an_account_that_may_not_be_used(
    engine: Engine, grants: Grants, lan: str, portal: str, standing: Standing
) -> None:
    with writing(engine) as session:
        move(session, lan, standing, at=NOW, codes={})
    with pytest.raises(NotActive):
        agree(grants, lan, portal, OPENID)
    with pytest.raises(NotActive):
        sign_in(grants, lan, portal, "one")
    assert open_sids(engine) == set()


def test_an_unknown_account_allows_nothing(grants: Grants, portal: str) -> None:
    with pytest.raises(UnknownAccount):
        agree(grants, "nowhere", portal, OPENID)
    with pytest.raises(UnknownAccount):
        sign_in(grants, "nowhere", portal, "one")
    grants.note_passed_on("nowhere", portal, {OPENID})
    assert grants.of_account("nowhere") == []


def test_what_was_passed_on_is_one_line_a_day(grants: Grants, lan: str, portal: str, clock: Clock) -> None:
    agree(grants, lan, portal, OPENID, PROFILE, IDENTITY)
    grants.note_passed_on(lan, portal, {OPENID, PROFILE})
    grants.note_passed_on(lan, portal, {OPENID})
    grants.note_passed_on(lan, portal, {OPENID, IDENTITY})
    clock.move(days=1)
    grants.note_passed_on(lan, portal, {OPENID})
    (shown,) = grants.of_account(lan)
    assert shown.passed_on == (
        PassedOn(day=date(2026, 11, 24), scopes=frozenset({OPENID})),
        PassedOn(day=date(2026, 11, 23), scopes=frozenset({OPENID, PROFILE, IDENTITY})),
    )
    assert shown.last_used == date(2026, 11, 24)


def test_a_day_is_one_of_viet_nam(grants: Grants, lan: str, portal: str, clock: Clock) -> None:
    agree(grants, lan, portal, OPENID)
    clock.move(hours=8)  # 17:30 UTC
    grants.note_passed_on(lan, portal, {OPENID})
    assert grants.of_account(lan)[0].last_used == date(2026, 11, 24)


def test_notes_at_once_make_one_line(engine: Engine, grants: Grants, lan: str, portal: str) -> None:
    each = [{OPENID}, {OPENID, PROFILE}, {IDENTITY}, {OPENID}] * 2
    all_at_once(*[partial(grants.note_passed_on, lan, portal, scopes) for scopes in each])
    with reading(engine) as session:
        (scopes,) = session.scalars(text("SELECT scopes FROM portal_passed_on"))
    assert scopes == "identity openid profile"


def test_old_days_are_forgotten(grants: Grants, lan: str, portal: str, clock: Clock) -> None:
    agree(grants, lan, portal, OPENID)
    grants.note_passed_on(lan, portal, {OPENID})
    clock.move(days=KEPT.days + 1)
    grants.note_passed_on(lan, portal, {OPENID})
    assert len(grants.of_account(lan)[0].passed_on) == 1


def test_your_data_lists_all_portals_also_those_withdrawn(
    grants: Grants, lan: str, portal: str, clock: Clock
) -> None:
    agree(grants, lan, portal, OPENID, PROFILE)
    clock.move(hours=1)
    agree(grants, lan, "tax", OPENID)
    clock.move(hours=1)
    agree(grants, lan, portal, IDENTITY)
    grants.withdraw(lan, "tax")
    tax, first = grants.of_account(lan)
    assert (tax.portal_id, tax.scopes, tax.withdrawn_at) == ("tax", frozenset(), NOW + timedelta(hours=2))
    assert (first.portal_id, first.scopes, first.withdrawn_at) == (portal, BASIC | {IDENTITY}, None)
    assert (first.first_given, first.last_used) == (NOW, None)


def test_nothing_is_shown_of_another_person(
    grants: Grants, lan: str, portal: str, opened: Callable[[NewAccount], Account]
) -> None:
    other = opened(person(citizen_number="000190000002", old_identity_number=None)).id
    agree(grants, lan, portal, OPENID)
    grants.note_passed_on(lan, portal, {OPENID})
    assert grants.of_account(other) == []
    assert grants.consent_of(other, portal) is None
    assert not grants.withdraw(other, portal)
    assert grants.consent_of(lan, portal)


def test_signing_out_ends_the_sessions_of_that_browser(
    engine: Engine, grants: Grants, lan: str, portal: str
) -> None:
    sign_in(grants, lan, portal, "one", at="phone")
    sign_in(grants, lan, "tax", "two", at="phone")
    sign_in(grants, lan, portal, "three", at="computer")
    assert grants.end_sessions_now(lan, signed_in_id="phone") == 2
    assert open_sids(engine) == {"three"}
    assert queued(engine) == ["one", "two"]
    assert grants.end_sessions_now(lan, signed_in_id="phone") == 0


def test_ending_the_others_keeps_those_of_this_browser(
    engine: Engine, grants: Grants, lan: str, portal: str
) -> None:
    sign_in(grants, lan, portal, "one", at="phone")
    sign_in(grants, lan, portal, "two", at="computer")
    assert grants.end_sessions_now(lan, keep="phone") == 1
    assert open_sids(engine) == {"one"}


def test_an_end_that_is_rolled_back_ends_and_tells_nothing(
    engine: Engine, grants: Grants, lan: str, portal: str
) -> None:
    sign_in(grants, lan, portal, "one")
    with writing(engine) as session:
        assert grants.end_sessions(session, lan, at=NOW) == 1
        session.rollback()
    assert open_sids(engine) == {"one"}
    assert queued(engine) == []


def test_a_portal_without_an_address_for_it_is_told_nothing(engine: Engine, grants: Grants, lan: str) -> None:
    sign_in(grants, lan, "deaf", "one")
    assert grants.end_sessions_now(lan) == 1
    assert open_sids(engine) == set()
    assert queued(engine) == []


def test_ends_at_once_tell_a_portal_once(engine: Engine, grants: Grants, lan: str, portal: str) -> None:
    for sid in ("one", "two"):
        sign_in(grants, lan, portal, sid)
    assert sorted(all_at_once(*[partial(grants.end_sessions_now, lan)] * 4)) == [0, 0, 0, 2]
    assert queued(engine) == ["one", "two"]


def test_a_session_begun_before_a_change_of_a_way_in_opens_nothing(
    engine: Engine, accounts: Accounts, grants: Grants, lan: str, portal: str
) -> None:
    accounts.change_password(lan, "$argon2id$new", generation=0)
    with pytest.raises(ChangedSince):
        grants.open_session(account_id=lan, portal_id=portal, signed_in_id="b", sid="one", generation=0)
    grants.open_session(account_id=lan, portal_id=portal, signed_in_id="b", sid="two", generation=1)
    assert open_sids(engine) == {"two"}


def test_a_freeze_at_the_same_time_leaves_no_session_open(
    engine: Engine, grants: Grants, lan: str, portal: str
) -> None:
    def freeze() -> None:
        with writing(engine) as session:
            move(session, lan, Standing.FROZEN, at=NOW, codes={})
            grants.end_sessions(session, lan, at=NOW)

    def sign_in_there(sid: str) -> None:
        try:
            sign_in(grants, lan, portal, sid)
        except NotActive:
            return

    all_at_once(freeze, *[partial(sign_in_there, f"s{n}") for n in range(5)])
    assert open_sids(engine) == set()


#: What a person allowed last, and whether a code for a session with `PROFILE` still counts.
SAID_LAST = {
    "nothing": ((), "", False),
    "all of it": ((PROFILE,), "", True),
    "more": ((PROFILE, IDENTITY), "", True),
    "something else": ((IDENTITY,), "", False),
    "all, and withdrew it": ((PROFILE,), "withdraw", False),
    "all, withdrew it, and allowed it again": ((PROFILE,), "withdraw, agree", True),
    "all, withdrew it, and allowed less": ((PROFILE,), "withdraw, agree to less", False),
}


@pytest.mark.parametrize(("scopes", "then", "counts"), SAID_LAST.values(), ids=SAID_LAST)
def test_no_session_opens_with_what_the_person_does_not_allow_any_more(
    engine: Engine,
    grants: Grants,
    lan: str,
    portal: str,
    scopes: tuple[Scope, ...],
    then: str,
    counts: object,
) -> None:
    if scopes:
        agree(grants, lan, portal, *scopes)
    if "withdraw" in then:
        grants.withdraw(lan, portal)
    if "agree" in then:
        agree(grants, lan, portal, *(() if "less" in then else (PROFILE,)))
    if counts:
        redeem(grants, lan, portal, "one")
    else:
        with pytest.raises(NotAgreed):
            redeem(grants, lan, portal, "one")
    assert open_sids(engine) == ({"one"} if counts else set())


def test_a_session_that_was_noted_lately_does_not_go_on_after_a_withdrawal(
    engine: Engine, grants: Grants, lan: str, portal: str
) -> None:
    agree(grants, lan, portal, PROFILE)
    redeem(grants, lan, portal, "one")
    grants.withdraw(lan, portal)
    with pytest.raises(NotAgreed):
        redeem(grants, lan, portal, "one")
    assert (open_sids(engine), queued(engine)) == (set(), ["one"])


def test_a_withdrawal_at_the_same_time_leaves_no_session_open_untold(
    engine: Engine, grants: Grants, lan: str, portal: str
) -> None:
    opened = []

    def redeem_there(sid: str) -> None:
        try:
            redeem(grants, lan, portal, sid)
        except NotAgreed:
            return
        opened.append(sid)

    for turn in range(4):
        agree(grants, lan, portal, PROFILE)
        sids = [f"s{turn}{n}" for n in range(5)]
        all_at_once(partial(grants.withdraw, lan, portal), *[partial(redeem_there, sid) for sid in sids])
    assert open_sids(engine) == set()
    assert queued(engine) == sorted(opened)


def redeem(grants: Grants, account: str, portal: str, sid: str) -> None:
    """Open a session as a code does that was given for the name."""
    grants.open_session(
        account_id=account,
        portal_id=portal,
        signed_in_id="browser",
        sid=sid,
        generation=0,
        scopes=[OPENID, PROFILE],
    )


def test_one_person_keeps_a_bounded_number_of_sessions_at_a_portal(
    engine: Engine, grants: Grants, lan: str, portal: str, clock: Clock
) -> None:
    sign_in(grants, lan, "tax", "elsewhere")
    for number in range(MOST_SESSIONS + 2):
        clock.move(seconds=1)
        sign_in(grants, lan, portal, f"s{number:02}")
    assert open_sids(engine) == {"elsewhere", *(f"s{n:02}" for n in range(2, MOST_SESSIONS + 2))}
    assert queued(engine) == ["s00", "s01"]


def test_old_sessions_are_forgotten(
    engine: Engine, grants: Grants, lan: str, portal: str, clock: Clock
) -> None:
    sign_in(grants, lan, portal, "old")
    clock.move(days=SESSION_REMEMBERED.days, seconds=1)
    sign_in(grants, lan, portal, "new")
    assert open_sids(engine) == {"new"}
    assert queued(engine) == []


def test_a_session_that_the_portal_opens_again_goes_on(
    engine: Engine, grants: Grants, lan: str, portal: str
) -> None:
    sign_in(grants, lan, portal, "one")
    sign_in(grants, lan, portal, "one")
    assert open_sids(engine) == {"one"}
    assert queued(engine) == []


def test_a_deleted_account_leaves_no_row_but_the_ends_to_be_told(
    engine: Engine, grants: Grants, lan: str, portal: str
) -> None:
    agree(grants, lan, portal, OPENID)
    grants.note_passed_on(lan, portal, {OPENID})
    sign_in(grants, lan, portal, "one")
    with writing(engine) as session:
        grants.end_sessions(session, lan, at=NOW)
        session.delete(session.scalars(select(AccountRow).where(AccountRow.id == lan)).one())
    assert grants.of_account(lan) == []
    assert open_sids(engine) == set()
    (due,) = grants.due_logouts(10)
    assert (due.portal_id, due.account_id, due.sid) == (portal, lan, "one")
