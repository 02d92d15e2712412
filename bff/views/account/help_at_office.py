"""Help at an office for a lost password or phone: a reference to bring there, then a link to a new password.

The reply is the same whether the account exists or not. Only the clerk, who checks the document, learns
whether it exists. Two people at the office have to see the person: that recovers every account, also of the
highest level, and gives it the phone that the person has in hand.
"""

from datetime import datetime

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from accounts.help_cases import HelpState
from accounts.links import Link, LinkKind
from accounts.references import grouped
from bff.limits.table import limits
from bff.limits.work import Priced, new_challenge, take_work
from bff.methods.continuations import Continuation
from bff.owners.overtaken import is_overtaken
from bff.rules.proofs import seen_by_two
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy, local_time
from bff.serving.log import outcome
from bff.views.account.forgot_password import JOURNEY
from bff.views.account.forms import Named, number_field
from bff.views.account.new_phone import AT_OFFICE, ProvedBy
from bff.views.account.ways_in.restoring import JOURNEY as RESTORING
from bff.views.account.ways_in.restoring import HolderProof
from bff.views.steps.keeping.calendar import calendar_file
from bff.views.steps.one_time_code import send_first
from bff.web.devices import counted_browser
from bff.web.fields import phone_number_field
from bff.web.kept import keep_open, kept_open, let_go
from bff.web.phone_form import WithPhone
from bff.web.screens import Form, go, screen
from bff.web.walking import arrive, begin, bound_to
from identity.subject import Subject

OVERTAKEN = lazy("The account changed since the office looked")
GO_AGAIN = lazy(
    "After the office compared your document, a way into the account changed, or it was opened again. If "
    "that was not you, go to the office again with your identity card."
)

blueprint = Blueprint("counter_help", __name__, url_prefix="/counter-help")


class ClaimForm(WithPhone, Named, Form):
    """The number of the account and the phone in hand, as the citizen claims; the desk checks them later."""

    citizen_number = number_field(autocomplete="off")
    phone_number = phone_number_field()


@blueprint.route("", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for a number and a phone, and issue a reference. No account is looked up."""
    form = ClaimForm()
    if not form.validate_on_submit():
        work = new_challenge(None, Priced.OFFICE_HELP)
        return screen("account/counter_help.html", form=form, work=work)
    claim = {"number": form.number, "phone_number": form.mobile}
    cases = services().help_cases
    with services().limits.attempt((limits().office_help_requests, services().digest_of(counted_browser()))):
        if not cases.claims_the_same(kept_open("counter_help"), **claim):
            services().uses.add(Priced.OFFICE_HELP)
            worked = take_work(None, request.form.get("work", ""), Priced.OFFICE_HELP)
            days = services().settings.counter_help_days
            keep_open("counter_help", cases.make(**claim, days=days, worked=worked))
    outcome("counter_help_asked")
    return go(url_for("counter_help.show"))


@blueprint.get("/reference")
def show() -> ResponseReturnValue:
    """Show this browser's reference, its deadline, and what to bring to the office."""
    reference = kept_open("counter_help")
    case = services().help_cases.find(reference)
    if case is None or not _is_waiting(case.state, case.deadline_at):
        let_go("counter_help")
        return go(url_for("counter_help.ask"))
    return screen(
        "account/counter_reference.html", reference=grouped(reference), deadline_at=case.deadline_at
    )


@blueprint.get("/reference/deadline.ics")
def deadline() -> ResponseReturnValue:
    """Return the deadline of this browser's reference for a calendar."""
    reference = kept_open("counter_help")
    case = services().help_cases.find(reference)
    if case is None or not _is_waiting(case.state, case.deadline_at):
        abort(404)
    return calendar_file(
        _("Bring the reference %(reference)s to a counter", reference=grouped(reference)),
        _("With your original identity card. Deadline: %(time)s.", time=local_time(case.deadline_at)),
        ends_at=case.deadline_at,
        key=case.id,
        name="han-den-quay",
    )


def _is_waiting(state: HelpState, deadline_at: datetime) -> bool:
    return state is HelpState.WAITING and deadline_at > services().clock()


def may_be_helped(account: Account) -> bool:
    """Return whether two people at an office may help: not where a dispute, a hold or a closure decides."""
    return account.is_active or (account.is_stopped and not account.is_held)


def redeem(link: Link) -> ResponseReturnValue:
    """Send a code to the phone that the desk was told of; the new password comes after it.

    A link can be forwarded, so the link alone does not prove the person whom the desk saw.
    """
    case = services().help_cases.get(link.target_id)
    account = services().accounts.get(case.account_id) if case and case.account_id else None
    phone_number = case.phone_number if case and case.state is HelpState.HELPED else None
    if case is not None and phone_number is not None and is_overtaken(services(), case):
        outcome("counter_help_overtaken")
        return screen("steps/link_ended.html", status=410, heading=OVERTAKEN, body=GO_AGAIN)
    if case is None or account is None or phone_number is None or not may_be_helped(account):
        outcome("counter_help_ended")
        return go(url_for("sign_in.credentials"))
    kind = seen_by_two(Subject(account.subject))
    if account.is_stopped:
        seen = HolderProof(AT_OFFICE, kind, case.id)
        facts = bound_to(account) | {"phone_number": phone_number, "pending": seen}
        return arrive(send_first(begin(RESTORING, account.subject, **facts)))
    proved = ProvedBy(AT_OFFICE, kind, phone_number, case.id)
    facts = bound_to(account) | {"phone_number": phone_number, "pending": proved}
    return arrive(send_first(begin(JOURNEY, account.subject, **facts)))


CONTINUATION = Continuation(
    kind=LinkKind.OFFICE_HELP,
    title=lazy("Choose a new password"),
    body=lazy(
        "Two people at a counter have seen you. Next a code is sent to this phone; then you choose a new "
        "password."
    ),
    button=lazy("Send the code"),
    go_on=redeem,
)
