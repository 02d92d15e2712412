"""Opens the account at the end of a registration, for every method. A flow opens one account at most."""

from uuid import UUID

from flask import make_response
from flask.typing import ResponseReturnValue

from accounts.account.records import Account, AlreadyExists, NewAccount
from bff.journeys.flow import Flow
from bff.messages.outbox import send_waiting
from bff.messages.receipt import receipt
from bff.methods.method import Method
from bff.owners.certificates import signs_for
from bff.owners.existing import at_existing
from bff.owners.numbers import known_by, organisation_key
from bff.services import services
from bff.serving.language import current_language
from bff.serving.log import outcome
from bff.web.devices import become_known_to
from bff.web.lookup import method_of
from bff.web.portals.completed import remember_completed
from bff.web.walking import arrive, keep_for_a_second_press, move_to, save
from identity.people import Organisation
from identity.subject import Subject


def open_account(flow: Flow, *, password_hash: str | None) -> ResponseReturnValue:
    """Open the account and show the last screen; if another flow was faster, show that an account exists.

    Args:
        password_hash: PHC string; None if the owner signs in with a signature instead of a password.
    """
    new = new_account(flow, password_hash, method_of(flow.journey))
    answer = services().accounts.open(new, tell=receipt(new))
    if isinstance(answer, Account):
        outcome("account_opened")
        services().limits.give_back(flow.counted)
        send_waiting()
        become_known_to(answer.id)
    elif answer.account_id != account_id_of(flow):
        return _show_existing(flow, answer)
    elif not services().accounts.renew_first_password(answer.account_id, password_hash):
        # This flow has opened the account, but its record was not saved: a worker or a store died in between,
        # or the form was sent twice. The person was asked once more, so the newest password counts. An
        # account that was used since is its owner's, who may have left this browser to another person.
        return _show_existing(flow, answer)
    remember_completed(answer.id if isinstance(answer, Account) else answer.account_id)
    response = make_response(arrive(_finish(flow)))
    keep_for_a_second_press(flow.id, response)
    return response


def _show_existing(flow: Flow, existing: AlreadyExists) -> ResponseReturnValue:
    """Show that another flow has opened an account of this person, and note it in the account's history."""
    account = services().accounts.get(existing.account_id)
    if account is None:
        raise RuntimeError("an account that was in the way is gone")
    outcome("account_exists")
    return arrive(save(at_existing(services(), flow, account, signed=signs_for(services(), flow, account))))


def _finish(flow: Flow) -> Flow:
    """Save the flow at its last step, without the facts that the last screen does not show."""
    names = frozenset(
        {
            "typed",
            "codes",
            "email",
            "address",
            "phone_number",
            "proven_phone",
            "identity",
            "organisation",
            "certificate",
            "consents",
            "pending",
        }
    )
    return move_to(flow.forget(names), "done", account_id=account_id_of(flow))


def account_id_of(flow: Flow) -> str:
    """Derive the account's id from the flow's id, so that a form that is sent twice opens one account."""
    digest = services().lookup.digest("account_id", flow.id)
    return str(UUID(hex=digest[:32], version=4))


def new_account(flow: Flow, password_hash: str | None, method: Method) -> NewAccount:
    """Return the account that the flow opens. An organisation's account contains its representative.

    Raises:
        RuntimeError: the flow has no identity or no phone: a programming error.
    """
    person, organisation = flow.identity, flow.organisation
    name = person.full_name if person else organisation.name if organisation else None
    if name is None or flow.phone_number is None:
        raise RuntimeError("nobody was identified, yet an account was to be opened")
    return NewAccount(
        id=account_id_of(flow),
        subject=flow.subject,
        full_name=name,
        citizen_number=person.citizen_number if person else None,
        old_identity_number=person.old_identity_number if person else None,
        birth_date=person.birth_date.isoformat() if person and person.birth_date else None,
        sex=person.sex if person else None,
        address=flow.address,
        phone_number=flow.phone_number,
        email=flow.email or (organisation.official_email if organisation else None),
        tax_number=organisation.tax_number if organisation else None,
        organisation_key=organisation_key(organisation),
        known_by=known_by(organisation),
        organisation_name=_account_name(organisation, flow.subject),
        method=method.key,
        level=flow.level or method.level,
        password_hash=password_hash,
        registered_at=services().clock(),
        language=current_language(),
        consents=flow.consents,
    )


def _account_name(organisation: Organisation | None, subject: Subject) -> str | None:
    """Return whose account it is: an agency's is its unit's, a business's the whole business's."""
    if organisation is None:
        return None
    return organisation.name_with_unit if subject is Subject.AGENCY else organisation.name
