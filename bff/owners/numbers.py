"""The numbers that a counterpart vouches for, which make a registration's account unique."""

from bff.journeys.flow import Flow
from identity.claims import Claims
from identity.people import Organisation
from identity.subject import Subject


def numbers_of(flow: Flow) -> Claims:
    """Return what a registration's account claims: the numbers of its person, or of its organisation."""
    person, organisation = flow.identity, flow.organisation
    if flow.subject is Subject.CITIZEN:
        return Claims(
            subject=flow.subject,
            citizen_number=person.citizen_number if person else None,
            old_identity_number=person.old_identity_number if person else None,
        )
    return Claims(
        subject=flow.subject,
        tax_number=organisation.tax_number if organisation else None,
        organisation_key=organisation_key(organisation),
    )


def organisation_key(organisation: Organisation | None) -> str | None:
    """Return the text that identifies an organisation beside its tax number; None if nothing does.

    That is its budget code. Without both numbers it is its official e-mail address, name and unit. An agency
    whose certificates hold now both numbers and now one has one account, because the account claims both.
    """
    if organisation is None or (organisation.tax_number and not organisation.budget_code):
        return None
    parts = (organisation.official_email, organisation.name, organisation.unit)
    return organisation.budget_code or "\n".join(part or "" for part in parts)
