"""Gives an account a new phone: the holder proves their identity, then confirms the phone with a code."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

from flask import url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from accounts.account.standing import NotActive
from accounts.account.ways_in import Change, ChangedSince
from accounts.outbox import Notice
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.pending import Pending
from bff.journeys.purpose import Aim, Purpose
from bff.messages.notices import of_change, to_phone
from bff.messages.outbox import send_waiting
from bff.messages.vouching import Vouching
from bff.methods.proof import Proof
from bff.owners.overtaken import outlives_changes
from bff.owners.worth import worth
from bff.rules.proofs import SEEN_BY_TWO, STRONGEST, ProofKind, ProofPurpose, Verdict
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import local_time
from bff.serving.log import outcome
from bff.stores.signed_in import SignedIn
from bff.views.account.ways_in.changing import carry_over
from bff.views.steps.one_time_code import code_step, send_first
from bff.views.steps.proof import judged, too_weak
from bff.web.phone_form import PhoneForm
from bff.web.screens import go, screen
from bff.web.sessions import current_session, go_on_as
from bff.web.walking import advance, arrive, begin, bound_to, end, expired, move_to
from identity.phones import national_mobile


@dataclass(frozen=True)
class ProvedBy(Pending):
    """How the holder's identity was proved; the account's history records it.

    Attributes:
        method: key of the method, or `AT_OFFICE`.
        proof: the kind of proof, which the table is asked about again before anything is changed.
        phone_number: E.164; the number that the proof confirmed, or that the person seen gave.
        case: id of the help case that two people approved.
        in_session: whether the person proved it in the session of this browser, which goes on. Such a proof
            counts in that session alone, and no longer than the session's fresh proof.
    """

    KIND: ClassVar[str] = "proved_by"

    method: str
    proof: str = ""
    phone_number: str = field(default="", repr=False)
    case: str = ""
    in_session: bool = False

    @property
    def vouches(self) -> bool:
        """Whether the person signed, or two people saw them."""
        return self.proof in STRONGEST

    def outlives_changes(self, account_id: str) -> bool:
        """Return whether two people saw the person, and nothing as strong changed the account since."""
        return self.proof in SEEN_BY_TWO and outlives_changes(services(), self.case, account_id)

    def worth_for(self, purpose: ProofPurpose, account: Account) -> Verdict:
        """Return what the proof is worth now: the account's level may have risen since."""
        kind = ProofKind(self.proof) if self.proof else ProofKind.PHONE_CODE  # a flow of an older release
        return worth(services(), kind, purpose, account, phone_number=self.phone_number or None)


#: The method in the history of an account whose holder two people at an office saw.
AT_OFFICE = "office"


def proved(proof: Proof) -> ResponseReturnValue:
    """Begin the flow if *proof* is enough for this account."""
    if proof.account is None:
        return go(url_for("proof.no_account"))
    answer = judged(proof, Aim.NEW_PHONE, proof.account)
    if not answer.is_allowed:
        outcome("proof_too_weak")
        return too_weak(Aim.NEW_PHONE, proof.account, answer)
    in_hand = national_mobile(proof.phone_number) if proof.phone_number else ""
    flow = begin(
        JOURNEY,
        proof.subject,
        **bound_to(proof.account),
        aim=Aim.NEW_PHONE,
        typed={"phone_number": in_hand},
        pending=ProvedBy(proof.method, proof.kind, proof.phone_number or ""),
    )
    return arrive(flow)


def phone(flow: Flow) -> ResponseReturnValue:
    """Ask for the new phone number, and send a code to it.

    A proof that binds a number gives that number only; its code was entered already, so no other is sent.
    """
    form = PhoneForm(data={"phone_number": flow.typed.get("phone_number", "")})
    account = services().accounts.get(flow.account_id or "")
    if account is None or not account.is_active:
        return go(url_for("sign_in.frozen"))
    proved = flow.pending_as(ProvedBy)
    if proved.in_session and not _session_with_proof(flow):
        return _proof_is_over(flow)
    answer = proved.worth_for(ProofPurpose.NEW_PHONE, account)
    if not answer.is_allowed:
        return too_weak(Aim.NEW_PHONE, account, answer)
    is_bound = answer.only_proved_number
    if form.validate_on_submit() and form.mobile == account.phone_number and not account.has_lost_phone:
        form.phone_number.errors = [_("This is the phone that the account has already. Enter another one.")]
    elif form.is_submitted() and not form.errors and is_bound and form.mobile != proved.phone_number:
        form.phone_number.errors = [_("Your proof counts only for the phone that you proved.")]
    if not form.is_submitted() or form.errors:
        return screen("account/new_phone.html", form=form, flow=flow, is_bound=is_bound)
    typed = {"phone_number": form.phone_number.data}
    if is_bound:
        return arrive(move_to(flow, "change", phone_number=form.mobile, typed=typed))
    return arrive(send_first(move_to(flow, "code", phone_number=form.mobile, typed=typed)))


def change(flow: Flow) -> ResponseReturnValue:
    """Change the phone after the right code, end every session, and notify the old and the new phone."""
    account = services().accounts.get(flow.account_id or "")
    if account is None or flow.phone_number is None:
        return go(url_for("sign_in.credentials"))
    proved = flow.pending_as(ProvedBy)
    answer = proved.worth_for(ProofPurpose.NEW_PHONE, account)
    is_other = answer.only_proved_number and flow.phone_number != proved.phone_number
    if is_other or not answer.is_allowed:  # the level has risen since `phone`, or the flow was tampered with
        return too_weak(Aim.NEW_PHONE, account, answer)
    if proved.in_session and not _takes_proof(flow):
        return _proof_is_over(flow)
    # equal if the browser sent the same request twice; but a phone that was given up may be taken back
    if account.phone_number != flow.phone_number or account.has_lost_phone:
        try:
            services().accounts.change_phone(
                account.id,
                flow.phone_number,
                method=proved.method,
                proved_by=proved.proof,
                generation=flow.generation or 0,
                tell=(
                    *of_change(account, Change.PHONE),
                    *_of_passkeys(account),
                    to_phone(flow.phone_number, "new_phone", account.language),
                ),
            )
        except ChangedSince:
            return expired(flow.purpose)
        except NotActive:  # frozen after the check in `phone`
            return go(url_for("sign_in.frozen"))
        _end_sessions(account, is_kept=proved.in_session)
        send_waiting()
        outcome("phone_changed")
    return advance(flow.forget(frozenset({"phone_number", "typed", "codes", "account_id", "generation"})))


def _session_with_proof(flow: Flow) -> SignedIn | None:
    """Return the session of this browser if the proof of the raise still counts in it; None if not."""
    signed_in = current_session()
    if signed_in is None or signed_in.account_id != flow.account_id:
        return None
    return signed_in if services().fresh.look(signed_in.id, Change.PHONE) else None


def _takes_proof(flow: Flow) -> bool:
    """Use up the proof of the raise; False if its time is over, or its session ended."""
    signed_in = _session_with_proof(flow)
    return signed_in is not None and bool(services().fresh.take(signed_in.id, Change.PHONE))


def _proof_is_over(flow: Flow) -> ResponseReturnValue:
    """End the flow, and lead to the page where the person proves who they are and begins again."""
    end(flow)
    outcome("proof_is_over")
    return go(url_for("raising.raised"))


def _of_passkeys(account: Account) -> tuple[Notice, ...]:
    """Return the notice that the passkeys end with the phone; none, if the account has none."""
    return of_change(account, Change.PASSKEY_OFF) if services().passkeys.has_any(account.id) else ()


def _end_sessions(account: Account, *, is_kept: bool) -> None:
    """End every session; the one in which the level was just raised goes on, to choose a password.

    Args:
        account: the account as it was before the change.
    """
    signed_in = current_session() if is_kept else None
    here = (signed_in.account_id, signed_in.generation) if signed_in else None
    if signed_in is None or here != (account.id, account.generation):
        services().signed_in.end_all(account.id)
        return
    renewed = go_on_as(signed_in, generation=account.generation + 1)
    carry_over(signed_in, renewed, Change.FIRST_PASSWORD)


def changed(flow: Flow) -> ResponseReturnValue:
    """Confirm the new phone, and say from when its codes count for a new password, or for signing in too."""
    from_then = services().clock() + timedelta(hours=services().settings.new_phone_wait_hours)
    proved = flow.pending if isinstance(flow.pending, ProvedBy) else None
    return screen(
        "account/phone_changed.html",
        flow=flow,
        from_then=local_time(from_then),
        waits=proved is not None and proved.proof not in STRONGEST,
        stays=proved is not None and proved.in_session and current_session() is not None,
    )


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
