"""Sign-in: number and password, then a code from the account's app or to the account's phone.

A stranger cannot learn here whether an account exists: an unknown number and a wrong password get the same
text after the same time. Wrong passwords never lock the account. After too many of them, right and wrong
passwords get the same code screen in browsers that the account does not know (decision records 0015, 0048).
Where two accounts have the number, the password decides; the work is the same with one, two or none.
"""

from collections.abc import Sequence

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account, AccountEvent
from accounts.hashing import Rank
from bff.journeys.codes import OneTimeCodes
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Aim, Purpose
from bff.limits.table import limits
from bff.messages.vouching import CodeStep, Vouching
from bff.owners.askers import rank_of_a_stranger
from bff.owners.numbers import find_by_number
from bff.owners.worth import worth
from bff.rules.proofs import ProofKind, ProofPurpose, ProofRefusal
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.stores.attempts import Counted, TooOften
from bff.views.account.app_code import ask_for_app_code
from bff.views.account.forms import APP_CODE_DIGITS, CredentialsForm
from bff.views.account.ways_in.said_before import note_said, said_before
from bff.views.steps.one_time_code import ask_for_code, code_delivery, send_first
from bff.views.steps.signing_in import sign_in_to
from bff.views.steps.sim.looking import look
from bff.web.devices import counted_browser, is_helping, is_known_to, own_browser
from bff.web.lookup import methods
from bff.web.portals import waiting
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin, begun_already, bound_to, end
from identity.subject import Subject

blueprint = Blueprint("sign_in", __name__, url_prefix="/sign-in")


@blueprint.route("", methods=["GET", "POST"])
def credentials() -> ResponseReturnValue:
    """Ask for the number and the password."""
    waiting.coming_from_one()
    form = CredentialsForm(data=said_before())
    if not form.validate_on_submit():
        return _show(form)
    note_said(citizen_number=form.citizen_number.data)
    number = form.number
    found = find_by_number(services().accounts, number)
    owns = [own_browser(one.id if one else "") for one in found]
    with services().limits.attempt(_by_browser(number, next(filter(None, owns), ""))) as tried:
        try:
            with services().limits.attempt(*_by_number(number, found, owns)) as told:
                account = _opened_by(found, form.password.data, owns=owns)
                if account is not None:
                    told.give_back()
                    tried.give_back()
        except TooOften:  # passwords are guessed: from here on no answer tells which one is right
            account = _opened_by(found, form.password.data, owns=owns, all_tried=True)
            if account is None or not owns[found.index(account)]:
                return _ask_quietly(number, account)
            tried.give_back()
    if account is None:
        outcome("sign_in_wrong")
        form.form_errors.append(_("The number or the password is not right."))
        return _show(form)
    return _ask_for_code(account, form.password.data)


def _show(form: CredentialsForm) -> ResponseReturnValue:
    notice, passkeys = request.args.get("notice"), services().settings.passkeys and not is_helping()
    if passkeys:  # the browser offers passkeys in this field (WebAuthn 3, 5.1.4.2)
        form.citizen_number.render_kw = {**form.citizen_number.render_kw, "autocomplete": "username webauthn"}
    return screen(
        "account/sign_in.html", form=form, notice=notice, other_ways=_other_ways(), passkeys=passkeys
    )


def _other_ways() -> list[tuple[str, str]]:
    """Return the addresses and the names of the methods that sign in without a password."""
    return [
        (url_for(method.sign_in_endpoint, portal=request.args.get("portal")), method.title)
        for method in methods()
        if method.sign_in_endpoint and not method.is_coming
    ]


def look_at_sim(flow: Flow) -> ResponseReturnValue:
    """Go on, or say why a code to this phone does not count in a new browser; this step has no screen.

    A thief with the password and the number on a new SIM comes with a browser that the account does not know.
    A known browser is a way of its own. With an app, the phone is not what decides.
    """
    account_id = flow.account_id or ""
    if is_known_to(account_id) or services().second_factors.has_app(account_id):
        return advance(flow)
    return look(flow, forgets=frozenset({"phone_number", "codes"}))


def sim_changed(flow: Flow) -> ResponseReturnValue:
    """Say that the SIM was changed lately, and in which other ways the person signs in until then."""
    has_passkey = services().settings.passkeys and services().passkeys.has_any(flow.account_id or "")
    return screen(
        "account/sim_changed_at_sign_in.html",
        flow=flow,
        hours=services().settings.carrier_sim_swap_hours,
        has_passkey=has_passkey,
        other_ways=_other_ways(),
    )


def enter(flow: Flow) -> ResponseReturnValue:
    """Begin the signed-in session after the right code, or ask for the app's code too."""
    answer = _enter(flow)
    end(flow)  # last: while a store is busy, the person can press again
    return answer


def _enter(flow: Flow) -> ResponseReturnValue:
    if flow.account_id is None:
        return go(url_for("sign_in.credentials"))
    if services().second_factors.has_app(flow.account_id):
        # under attack the SMS code comes first for every account
        return ask_for_app_code(flow.account_id, generation=flow.generation or 0)
    if flow.phone_number is not None and not _phone_counts(flow.account_id, flow.phone_number):
        outcome("phone_too_new")
        return go(url_for("sign_in.phone_too_new"))
    return sign_in_to(flow)


def _phone_counts(account_id: str, phone_number: str) -> bool:
    """Tell whether a code to this phone is a second factor of this account in this browser now."""
    account = services().accounts.get(account_id)
    if account is None or account.phone_number != phone_number:
        return False
    answer = worth(services(), ProofKind.PHONE_CODE, ProofPurpose.SIGN_IN, account)
    return answer.is_allowed or (answer.refusal is ProofRefusal.PHONE_TOO_NEW and is_known_to(account_id))


@blueprint.get("/phone-too-new")
def phone_too_new() -> ResponseReturnValue:
    """Say that codes to a new phone do not count yet. The text is the same for every visitor."""
    return screen("account/phone_too_new.html", hours=services().settings.new_phone_wait_hours)


@blueprint.get("/frozen")
def frozen() -> ResponseReturnValue:
    """Explain that the account is frozen, and what helps. The text is the same for every visitor."""
    return screen("account/frozen.html", days=services().settings.dispute_working_days)


@blueprint.get("/lost-phone")
def lost_phone() -> ResponseReturnValue:
    """Say that another person now has the account's phone, and link to the proof that sets a new phone."""
    return screen("account/lost_phone.html", can_prove=Aim.NEW_PHONE in current_app.extensions["aims"])


def _ask_for_code(account: Account, password: str) -> ResponseReturnValue:
    """Ask for the second step after the right password: a code from the app, or a code by SMS."""
    _upgrade_hash(account, password)
    if services().second_factors.has_app(account.id):
        return ask_for_app_code(account.id, generation=account.generation)
    if account.has_lost_phone:
        return go(url_for("sign_in.lost_phone"))
    if not services().settings.sign_in_code:
        return arrive(begin(JOURNEY, Subject.CITIZEN, at="enter", **bound_to(account)))
    if not _phone_counts(account.id, account.phone_number):
        return go(url_for("sign_in.phone_too_new"))
    facts = {"phone_number": account.phone_number, "is_quiet": False, **bound_to(account)}
    if (flow := begun_already(JOURNEY, **facts)) is not None:
        return arrive(flow)
    return arrive(send_first(begin(JOURNEY, Subject.CITIZEN, **facts)))


def _ask_quietly(number: str, account: Account | None) -> ResponseReturnValue:
    """Ask for a code while passwords are guessed, after a right password and after a wrong one alike.

    Words, status and the work before the reply are the same, here and on every later screen. Only the right
    password sends an SMS, in the background.

    Args:
        account: None after a wrong password.
    """
    facts = bound_to(account) if account else {}
    if account is not None and not account.has_lost_phone:
        facts["phone_number"] = account.phone_number
    flow = begin(JOURNEY, Subject.CITIZEN, is_quiet=True, typed={"number": number}, **facts)
    return arrive(send_first(flow))


class _AppCodes:
    """Codes of the account's app and recovery codes: while passwords are guessed, each counts as the code.

    A stranger who guesses passwords takes no code from the owner, who may have the app and not the phone.
    """

    lengths = APP_CODE_DIGITS

    def takes(self, flow: Flow, code: str) -> bool:
        # an id that does not exist takes the same work
        return services().second_factors.takes(flow.account_id or "", code)

    def go_on(self, flow: Flow) -> ResponseReturnValue:
        outcome("app_code_right")
        end(flow)
        return sign_in_to(flow)


def code(flow: Flow) -> ResponseReturnValue:
    """Ask for the code; while passwords are guessed an app or recovery code counts as well."""
    return ask_for_code(flow, then=_go_on, other=_AppCodes() if flow.is_quiet else None)


def _go_on(flow: Flow, codes: OneTimeCodes) -> ResponseReturnValue:
    return advance(flow, codes=codes)


def _opened_by(
    accounts: Sequence[Account | None], password: str, *, owns: Sequence[str], all_tried: bool = False
) -> Account | None:
    """Return the account that *password* opens; None after a wrong one, which takes as long for any number.

    Args:
        owns: for each account the cookie of a browser that it knows; empty: a stranger of it may be asking.
        all_tried: whether a right password takes as long as a wrong one.
    """
    opened: Account | None = None
    rank = () if _knows_all(accounts, owns) else rank_of_a_stranger()
    for account, own in zip(accounts, owns, strict=True):
        if _is_right(account, password, own=own, rank=() if own else rank) and opened is None:
            opened = account
        if opened is not None and not all_tried:
            return opened
    for account in accounts:
        if opened is None and account is not None and account.password_hash is not None:
            # at the beat: neither this response nor the next may show by its time that the account exists
            services().note_at_the_beat(account.id, AccountEvent.SIGN_IN_FAILED)
    return opened


def _is_right(account: Account | None, password: str, *, own: str, rank: Rank) -> bool:
    if account is None or account.password_hash is None:
        services().passwords.verify_nothing(password, rank=rank)
        return False
    return services().passwords.verify(account.password_hash, password, by_stranger=not own, rank=rank)


def _upgrade_hash(account: Account, password: str) -> None:
    """Replace a hash of older parameters, which is possible only while the password is known."""
    verified = account.password_hash
    if verified is not None and services().passwords.needs_upgrade(verified):
        upgraded = services().passwords.hash(password)
        services().accounts.upgrade_password_hash(account.id, verified=verified, upgraded=upgraded)


def _by_browser(number: str, own: str) -> Counted:
    """Return the limit that makes a browser wait: of the session, or of a browser known to the account."""
    who = services().digest_of(f"{number} {own or counted_browser()}")
    return limits().wrong_passwords_of_a_browser, who


def _by_number(number: str, accounts: Sequence[Account | None], owns: Sequence[str]) -> tuple[Counted, ...]:
    """Return the limit of the number over all browsers; a browser that its accounts know is not part of it.

    A browser known to a household business is a stranger's for its owner's private account of the same
    number, and the other way round: a password is tried for both.
    """
    if _knows_all(accounts, owns):
        return ()
    return ((limits().wrong_passwords_of_an_account, services().digest_of(number)),)


def _knows_all(accounts: Sequence[Account | None], owns: Sequence[str]) -> bool:
    """Return whether every account of the number knows this browser; no account knows none."""
    known = [bool(own) for account, own in zip(accounts, owns, strict=True) if account is not None]
    return bool(known) and all(known)


JOURNEY = Journey(
    "sign_in",
    at="/sign-in",
    purpose=Purpose.SIGN_IN,
    steps=(
        CodeStep(code, news=code_delivery, vouched_by=Vouching.ACCOUNT),
        Step(look_at_sim, acts=True),
        Step(enter, acts=True),
    ),
    side_steps=(Step(sim_changed),),
)
