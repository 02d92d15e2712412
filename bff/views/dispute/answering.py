"""The holder's answer to a dispute: by the link in the SMS, or after a proof of identity.

The disputed account is frozen, so its holder cannot sign in to answer. After a decision the same proof leads
to it, and to the appeal.
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
from bff.services import services
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.dispute.as_holder import (
    BY_PHONE,
    is_holder_still,
    look_at_sim,
    phone_answers,
    sim_changed,
    too_weak,
)
from bff.views.dispute.decided import decided_about, read_proved
from bff.views.dispute.forms import AnswerForm
from bff.views.dispute.opening import dispute_of
from bff.views.dispute.pendings import DisputeCase, case_of
from bff.views.steps.one_time_code import CODE, send_first
from bff.views.steps.proof import judged
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin, current_flow, lead_to
from identity.subject import Subject


def go_on(link: Link) -> ResponseReturnValue:
    """Send a code to the account's phone. A person to whom the link was forwarded does not receive it."""
    dispute = services().disputes.get(link.target_id)
    account = services().accounts.get(dispute.account_id) if dispute and dispute.is_open else None
    if dispute is None or account is None:
        return go(url_for("dispute.refused", why="ended"))
    if not phone_answers(account):
        return too_weak(account.subject)
    held = current_flow(Purpose.DISPUTE)
    if held is not None and held.journey == ANSWERING.key and case_of(held).dispute_id == dispute.id:
        return lead_to(held)  # the browser sent the same press twice
    return arrive(send_first(_begin(account, dispute.id, BY_PHONE, phone_number=account.phone_number)))


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
    """Go on with *proof* of a holder without the account's phone: to the answer, or to the decision."""
    dispute = services().disputes.open_of_account(proof.account.id) if proof.account else None
    decided = decided_about(proof) if dispute is None else None
    account = decided.account if decided else proof.account
    if account is None:
        return go(url_for("dispute.refused", why="no_account"))
    if not judged(proof, Aim.ANSWER, account).is_allowed:
        outcome("proof_too_weak")
        return too_weak(account.subject)
    if decided is not None:
        return read_proved(proof, decided)
    if dispute is None:
        return go(url_for("dispute.refused", why="ended"))
    return arrive(_begin(account, dispute.id, proof.method))


def answer(flow: Flow) -> ResponseReturnValue:
    """Ask for the holder's answer."""
    form = AnswerForm()
    if not form.validate_on_submit():
        return screen("dispute/answer.html", form=form, flow=flow)
    dispute = dispute_of(flow)
    if not is_holder_still(flow):
        return too_weak(flow.subject)
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
