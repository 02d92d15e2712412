"""Help at an office for a forgotten password: a reference to bring there, then a link to a new password.

The reply is the same whether the account exists or not. Only the clerk, who checks the document, learns
whether it exists.
"""

from datetime import datetime

from flask import Blueprint, session, url_for
from flask.typing import ResponseReturnValue

from accounts.help_cases import HelpState
from accounts.links import Link, LinkKind
from accounts.references import grouped
from bff.limits.table import limits
from bff.methods.continuations import Continuation
from bff.owners.whose import phone_proves_holder
from bff.services import services
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.account.forgot_password import JOURNEY
from bff.views.steps.one_time_code import send_first
from bff.web.devices import browser_id
from bff.web.fields import citizen_number_field, phone_number_field
from bff.web.screens import Form, go, screen
from bff.web.walking import arrive, begin
from identity.numbers import digits_of
from identity.phones import parse_mobile
from identity.subject import Subject

blueprint = Blueprint("counter_help", __name__, url_prefix="/counter-help")


class ClaimForm(Form):
    """The number and the phone of the account, as the citizen claims; the clerk checks them later."""

    citizen_number = citizen_number_field()
    phone_number = phone_number_field()


@blueprint.route("", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for a number and a phone, and issue a reference. No account is looked up."""
    form = ClaimForm()
    if not form.validate_on_submit():
        return screen("account/counter_help.html", form=form)
    services().limits.take(limits().office_help_requests, services().digest_of(browser_id()))
    claim = {
        "citizen_number": digits_of(form.citizen_number.data),
        "phone_number": str(parse_mobile(form.phone_number.data)),
    }
    cases = services().help_cases
    if not cases.claims_the_same(session.get("counter_help", ""), **claim):
        session["counter_help"] = cases.make(**claim, days=services().settings.counter_help_days)
    outcome("counter_help_asked")
    return go(url_for("counter_help.show"))


@blueprint.get("/reference")
def show() -> ResponseReturnValue:
    """Show this browser's reference, its deadline, and what to bring to the office."""
    reference = session.get("counter_help", "")
    case = services().help_cases.find(reference)
    if case is None or not _is_waiting(case.state, case.deadline_at):
        session.pop("counter_help", None)
        return go(url_for("counter_help.ask"))
    return screen(
        "account/counter_reference.html", reference=grouped(reference), deadline_at=case.deadline_at
    )


def _is_waiting(state: HelpState, deadline_at: datetime) -> bool:
    return state is HelpState.WAITING and deadline_at > services().clock()


def redeem(link: Link) -> ResponseReturnValue:
    """Send a code to the account's phone; the new password comes after it.

    A link can be forwarded, so the link alone does not prove the account's holder.
    """
    case = services().help_cases.get(link.target_id)
    account = services().accounts.get(case.account_id) if case and case.account_id else None
    if account is None or not phone_proves_holder(services(), account):
        outcome("counter_help_ended")
        return go(url_for("sign_in.credentials"))
    facts = {"account_id": account.id, "phone_number": account.phone_number}
    return arrive(send_first(begin(JOURNEY, Subject.CITIZEN, **facts)))


CONTINUATION = Continuation(
    kind=LinkKind.OFFICE_HELP,
    title=lazy("Choose a new password"),
    body=lazy(
        "A counter has compared your document. Next a code is sent to the phone of your account; then you "
        "choose a new password."
    ),
    button=lazy("Send the code"),
    go_on=redeem,
)
