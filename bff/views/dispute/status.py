"""Shows a dispute to its disputer, by reference and viewing code: status, statements, withdrawal."""

from functools import partial

from flask import request, url_for
from flask.typing import ResponseReturnValue

from accounts.disputes.records import Dispute, NoteKind
from accounts.links import LinkKind
from accounts.push.queue import About, PushTo
from accounts.references import grouped, parse_reference
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.limits.table import limits
from bff.limits.texts import why_not_written
from bff.messages.disputes import of_end
from bff.messages.outbox import send_waiting
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.stores.attempts import Counted
from bff.views.dispute.decided import appeal, appeal_ends_at, may_appeal, next_of
from bff.views.dispute.forms import AppealForm, StatementForm, StatusForm, parse_secret
from bff.views.dispute.opening import blueprint, dispute_of
from bff.views.dispute.pendings import DisputeCase, is_of_an_old_code
from bff.views.dispute.registering import begin_registering
from bff.views.steps.dispute_stages import stages_of
from bff.views.steps.news.here import is_offered, news_here
from bff.web.devices import become_known_to_dispute, counted_browser, own_browser_of_dispute
from bff.web.screens import go, screen
from bff.web.walking import arrive, begin, current_flow, end
from identity.subject import Subject

#: The texts that a disputer reads: never what the holder wrote, nor what the desk wrote for the desk.
READ_BY_DISPUTER = (NoteKind.STATEMENT, NoteKind.CITIZEN, NoteKind.APPEAL, NoteKind.APPEAL_ANSWER)


@blueprint.route("/status", methods=["GET", "POST"])
def status() -> ResponseReturnValue:
    """Ask for the reference and the viewing code. The error does not show which of the two is wrong."""
    form = StatusForm()
    if not form.validate_on_submit():
        return screen("dispute/status.html", form=form)
    reference = parse_reference(form.reference.data) or ""
    with services().limits.attempt(*_counted(reference)) as guess:
        dispute = services().disputes.by_code(reference, parse_secret(form.secret.data) or "")
        if dispute is not None:
            guess.give_back()
    if dispute is None:
        outcome("dispute_wrong_code")
        form.form_errors.append(_("No dispute has this reference number and this viewing code."))
        return screen("dispute/status.html", form=form)
    outcome("dispute_looked_at")
    become_known_to_dispute(dispute.reference)
    return arrive(
        begin(LOOKING, Subject(dispute.subject), pending=DisputeCase(dispute.id, code=dispute.code_digest))
    )


def _counted(reference: str) -> tuple[Counted, ...]:
    """Return the limits of wrong codes; a browser that showed this dispute before is counted apart."""
    digest_of = services().digest_of
    if own := own_browser_of_dispute(reference):
        return ((limits().wrong_dispute_codes_of_a_browser, digest_of(f"{reference} {own}")),)
    return (
        (limits().wrong_dispute_codes_of_a_browser, digest_of(counted_browser())),
        (limits().wrong_dispute_codes_of_a_reference, digest_of(reference)),
    )


def case(flow: Flow) -> ResponseReturnValue:
    """Show the status of the dispute; take another statement or a withdrawal, or begin to register."""
    dispute = dispute_of(flow)
    if is_of_an_old_code(flow, dispute):
        end(flow)
        return go(url_for("dispute.status"))
    form = AppealForm() if dispute.decision else StatementForm()
    match request.form.get("action") if request.method == "POST" else None:
        case "withdraw" if form.is_submitted() and dispute.is_open:
            return screen("dispute/withdraw.html", flow=flow, dispute=dispute)
        case "withdraw_now" if form.is_submitted():
            return _withdraw(dispute)
        case "register" if form.is_submitted() and dispute.awaits_registration:
            return begin_registering(dispute)
        case "leave":
            end(flow)
            return go(url_for("dispute.start"))
        case "add" if isinstance(form, StatementForm) and form.validate_on_submit():
            return _add(flow, dispute, form)
        case "appeal" if isinstance(form, AppealForm) and form.validate_on_submit():
            return appeal(flow, dispute, form, NoteKind.APPEAL)
        case _:
            return _show(flow, dispute, form)


def _add(flow: Flow, dispute: Dispute, form: StatementForm) -> ResponseReturnValue:
    """Add a statement; if it can not be added, say why and keep what was typed."""
    if not dispute.is_open:
        return arrive(flow)
    add = partial(services().disputes.add_statement, dispute.id, form.text.data)
    if why_not := why_not_written(dispute.id, NoteKind.STATEMENT, add):
        form.text.errors = [why_not]
        return _show(flow, dispute, form)
    outcome("dispute_statement_added")
    return arrive(flow)


def _show(flow: Flow, dispute: Dispute, form: StatementForm | AppealForm) -> ResponseReturnValue:
    if request.form.get("action") not in {"add", "appeal"}:
        form = type(form)(formdata=None)
    can_appeal = may_appeal(dispute, NoteKind.APPEAL)
    return screen(
        "dispute/case.html",
        form=form,
        locked=not dispute.is_open and not can_appeal,
        may_appeal=can_appeal,
        appeal_ends_at=appeal_ends_at(dispute),
        next=next_of(dispute),
        flow=flow,
        dispute=dispute,
        reference=grouped(dispute.reference),
        can_be_told=is_offered(),
        stages=stages_of(dispute),
        notes=services().disputes.notes(dispute.id, *READ_BY_DISPUTER),
    )


def _withdraw(dispute: Dispute) -> ResponseReturnValue:
    account = services().accounts.get(dispute.account_id)
    if services().disputes.withdraw(dispute.id, tell=of_end(dispute, account, decision=None)):
        outcome("dispute_withdrawn")
        services().links.withdraw(LinkKind.DISPUTE_ANSWER, dispute.id)
        services().subscriptions.forget(PushTo(About.DISPUTE, dispute.id))
        send_waiting()
    return go(url_for("dispute_case.case"))


@blueprint.route("/news", methods=["GET", "POST"])
def news() -> ResponseReturnValue:
    """Turn the news about the dispute that this browser shows on or off."""
    flow = current_flow(Purpose.DISPUTE)
    dispute = dispute_of(flow) if flow is not None and flow.journey == LOOKING.key else None
    if flow is None or dispute is None or not dispute.is_open or is_of_an_old_code(flow, dispute):
        return go(url_for("dispute.status"))
    return news_here(PushTo(About.DISPUTE, dispute.id), back=url_for("dispute_case.case"))


#: The journey of a person who has the reference and the viewing code.
LOOKING = Journey("dispute_case", at="/dispute/case", purpose=Purpose.DISPUTE, steps=(Step(case),))
