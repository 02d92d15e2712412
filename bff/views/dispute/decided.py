"""A decided dispute, as both sides read it: the decision with its reasons, a paper to keep, and an appeal.

What officers write for colleagues is never read here: the reasons are a text of their own (decision 0075).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from accounts.disputes.records import Decision, Dispute, DisputeRefusal, NoteKind
from accounts.links import Link, LinkKind
from accounts.references import grouped
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Aim, Purpose
from bff.methods.continuations import Continuation
from bff.methods.proof import Proof
from bff.owners.whose import is_account_of
from bff.services import services
from bff.serving.language import gettext as _
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
from bff.views.dispute.forms import AppealForm
from bff.views.dispute.opening import blueprint, dispute_of
from bff.views.dispute.pendings import DisputeCase, case_of, is_of_an_old_code
from bff.views.steps.dispute_stages import decision_words
from bff.views.steps.one_time_code import CODE, send_first
from bff.web.screens import go, screen
from bff.web.walking import arrive, begin, current_flow
from identity.subject import Subject

#: The journeys in which a decision is read: the disputer's and the holder's.
_READERS = frozenset({"dispute_case", "dispute_decision"})


def appeal_ends_at(dispute: Dispute) -> datetime | None:
    """Return until when both sides can appeal; None: nothing is decided."""
    if dispute.decided_at is None:
        return None
    return dispute.decided_at + timedelta(days=services().settings.appeal_days)


def may_appeal(dispute: Dispute, kind: NoteKind) -> bool:
    """Return whether this side can appeal now; each side does so once."""
    ends_at = appeal_ends_at(dispute)
    is_in_time = ends_at is not None and services().clock() < ends_at
    return is_in_time and not services().disputes.notes(dispute.id, kind)


def appeal(flow: Flow, dispute: Dispute, form: AppealForm, kind: NoteKind) -> ResponseReturnValue:
    """Store the appeal of one side, if it is in time."""
    write, by = services().disputes.appeal, case_of(flow).proved
    if may_appeal(dispute, kind) and write(dispute.id, kind, form.text.data, by=by):
        outcome("dispute_appealed")
    return arrive(flow)


def go_on(link: Link) -> ResponseReturnValue:
    """Send a code to the account's phone, before the decision is shown. The link may have been forwarded."""
    dispute = services().disputes.get(link.target_id)
    account = services().accounts.get(dispute.account_id) if dispute else None
    if dispute is None or dispute.decision is None or account is None:
        return go(url_for("dispute.start"))
    subject, pending = Subject(account.subject), DisputeCase(dispute.id, BY_PHONE)
    if phone_answers(account):
        number = account.phone_number
        return arrive(
            send_first(begin(READING, subject, aim=Aim.ANSWER, pending=pending, phone_number=number))
        )
    # the flow remembers the dispute for a stronger proof
    why = DisputeRefusal.LEVEL_TOO_LOW
    return arrive(begin(READING, subject, at="sim_changed", aim=Aim.ANSWER, pending=pending, refusal=why))


@dataclass(frozen=True)
class DecidedCase:
    """A decided dispute, and the account that it was about."""

    dispute: Dispute
    account: Account


def decided_about(proof: Proof) -> DecidedCase | None:
    """Return the newest decided dispute about the account of the person who was proved, if there is one.

    A closed account has given up its numbers, so the dispute whose message this browser opened counts too.
    The disputer proves the same person: the phone of the dispute tells them apart, and leads nowhere here.
    """
    flow, disputes = current_flow(Purpose.DISPUTE), services().disputes
    is_named = flow is not None and flow.journey == READING.key
    named = disputes.get(case_of(flow).dispute_id) if flow and is_named else None
    found = disputes.decided_of_account(proof.account.id) if proof.account else None
    for dispute in (named, found):
        account = services().accounts.get(dispute.account_id) if dispute and dispute.decision else None
        if dispute is None or account is None or proof.phone_number == dispute.phone_number:
            continue
        is_own = proof.account is not None and proof.account.id == account.id
        if is_own or is_account_of(account, proof.identity, proof.organisation):
            return DecidedCase(dispute, account)
    return None


def read_proved(proof: Proof, case: DecidedCase) -> ResponseReturnValue:
    """Show the decision after a proof that is enough: of a holder whose phone is not."""
    pending = DisputeCase(case.dispute.id, proof.method)
    return arrive(
        begin(READING, Subject(case.account.subject), at="decision", aim=Aim.ANSWER, pending=pending)
    )


def decision(flow: Flow) -> ResponseReturnValue:
    """Show the holder how the dispute was decided, and why; take an appeal."""
    if not is_holder_still(flow):
        return too_weak(flow.subject)
    dispute, form = dispute_of(flow), AppealForm()
    if form.validate_on_submit():
        return appeal(flow, dispute, form, NoteKind.HOLDERS_APPEAL)
    return screen(
        "dispute/decision.html",
        form=form,
        flow=flow,
        dispute=dispute,
        words=decision_words(dispute.decision) if dispute.decision else "",
        may_appeal=may_appeal(dispute, NoteKind.HOLDERS_APPEAL),
        appeal_ends_at=appeal_ends_at(dispute),
        notes=services().disputes.notes(dispute.id, NoteKind.HOLDERS_APPEAL, NoteKind.HOLDERS_APPEAL_ANSWER),
    )


@blueprint.get("/paper")
def paper() -> ResponseReturnValue:
    """Return the decision as a file that opens without a connection, for the side that looks at it now."""
    flow = current_flow(Purpose.DISPUTE)
    may_read = flow is not None and flow.journey in _READERS and flow.step in {"case", "decision"}
    if flow is not None and may_read and flow.journey == READING.key:
        may_read = is_holder_still(flow)
    dispute = services().disputes.get(case_of(flow).dispute_id) if flow and may_read else None
    if flow is None or dispute is None or dispute.decision is None or is_of_an_old_code(flow, dispute):
        abort(404)
    page = render_template(
        "dispute/paper.html",
        reference=grouped(dispute.reference),
        dispute=dispute,
        words=decision_words(dispute.decision),
        appeal_ends_at=appeal_ends_at(dispute),
    )
    headers = {"Content-Disposition": "attachment; filename=quyet-dinh-khieu-nai.html"}
    return Response(page, mimetype="text/html", headers=headers)


def next_of(dispute: Dispute) -> tuple[str, str] | None:
    """Return address and words of what the disputer does next; None: nothing, or a form of its own."""
    match dispute.decision:
        case Decision.CLOSE:
            return url_for("registration.choose_method", subject=dispute.subject), _("Register")
        case Decision.TRANSFER if not dispute.awaits_registration:
            return url_for("sign_in.credentials"), _("Sign in")
        case Decision.RESTORE:
            return url_for("dispute.start", subject=dispute.subject), _("Open another dispute")
        case _:
            return None


CONTINUATION = Continuation(
    kind=LinkKind.DISPUTE_DECISION,
    title=lazy("The dispute about your account is decided"),
    body=lazy(
        "You can read how it was decided and why, keep it on paper, and appeal. We first send a code to the "
        "account's phone."
    ),
    button=lazy("Read the decision"),
    go_on=go_on,
)
#: The journey of the holder, who was told by SMS.
READING = Journey(
    "dispute_decision",
    at="/dispute/decision",
    purpose=Purpose.DISPUTE,
    steps=(CODE, Step(look_at_sim, acts=True), Step(decision)),
    side_steps=(Step(sim_changed),),
)
