"""Opens a stopped account after a proof of identity: its holder chooses new ways in.

A code from a message stopped it, or the hotline froze it and two case officers have ended that.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from flask import url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from accounts.account.records import Account
from accounts.account.ways_in import Change
from accounts.outbox import Notice
from accounts.stops.store import RestoreRefusal
from accounts.ways_back import NewWaysIn
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.pending import Pending
from bff.journeys.purpose import Aim, Purpose
from bff.messages.notices import of_change, to_owner, to_phone
from bff.messages.outbox import send_waiting
from bff.methods.proof import Proof
from bff.owners.worth import worth
from bff.rules.proofs import STRONGEST, ProofKind, ProofPurpose, ProofRefusal, Verdict
from bff.services import services
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.account.forgot_password import own_facts_of
from bff.views.steps.one_time_code import CODE
from bff.views.steps.proof import too_weak
from bff.views.steps.set_password import PasswordForm, password_rules
from bff.web.devices import is_helping, own_browser
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin, bound_to, expired
from identity.phones import mask_mobile


@dataclass(frozen=True)
class HolderProof(Pending):
    """How the holder of a stopped account proved who they are.

    Attributes:
        proved_with: the key of the method.
        proof_kind: the kind of the proof.
        help_case: the id of the help case that two people at an office approved.
    """

    KIND: ClassVar[str] = "holder_proof"

    proved_with: str
    proof_kind: str
    help_case: str = ""


class NewWaysForm(PasswordForm):
    """A new password, and which of the other ways in stay."""

    app_off = BooleanField(
        lazy("Turn the authenticator app off"),
        description=lazy("Leave this empty only if the app is on your own phone."),
        default=True,
    )
    own_phone = BooleanField(
        lazy("The phone with which I proved who I am is the phone of this account"), default=True
    )


def take(proof: Proof) -> ResponseReturnValue:
    """Begin to open the stopped account of the person who was proved, if the proof is enough."""
    account = proof.account
    if account is None:
        return go(url_for("proof.no_account"))
    if account.is_held:
        return go(url_for("sign_in.frozen"))
    if not account.is_stopped:
        return go(url_for("sign_in.credentials"))
    answer = _worth(proof.kind, account, proof.phone_number)
    if not answer.is_allowed:
        outcome("proof_too_weak")
        return too_weak(Aim.AFTER_STOP, account, answer)
    facts = bound_to(account) | {"phone_number": proof.phone_number, "aim": Aim.AFTER_STOP}
    pending = HolderProof(proof.method, proof.kind)
    return arrive(begin(JOURNEY, proof.subject, at="new_ways", pending=pending, **facts))


def _worth(kind: ProofKind, account: Account, phone_number: str | None) -> Verdict:
    """Return what a proof is worth for opening the account again, after the changes that were stopped.

    What confirms the very number whose change was stopped from the phone before is no proof here.
    """
    changed_by = strongest_change(account)
    if account.distrusts_phone and phone_number == account.phone_number and kind not in STRONGEST:
        return Verdict(refusal=ProofRefusal.WEAKER_THAN_CHANGE)
    return worth(services(), kind, ProofPurpose.AFTER_STOP, account, changed_by=changed_by)


def strongest_change(account: Account) -> ProofKind | None:
    """Return the strongest proof behind the changes that a stop code may have stopped.

    A change that was signed, or that two people allowed, is not undone by less. Neither is the hotline's
    hold, which two case officers ended: the account's phone may be the stolen one, or its SIM.
    """
    if services().stops.hold_has_ended(account):
        return ProofKind.TWO_PEOPLE
    stopped_at = account.stopped_at or services().clock()
    since = stopped_at - timedelta(hours=services().settings.stop_code_hours)
    made_by = [entry.codes.get("proof", "") for entry in services().accounts.changes_since(account.id, since)]
    return next((kind for kind in sorted(STRONGEST) if kind in made_by), None)


def new_ways(flow: Flow) -> ResponseReturnValue:
    """Ask for the new ways in, then open the account with them."""
    account = services().accounts.get(flow.account_id or "")
    if account is None or not account.is_stopped:
        return go(url_for("sign_in.credentials"))
    answer = _worth(ProofKind(flow.pending_as(HolderProof).proof_kind), account, flow.phone_number)
    if not answer.is_allowed:
        return too_weak(Aim.AFTER_STOP, account, answer)
    form = NewWaysForm(own_facts_of(account))
    is_other = account.has_lost_phone or flow.phone_number != account.phone_number
    phone_number = flow.phone_number if is_other else None
    if not services().second_factors.has_app(account.id):
        del form.app_off
    if phone_number is None or answer.only_proved_number:
        del form.own_phone
    if not form.validate_on_submit():
        masked = mask_mobile(phone_number).replace(" ", "\u00a0") if phone_number else None
        return screen(
            "account/new_ways.html",
            form=form,
            flow=flow,
            rules=password_rules(),
            masked=masked,
            user=account.user_name,
        )
    if "own_phone" in form and not form.own_phone.data:
        phone_number = None
    return _open(flow, account, form, phone_number)


def _open(flow: Flow, account: Account, form: NewWaysForm, phone_number: str | None) -> ResponseReturnValue:
    proof = flow.pending_as(HolderProof)
    new = NewWaysIn(
        method=proof.proved_with,
        proved_by=proof.proof_kind,
        password_hash=services().passwords.hash(form.password.data),
        phone_number=phone_number,
        keeps_app="app_off" not in form or not form.app_off.data,
        browser="" if is_helping() else own_browser(account.id),
        help_case=proof.help_case,
    )
    told = _notices(account, ProofKind(proof.proof_kind), phone_number)
    refusal = services().stops.restore(account.id, new, generation=flow.generation or 0, tell=told)
    if refusal in {RestoreRefusal.DISPUTED, RestoreRefusal.HELD}:
        return go(url_for("sign_in.frozen"))
    if refusal is not None:
        return expired(flow.purpose)
    services().signed_in.end_all(account.id)
    send_waiting()
    outcome("opened_again")
    return advance(flow.forget(frozenset({"account_id", "generation", "phone_number", "typed"})))


def _notices(account: Account, kind: ProofKind, phone_number: str | None) -> tuple[Notice, ...]:
    """Return the notices to the old and the new phone.

    The old one gets a code to stop again only if nothing stronger than a phone has decided.
    """
    if kind in STRONGEST:
        told = to_owner(account, "opened_again")
    else:
        told = of_change(account, Change.RESET_PASSWORD if phone_number is None else Change.PHONE)
    new = () if phone_number is None else (to_phone(phone_number, "new_phone", account.language),)
    return (*told, *new)


def opened(flow: Flow) -> ResponseReturnValue:
    """Confirm that the account is open again."""
    return screen("account/opened_again.html", flow=flow)


#: From the proof to the open account. Only help at an office begins with the code.
JOURNEY = Journey(
    "restoring", at="/stopped", purpose=Purpose.RECOVER, steps=(CODE, Step(new_ways), Step(opened))
)
