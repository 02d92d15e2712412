"""A portal can not take an organisation's account for the private account of its representative."""

from datetime import UTC, datetime

import pytest

from accounts.account.records import Account
from accounts.portals.records import Scope
from bff.rules.portals.claims import userinfo
from identity.subject import Subject

REPRESENTATIVE = {
    "full_name": "Bùi Thị Thử Ba",
    "citizen_number": "000189000153",
    "old_identity_number": "000000153",
    "birth_date": "1989-02-03",
    "sex": "female",
    "address": "Số 1, đường Thử Nghiệm",
}


def account(subject: Subject) -> Account:
    return Account(
        id="11111111-1111-4111-8111-111111111111",
        subject=subject,
        phone_number="+84900000153",
        organisation_name="Công ty Thử Nghiệm",
        tax_number="0001530017",
        method="usb_token",
        level=3,
        password_hash=None,
        registered_at=datetime(2026, 11, 27, tzinfo=UTC),
        **REPRESENTATIVE,  # type: ignore[arg-type]  # texts
    )


@pytest.mark.parametrize("subject", [Subject.BUSINESS, Subject.AGENCY])
@pytest.mark.parametrize("scope", Scope)
def test_no_scope_tells_a_portal_anything_of_the_representative(scope: Scope, subject: Subject) -> None:
    told = str(userinfo(account(subject), [scope], sub="pairwise"))
    assert [fact for fact in (*REPRESENTATIVE.values(), "19890203") if fact in told] == []


def test_a_portal_that_asks_for_the_profile_reads_that_it_is_an_organisation() -> None:
    told = userinfo(account(Subject.BUSINESS), [Scope.PROFILE], sub="pairwise")
    assert told == {"sub": "pairwise", "name": "Công ty Thử Nghiệm", "organisation_kind": "business"}
    person = userinfo(account(Subject.CITIZEN), [Scope.PROFILE, Scope.IDENTITY], sub="pairwise")
    assert person["name"] == REPRESENTATIVE["full_name"]
    assert person["citizen_number"] == REPRESENTATIVE["citizen_number"]
