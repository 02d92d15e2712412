"""A request for help at an office is found by its reference alone, and ends once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from accounts.help_cases import (
    MOST_WAITING,
    MOST_WAITING_WITHOUT_WORK,
    REMEMBERED,
    HelpCase,
    HelpCaseRow,
    HelpCases,
    HelpReason,
    HelpRefusal,
    HelpState,
    finish,
)
from accounts.references import grouped
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import reading, writing
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW
from tests.unit.accounts.test_at_the_same_time import all_at_once

NUMBER, PHONE = "000190000001", "+84900000001"
STAFF = "5b3e3c4e-0000-4000-8000-000000000001"
OTHER_STAFF = "5b3e3c4e-0000-4000-8000-000000000002"
At = Callable[[datetime], HelpCases]


@pytest.fixture
def at(engine: Engine) -> At:
    """The cases as they are at a moment."""
    cipher, lookup = FieldCipher([KEY]), LookupKey(LOOKUP_KEY)
    return lambda moment: HelpCases(engine, cipher=cipher, lookup=lookup, clock=lambda: moment)


@pytest.fixture
def reference(at: At) -> str:
    return at(NOW).make(number=NUMBER, phone_number=PHONE, days=3)


def found(cases: HelpCases, reference: str) -> HelpCase:
    case = cases.find(reference)
    assert case
    return case


@pytest.mark.parametrize("write", [str, str.lower, grouped])
def test_a_help_case_is_found_by_every_spelling_of_its_reference(
    at: At, reference: str, write: Callable[[str], str]
) -> None:
    case = found(at(NOW), write(reference))
    assert (case.number, case.phone_number, case.state) == (NUMBER, PHONE, HelpState.WAITING)
    assert at(NOW).get(case.id) == case


def test_a_help_case_encrypts_the_claimed_facts_and_stores_no_reference(
    engine: Engine, reference: str
) -> None:
    with reading(engine) as session:
        stored = str(session.execute(text("SELECT * FROM help_cases")).all())
    assert not [one for one in (NUMBER, PHONE, reference) if one in stored]


def test_concurrent_decisions_on_one_help_case_succeed_once(at: At, reference: str) -> None:
    case = found(at(NOW), reference)
    acts = [partial(at(NOW).compare, case.id, account_id="an-account", clerk=STAFF)] * 3
    acts += [
        partial(at(NOW).refuse, case.id, account_id=None, staff=STAFF, reason=HelpReason.OTHER_PERSON)
    ] * 3
    assert all_at_once(*acts).count(None) in {1, 2}  # a comparison, a refusal, or a refusal after it


def test_a_clerk_alone_can_not_give_an_account_away(at: At, engine: Engine, reference: str) -> None:
    cases = at(NOW)
    case = found(cases, reference)
    assert cases.approve(case.id, supervisor=STAFF, days=10) is HelpRefusal.OUT_OF_STATE
    assert cases.compare(case.id, account_id="an-account", clerk=STAFF) is None
    assert cases.approve(case.id, supervisor=STAFF, days=10) is HelpRefusal.SAME_PERSON
    assert found(cases, reference).state is HelpState.COMPARED
    with pytest.raises(IntegrityError), writing(engine) as session:  # a crafted program, not a screen
        session.execute(text("UPDATE help_cases SET state = 'helped', approved_by = compared_by"))


def test_two_people_help_and_the_phone_is_kept_until_its_link_is_used(
    engine: Engine, at: At, reference: str
) -> None:
    cases = at(NOW)
    case = found(cases, reference)
    assert cases.compare(case.id, account_id="an-account", clerk=STAFF) is None
    assert [one.id for one in cases.to_approve()] == [case.id]
    assert cases.approve(case.id, supervisor=OTHER_STAFF, days=10) is None
    assert cases.to_approve() == []
    helped = found(cases, reference)
    assert (helped.state, helped.account_id, helped.phone_number) == (HelpState.HELPED, "an-account", PHONE)
    with writing(engine) as session:
        finish(session, case.id)
    assert found(cases, reference).phone_number is None


def test_a_refusal_ends_a_case_and_deletes_its_facts(at: At, reference: str) -> None:
    cases = at(NOW)
    case = found(cases, reference)
    assert cases.compare(case.id, account_id="an-account", clerk=STAFF) is None
    doubt = HelpReason.DOCUMENT_DOUBTFUL
    assert cases.refuse(case.id, account_id="an-account", staff=OTHER_STAFF, reason=doubt) is None
    assert found(cases, reference).number is None
    assert cases.approve(case.id, supervisor=OTHER_STAFF, days=10) is HelpRefusal.OUT_OF_STATE


def test_an_overdue_help_case_becomes_late_and_loses_its_claimed_facts(at: At, reference: str) -> None:
    later = at(NOW + timedelta(days=3))
    late = later.compare(found(later, reference).id, account_id="an-account", clerk=STAFF)
    assert late is HelpRefusal.OUT_OF_STATE
    after = at(NOW + timedelta(days=4))
    after.make(number=NUMBER, phone_number=PHONE, days=3)
    assert found(after, reference).number is None
    long_after = at(NOW + REMEMBERED + timedelta(days=4))
    long_after.make(number=NUMBER, phone_number=PHONE, days=3)
    assert long_after.find(reference) is None


def test_an_invalid_reference_finds_no_help_case(at: At, reference: str) -> None:
    assert [at(NOW).find(typed) for typed in ("", NUMBER, reference[:-1], "nobody")] == [None] * 4


@pytest.mark.parametrize(("worked", "most"), [(True, MOST_WAITING), (False, MOST_WAITING_WITHOUT_WORK)])
def test_a_stranger_can_not_fill_the_table_with_requests_nor_use_the_owners_places_up(
    engine: Engine, at: At, *, worked: bool, most: int
) -> None:
    reference = at(NOW).make(number=NUMBER, phone_number=PHONE, days=3, worked=worked)
    other_kind = at(NOW).make(number=NUMBER, phone_number=PHONE, days=3, worked=not worked)
    flood = [
        {
            "id": f"flood-{number}",
            "reference_digest": f"flood-{number}",
            "state": HelpState.WAITING,
            "made_at": NOW + timedelta(seconds=1 + number),
            "deadline_at": NOW + timedelta(days=3),
            "worked": worked,
        }
        for number in range(most)
    ]
    for start in range(0, most, 5_000):
        with writing(engine) as session:
            session.execute(insert(HelpCaseRow), flood[start : start + 5_000])
    later = at(NOW + timedelta(hours=12))
    owners = later.make(number=NUMBER, phone_number=PHONE, days=3, worked=worked)
    assert found(later, owners).number == NUMBER
    assert later.find(reference) is None, "the oldest made room"
    assert found(later, other_kind).number == NUMBER, "of the other kind none makes room"
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(HelpCaseRow)) == most + 1


def test_a_request_is_the_same_only_for_the_same_claim_while_it_waits(at: At, reference: str) -> None:
    def same(moment: datetime, number: str = NUMBER, phone: str = PHONE) -> bool:
        return at(moment).claims_the_same(reference, number=number, phone_number=phone)

    assert same(NOW)
    assert not same(NOW, number="000190000002")
    assert not same(NOW, phone="+84900000002")
    assert not same(NOW + timedelta(days=4))
    assert not at(NOW).claims_the_same("", number=NUMBER, phone_number=PHONE)
