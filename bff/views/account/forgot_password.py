"""Replaces a forgotten password, after a code to the account's phone or after a new signature.

The reply to a number and a phone is the same whether the account exists or not. The lookup and the SMS run in
the background, so the response time does not show it either.
"""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account, AccountEvent
from accounts.account.standing import NotActive
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Aim, Purpose
from bff.limits.table import limits
from bff.messages.notices import notify_owner
from bff.messages.quiet_codes import send_first_to_owner
from bff.methods.method import SIGNATURE_LEVEL
from bff.methods.proof import Proof
from bff.owners.whose import phone_proves_holder
from bff.rules.passwords import OwnFacts
from bff.services import Services, services
from bff.serving.log import outcome
from bff.views.account.forms import OwnerForm, find_by_number
from bff.views.steps.one_time_code import CODE
from bff.views.steps.set_password import PasswordForm, password_rules
from bff.web.devices import browser_id
from bff.web.lookup import method_of
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin
from identity.people import BirthDate
from identity.subject import Subject

blueprint = Blueprint("forgot_password", __name__, url_prefix="/forgot-password")


@blueprint.route("", methods=["GET", "POST"])
def start() -> ResponseReturnValue:
    """Ask for the account's number and phone. The code screen follows, whether the account exists or not."""
    form = OwnerForm()
    if not form.validate_on_submit():
        return screen("account/forgot_password.html", form=form, notice=request.args.get("notice"))
    services().limits.take(limits().password_resets, services().digest_of(browser_id()))
    flow = begin(JOURNEY, Subject.CITIZEN, phone_number=form.mobile, is_quiet=True)
    outcome("reset_asked")
    return arrive(send_first_to_owner(flow, _owner(form.number, form.mobile)))


def _owner(number: str, phone_number: str) -> Callable[[], str | None]:
    # `_find_owner` runs in the background, where `services()` has no request to read from
    return partial(_find_owner, services(), number, phone_number)


def _find_owner(parts: Services, number: str, phone_number: str) -> str | None:
    """Return the id of the account that has this number and this phone.

    None if there is no such account, or if the phone does not prove its holder: for example, the account
    received this phone a short time ago.
    """
    account = find_by_number(parts.accounts, number)
    if account is None or account.phone_number != phone_number:
        return None
    return account.id if phone_proves_holder(parts, account) else None


def proved(proof: Proof) -> ResponseReturnValue:
    """Go on with *proof*: ask for the new password, or for a stronger proof."""
    if proof.account is None:
        return go(url_for("proof.no_account"))
    if proof.level < max(proof.account.level, SIGNATURE_LEVEL):
        return go(url_for("proof.ways", aim=Aim.RESET, subject=proof.subject, level=SIGNATURE_LEVEL))
    facts = {"account_id": proof.account.id, "aim": Aim.RESET}
    return arrive(begin(JOURNEY, proof.subject, at="new_password", **facts))


def new_password(flow: Flow) -> ResponseReturnValue:
    """Ask for a new password. An account that was opened with a signature needs a new signature first."""
    account = services().accounts.get(flow.account_id or "")
    if account is None:
        return go(url_for("forgot_password.start"))
    if not account.is_active:
        return go(url_for("sign_in.frozen"))
    if method_of(account.method).level >= SIGNATURE_LEVEL and flow.aim is not Aim.RESET:
        return screen("account/needs_signature.html", account=account, level=SIGNATURE_LEVEL)
    if flow.aim is not Aim.RESET and not _still_proves(flow, account):
        return go(url_for("forgot_password.start", notice="expired"))
    form = PasswordForm(own_facts_of(account))
    if not form.validate_on_submit():
        return screen("account/new_password.html", form=form, flow=flow, rules=password_rules())
    return _change(flow, account, services().passwords.hash(form.password.data))


def _still_proves(flow: Flow, account: Account) -> bool:
    """Tell whether the phone that received the code still proves the account's holder.

    Hours may pass between the code and the new password.
    """
    return account.phone_number == flow.phone_number and phone_proves_holder(services(), account)


def _change(flow: Flow, account: Account, password_hash: str) -> ResponseReturnValue:
    try:
        services().accounts.change_password(account.id, password_hash, AccountEvent.PASSWORD_RESET)
    except NotActive:  # frozen between the check in `new_password` and this write
        return go(url_for("sign_in.frozen"))
    services().signed_in.end_all(account.id)
    notify_owner(account, services().settings.sms_password_text)
    outcome("password_reset")
    return advance(flow.forget(frozenset({"phone_number", "codes", "account_id"})))


def changed(flow: Flow) -> ResponseReturnValue:
    """Confirm that the password was changed."""
    return screen("account/password_reset.html", flow=flow)


def own_facts_of(account: Account) -> OwnFacts:
    """Return the personal facts that a password of this account must not contain."""
    born = BirthDate.parse(account.birth_date) if account.birth_date else None
    numbers = (account.citizen_number, account.old_identity_number, account.phone_number, account.tax_number)
    return OwnFacts(account.full_name, born, tuple(number for number in numbers if number))


JOURNEY = Journey(
    "forgot_password",
    at="/forgot-password",
    purpose=Purpose.RECOVER,
    steps=(CODE, Step(new_password), Step(changed)),
)
