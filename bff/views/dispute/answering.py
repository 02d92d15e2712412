"""The holder's answer to a dispute: by the link in the SMS, or after a proof of identity.

The disputed account is frozen, so its holder cannot sign in to answer.
"""

from functools import partial

from flask import url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from accounts.disputes.records import NoteKind
from accounts.links import Link, LinkKind
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Aim, Purpose
from bff.limits.texts import why_not_written
from bff.methods.continuations import Continuation
from bff.methods.proof import Proof
from bff.owners.phones import Doubt
from bff.owners.worth import worth
from bff.rules.proofs import ProofKind, ProofPurpose
from bff.services import services
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.dispute.forms import AnswerForm
from bff.views.dispute.opening import dispute_of
from bff.views.dispute.pendings import DisputeCase, case_of
from bff.views.steps.one_time_code import CODE, send_first
from bff.views.steps.proof import judged
from bff.views.steps.sim.looking import look
from bff.views.steps.sim.registers import OF_ANOTHER
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin, current_flow, lead_to
from identity.subject import Subject

#: What the link and its code prove about a holder: they have the account's phone.
BY_PHONE = "phone"


def go_on(link: Link) -> ResponseReturnValue:
    """Send a code to the account's phone. A person to whom the link was forwarded does not receive it."""
    dispute = services().disputes.get(link.target_id)
    account = services().accounts.get(dispute.account_id) if dispute and dispute.is_open else None
    if dispute is None or account is None:
        return go(url_for("dispute.refused", why="ended"))
    if not _phone_answers(account):
        return go(url_for("dispute.refused", why="level_too_low", subject=account.subject, aim=Aim.ANSWER))
    held = current_flow(Purpose.DISPUTE)
    if held is not None and held.journey == ANSWERING.key and case_of(held).dispute_id == dispute.id:
        return lead_to(held)  # the browser sent the same press twice
    return arrive(send_first(_begin(account, dispute.id, BY_PHONE, phone_number=account.phone_number)))


def _phone_answers(account: Account) -> bool:
    """Tell whether a code to the account's phone is enough to answer as its holder."""
    answer = worth(services(), ProofKind.PHONE_CODE, ProofPurpose.ANSWER_DISPUTE, account)
    return answer.is_allowed and not account.has_lost_phone


def _begin(account: Account, dispute_id: str, proved: str, **facts: str) -> Flow:
    at = "code" if proved == BY_PHONE else "answer"
    pending = DisputeCase(dispute_id, proved)
    return begin(ANSWERING, Subject(account.subject), at=at, aim=Aim.ANSWER, pending=pending, **facts)


CONTINUATION = Continuation(
    kind=LinkKind.DISPUTE_ANSWER,
    title=lazy("Somebody says that your account is theirs"),
    body=lazy(
        "If the account is yours, tell us your side: we first send a code to the account's phone. Where the "
        "account is frozen, it stays so until that is decided."
    ),
    button=lazy("Answer"),
    go_on=go_on,
)


def answer_proved(proof: Proof) -> ResponseReturnValue:
    """Go on with *proof* of a holder who no longer has the account's phone: ask for the answer."""
    account = proof.account
    if account is None:
        return go(url_for("dispute.refused", why="no_account"))
    if not judged(proof, Aim.ANSWER, account).is_allowed:
        outcome("proof_too_weak")
        return go(url_for("dispute.refused", why="level_too_low", subject=account.subject, aim=Aim.ANSWER))
    dispute = services().disputes.open_of_account(account.id)
    if dispute is None:
        return go(url_for("dispute.refused", why="ended"))
    return arrive(_begin(account, dispute.id, proof.method))


def look_at_sim(flow: Flow) -> ResponseReturnValue:
    """Go on, or say why the code to this phone does not count; this step has no screen.

    The message and this code are all that the answer asks for, so a new subscriber of the number has both.
    """
    return look(flow, of=services().accounts.get(dispute_of(flow).account_id))


def sim_changed(flow: Flow) -> ResponseReturnValue:
    """Say why the code to this phone does not count, until when, and what other ways there are."""
    if flow.refusal in set(Doubt):
        is_sure, heading = flow.refusal == Doubt.OF_ANOTHER, OF_ANOTHER[flow.refusal].title
        return screen("dispute/phone_of_another.html", flow=flow, heading=heading, is_sure=is_sure)
    return screen("dispute/answer_later.html", flow=flow, hours=services().settings.carrier_sim_swap_hours)


def answer(flow: Flow) -> ResponseReturnValue:
    """Ask for the holder's answer."""
    form = AnswerForm()
    if not form.validate_on_submit():
        return screen("dispute/answer.html", form=form, flow=flow)
    dispute = dispute_of(flow)
    account = services().accounts.get(dispute.account_id)
    if account is None or (case_of(flow).proved == BY_PHONE and not _phone_answers(account)):
        return go(url_for("dispute.refused", why="level_too_low", subject=flow.subject, aim=Aim.ANSWER))
    if not dispute.is_open:
        return go(url_for("dispute.refused", why="ended"))
    write = partial(services().disputes.answer, dispute.id, form.text.data, by=case_of(flow).proved)
    if why_not := why_not_written(dispute.id, NoteKind.ANSWER, write):
        form.text.errors = [why_not]
        return screen("dispute/answer.html", form=form, flow=flow)
    outcome("dispute_answered")
    return advance(flow)


def answered(flow: Flow) -> ResponseReturnValue:
    """Confirm that the answer was stored, and say what happens next."""
    dispute = dispute_of(flow)
    return screen("dispute/answered.html", flow=flow, due_at=dispute.due_at)


#: The journey of the disputed account's holder.
ANSWERING = Journey(
    "dispute_answer",
    at="/dispute/answer",
    purpose=Purpose.DISPUTE,
    steps=(CODE, Step(look_at_sim, acts=True), Step(answer), Step(answered)),
    side_steps=(Step(sim_changed),),
)
