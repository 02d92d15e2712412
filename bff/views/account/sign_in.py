"""Sign-in: number and password, then a code from the account's app or to the account's phone.

A stranger cannot learn here whether an account exists: an unknown number and a wrong password get the same
text after the same time. Wrong passwords never lock the account. After too many of them, right and wrong
passwords get the same code screen (decision record 0015).
"""

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account, AccountEvent
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Aim, Purpose
from bff.limits.table import limits
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.stores.attempts import Counted
from bff.views.account.app_code import ask_for_app_code
from bff.views.account.forms import CredentialsForm, find_by_number
from bff.views.steps.one_time_code import CODE, send_first
from bff.views.steps.signing_in import sign_in_to
from bff.web.devices import browser_id
from bff.web.lookup import methods
from bff.web.screens import go, screen
from bff.web.walking import arrive, begin, end
from identity.numbers import digits_of
from identity.subject import Subject

blueprint = Blueprint("sign_in", __name__, url_prefix="/sign-in")


@blueprint.route("", methods=["GET", "POST"])
def credentials() -> ResponseReturnValue:
    """Ask for the number and the password."""
    form = CredentialsForm()
    if not form.validate_on_submit():
        return _show(form)
    number = digits_of(form.citizen_number.data)
    services().limits.require(_by_browser(number))
    account = _check(number, form.password.data)
    if account is None:
        _count_wrong(number)
        if not _under_attack(number):
            form.form_errors.append(_("The number or the password is not right."))
            return _show(form)
    return _ask_for_code(number, account)


def _show(form: CredentialsForm) -> ResponseReturnValue:
    other_ways = [
        (url_for(method.sign_in_endpoint), method.title)
        for method in methods()
        if method.sign_in_endpoint and not method.is_coming
    ]
    notice = request.args.get("notice")
    return screen("account/sign_in.html", form=form, notice=notice, other_ways=other_ways)


def enter(flow: Flow) -> ResponseReturnValue:
    """Begin the signed-in session after the right code, or ask for the app's code too."""
    end(flow)
    if flow.account_id is None:
        return go(url_for("sign_in.credentials"))
    if services().second_factors.has_app(flow.account_id):
        return ask_for_app_code(flow.account_id)  # under attack the SMS code comes first for every account
    return sign_in_to(flow.account_id)


@blueprint.get("/frozen")
def frozen() -> ResponseReturnValue:
    """Explain that the account is frozen, and what helps. The text is the same for every visitor."""
    return screen("account/frozen.html", days=services().settings.dispute_working_days)


@blueprint.get("/lost-phone")
def lost_phone() -> ResponseReturnValue:
    """Say that another person now has the account's phone, and link to the proof that sets a new phone."""
    return screen("account/lost_phone.html", can_prove=Aim.NEW_PHONE in current_app.extensions["aims"])


def _ask_for_code(number: str, account: Account | None) -> ResponseReturnValue:
    """Ask for the second step: a code from the app, or a code by SMS.

    Args:
        account: None after a wrong password under attack. The code screen appears then too, but no SMS is
            sent: the reply must not show that the password was wrong.
    """
    if account is not None and not _under_attack(number):
        if services().second_factors.has_app(account.id):
            return ask_for_app_code(account.id)
        if account.has_lost_phone:
            return go(url_for("sign_in.lost_phone"))
        if not services().settings.sign_in_code:
            return arrive(begin(JOURNEY, Subject.CITIZEN, at="enter", account_id=account.id))
    reached = account is not None and not account.has_lost_phone
    facts = {"account_id": account.id, "phone_number": account.phone_number} if account and reached else {}
    quiet = _under_attack(number)
    flow = begin(JOURNEY, Subject.CITIZEN, is_quiet=quiet, typed={"number": number}, **facts)
    return arrive(send_first(flow))


def _check(number: str, password: str) -> Account | None:
    """Return the account if *password* is right. An unknown number takes as long as a wrong password."""
    accounts, passwords = services().accounts, services().passwords
    account = find_by_number(accounts, number)
    if account is None or account.password_hash is None:
        passwords.verify_nothing(password)
        return None
    if not passwords.verify(account.password_hash, password):
        # in the background: the time of this write must not show that the account exists
        services().beside(accounts.note, account.id, AccountEvent.SIGN_IN_FAILED)
        return None
    if passwords.needs_upgrade(account.password_hash):
        upgraded = passwords.hash(password)  # possible only now: the database has no plain password
        accounts.upgrade_password_hash(account.id, verified=account.password_hash, upgraded=upgraded)
    return account


def _count_wrong(number: str) -> None:
    outcome("sign_in_wrong")
    services().limits.count(_by_browser(number), _by_account(number))


def _by_browser(number: str) -> Counted:
    return limits().wrong_passwords_of_a_browser, services().digest_of(f"{number} {browser_id()}")


def _by_account(number: str) -> Counted:
    return limits().wrong_passwords_of_an_account, services().digest_of(number)


def _under_attack(number: str) -> bool:
    """Tell whether this number has reached its limit of wrong passwords, from all browsers together."""
    return services().limits.reached(*_by_account(number))


JOURNEY = Journey("sign_in", at="/sign-in", purpose=Purpose.SIGN_IN, steps=(CODE, Step(enter, acts=True)))
