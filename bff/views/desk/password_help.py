"""Help at an office for a lost password or phone: a clerk compares, another person approves, an SMS goes out.

The link goes to the phone that the citizen has in hand, and its page asks for a code that goes to the same
phone. What the help may give is decided by the table of what a proof is worth; that two different people act
is decided by the store. Staff never see or set a password.
"""

from dataclasses import replace

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from accounts.help_cases import HelpCase, HelpReason, HelpRefusal, HelpState
from accounts.links import LinkKind
from accounts.references import grouped, parse_reference
from accounts.staff.records import Role, Staff
from bff.messages.notices import lasting, to_phone, with_stop
from bff.messages.outbox import send_waiting
from bff.methods.part import Area
from bff.owners.numbers import find_by_number
from bff.owners.overtaken import is_changed_since, is_overtaken, is_stopped_since
from bff.owners.worth import worth
from bff.rules.proofs import ProofPurpose, seen_by_two
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.desk.acts import ActForm, keep_note, note_opened, wrong_tries
from bff.views.desk.comparing import (
    AGREES,
    ComparisonForm,
    DocumentForm,
    OrganisationForm,
    hide_last_digits,
    judge,
)
from bff.views.desk.words import FINDINGS, HELP_STATES, help_refusal_words
from bff.web.desk_sessions import desk_only
from bff.web.drawing import card_date
from bff.web.screens import go, screen
from identity.numbers import BUDGET_CODE_DIGITS, TAX_NUMBER_DIGITS
from identity.phones import mask_mobile
from identity.subject import Subject

blueprint = Blueprint("desk_help", __name__, url_prefix="/desk/help")
#: What two people who saw the person give back: a password, and the phone where it is another one.
GIVES = (ProofPurpose.RESET, ProofPurpose.NEW_PHONE)


def find(reference: str, _staff: Staff) -> str | None:
    """Return the address of the help case with this reference; None if there is no such case."""
    plain = parse_reference(reference)
    case = services().help_cases.find(plain) if plain else None
    return url_for("desk_help.show", reference=grouped(plain)) if case and plain else None


def waiting_for(staff: Staff) -> list[HelpCase]:
    """List the compared cases, without those that *staff* compared."""
    return [case for case in services().help_cases.to_approve() if case.compared_by != staff.id]


AREA = Area(title=lazy("Help with passwords"), roles=frozenset({Role.CLERK}), find=find)
SUPERVISORS_AREA = Area(
    title=lazy("Help with passwords to approve"),
    roles=frozenset({Role.SUPERVISOR}),
    endpoint="desk_help.list_waiting",
    count=lambda staff: len(waiting_for(staff)),
    find=find,
)


@blueprint.get("")
@desk_only(Role.SUPERVISOR)
def list_waiting(staff: Staff) -> ResponseReturnValue:
    """List the cases that this supervisor may approve, the longest waiting first.

    The product knows no reference of them, only its hash: the addresses have the ids of the cases.
    """
    rows = [(case.id, case.compared_at) for case in waiting_for(staff)]
    return screen("desk/help_cases.html", rows=rows)


@blueprint.route("/<reference>", methods=["GET", "POST"])
@desk_only(Role.CLERK, Role.SUPERVISOR)
def show(staff: Staff, reference: str) -> ResponseReturnValue:
    """Show what the citizen told, and take the clerk's finding or the supervisor's decision.

    A clerk is shown nothing of an account, and not whether there is one: any visitor can make a case for any
    number. The clerk types what stands on the document, and the product compares it.
    """
    cases = services().help_cases
    case = cases.find(reference) or cases.get(reference)
    if case is None:
        return go(url_for("desk.home"))
    account = _compared(case)
    form = _form_for(case, account, staff)
    if isinstance(form, DocumentForm) and form.is_submitted():
        account = _found_by(case, form)
    if form is not None and form.validate_on_submit() and _is_judged(form, case, account, staff):
        refusal = _act(case, account, staff, form)
        if refusal is None:
            keep_note(form, staff, case.id)
            return go(url_for("desk.home", notice=_notice(form)))
        outcome(f"desk_help_{refusal}")
        form.form_errors.append(help_refusal_words(refusal))
    note_opened(staff, case.id)
    return _show(case, account, form, staff)


def _notice(form: ActForm) -> str:
    if form.finding.data != AGREES:
        return str(form.finding.data)
    return "compared" if isinstance(form, ComparisonForm) else "approved"


def _compared(case: HelpCase) -> Account | None:
    """Return the account that a document was compared with, if one was."""
    return services().accounts.get(case.account_id) if case.account_id is not None else None


def _found_by(case: HelpCase, form: DocumentForm) -> Account | None:
    """Return the account to which the document belongs, of those with the number that the citizen told.

    Without such a document: the first of them, or None.
    """
    number = case.number or ""
    found = find_by_number(services().accounts, number) if number else ()
    accounts = [one for one in found if one is not None and _is_asked_for(one, form)]
    return next((one for one in accounts if form.is_of(one, number)), accounts[0] if accounts else None)


def _is_asked_for(account: Account, form: DocumentForm) -> bool:
    return isinstance(form, OrganisationForm) is (account.subject is not Subject.CITIZEN)


def _names_organisation(case: HelpCase) -> bool:
    """Return whether the number is one that only an organisation has.

    The 12 digits of a household business are its owner's, whose own account they are first.
    """
    number = case.number or ""
    return "@" in number or len(number) in TAX_NUMBER_DIGITS | {BUDGET_CODE_DIGITS}


def _is_to_compare(case: HelpCase) -> bool:
    """Return whether a clerk compares the document now: for the first time, or afresh."""
    return case.state is HelpState.WAITING or (
        case.state is HelpState.COMPARED and is_overtaken(services(), case)
    )


def _hindrance(account: Account | None) -> str | None:
    """Say why no link can be sent, and what the citizen can do instead; None if a link can be sent."""
    if account is None:
        return _("No account has this number. Without an account the citizen registers.")
    if account.is_held:
        return _(
            "The hotline has frozen this account after a call. Nothing is sent until two case officers have "
            "undone that. Ask them; then compare the document with the same reference."
        )
    if services().stops.is_disputed(account.id) or not (account.is_active or account.is_stopped):
        return _("This account is frozen because of a dispute. Nothing is sent until that is decided.")
    kind = seen_by_two(Subject(account.subject))
    if not all(worth(services(), kind, gives, account).is_allowed for gives in GIVES):
        return _("The desk may not help with this account.")
    return None


def _form_for(case: HelpCase, account: Account | None, staff: Staff) -> ActForm | None:
    """Return the form for what this member of staff may decide now; None if there is nothing to decide."""
    if case.deadline_at <= services().clock():
        return None
    reasons = {reason.value: FINDINGS[reason] for reason in HelpReason if reason is not HelpReason.NO_ACCOUNT}
    nothing = {HelpReason.NO_ACCOUNT.value: FINDINGS[HelpReason.NO_ACCOUNT]}
    match case.state:
        case HelpState.WAITING | HelpState.COMPARED if Role.CLERK in staff.roles and _is_to_compare(case):
            kind = OrganisationForm if _names_organisation(case) else DocumentForm
            return kind({AGREES: FINDINGS[AGREES]} | reasons | nothing)
        case HelpState.COMPARED if Role.SUPERVISOR in staff.roles and case.compared_by != staff.id:
            if account is None or _hindrance(account):
                return ActForm(nothing)
            if is_overtaken(services(), case):
                return ActForm(reasons)
            return ActForm({AGREES: lazy("I agree: verified")} | reasons)
        case _:
            return None


def _is_judged(form: ActForm, case: HelpCase, account: Account | None, staff: Staff) -> bool:
    """Return whether the finding may be recorded: a document that agrees is that of the account's holder."""
    if not isinstance(form, DocumentForm) or not form.is_agreed:
        return True
    is_right = account is not None and form.is_of(account, case.number or "")
    error = _(
        "No account has these facts. Read them again, letter by letter. If the document says so, no account "
        "can be helped."
    )
    if not judge(form, case.id, staff.id, is_right=is_right, error=error):
        return False
    hindrance = _hindrance(account)
    if hindrance:
        form.form_errors.append(hindrance)
    return not hindrance


def _act(case: HelpCase, account: Account | None, staff: Staff, form: ActForm) -> HelpRefusal | None:
    cases, account_id = services().help_cases, account.id if account else None
    if form.finding.data != AGREES or account is None:
        outcome("desk_help_refused")
        reason = HelpReason(form.finding.data)
        return cases.refuse(case.id, account_id=account_id, staff=staff.id, reason=reason)
    if isinstance(form, ComparisonForm):
        is_other_phone = account.phone_number != case.phone_number
        told = with_stop(account, "office_compared") if is_other_phone else ()
        afresh = case.compared_at
        refusal = cases.compare(case.id, account_id=account.id, clerk=staff.id, afresh=afresh, tell=told)
        if refusal is None:
            outcome("desk_help_compared")
            send_waiting()
        return refusal
    days = services().settings.continuation_link_days
    notice = to_phone(case.phone_number or "", "counter_help", account.language)
    told = (replace(notice, way_on=lasting(LinkKind.OFFICE_HELP, case.id)),)
    refusal = cases.approve(case.id, supervisor=staff.id, days=days, tell=told)
    if refusal is None:
        outcome("desk_help_given")
        send_waiting()
    return refusal


def _show(case: HelpCase, account: Account | None, form: ActForm | None, staff: Staff) -> ResponseReturnValue:
    is_open = form is not None
    is_late = case.deadline_at <= services().clock() and case.state in {HelpState.WAITING, HelpState.COMPARED}
    is_waiting = isinstance(form, ComparisonForm) or case.state is HelpState.WAITING
    shown = account if is_open and not is_waiting and not _hindrance(account) else None
    return screen(
        "desk/help.html",
        form=form,
        case=case,
        account=shown,
        hindrance=_hindrance(account) if is_open and not is_waiting else None,
        is_overtaken=is_overtaken(services(), case),
        is_changed_since=is_changed_since(services(), case),
        is_stopped_since=is_stopped_since(services(), case),
        is_blind=is_open and is_waiting,
        born=card_date(shown.birth_date) if shown else "",
        number=hide_last_digits(case.number or "") if is_open else "",
        of_organisation=_names_organisation(case),
        phone_number=mask_mobile(case.phone_number) if is_open and case.phone_number else "",
        is_other_phone=shown is not None and shown.phone_number != case.phone_number,
        is_own=case.state is HelpState.COMPARED and case.compared_by == staff.id,
        state_words=_("Its time is over") if is_late else str(HELP_STATES[case.state]),
        notes=services().staff_notes.of_record(case.id),
        wrong_tries=0 if is_waiting else wrong_tries(case.id),
        submit=_("Record what I found") if isinstance(form, ComparisonForm) else _("Decide"),
    )
