"""A dispute looked at with reference and code: how far it is, what to add, withdrawing, registering."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from accounts.disputes.records import Dispute, NoteKind
from accounts.references import grouped, parse_reference
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.messages.disputes import tell_decision
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.stores.limits import Limit
from bff.views.dispute.forms import StatementForm, StatusForm, tidy_secret
from bff.views.dispute.opening import blueprint, dispute_of
from bff.views.dispute.pendings import DisputeCase
from bff.views.dispute.registering import begin_registering
from bff.views.steps.dispute_stages import stages_of
from bff.web.devices import browser_id
from bff.web.screens import go, screen
from bff.web.walking import arrive, begin, end
from identity.subject import Subject


@blueprint.route("/status", methods=["GET", "POST"])
def status() -> ResponseReturnValue:
    """Ask for reference and code; a wrong pair is told alike, whichever is wrong."""
    form = StatusForm()
    if not form.validate_on_submit():
        return screen("dispute/status.html", form=form)
    reference = parse_reference(form.reference.data) or ""
    limits = _limits(reference)
    for limit, who in limits:
        services().limits.require(limit, who)
    dispute = services().disputes.by_code(reference, tidy_secret(form.secret.data))
    if dispute is None:
        outcome("dispute_wrong_code")
        for limit, who in limits:
            services().limits.count(limit, who)
        form.form_errors.append(_("No dispute has this reference number and this viewing code."))
        return screen("dispute/status.html", form=form)
    outcome("dispute_looked_at")
    return arrive(begin(LOOKING, Subject(dispute.subject), pending=DisputeCase(dispute.id)))


def _limits(reference: str) -> tuple[tuple[Limit, str], ...]:
    settings, digest_of = services().settings, services().digest_of
    return (
        (
            Limit("dispute_tries", settings.dispute_tries, settings.dispute_tries_seconds),
            digest_of(browser_id()),
        ),
        (
            Limit("dispute_tries_reference", settings.dispute_tries_per_reference_hour, 3_600),
            digest_of(reference),
        ),
    )


def case(flow: Flow) -> ResponseReturnValue:
    """Show how far it is; take another statement, the withdrawal, or the wish to register."""
    dispute, form = dispute_of(flow), StatementForm()
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
        case "add" if form.validate_on_submit():
            services().disputes.add_statement(dispute.id, form.text.data)
            outcome("dispute_statement_added")
            return arrive(flow)
        case _:
            return _show(flow, dispute, form)


def _show(flow: Flow, dispute: Dispute, form: StatementForm) -> ResponseReturnValue:
    if request.form.get("action") != "add":
        form = StatementForm(formdata=None)
    return screen(
        "dispute/case.html",
        form=form,
        locked=not dispute.is_open,
        flow=flow,
        dispute=dispute,
        reference=grouped(dispute.reference),
        stages=stages_of(dispute),
        notes=services().disputes.notes(dispute.id, NoteKind.STATEMENT, NoteKind.CITIZEN),
    )


def _withdraw(dispute: Dispute) -> ResponseReturnValue:
    if services().disputes.withdraw(dispute.id):
        outcome("dispute_withdrawn")
        newest = services().disputes.get(dispute.id)
        if newest:
            tell_decision(newest)
    return go(url_for("dispute_case.case"))


#: A person with reference and viewing code.
LOOKING = Journey("dispute_case", at="/dispute/case", purpose=Purpose.DISPUTE, steps=(Step(case),))
