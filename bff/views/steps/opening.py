"""How a registration ends in an account, whichever method proved the person: exactly once, all or nothing."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from accounts.account.records import Account, AlreadyExists, NewAccount
from bff.journeys.flow import Flow
from bff.messages.receipt import send_receipt
from bff.methods.method import Method
from bff.owners.existing import at_existing
from bff.owners.numbers import organisation_numbers
from bff.services import services
from bff.serving.log import outcome
from bff.web.devices import become_known_to
from bff.web.lookup import method_of
from bff.web.walking import arrive, move_to, save


def open_account(flow: Flow, *, password_hash: str | None) -> ResponseReturnValue:
    """Open the account and show the end; or say that one exists, if somebody was faster.

    Args:
        password_hash: PHC string; None where one signs in with what proved the identity.
    """
    answer = services().accounts.open(new_account(flow, password_hash, method_of(flow.journey)))
    if isinstance(answer, Account):
        outcome("account_opened")
        send_receipt(answer)
        become_known_to(answer.id, noted=False)
    elif answer.account_id != account_id_of(flow):
        return _tell_that_one_exists(flow, answer)
    return arrive(_finish(flow))


def _tell_that_one_exists(flow: Flow, existing: AlreadyExists) -> ResponseReturnValue:
    """Another registration of the same person was faster; its owner reads of this one in the history."""
    account = services().accounts.get(existing.account_id)
    if account is None:
        raise RuntimeError("an account that was in the way is gone")
    outcome("account_exists")
    return arrive(save(at_existing(services(), flow, account, signed=bool(flow.certificate))))


def _finish(flow: Flow) -> Flow:
    """Stand at the end, with everything forgotten that the last screen does not show."""
    names = frozenset(
        {
            "typed",
            "codes",
            "email",
            "address",
            "phone_number",
            "identity",
            "organisation",
            "certificate",
            "consents",
            "pending",
        }
    )
    return move_to(flow.forget(names), "done", account_id=account_id_of(flow))


def account_id_of(flow: Flow) -> str:
    """The id a registration's account has: the same however often its last form is sent."""
    digest = services().lookup.digest("account_id", flow.id)
    return str(UUID(hex=digest[:32], version=4))


def new_account(flow: Flow, password_hash: str | None, method: Method) -> NewAccount:
    """Write down the account that a registration ends in; an organisation's names its representative."""
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
        **organisation_numbers(organisation),
        organisation_name=organisation.name if organisation else None,
        method=method.key,
        level=flow.level or method.level,
        password_hash=password_hash,
        registered_at=services().clock(),
        consents=flow.consents,
    )
