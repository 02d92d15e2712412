"""The social-insurance register: find a person by number, and write their records in the sector's format."""

from collections.abc import Mapping
from functools import cache

from sandbox.people.person import InsuranceRecord, SandboxPerson
from sandbox.people.table import CROWD, PEOPLE

SEXES: Mapping[str, str] = {"male": "1", "female": "2"}
WHOLE_DATE, YEAR_ALONE = "0", "1"  # loaiNgaySinh


def insured_with(number: str) -> SandboxPerson | None:
    """Return the person with this insurance number of 10 digits, or with this citizen number of 12."""
    return _by_number().get(number)


def records_under(number: str) -> list[dict[str, object]]:
    """Return the records under *number*, as the register writes them; empty if no person has the number."""
    person = insured_with(number)
    return [_written(person, record) for record in person.insurance_records] if person else []


@cache
def _by_number() -> Mapping[str, SandboxPerson]:
    """Index all people by both numbers: since 1 August 2025 a citizen number is an insurance number, too."""
    everyone = (*PEOPLE, *CROWD)
    by_citizen_number = {person.citizen_number: person for person in everyone}
    return by_citizen_number | {person.insurance_number: person for person in everyone}


def _written(person: SandboxPerson, record: InsuranceRecord) -> dict[str, object]:
    numbers = record.identity_numbers
    if numbers is None:
        numbers = (person.citizen_number,)
    born = record.birth_date or person.birth_date
    return {
        "maSoBhxh": record.number or person.insurance_number,
        "hoTen": (record.full_name or person.full_name).upper(),
        "ngaySinh": born.replace("-", "") if "-" in born else f"{born}0101",
        "loaiNgaySinh": WHOLE_DATE if "-" in born else YEAR_ALONE,
        "gioiTinh": SEXES[person.sex],
        "soCMND": numbers[0] if len(numbers) == 1 else list(numbers),
        "trangThai": "DANG_DUNG" if record.is_open else "DA_DONG",
    }
