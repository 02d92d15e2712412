"""Help at an office for a forgotten password: a clerk compares the document, and the product sends a link.

The link goes to the account's own phone, and its page asks for a code that goes to the same phone. Staff
never see or set a password.
"""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from accounts.help_cases import HelpCase, HelpReason, HelpState
from accounts.links import LinkKind
from accounts.references import grouped, parse_reference
from accounts.staff.records import Role, Staff
from bff.messages.links import way_on
from bff.messages.notices import notify_owner
from bff.methods.method import SIGNATURE_LEVEL
from bff.methods.part import Area
from bff.owners.whose import phone_proves_holder
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.desk.acts import ActForm, ComparisonForm, hide_last_digits, keep_note, note_opened
from bff.views.desk.words import FINDINGS
from bff.web.desk_sessions import desk_only
from bff.web.drawing import card_date
from bff.web.lookup import method_of
from bff.web.screens import go, screen
from identity.claims import Claims
from identity.phones import mask_mobile
from identity.subject import Subject

blueprint = Blueprint("desk_help", __name__, url_prefix="/desk/help")
AGREES = "agrees"


def find(reference: str, _staff: Staff) -> str | None:
    """Return the address of the help case with this reference; None if there is no such case."""
    plain = parse_reference(reference)
    case = services().help_cases.find(plain) if plain else None
    return url_for("desk_help.show", reference=grouped(plain)) if case and plain else None


AREA = Area(title=lazy("Help with passwords"), roles=frozenset({Role.CLERK}), find=find)


@blueprint.route("/<reference>", methods=["GET", "POST"])
@desk_only(Role.CLERK)
def show(staff: Staff, reference: str) -> ResponseReturnValue:
    """Show the account that the citizen claims, and take the clerk's finding."""
    case = services().help_cases.find(reference)
    if case is None:
        return go(url_for("desk.home"))
    account = _account_of(case)
    form = _form_for(case, account)
    if form is not None and form.validate_on_submit():
        if _act(case, account, staff, form):
            keep_note(form, staff, case.id)
            return go(url_for("desk.home", notice=form.finding.data))
        form.form_errors.append(_("Somebody else was faster, or its time is over."))
    note_opened(staff, case.id)
    return _show(case, account, form, reference)


def _account_of(case: HelpCase) -> Account | None:
    """Return the account that has both the number and the phone of the case."""
    if case.citizen_number is None:
        return None
    account = services().accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=case.citizen_number))
    return account if account and account.phone_number == case.phone_number else None


def _hindrance(account: Account | None) -> str | None:
    """Say why no link can be sent, and what the citizen can do instead; None if a link can be sent."""
    if account is None:
        return _(
            "No account has this number and this phone together. With another phone the citizen proves who "
            "they are again, under “I forgot my password”; without an account they register."
        )
    if not account.is_active:
        return _("This account is frozen because of a dispute. Nothing is sent until that is decided.")
    if not phone_proves_holder(services(), account):
        return _(
            "The phone of this account was changed just now, or is known to be somebody else's: nothing is "
            "sent to it. The citizen proves who they are again, under “I forgot my password”, or comes back "
            "later."
        )
    if method_of(account.method).level >= SIGNATURE_LEVEL:
        return _(
            "This account was opened with a signature. The citizen signs again, under “I forgot my password”."
        )
    return None


def _form_for(case: HelpCase, account: Account | None) -> ActForm | None:
    if case.state is not HelpState.WAITING or case.deadline_at <= services().clock():
        return None
    if account is None or _hindrance(account):
        return ActForm({HelpReason.NO_ACCOUNT.value: FINDINGS[HelpReason.NO_ACCOUNT]})
    reasons = [reason for reason in HelpReason if reason is not HelpReason.NO_ACCOUNT]
    findings = {AGREES: FINDINGS[AGREES]} | {reason.value: FINDINGS[reason] for reason in reasons}
    return ComparisonForm(findings, number=account.citizen_number or "", agrees=AGREES)


def _act(case: HelpCase, account: Account | None, staff: Staff, form: ActForm) -> bool:
    cases, account_id = services().help_cases, account.id if account else None
    if form.finding.data != AGREES or account is None:
        outcome("desk_help_refused")
        reason = HelpReason(form.finding.data)
        return cases.refuse(case.id, account_id=account_id, staff=staff.id, reason=reason)
    if not cases.help(case.id, account_id=account.id, staff=staff.id):
        return False  # another clerk was faster, or the deadline passed: no second link
    notify_owner(
        account,
        "counter_help",
        link=way_on(LinkKind.OFFICE_HELP, case.id, language=account.language),
    )
    outcome("desk_help_given")
    return True


def _show(
    case: HelpCase, account: Account | None, form: ActForm | None, reference: str
) -> ResponseReturnValue:
    is_open = form is not None
    return screen(
        "desk/help.html",
        form=form,
        case=case,
        account=account if is_open and not _hindrance(account) else None,
        hindrance=_hindrance(account) if is_open else None,
        born=card_date(account.birth_date) if account else "",
        number=hide_last_digits(account.citizen_number or "") if account else "",
        phone_number=mask_mobile(account.phone_number) if account else "",
        reference=grouped(parse_reference(reference) or ""),
        state_words=_state_words(case),
        notes=services().staff_notes.of_record(case.id),
    )


def _state_words(case: HelpCase) -> str:
    match case.state:
        case HelpState.HELPED:
            return _("Helped: a link was sent to the account's phone")
        case HelpState.REFUSED:
            return _("Refused")
        case HelpState.WAITING if case.deadline_at <= services().clock():
            return _("Its time is over")
        case HelpState.WAITING:
            return _("Waits for a clerk to compare")
