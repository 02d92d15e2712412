"""Signing in at the desk: name, password and the code of an authenticator app, judged together.

Nothing tells which of the three was wrong, nor whether there is anybody of that name: the words and the time
are the same. A stranger who tries a name keeps nobody out of a browser they have signed in with before.
"""

from flask import Blueprint, Response, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from accounts.second_factors.totp import step_of
from accounts.staff.records import Staff, StaffEvent
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.stores.limits import Limit
from bff.views.desk.forms import ChangeOwnPasswordForm, SignInForm, begin_in
from bff.views.steps.set_password import password_rules
from bff.web.desk_sessions import (
    begin_desk_session,
    current_staff,
    desk_only,
    device_of,
    end_desk_session,
    know_device,
)
from bff.web.devices import browser_id
from bff.web.screens import go, is_htmx, screen
from verifiers.one_time_code import tidy_code

blueprint = Blueprint("desk_sign_in", __name__, url_prefix="/desk")


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask who it is."""
    form = SignInForm()
    if not form.validate_on_submit():
        begin_in(form.name, form)
        return screen("desk/sign_in.html", form=form, notice=request.args.get("notice"))
    name = form.name.data.strip().lower()
    limits = _limits(name)
    for limit, who in limits:
        services().limits.require(limit, who)
    staff = check(services().staff.find(name), form.password.data, form.code.data)
    if staff is None:
        outcome("desk_sign_in_wrong")
        for limit, who in limits:
            services().limits.count(limit, who)
        form.form_errors.append(_("The name, the password or the code is not right."))
        return screen("desk/sign_in.html", form=form)
    begin_desk_session(staff)
    know_device(name)
    services().staff.note(staff.id, StaffEvent.SIGNED_IN)
    outcome("desk_signed_in")
    return go(url_for("desk.home"))


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out, and have the browser throw away what it may have kept."""
    staff = current_staff()
    if staff:
        services().staff.note(staff.id, StaffEvent.SIGNED_OUT)
    end_desk_session()
    response: Response = make_response(redirect(url_for("desk_sign_in.sign_in"), 303))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.post("/extend")
@desk_only()
def extend(staff: Staff) -> ResponseReturnValue:  # noqa: ARG001 - being asked for was the use
    """Give the session more time: it was used just now."""
    return {"expires_in": g.expires_in} if is_htmx() else go(url_for("desk.home"))


@blueprint.route("/password", methods=["GET", "POST"])
@desk_only()
def change_password(staff: Staff) -> ResponseReturnValue:
    """Change one's own password; every other session of one's own ends."""
    form = ChangeOwnPasswordForm(staff.name)
    if form.validate_on_submit():
        limits = _limits(staff.name)
        for limit, who in limits:
            services().limits.require(limit, who)
        if check(staff, form.current.data, form.code.data):
            hashed = services().passwords.hash(form.password.data)
            begin_desk_session(services().staff.change_password(staff.id, hashed))
            outcome("desk_password_changed")
            return go(url_for("desk.home", notice="password"))
        for limit, who in limits:
            services().limits.count(limit, who)
        form.form_errors.append(_("The current password or the code is not right."))
    return screen("desk/password.html", form=form, rules=password_rules())


def check(staff: Staff | None, password: str, code: str) -> Staff | None:
    """Tell whether these are the password and the code of *staff*, whose code then counts no more.

    An unknown name, and somebody who may not sign in, take as long as a wrong password.
    """
    if staff is None or not staff.is_active or staff.password_hash is None or staff.totp_secret is None:
        services().passwords.verify_nothing(password)
        return None
    is_right = services().passwords.verify(staff.password_hash, password)
    step = step_of(staff.totp_secret, tidy_code(code), at=services().clock())
    if not is_right or step is None or not services().staff.take_step(staff.id, step):
        # beside the answer: the time it takes to write must not tell that there is somebody of this name
        services().beside(services().staff.note, staff.id, StaffEvent.SIGN_IN_FAILED)
        return None
    return staff


def _limits(name: str) -> list[tuple[Limit, str]]:
    """How often this name may be tried here: by a browser known to it on its own, else by all together."""
    settings, digest_of = services().settings, services().digest_of
    per_browser = Limit("desk_sign_ins", settings.desk_sign_ins, settings.desk_sign_ins_seconds)
    device = device_of(name)
    if device:
        return [(per_browser, digest_of(f"desk {name} {device}"))]
    everywhere = Limit("desk_sign_ins_name", settings.desk_sign_ins_per_name_hour, 3_600)
    return [(per_browser, digest_of(f"desk {name} {browser_id()}")), (everywhere, digest_of(f"desk {name}"))]
