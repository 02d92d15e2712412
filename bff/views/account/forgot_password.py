"""Replaces a forgotten password, after a code to the account's phone, a proof, or help by two people.

What is enough for an account is decided by the table (`bff.rules.proofs`), which is asked before the form is
shown and again when it is sent.

The reply to a number and a phone is the same whether the account exists or not. The lookup and the SMS run in
the background, so the response time does not show it either.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account, AccountEvent
from accounts.account.standing import NotActive
from accounts.account.ways_in import Change, ChangedSince
from accounts.outbox import Notice
from accounts.ways_back import NewWaysIn
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Aim, Purpose
from bff.limits.table import limits
from bff.messages.notices import of_change, to_phone
from bff.messages.outbox import send_waiting
from bff.messages.quiet_codes import send_first_to_owner
from bff.methods.proof import Proof
from bff.owners.numbers import NO_ACCOUNT, find_by_number
from bff.owners.whose import phone_proves_holder
from bff.rules.passwords import OwnFacts
from bff.rules.proofs import SEEN_BY_TWO, ProofKind, ProofPurpose
from bff.services import Services, services
from bff.serving.log import outcome
from bff.stores.attempts import Counted
from bff.views.account.forms import OwnerForm
from bff.views.account.new_phone import ProvedBy
from bff.views.account.ways_in.said_before import note_said, said_before
from bff.views.account.ways_in.sim_change import look_at_sim, sim_changed
from bff.views.steps.one_time_code import CODE
from bff.views.steps.proof import judged, too_weak
from bff.views.steps.set_password import PasswordForm, password_rules
from bff.web.devices import counted_browser
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin, begun_already, bound_to, expired
from identity.people import BirthDate
from identity.phones import mask_mobile
from identity.subject import Subject

blueprint = Blueprint("forgot_password", __name__, url_prefix="/forgot-password")


@blueprint.route("", methods=["GET", "POST"])
def start() -> ResponseReturnValue:
    """Ask for the account's number and phone. The code screen follows, whether the account exists or not."""
    form = OwnerForm(data=said_before())
    if not form.validate_on_submit():
        return screen("account/forgot_password.html", form=form, notice=request.args.get("notice"))
    note_said(citizen_number=form.citizen_number.data, phone_number=form.phone_number.data)
    asked = {"asked": services().digest_of(f"{form.number} {form.mobile}")}
    if (begun := begun_already(JOURNEY, typed=asked)) is not None:  # the same with an account and without one
        return arrive(begun)
    counted = (limits().password_resets, services().digest_of(counted_browser()))
    with services().limits.attempt(counted) as attempt:
        flow = begin(
            JOURNEY,
            Subject.CITIZEN,
            phone_number=form.mobile,
            is_quiet=True,
            typed=asked,
            counted=attempt.receipt,
        )
    outcome("reset_asked")
    return arrive(send_first_to_owner(flow, _owner(form.number, form.mobile)))


def _owner(number: str, phone_number: str) -> Callable[[], Account | None]:
    # `_find_owner` runs in the background, where `services()` has no request to read from
    return partial(_find_owner, services(), number, phone_number)


def _find_owner(parts: Services, number: str, phone_number: str) -> Account | None:
    """Return the account that has this number and this phone.

    None if there is no such account, or if the phone does not prove its holder: for example, the account
    received this phone a short time ago. A person's own account comes before their household business.
    """
    found = find_by_number(parts.accounts, number)
    proved = [account for account in found if _is_proved_by(parts, account, phone_number)]
    return proved[0] if proved else None


def _is_proved_by(parts: Services, account: Account | None, phone_number: str) -> bool:
    has_phone = account is not None and account.phone_number == phone_number
    if account is None or not account.is_active or account.has_lost_phone or not has_phone:
        since = parts.clock() - timedelta(hours=parts.settings.new_phone_wait_hours)
        parts.accounts.has_happened(NO_ACCOUNT, AccountEvent.PHONE_CHANGED, since=since)  # the same question
        return False
    return phone_proves_holder(parts, account)


def proved(proof: Proof) -> ResponseReturnValue:
    """Go on with *proof*: ask for the new password, or for a stronger proof."""
    if proof.account is None:
        return go(url_for("proof.no_account"))
    answer = judged(proof, Aim.RESET, proof.account)
    if not answer.is_allowed:
        return too_weak(Aim.RESET, proof.account, answer)
    facts = bound_to(proof.account) | {
        "aim": Aim.RESET,
        "pending": ProvedBy(proof.method, proof.kind, proof.phone_number or ""),
    }
    return arrive(begin(JOURNEY, proof.subject, at="new_password", **facts))


def new_password(flow: Flow) -> ResponseReturnValue:
    """Ask for a new password, if what the person proved is enough for the account as it is now."""
    account = services().accounts.get(flow.account_id or "")
    if account is None:
        return go(url_for("forgot_password.start"))
    if not account.is_active:
        return go(url_for("sign_in.frozen"))
    proved = proof_in(flow)
    if proved.proof == ProofKind.PHONE_CODE and not _still_proves(flow, account):
        return go(url_for("forgot_password.start", notice="expired"))
    answer = proved.worth_for(ProofPurpose.RESET, account)
    if not answer.is_allowed:
        return too_weak(Aim.RESET, account, answer)
    form, new_phone = PasswordForm(own_facts_of(account)), _new_phone(proved, account)
    if not form.validate_on_submit():
        told = mask_mobile(new_phone).replace(" ", "\u00a0") if new_phone else None
        return screen(
            "account/new_password.html",
            form=form,
            flow=flow,
            rules=password_rules(),
            new_phone=told,
            user=account.user_name,
        )
    return _change(flow, account, services().passwords.hash(form.password.data))


def proof_in(flow: Flow) -> ProvedBy:
    """Return how the holder was proved: as the flow says, or by the code to the account's phone."""
    if isinstance(flow.pending, ProvedBy):
        return flow.pending
    return ProvedBy("phone", ProofKind.PHONE_CODE, flow.phone_number or "")


def _new_phone(proved: ProvedBy, account: Account) -> str | None:
    """Return the phone that the account gets with the new password; None if it keeps its phone.

    Two people at an office saw the person who has this phone in hand. No other proof changes both at once.
    """
    if proved.proof not in SEEN_BY_TWO:
        return None
    is_other = account.has_lost_phone or account.phone_number != proved.phone_number
    return proved.phone_number if is_other else None


def _still_proves(flow: Flow, account: Account) -> bool:
    """Tell whether the phone that received the code still proves the account's holder.

    Hours may pass between the code and the new password.
    """
    return account.phone_number == flow.phone_number and phone_proves_holder(services(), account)


def _change(flow: Flow, account: Account, password_hash: str) -> ResponseReturnValue:
    proved = proof_in(flow)
    new = _new_ways(account, proved, password_hash)
    told = (*_of_phone(account, new.phone_number), *of_change(account, Change.RESET_PASSWORD))
    generation = flow.generation or 0
    if proved.outlives_changes(account.id):
        generation = account.generation  # read before the question, so that a later change is noticed
    try:
        with services().limits.attempt(*_bound_of(account, proved)):
            services().ways_back.reset(account.id, new, generation=generation, tell=told)
    except ChangedSince:
        return expired(flow.purpose)
    except NotActive:  # frozen between the check in `new_password` and this write
        return go(url_for("sign_in.frozen"))
    services().signed_in.end_all(account.id)
    send_waiting()
    services().limits.give_back(flow.counted)
    outcome("password_reset")
    done_with = frozenset({"phone_number", "codes", "account_id", "generation", "pending"})
    return advance(flow.forget(done_with))


def _bound_of(account: Account, proved: ProvedBy) -> tuple[Counted, ...]:
    """Return the bound of resets by a code to the phone; signatures and two people have none."""
    if proved.proof != ProofKind.PHONE_CODE:
        return ()
    return ((limits().resets_by_code, services().digest_of(f"resets of {account.id}")),)


def _new_ways(account: Account, proved: ProvedBy, password_hash: str) -> NewWaysIn:
    """Return what the account gets; what a stranger may have set up ends with it.

    Two people at an office help whoever has lost what they had: a phone, an app. After any other proof the
    app stays the second factor.
    """
    return NewWaysIn(
        method=proved.method,
        proved_by=proved.proof,
        password_hash=password_hash,
        phone_number=_new_phone(proved, account),
        keeps_app=proved.proof not in SEEN_BY_TWO,
        help_case=proved.case,
    )


def _of_phone(account: Account, phone_number: str | None) -> tuple[Notice, ...]:
    """Return the notices that the account has the phone of the person seen; none if its phone stays."""
    if phone_number is None:
        return ()
    return (*of_change(account, Change.PHONE), to_phone(phone_number, "new_phone", account.language))


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
    steps=(CODE, Step(look_at_sim, acts=True), Step(new_password), Step(changed)),
    side_steps=(Step(sim_changed),),
)
