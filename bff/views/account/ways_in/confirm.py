"""Confirm that it is you: a fresh proof of a way in, before the change of another one.

The proof counts for one change, in this session, for some minutes (`bff.stores.fresh`).
"""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from accounts.account.ways_in import Change
from accounts.second_factors.store import RECOVERY_CODE_DIGITS
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.pending import Pending
from bff.journeys.purpose import Aim, Purpose
from bff.methods.part import AimPlace
from bff.methods.proof import Proof
from bff.owners.fresh import IN_THE_ACCOUNT, may_confirm, ways_to_confirm
from bff.owners.passkeys import Refused, judge_signed
from bff.rules.proofs import ProofKind
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.stores.signed_in import SignedIn
from bff.views.account.app_code import is_right
from bff.views.account.current_password import is_current
from bff.views.account.forms import AppCodeForm, CurrentPasswordForm, PasskeyForm
from bff.views.account.passkeys.words import CONFIRM, TROUBLE
from bff.views.steps.one_time_code import CODE, send_first
from bff.views.steps.proof import ways_to_prove
from bff.views.steps.sim.looking import look_at_sim
from bff.web.screens import go, screen
from bff.web.sessions import current_session, signed_in_only
from bff.web.walking import arrive, begin, begun_already, bound_to, end
from identity.subject import Subject

blueprint = Blueprint("confirm", __name__, url_prefix="/account/confirm")

#: The aim of a proof of identity for each change.
AIMS = {change: Aim(f"change_{change}") for change in IN_THE_ACCOUNT}
ConfirmForm = CurrentPasswordForm | AppCodeForm


@dataclass(frozen=True)
class WantedChange(Pending):
    """The change for which a code to the account's phone is asked."""

    KIND: ClassVar[str] = "wanted_change"

    change: str


@blueprint.route("/<change>", methods=["GET", "POST"])
@signed_in_only
def ask(account: Account, signed_in: SignedIn, change: str) -> ResponseReturnValue:
    """Ask for a way in other than the one that is changed; offer all that are enough."""
    wanted = _change_called(change)
    ways = ways_to_confirm(services(), account, wanted)
    form = _form_for(ways)
    if form is not None and form.validate_on_submit():
        kind = _right_kind(account, form)
        if kind in ways:
            return _confirm(signed_in, wanted, kind)
    return screen(
        "account/confirm.html",
        form=form,
        change=wanted,
        by_password=isinstance(form, CurrentPasswordForm),
        other_form=_other_form(ways, form),
        by_phone=ProofKind.PHONE_CODE in ways,
        by_key=ProofKind.PASSKEY in ways,
        trouble=TROUBLE.get(request.args.get("trouble", "")),
        identities=ways_to_prove(AIMS[wanted], Subject(account.subject), account_level=account.level),
        aim=AIMS[wanted],
        subject=account.subject,
    )


@blueprint.post("/<change>/code")
@signed_in_only
def send_code(account: Account, _signed_in: SignedIn, change: str) -> ResponseReturnValue:
    """Send a code to the account's phone, if it confirms this change."""
    wanted = _change_called(change)
    if ProofKind.PHONE_CODE not in ways_to_confirm(services(), account, wanted):
        return go(url_for("confirm.ask", change=wanted))
    facts = bound_to(account) | {"phone_number": account.phone_number, "pending": WantedChange(wanted)}
    if (begun := begun_already(JOURNEY, **facts)) is not None:
        return arrive(begun)  # pressed twice, or back and again: the first message's code is right
    return arrive(send_first(begin(JOURNEY, Subject(account.subject), **facts)))


@blueprint.post("/<change>/passkey")
@signed_in_only
def by_passkey(account: Account, signed_in: SignedIn, change: str) -> ResponseReturnValue:
    """Confirm a change with what one of the account's own passkeys has signed for it."""
    wanted, form = _change_called(change), PasskeyForm()
    if ProofKind.PASSKEY not in ways_to_confirm(services(), account, wanted) or not form.validate_on_submit():
        return go(url_for("confirm.ask", change=wanted))
    judged = judge_signed(
        services(),
        services().passkeys,
        form.credential.data,
        browser=signed_in.id,
        purpose=CONFIRM,
        owner_id=account.id,
    )
    if isinstance(judged, Refused):
        outcome(judged.trouble)
        return go(url_for("confirm.ask", change=wanted, trouble=judged.trouble))
    return _confirm(signed_in, wanted, ProofKind.PASSKEY)


def sim_changed(flow: Flow) -> ResponseReturnValue:
    """Say that the SIM was changed lately, from when its codes count again, and what other ways there are."""
    return screen(
        "account/sim_changed_at_confirm.html",
        flow=flow,
        change=flow.pending_as(WantedChange).change,
        hours=services().settings.carrier_sim_swap_hours,
    )


def confirmed(flow: Flow) -> ResponseReturnValue:
    """Remember that the code was right, in the session that asked for it. This step has no screen."""
    change = _change_called(flow.pending_as(WantedChange).change)
    end(flow)
    signed_in = current_session()
    if signed_in is None or (signed_in.account_id, signed_in.generation) != (
        flow.account_id,
        flow.generation,
    ):
        return go(url_for("sign_in.credentials", notice="ended"))
    return _confirm(signed_in, change, ProofKind.PHONE_CODE)


@signed_in_only
def take(account: Account, signed_in: SignedIn, change: Change, proof: Proof) -> ResponseReturnValue:
    """Remember a proof of identity for *change*, if this session's holder gave it and it is enough."""
    if proof.account is None or proof.account.id != account.id:
        outcome("proof_of_somebody_else")
        return go(url_for("account.my_account", notice="change_of_somebody_else"))
    if not may_confirm(services(), proof.kind, change, account, phone_number=proof.phone_number):
        outcome("proof_too_weak")
        return go(url_for("confirm.ask", change=change))
    return _confirm(signed_in, change, proof.kind)


def _confirm(signed_in: SignedIn, change: Change, kind: ProofKind) -> ResponseReturnValue:
    outcome("confirmed")
    services().fresh.give(signed_in.id, change, by=kind)
    return go(url_for(IN_THE_ACCOUNT[change]))


def _change_called(name: str) -> Change:
    return Change(name) if name in IN_THE_ACCOUNT else abort(404)


def _form_for(ways: list[ProofKind]) -> ConfirmForm | None:
    """Return the form for the password or for the app's code; ``by=app`` in the address asks for the code."""
    if ProofKind.APP in ways and (request.args.get("by") == "app" or ProofKind.PASSWORD not in ways):
        return AppCodeForm()
    return CurrentPasswordForm() if ProofKind.PASSWORD in ways else None


def _other_form(ways: list[ProofKind], form: ConfirmForm | None) -> str | None:
    """Return the ``by`` of the form that is not shown; None if there is no other one."""
    if not {ProofKind.PASSWORD, ProofKind.APP} <= set(ways):
        return None
    return "app" if isinstance(form, CurrentPasswordForm) else "password"


def _right_kind(account: Account, form: ConfirmForm) -> ProofKind | None:
    """Return the kind of a right password or code; None if it is wrong, and the form says so."""
    if isinstance(form, CurrentPasswordForm):
        if is_current(account, form.current.data):
            return ProofKind.PASSWORD
        form.current.errors = [_("The current password is not right. Enter it again.")]
        return None
    if is_right(account.id, form.code.digits):
        is_recovery = len(form.code.digits) == RECOVERY_CODE_DIGITS
        return ProofKind.RECOVERY_CODE if is_recovery else ProofKind.APP
    form.refuse()
    return None


#: Where a proof of identity leads, for each change.
PLACES = {
    aim: AimPlace(
        take=partial(take, change),
        title=lazy("Confirm that it is you"),
        text=lazy("Prove who you are. Then you go on with the change."),
        back_endpoint="account.my_account",
    )
    for change, aim in AIMS.items()
}
#: A code to the account's phone, inside the account.
JOURNEY = Journey(
    "confirm_code",
    at="/account/confirm-code",
    purpose=Purpose.PROVE,
    steps=(CODE, Step(look_at_sim, acts=True), Step(confirmed, acts=True)),
    side_steps=(Step(sim_changed),),
)
