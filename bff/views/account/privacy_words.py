"""Words for a person's own stored data: masked values, receivers, consents and requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.account.records import Account
from accounts.requests.store import ConsentKept, HolderRequest, RequestKind
from bff.owners.holders import holder_rows
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy, local_time
from bff.web.drawing import card_date
from bff.web.lookup import all_methods, method_of
from identity.numbers import mask_number
from identity.phones import mask_mobile

#: Consents that no method asks for: that of a person who registers after a dispute
#: (`bff.views.dispute.registering`).
_OTHER_CONSENTS = {
    "dispute_registration": lazy(
        "I agree that what I proved in the dispute is kept in my account, and that the account of the other "
        "person is closed."
    )
}


@dataclass(frozen=True)
class ConsentTold:
    """One consent, with the text to which the person agreed."""

    purpose: str
    text: str
    given_at: datetime
    withdrawn_at: datetime | None


def rows_of(account: Account) -> list[tuple[str, str]]:
    """List the stored data of the holder as names and values; numbers are masked."""
    sexes = {"male": _("male"), "female": _("female")}
    rows = [
        *holder_rows(account),
        (_("Old identity number"), mask_number(account.old_identity_number or "")),
        (_("Date of birth"), card_date(account.birth_date)),
        (_("Sex"), sexes.get(account.sex or "")),
        (_("Address"), account.address),
        (_("Phone number"), mask_mobile(account.phone_number).replace(" ", "\u00a0")),
        (_("Email"), account.email),
        (
            _("Passkeys"),
            "; ".join(
                f"{key.name}, {local_time(key.added_at)}" for key in services().passkeys.of_owner(account.id)
            ),
        ),
        (
            _("How you were verified"),
            f"{method_of(account.method).title}, {local_time(account.registered_at)}",
        ),
    ]
    return [(name, value) for name, value in rows if value]


def receivers_of(account: Account) -> list[str]:
    """List who received data, and which data."""
    by_sms = _("The SMS gateway: your phone number and our messages to you.")
    return [receiver for receiver in (str(method_of(account.method).sent_to), by_sms) if receiver]


def consents_told(consents: Sequence[ConsentKept]) -> list[ConsentTold]:
    """Return the consents, each with the text of the method that asked for it."""
    texts = {purpose: text for method in all_methods() for purpose, text in method.consents.items()}
    texts |= _OTHER_CONSENTS
    return [
        ConsentTold(
            consent.purpose,
            str(texts.get(consent.purpose, consent.purpose)),
            consent.given_at,
            consent.withdrawn_at,
        )
        for consent in consents
    ]


def requests_told(requests: Sequence[HolderRequest]) -> list[str]:
    """Say what the holder requested, and by when it is done."""
    return [_request_told(request) for request in requests]


def _request_told(request: HolderRequest) -> str:
    match request.kind:
        case RequestKind.WITHDRAWAL:
            return _(
                "You withdrew a consent at %(asked)s. You are answered by %(due)s.",
                asked=local_time(request.asked_at),
                due=local_time(request.due_at),
            )
        case RequestKind.DELETION:
            return _(
                "You asked at %(asked)s to delete your account. It is deleted after %(start)s, at the latest "
                "by %(due)s.",
                asked=local_time(request.asked_at),
                start=local_time(request.not_before),
                due=local_time(request.due_at),
            )
