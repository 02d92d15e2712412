"""Whether the register's records and a claimed person are one, and what is then believed of them.

Pure. docs/decisions/0023 says why each rule is as it is.
"""

from collections.abc import Sequence
from enum import StrEnum

from identity.names import names_agree, tidy_name, without_diacritics
from identity.numbers import agrees_with_birth, agrees_with_sex
from identity.people import BirthDate, Person
from verifiers.social_insurance.records import Record


class InsuranceRefusal(StrEnum):
    """Why the register cannot prove the claimant.

    Of a record, only that the person differs is told; which fact differs is not. The last two are told only
    to those whose every fact agrees.
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
        records: what the register holds under the insurance number.
        names_may_be_plain: a record whose name has no diacritics agrees with a name that has some.

    Returns:
        The person with the numbers of the record, or why not.
    """
    if not records:
        return _nobody_found(claimed)
    agreeing = [one for one in records if _is_of(one, claimed, names_may_be_plain=names_may_be_plain)]
    in_use = [one for one in agreeing if one.is_open]
    if not agreeing:
        return InsuranceRefusal.PERSON_DIFFERS
    return _vouched(in_use, claimed) if in_use else InsuranceRefusal.RECORD_CLOSED


def _nobody_found(claimed: Person) -> InsuranceRefusal:
    """Say that the number is unknown, unless it is a citizen number: nobody is told which of those exist."""
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
    """Compare days where both know them, else years."""
    if other is None or one.year != other.year:
        return False
    return one.as_date() is None or other.as_date() is None or one.as_date() == other.as_date()


def _numbers_agree(record: Record, claimed: Person) -> bool:
    """Compare citizen numbers; a record without one agrees if nothing of it speaks against the claimed one.

    Such a record is thinner by one fact, so its birth date has to be whole on both sides.
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
    """Put together what the agreeing records hold of one person: never a number that was only claimed."""
    citizen_numbers = frozenset[str]().union(*(one.citizen_numbers for one in records))
    old_numbers = frozenset[str]().union(*(one.old_numbers for one in records))
    if not citizen_numbers | old_numbers or len(citizen_numbers) > 1 or len(old_numbers) > 1:
        return InsuranceRefusal.RECORD_UNCLEAR
    births = sorted((one.birth_date for one in records), key=lambda born: born.as_date() is None)
    return Person(
        full_name=tidy_name(claimed.full_name),
        citizen_number=next(iter(citizen_numbers), None),
        old_identity_number=next(iter(old_numbers), None),
        birth_date=births[0],
        sex=next((one.sex for one in records if one.sex), None),
        social_insurance_number=claimed.social_insurance_number,
    )
