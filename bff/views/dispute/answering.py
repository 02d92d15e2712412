"""The holder's answer to a dispute: by the link in the SMS, or after a proof of identity.

The disputed account is frozen, so its holder cannot sign in to answer.
"""

from flask import url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from accounts.links import Link, LinkKind
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Aim, Purpose
from bff.methods.continuations import Continuation
from bff.methods.proof import Proof
from bff.services import services
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.dispute.forms import AnswerForm
from bff.views.dispute.opening import dispute_of
from bff.views.dispute.pendings import DisputeCase, case_of
from bff.views.steps.one_time_code import CODE, send_first
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin, current_flow
from identity.subject import Subject

#: What the link and its code prove about a holder: they have the account's phone.
BY_PHONE = "phone"


def go_on(link: Link) -> ResponseReturnValue:
    """Send a code to the account's phone. A person to whom the link was forwarded does not receive it."""
    dispute = services().disputes.get(link.target_id)
    account = services().accounts.get(dispute.account_id) if dispute and dispute.is_open else None
    if dispute is None or account is None:
        return go(url_for("dispute.refused", why="ended"))
    held = current_flow(Purpose.DISPUTE)
    if held is not None and held.journey == ANSWERING.key and case_of(held).dispute_id == dispute.id:
        return arrive(held)  # the browser sent the same press twice
    return arrive(send_first(_begin(account, dispute.id, BY_PHONE, phone_number=account.phone_number)))


def _begin(account: Account, dispute_id: str, proved: str, **facts: str) -> Flow:
    at = "code" if proved == BY_PHONE else "answer"
    pending = DisputeCase(dispute_id, proved)
    return begin(ANSWERING, Subject(account.subject), at=at, aim=Aim.ANSWER, pending=pending, **facts)


CONTINUATION = Continuation(
    kind=LinkKind.DISPUTE_ANSWER,
    title=lazy("Somebody says that your account is theirs"),
    body=lazy(
        "They proved the same identity, so the account is frozen until it is decided. If it is yours, tell "
        "us your side: we first send a code to the account's phone."
    ),
    button=lazy("Answer"),
    go_on=go_on,
)


def answer_proved(proof: Proof) -> ResponseReturnValue:
    """Go on with *proof* of a holder who no longer has the account's phone: ask for the answer."""
    account = proof.account
    if account is None:
        return go(url_for("dispute.refused", why="no_account"))
    if account.level > proof.level:
        return go(url_for("dispute.refused", why="level_too_low", subject=account.subject))
    dispute = services().disputes.open_of_account(account.id)
    if dispute is None:
        return go(url_for("dispute.refused", why="ended"))
    return arrive(_begin(account, dispute.id, proof.method))


def answer(flow: Flow) -> ResponseReturnValue:
    """Ask for the holder's answer."""
    form = AnswerForm()
    if not form.validate_on_submit():
        return screen("dispute/answer.html", form=form, flow=flow)
    dispute = dispute_of(flow)
    if not services().disputes.answer(dispute.id, form.text.data, by=case_of(flow).proved):
        return go(url_for("dispute.refused", why="ended"))
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
    steps=(CODE, Step(answer), Step(answered)),
)
