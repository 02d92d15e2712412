"""An account that exists already: that is told; when and how it came to be only to whoever can be its owner.

A signature proves it at once; elsewhere a code to the account's phone does. The owner reads of it in the
history, whoever it was.
"""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account, AccountEvent
from bff.language import gettext as _
from bff.language import local_time
from bff.log import outcome
from bff.registration import Journey, Purpose, Registration
from bff.services import Services, services
from bff.views.common import one_time_code
from bff.web import arrive, begin, current_registration, go, method_of, screen, step
from identity.phones import mask_mobile

JOURNEY = Journey("existing", ("code", "told"), Purpose.RECOVER)

blueprint = Blueprint(JOURNEY.key, __name__, url_prefix="/existing-account")
step(blueprint, JOURNEY, "code")(one_time_code.view_for(JOURNEY))
one_time_code.add_delivery_state(blueprint, JOURNEY)

_PERSONAL = frozenset({"identity", "organisation", "certificate", "phone_number"})


def at_existing(
    parts: Services, registration: Registration, account: Account, *, signed: bool
) -> Registration:
    """Stand at the account-exists screen of *account*; *signed*: a signature proved whose it is."""
    method = registration.journey
    parts.accounts.note(account.id, AccountEvent.REGISTRATION_REPEATED, method=method)
    pending = {"signed": "yes"} if signed else {}
    return registration.forget(_PERSONAL).learn(step="account_exists", account_id=account.id, pending=pending)


def account_exists(registration: Registration) -> ResponseReturnValue:
    """Say that an account exists; to whoever signed also how it came to be."""
    account = _account_of(registration) if "signed" in registration.pending else None
    rows = facts_of(account) if account else []
    can_ask = account is None and registration.account_id is not None
    return screen("common/account_exists.html", registration=registration, rows=rows, can_ask=can_ask)


@blueprint.post("")
def ask_for_code() -> ResponseReturnValue:
    """Send a code to the account's phone, whose number is not shown."""
    registration = current_registration(Purpose.REGISTER)
    if registration is None or registration.step != "account_exists":
        return go(url_for("registration.choose_subject"))
    account = _account_of(registration)
    if account is None:
        return arrive(registration)
    reached = None if account.has_lost_phone else account.phone_number
    begun = begin(
        JOURNEY,
        registration.subject,
        account_id=account.id,
        phone_number=reached,
        is_quiet=True,
    )
    return arrive(one_time_code.send_first(begun))


@step(blueprint, JOURNEY, "told")
def told(registration: Registration) -> ResponseReturnValue:
    """Say when and how the account was registered: its phone is in the person's hand."""
    account = _account_of(registration)
    if account is None:
        return go(url_for("sign_in.credentials"))
    services().accounts.note(account.id, AccountEvent.EXISTENCE_TOLD)
    outcome("existence_told")
    return screen("common/existing.html", registration=registration, rows=facts_of(account))


def facts_of(account: Account) -> list[tuple[str, str]]:
    """How an account came to be, and the last digits of its phone."""
    return [
        (_("Registered on"), local_time(account.registered_at)),
        (_("How it was verified"), str(method_of(account.method).title)),
        (_("Verification level"), str(account.level)),
        (_("Phone number"), mask_mobile(account.phone_number).replace(" ", "\u00a0")),
    ]


def _account_of(registration: Registration) -> Account | None:
    return services().accounts.get(registration.account_id) if registration.account_id else None
