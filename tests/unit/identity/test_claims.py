"""Claims: which numbers make an account unique, for each subject."""

import pytest

from identity.claims import Claims
from identity.subject import Subject

NUMBERS = {
    "citizen_number": "000190000001",
    "old_identity_number": "000000001",
    "tax_number": "0000000001",
    "organisation_key": "1000001",
}


@pytest.mark.parametrize(
    ("subject", "counting"),
    [
        (Subject.CITIZEN, {"000190000001", "000000001"}),
        (Subject.BUSINESS, {"0000000001", "1000001"}),
        (Subject.AGENCY, {"0000000001", "1000001"}),
    ],
)
def test_a_citizen_claims_personal_numbers_and_an_organisation_its_own(
    subject: Subject, counting: set[str]
) -> None:
    claims = Claims(subject=subject, **NUMBERS)
    assert claims.numbers == claims.required_numbers() == counting


@pytest.mark.parametrize(
    "claims",
    [
        Claims(subject=Subject.CITIZEN, tax_number="0000000001"),
        Claims(subject=Subject.BUSINESS, citizen_number="000190000001"),
        Claims(subject=Subject.CITIZEN, citizen_number=""),
    ],
)
def test_claims_without_a_number_that_counts_make_nothing_unique(claims: Claims) -> None:
    assert not claims.numbers
    with pytest.raises(ValueError, match="none of the numbers"):
        claims.required_numbers()


def test_an_unknown_subject_is_refused() -> None:
    with pytest.raises(ValueError, match="subject"):
        Claims(subject="robot", citizen_number="000190000001")  # type: ignore[arg-type]  # from outside


def test_printed_claims_show_no_number() -> None:
    printed = repr(Claims(subject=Subject.CITIZEN, **NUMBERS))
    assert [number for number in NUMBERS.values() if number in printed] == []
