"""A decided dispute, as both sides read it: the decision with its reasons, a paper to keep, and an appeal.

What officers write for colleagues is never read here: the reasons are a text of their own (decision 0075).
"""

from datetime import datetime, timedelta

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.disputes.records import Decision, Dispute, NoteKind
from accounts.links import Link, LinkKind
from accounts.references import grouped
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.methods.continuations import Continuation
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.dispute.forms import AppealForm
from bff.views.dispute.opening import blueprint, dispute_of
from bff.views.dispute.pendings import DisputeCase, case_of
from bff.views.steps.dispute_stages import decision_words
from bff.views.steps.one_time_code import CODE, send_first
from bff.web.screens import go, screen
from bff.web.walking import arrive, begin, current_flow
from identity.subject import Subject

#: The side that has the account's phone, in `DisputeCase.proved`.
BY_PHONE = "phone"
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
    if may_appeal(dispute, kind) and services().disputes.appeal(dispute.id, kind, form.text.data):
        outcome("dispute_appealed")
    return arrive(flow)


def go_on(link: Link) -> ResponseReturnValue:
    """Send a code to the account's phone, before the decision is shown. The link may have been forwarded."""
    dispute = services().disputes.get(link.target_id)
    account = services().accounts.get(dispute.account_id) if dispute else None
    if dispute is None or dispute.decision is None or account is None or account.has_lost_phone:
        return go(url_for("dispute.start"))
    pending, subject = DisputeCase(dispute.id, BY_PHONE), Subject(account.subject)
    return arrive(send_first(begin(READING, subject, phone_number=account.phone_number, pending=pending)))


def decision(flow: Flow) -> ResponseReturnValue:
    """Show the holder how the dispute was decided, and why; take an appeal."""
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
    dispute = services().disputes.get(case_of(flow).dispute_id) if flow and may_read else None
    if dispute is None or dispute.decision is None:
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
    "dispute_decision", at="/dispute/decision", purpose=Purpose.DISPUTE, steps=(CODE, Step(decision))
)
