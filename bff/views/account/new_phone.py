"""Gives an account a new phone: the holder proves their identity, then confirms the phone with a code."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from accounts.account.standing import NotActive
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.pending import Pending
from bff.journeys.purpose import Aim, Purpose
from bff.messages.notices import notify, notify_owner
from bff.messages.vouching import Vouching
from bff.methods.proof import Proof
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import local_time
from bff.serving.log import outcome
from bff.views.steps.one_time_code import code_step, send_first
from bff.web.phone_form import PhoneForm
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin, move_to
from identity.phones import national_mobile
from identity.subject import Subject

blueprint = Blueprint("new_phone", __name__, url_prefix="/new-phone")


@dataclass(frozen=True)
class ProvedBy(Pending):
    """The key of the method that proved the holder's identity; the account's history records it."""

    KIND: ClassVar[str] = "proved_by"

    method: str


@blueprint.get("/too-weak")
def too_weak() -> ResponseReturnValue:
    """Say that this account needs a stronger proof. The address names the subject and the level."""
    subject, level = request.args.get("subject", Subject.CITIZEN), request.args.get("level", 0, type=int)
    if subject not in set(Subject):
        abort(404)
    return screen("account/proof_too_weak.html", aim=Aim.NEW_PHONE, subject=subject, level=level)


def proved(proof: Proof) -> ResponseReturnValue:
    """Begin the flow if the level of *proof* is not below the account's level."""
    if proof.account is None:
        return go(url_for("proof.no_account"))
    if proof.level < proof.account.level:
        outcome("proof_too_weak")
        return go(url_for("new_phone.too_weak", subject=proof.subject, level=proof.account.level))
    in_hand = national_mobile(proof.phone_number) if proof.phone_number else ""
    flow = begin(
        JOURNEY,
        proof.subject,
        account_id=proof.account.id,
        aim=Aim.NEW_PHONE,
        typed={"phone_number": in_hand},
        pending=ProvedBy(proof.method),
    )
    return arrive(flow)


def phone(flow: Flow) -> ResponseReturnValue:
    """Ask for the new phone number, and send a code to it."""
    form = PhoneForm(data={"phone_number": flow.typed.get("phone_number", "")})
    account = services().accounts.get(flow.account_id or "")
    if account is None or not account.is_active:
        return go(url_for("sign_in.frozen"))
    if form.validate_on_submit() and form.mobile == account.phone_number:
        form.phone_number.errors = [_("This is the phone that the account has already. Enter another one.")]
    if not form.is_submitted() or form.errors:
        return screen("account/new_phone.html", form=form, flow=flow)
    typed = {"phone_number": form.phone_number.data}
    return arrive(send_first(move_to(flow, "code", phone_number=form.mobile, typed=typed)))


def change(flow: Flow) -> ResponseReturnValue:
    """Change the phone after the right code, end every session, and notify the old and the new phone."""
    account = services().accounts.get(flow.account_id or "")
    if account is None or flow.phone_number is None:
        return go(url_for("sign_in.credentials"))
    if account.phone_number != flow.phone_number:  # equal if the browser sent the same request twice
        try:
            services().accounts.change_phone(
                account.id, flow.phone_number, method=flow.pending_as(ProvedBy).method
            )
        except NotActive:  # frozen after the check in `phone`
            return go(url_for("sign_in.frozen"))
        services().signed_in.end_all(account.id)
        notify_owner(account, services().settings.sms_phone_text)
        notify(flow.phone_number, services().settings.sms_phone_text)
        outcome("phone_changed")
    return advance(flow.forget(frozenset({"phone_number", "typed", "codes"})))


def changed(flow: Flow) -> ResponseReturnValue:
    """Confirm the new phone, and say from when the holder can reset the password with it."""
    from_then = services().clock() + timedelta(hours=services().settings.new_phone_wait_hours)
    return screen("account/phone_changed.html", flow=flow, from_then=local_time(from_then))


JOURNEY = Journey(
    "new_phone",
    at="/new-phone",
    purpose=Purpose.RECOVER,
    steps=(
        Step(phone),
        code_step(vouched_by=Vouching.NOTHING, forgets=frozenset()),
        Step(change, acts=True),
        Step(changed),
    ),
)
