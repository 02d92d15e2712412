"""My account: its data, history, open sessions, password and level; and sign-out."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import WAYS_IN, Account, AccountEvent
from accounts.account.ways_in import Change
from bff.journeys.purpose import Aim
from bff.messages.notices import of_change
from bff.owners.holders import card_facts, holder_rows
from bff.owners.raising import given_up, is_unfinished
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.stores.sessions import Ended
from bff.stores.signed_in import SignedIn
from bff.views.account.current_password import is_current
from bff.views.account.forgot_password import own_facts_of
from bff.views.account.forms import CurrentPasswordForm
from bff.views.account.second_step import words_of_second_step
from bff.views.account.ways_in.changing import ask_first, carry_over, finish, using_fresh
from bff.views.account.words import Line, lines_of, open_sums
from bff.views.steps.news.here import is_offered
from bff.views.steps.proof import ways_to_prove
from bff.views.steps.set_password import PasswordForm, password_rules
from bff.web.devices import device_values, empty_session
from bff.web.fields import password_field
from bff.web.lookup import method_of
from bff.web.portals import waiting
from bff.web.screens import go, screen
from bff.web.sessions import current_session, end_session, go_on_as, signed_in_only
from identity.phones import mask_mobile
from identity.subject import Subject

well_known = Blueprint("well_known", __name__, url_prefix="/.well-known")
blueprint = Blueprint("account", __name__, url_prefix="/account")
#: How many lines of the history the page shows, of how many entries; and how many changes of a way in.
MOST_LINES, MOST_ENTRIES, MOST_CHANGES = 20, 200, 50


@blueprint.get("")
@signed_in_only
def my_account(account: Account, signed_in: SignedIn) -> ResponseReturnValue:
    """Show the account's data with masked numbers, its open sessions and its history."""
    name, number = card_facts(account)
    return screen(
        "account/my_account.html",
        account=account,
        name=name,
        number=number,
        verified_by=_verified_by(account),
        holder=holder_rows(account),
        phone_number=mask_mobile(account.phone_number).replace(" ", "\u00a0"),
        sessions=services().signed_in.of_account(account.id),
        this_session=signed_in,
        changes=lines_of(services().accounts.history(account.id, limit=MOST_CHANGES, events=WAYS_IN)),
        history=_history(account),
        notice=_notice(),
        portals=waiting.waiting_portals(),
        second_step=words_of_second_step(account),
        given_up=given_up(services(), account),
        is_unfinished=is_unfinished(services(), account),
        can_be_told=is_offered(),
        has_passkeys=services().settings.passkeys or services().passkeys.has_any(account.id),
        ways_to_raise=[
            (url_for("proof.begin", slug=way.slug), way.title)
            for way in ways_to_prove(Aim.RAISE, Subject(account.subject), account_level=account.level)
        ],
    )


def _verified_by(account: Account) -> str:
    """Return what opened the account and, if its level was raised, what raised it."""
    opened = str(method_of(account.method).title)
    since = account.registered_at - timedelta(days=1)
    raised = services().accounts.newest(account.id, AccountEvent.LEVEL_RAISED, since=since)
    by = raised.codes.get("method") if raised else None
    if by is None:
        return opened
    return _("%(opened)s; level raised with: %(raised)s", opened=opened, raised=method_of(by).title)


class ChangePasswordForm(CurrentPasswordForm, PasswordForm):
    """The current password, and a new password twice."""

    password = password_field(
        lazy("New password"), lazy("Choose a new password."), autocomplete="new-password"
    )
    confirmation = password_field(
        lazy("New password again"), lazy("Enter the new password again."), autocomplete="new-password"
    )


@blueprint.route("/password", methods=["GET", "POST"])
@signed_in_only
def change_password(account: Account, signed_in: SignedIn) -> ResponseReturnValue:
    """Set or change the password, after a fresh proof of another way in, and end every other session."""
    is_new = account.password_hash is None  # opened with a signature: the account has no password yet
    change = Change.FIRST_PASSWORD if is_new else Change.NEW_PASSWORD
    if (asked := ask_first(signed_in, change)) is not None:
        return asked
    form = ChangePasswordForm(own_facts_of(account))
    if is_new:
        del form.current
    if form.validate_on_submit() and not is_new and not is_current(account, form.current.data):
        form.current.errors = [_("The current password is not right. Enter it again.")]
    if not form.is_submitted() or form.errors:  # a wrong current password adds its error after validation
        return screen(
            "account/change_password.html",
            form=form,
            rules=password_rules(),
            is_new=is_new,
            user=account.user_name,
        )
    hashed = services().passwords.hash(form.password.data)
    with using_fresh(signed_in, change) as by:
        if not by:
            return go(url_for("account.my_account"))
        services().accounts.change_password(
            account.id,
            hashed,
            change,
            generation=account.generation,
            proved_by=by,
            tell=of_change(account, change),
        )
    carry_over(signed_in, finish(account, signed_in, change), Change.PHONE)
    return go(url_for("account.my_account", notice="password_added" if is_new else "password"))


@blueprint.post("/sessions/end-others")
@signed_in_only
def end_other_sessions(account: Account, signed_in: SignedIn) -> ResponseReturnValue:
    """End every session of the account except the current one, and note each in the history."""
    for _session in range(services().signed_in.end_others(signed_in)):
        services().accounts.note(account.id, AccountEvent.SESSION_ENDED)
    go_on_as(signed_in, generation=signed_in.generation)  # a copy of this session's cookie ends, too
    return go(url_for("account.my_account", notice="sessions"))


@well_known.get("/change-password")
def change_password_address() -> ResponseReturnValue:
    """Lead a password manager to the page for a new password (W3C, well-known change-password)."""
    return redirect(url_for("account.change_password"), 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out, and make the browser delete its cached pages.

    Where the session has ended by itself, the browser still forgets what was begun in it.
    """
    signed_in = current_session()
    if signed_in:
        end_session(signed_in, event=AccountEvent.SIGNED_OUT)
    else:  # the last account that signed in here
        services().note_end(Ended("", browsers=services().subscriptions.keys_of(device_values()[:1])))
    empty_session()
    response: Response = make_response(redirect(url_for("registration.home"), 303))
    response.headers["Clear-Site-Data"] = '"cache"'  # not "storage": the guides stay (decision record 0008)
    return response


def _history(account: Account) -> list[Line]:
    entries = services().accounts.history(account.id, limit=MOST_ENTRIES)
    return lines_of([*open_sums(account.id), *entries])[:MOST_LINES]


def _notice() -> tuple[str, str] | None:
    """Return the notice that the address names, and its kind: ``good`` or ``warning``."""
    good = {
        "password": _("The password was changed. You are signed out everywhere else."),
        "password_added": _("The password was added. You are signed out everywhere else."),
        "raised": _("The level of your account is higher now."),
        "app_off": _("The app is turned off. Codes come by SMS again."),
        "sessions": _("You are signed out everywhere else."),
    }
    bad = {
        "somebody_else": _(
            "What you proved belongs to somebody else. The level of an account is raised by its holder only."
        ),
        "change_of_somebody_else": _(
            "What you proved belongs to somebody else. Ways into an account are changed by its holder only."
        ),
    }
    notice = request.args.get("notice", "")
    return (good[notice], "good") if notice in good else (bad[notice], "warning") if notice in bad else None
