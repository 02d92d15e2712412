"""The numbers that make an account unique: those of a person, or those of an organisation."""

from bff.journeys.flow import Flow
from identity.people import Organisation
from identity.subject import Subject


def numbers_of(flow: Flow) -> dict[str, str | None]:
    """Return the numbers that a counterpart vouches for, as arguments for `Accounts.find` and `.exists`."""
    person = flow.identity
    if flow.subject is not Subject.CITIZEN:
        return organisation_numbers(flow.organisation)
    return {
        "citizen_number": person.citizen_number if person else None,
        "old_identity_number": person.old_identity_number if person else None,
    }


def organisation_numbers(organisation: Organisation | None) -> dict[str, str | None]:
    """Return the numbers of an organisation: its tax number or, if it has none, a key.

    The key is the budget code or, if there is none, made of official e-mail, name and unit.
    """
    if organisation is None:
        return {"tax_number": None, "organisation_key": None}
    parts = (organisation.official_email, organisation.name, organisation.unit)
    known_by = organisation.budget_code or "\n".join(part or "" for part in parts)
    return {
        "tax_number": organisation.tax_number,
        "organisation_key": None if organisation.tax_number else known_by,
    }
