"""Renews a lost viewing code of a dispute: a clerk compares the document, another person approves.

The new code goes to the phone with which the dispute was opened, and the old one ends. A clerk is shown
nothing of the dispute: what stands on the document is typed and compared (decision record 0075).
"""

import secrets

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from accounts.disputes.records import Dispute, DisputeRefusal
from accounts.disputes.viewing_codes import is_compared
from accounts.help_cases import HelpReason
from accounts.push.queue import About, PushTo
from accounts.references import SIGNS, grouped, parse_reference
from accounts.staff.records import Role, Staff
from bff.journeys.flow import Flow
from bff.messages.disputes import of_new_code, proved_in
from bff.messages.outbox import send_waiting
from bff.methods.part import Area
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.desk.acts import ActForm, keep_note, note_opened, wrong_tries
from bff.views.desk.comparing import AGREES, DocumentForm, OrganisationForm, judge
from bff.views.desk.words import FINDINGS
from bff.web.desk_sessions import desk_only
from bff.web.drawing import card_date
from bff.web.screens import go, screen
from identity.phones import mask_mobile

blueprint = Blueprint("desk_viewing_codes", __name__, url_prefix="/desk/viewing-codes")
#: Signs of a viewing code.
CODE_SIGNS = 8
REASONS = {reason.value: FINDINGS[reason] for reason in HelpReason if reason is not HelpReason.NO_ACCOUNT}


def find(reference: str, _staff: Staff) -> str | None:
    """Return the address of the dispute with this reference; None if there is no such dispute."""
    parsed = parse_reference(reference)
    dispute = services().disputes.by_reference(parsed) if parsed else None
    return url_for("desk_viewing_codes.show", reference=grouped(dispute.reference)) if dispute else None


def waiting_for(staff: Staff) -> list[str]:
    """List the references of the compared disputes, without those that *staff* compared."""
    return [grouped(reference) for reference, by in services().disputes.codes_to_approve() if by != staff.id]


AREA = Area(title=lazy("Lost viewing codes"), roles=frozenset({Role.CLERK}), find=find)
SUPERVISORS_AREA = Area(
    title=lazy("Lost viewing codes to approve"),
    roles=frozenset({Role.SUPERVISOR}),
    endpoint="desk_viewing_codes.list_waiting",
    count=lambda staff: len(waiting_for(staff)),
    find=find,
)


@blueprint.get("")
@desk_only(Role.SUPERVISOR)
def list_waiting(staff: Staff) -> ResponseReturnValue:
    """List the disputes whose viewing code this supervisor may renew, the longest waiting first."""
    return screen("desk/viewing_codes.html", references=waiting_for(staff))


@blueprint.route("/<reference>", methods=["GET", "POST"])
@desk_only(Role.CLERK, Role.SUPERVISOR)
def show(staff: Staff, reference: str) -> ResponseReturnValue:
    """Take the clerk's comparison, or the supervisor's decision."""
    dispute = services().disputes.by_reference(parse_reference(reference) or "")
    if dispute is None:
        return go(url_for("desk.home"))
    form = _form_for(dispute, staff)
    if form is not None and form.validate_on_submit() and _is_judged(form, dispute, staff):
        refusal = _act(dispute, staff, form)
        if refusal is None:
            keep_note(form, staff, dispute.id)
            return go(url_for("desk.home", notice=_notice(form)))
        outcome(f"desk_code_{refusal}")
        form.form_errors.append(_("A colleague was faster. Look at it again."))
    note_opened(staff, dispute.id)
    return _show(dispute, form, staff)


def _form_for(dispute: Dispute, staff: Staff) -> ActForm | None:
    """Return the form for what this member of staff may decide now; None if there is nothing to decide."""
    if not is_compared(dispute, services().clock()):
        kind = DocumentForm if proved_in(dispute).identity else OrganisationForm
        return kind({AGREES: FINDINGS[AGREES]} | REASONS) if Role.CLERK in staff.roles else None
    if Role.SUPERVISOR not in staff.roles or dispute.code_compared_by == staff.id:
        return None
    return ActForm({AGREES: lazy("I agree: send a new code")} | REASONS)


def _is_judged(form: ActForm, dispute: Dispute, staff: Staff) -> bool:
    """Return whether the finding may be recorded: a document that agrees is the disputer's."""
    if not isinstance(form, DocumentForm) or not form.is_agreed:
        return True
    error = _("This is not the document of whoever opened the dispute. Read it again, letter by letter.")
    return judge(form, dispute.id, staff.id, is_right=_is_right(form, proved_in(dispute)), error=error)


def _is_right(form: DocumentForm, proved: Flow) -> bool:
    person, organisation = proved.identity, proved.organisation
    if person is not None:
        born = person.birth_date.isoformat() if person.birth_date else None
        number = person.citizen_number or person.old_identity_number or ""
        return form.says(full_name=person.full_name, birth_date=born, number=number)
    if organisation is None:
        return False
    number = organisation.tax_number or organisation.budget_code or ""
    return form.says(full_name=organisation.name_with_unit, birth_date=None, number=number)


def _act(dispute: Dispute, staff: Staff, form: ActForm) -> DisputeRefusal | None:
    disputes, agrees = services().disputes, form.finding.data == AGREES
    if isinstance(form, DocumentForm):
        outcome("desk_code_compared" if agrees else "desk_code_refused")
        return disputes.compare_for_code(dispute.id, by=staff.id) if agrees else None
    if not agrees:
        outcome("desk_code_refused")
        return disputes.drop_comparison(dispute.id, by=staff.id)
    code = "".join(secrets.choice(SIGNS) for _sign in range(CODE_SIGNS))
    told = of_new_code(dispute, secret=f"{code[:4]}-{code[4:]}")
    refusal = disputes.renew_code(dispute.id, code, by=staff.id, tell=told)
    if refusal is None:
        services().subscriptions.forget(PushTo(About.DISPUTE, dispute.id))
        outcome("desk_code_renewed")
        send_waiting()
    return refusal


def _notice(form: ActForm) -> str:
    if form.finding.data != AGREES:
        return str(form.finding.data)
    return "compared" if isinstance(form, DocumentForm) else "code_renewed"


def _show(dispute: Dispute, form: ActForm | None, staff: Staff) -> ResponseReturnValue:
    is_to_approve = form is not None and not isinstance(form, DocumentForm)
    person = proved_in(dispute).identity if is_to_approve else None
    return screen(
        "desk/viewing_code.html",
        form=form,
        reference=grouped(dispute.reference),
        name=person.full_name if person else "",
        born=card_date(person.birth_date.isoformat() if person and person.birth_date else None),
        phone_number=mask_mobile(dispute.phone_number) if form else "",
        is_blind=isinstance(form, DocumentForm),
        is_own=form is None and dispute.code_compared_by == staff.id,
        wrong_tries=wrong_tries(dispute.id) if is_to_approve else 0,
        notes=services().staff_notes.of_record(dispute.id),
    )
