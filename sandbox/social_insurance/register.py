"""What the social-insurance register holds: by whose number, and each record in the sector's words."""

from collections.abc import Mapping
from functools import cache

from sandbox.people.person import InsuranceRecord, SandboxPerson
from sandbox.people.table import CROWD, PEOPLE

SEXES: Mapping[str, str] = {"male": "Nam", "female": "Nữ"}


def insured_with(number: str) -> SandboxPerson | None:
    """Give the person who has the insurance number *number*, of ten digits or the citizen number's twelve."""
    return _by_number().get(number)


def records_under(number: str) -> list[dict[str, object]]:
    """Give the records under *number*, as the register writes them; none where it knows nobody."""
    person = insured_with(number)
    return [_written(person, record) for record in person.insurance_records] if person else []


@cache
def _by_number() -> Mapping[str, SandboxPerson]:
    """Everyone by both numbers: since 1 August 2025 the citizen number is an insurance number too."""
    everyone = (*PEOPLE, *CROWD)
    by_citizen_number = {person.citizen_number: person for person in everyone}
    return by_citizen_number | {person.insurance_number: person for person in everyone}


def _written(person: SandboxPerson, record: InsuranceRecord) -> dict[str, object]:
    numbers = record.identity_numbers
    if numbers is None:
        numbers = (person.citizen_number,)
    return {
        "maSoBhxh": record.number or person.insurance_number,
        "hoTen": (record.full_name or person.full_name).upper(),
        "ngaySinh": record.birth_date or person.birth_date,
        "gioiTinh": SEXES[person.sex],
        "soCMND": numbers[0] if len(numbers) == 1 else list(numbers),
        "trangThai": "DANG_DUNG" if record.is_open else "DA_DONG",
    }
