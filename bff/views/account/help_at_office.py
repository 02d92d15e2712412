"""Help at a counter for a forgotten password: a reference to bring there, and a link back into that journey.

The answer is the same whether there is an account or not: only the clerk, who is shown a document, finds out.
"""

from datetime import datetime

from flask import Blueprint, session, url_for
from flask.typing import ResponseReturnValue

from accounts.help_cases import HelpState
from accounts.links import Link, LinkKind
from accounts.references import grouped
from bff.methods.continuations import Continuation
from bff.owners.whose import phone_proves_holder
from bff.services import services
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.stores.limits import Limit
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
    """Whose account it is, as the clerk will compare it."""

    citizen_number = citizen_number_field()
    phone_number = phone_number_field()


@blueprint.route("", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for number and phone, and give a reference; nothing is looked up."""
    form = ClaimForm()
    if not form.validate_on_submit():
        return screen("account/counter_help.html", form=form)
    per_session = Limit("counter_help", services().settings.matches_per_session_hour, 3_600)
    services().limits.take(per_session, services().digest_of(browser_id()))
    reference = services().help_cases.make(
        citizen_number=digits_of(form.citizen_number.data),
        phone_number=str(parse_mobile(form.phone_number.data)),
        days=services().settings.counter_help_days,
    )
    session["counter_help"] = reference
    outcome("counter_help_asked")
    return go(url_for("counter_help.show"))


@blueprint.get("/reference")
def show() -> ResponseReturnValue:
    """Show this browser's reference, until when it is good, and what to bring."""
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
    """Go on to a new password: a code to the account's phone first, for the link may be anybody's by now."""
    case = services().help_cases.get(link.target_id)
    account = services().accounts.get(case.account_id) if case and case.account_id else None
    if account is None or not phone_proves_holder(services(), account):
        outcome("counter_help_ended")
        return go(url_for("sign_in.credentials"))
    facts = {"account_id": account.id, "phone_number": account.phone_number}
    return arrive(send_first(begin(JOURNEY, Subject.CITIZEN, **facts)))


CONTINUATION = Continuation(
    kind=LinkKind.COUNTER_HELP,
    title=lazy("Choose a new password"),
    body=lazy(
        "A counter has compared your document. Next a code is sent to the phone of your account; then you "
        "choose a new password."
    ),
    button=lazy("Send the code"),
    go_on=redeem,
)
