"""Which numbers make a registration's account unique: a person's, or an organisation's."""

from bff.journeys.flow import Flow
from identity.people import Organisation
from identity.subject import Subject


def numbers_of(flow: Flow) -> dict[str, str | None]:
    """The numbers that a counterpart vouches for, as `Accounts.find` and `Accounts.exists` take them."""
    person = flow.identity
    if flow.subject is not Subject.CITIZEN:
        return organisation_numbers(flow.organisation)
    return {
        "citizen_number": person.citizen_number if person else None,
        "old_identity_number": person.old_identity_number if person else None,
    }


def organisation_numbers(organisation: Organisation | None) -> dict[str, str | None]:
    """By what an organisation's account is known: tax number, budget code, or official e-mail and unit."""
    if organisation is None:
        return {"tax_number": None, "organisation_key": None}
    parts = (organisation.official_email, organisation.name, organisation.unit)
    known_by = organisation.budget_code or "\n".join(part or "" for part in parts)
    return {
        "tax_number": organisation.tax_number,
        "organisation_key": None if organisation.tax_number else known_by,
    }
