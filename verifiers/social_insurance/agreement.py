"""Compare the register's records with a claimed person, and build the confirmed person from those that agree.

Pure: no request is sent here. docs/decisions/0023 gives the reason for each rule.
"""

from collections.abc import Sequence
from enum import StrEnum

from identity.names import names_agree, tidy_name, without_diacritics
from identity.numbers import agrees_with_birth, agrees_with_sex
from identity.people import BirthDate, Person
from verifiers.social_insurance.records import Record


class InsuranceRefusal(StrEnum):
    """Why the register does not confirm the claimant.

    PERSON_DIFFERS does not name the fact that differs. RECORD_CLOSED and RECORD_UNCLEAR are returned only if
    all facts agree. So a refusal tells an attacker nothing new about a record.
    """

    UNKNOWN_NUMBER = "unknown_number"
    PERSON_DIFFERS = "person_differs"
    RECORD_CLOSED = "record_closed"
    RECORD_UNCLEAR = "record_unclear"


def agree(
    records: Sequence[Record], claimed: Person, *, names_may_be_plain: bool = False
) -> Person | InsuranceRefusal:
    """Compare *claimed* (with citizen number, birth date and insurance number) record by record.

    Args:
        records: the register's records under the insurance number.
        names_may_be_plain: a name without diacritics in a record agrees with the same name with diacritics.

    Returns:
        The person with the numbers of the record, or the refusal.
    """
    if not records:
        return _nobody_found(claimed)
    agreeing = [
        record for record in records if _is_of(record, claimed, names_may_be_plain=names_may_be_plain)
    ]
    in_use = [record for record in agreeing if record.is_open]
    if not agreeing:
        return InsuranceRefusal.PERSON_DIFFERS
    return _vouched(in_use, claimed) if in_use else InsuranceRefusal.RECORD_CLOSED


def _nobody_found(claimed: Person) -> InsuranceRefusal:
    """Return UNKNOWN_NUMBER; for a citizen number PERSON_DIFFERS, so as not to reveal which ones exist."""
    is_citizen_number = claimed.social_insurance_number == claimed.citizen_number
    return InsuranceRefusal.PERSON_DIFFERS if is_citizen_number else InsuranceRefusal.UNKNOWN_NUMBER


def _is_of(record: Record, claimed: Person, *, names_may_be_plain: bool) -> bool:
    """Tell whether name, birth date and identity number of *record* all agree with *claimed*."""
    name_is_plain = record.full_name == without_diacritics(record.full_name)
    return (
        names_agree(
            record.full_name, claimed.full_name, ignore_diacritics=names_may_be_plain and name_is_plain
        )
        and _births_agree(record.birth_date, claimed.birth_date)
        and _numbers_agree(record, claimed)
    )


def _births_agree(one: BirthDate, other: BirthDate | None) -> bool:
    """Compare the full dates if both have a day, otherwise the years."""
    if other is None or one.year != other.year:
        return False
    return one.as_date() is None or other.as_date() is None or one.as_date() == other.as_date()


def _numbers_agree(record: Record, claimed: Person) -> bool:
    """Compare the citizen numbers; a record without one agrees if its other facts fit the claimed number.

    Such a record proves one fact less, so both sides must have the full birth date.
    """
    number, born = claimed.citizen_number or "", claimed.birth_date
    if record.citizen_numbers:
        return number in record.citizen_numbers
    return (
        born is not None
        and born.as_date() == record.birth_date.as_date() is not None
        and agrees_with_birth(number, record.birth_date)
        and (record.sex is None or agrees_with_sex(number, record.sex))
    )


def _vouched(records: Sequence[Record], claimed: Person) -> Person | InsuranceRefusal:
    """Build one person from the agreeing records; a number that was only claimed is never included."""
    citizen_numbers = frozenset[str]().union(*(record.citizen_numbers for record in records))
    old_numbers = frozenset[str]().union(*(record.old_numbers for record in records))
    if not citizen_numbers | old_numbers or len(citizen_numbers) > 1 or len(old_numbers) > 1:
        return InsuranceRefusal.RECORD_UNCLEAR
    # False sorts before True: the first birth date is a full one if any record has one.
    births = sorted((record.birth_date for record in records), key=lambda born: born.as_date() is None)
    return Person(
        full_name=tidy_name(claimed.full_name),
        citizen_number=next(iter(citizen_numbers), None),
        old_identity_number=next(iter(old_numbers), None),
        birth_date=births[0],
        sex=next((record.sex for record in records if record.sex), None),
        social_insurance_number=claimed.social_insurance_number,
    )
