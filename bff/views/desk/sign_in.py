"""Sign-in at the desk: name, password and app code, or a passkey in place of the code, checked together.

The reply does not show which of the three was wrong, or whether the name exists: in each case it has the same
text and takes the same time. A stranger's wrong tries do not block a browser that the member of staff used
before (decision record 0028).
"""

from flask import Blueprint, Response, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from accounts.second_factors.totp import step_of
from accounts.staff.records import Staff, StaffEvent
from accounts.staff.store import StaffChanged
from bff.limits.table import limits
from bff.owners.askers import rank_of_a_stranger
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.stores.attempts import Counted
from bff.views.desk.forms import ChangeOwnPasswordForm, SignInForm, begin_in
from bff.views.desk.passkeys import signed_by
from bff.views.steps.set_password import password_rules
from bff.web.desk_sessions import (
    begin_desk_session,
    cookie_name,
    current_staff,
    desk_only,
    device_of,
    end_desk_session,
    know_device,
    sign_in_once,
)
from bff.web.devices import counted_browser
from bff.web.screens import go, is_htmx, screen

blueprint = Blueprint("desk_sign_in", __name__, url_prefix="/desk")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@sign_in_once
def sign_in() -> ResponseReturnValue:
    """Ask for the name, the password and the app code."""
    form, passkeys = SignInForm(), services().settings.passkeys
    if passkeys and request.form.get("credential"):
        form.code.validators = ()  # the passkey takes its place
    if not form.validate_on_submit():
        begin_in(form.name, form)
        notice = request.args.get("notice")
        return screen("desk/sign_in.html", form=form, notice=notice, passkeys=passkeys)
    name = form.name.data.strip().lower()
    with services().limits.attempt(*_counted(name)) as guess:
        by_passkey = signed_by()
        staff = check(
            services().staff.find(name), form.password.data, form.code.digits, by_passkey=by_passkey
        )
        if staff is not None:
            guess.give_back()
    if staff is None:
        outcome("desk_sign_in_wrong")
        form.form_errors.append(_("The name, the password or the code is not right."))
        return screen("desk/sign_in.html", form=form, passkeys=passkeys)
    services().staff.note(staff.id, StaffEvent.SIGNED_IN)  # first: no session stands that the audit misses
    begin_desk_session(staff)
    know_device(name)
    outcome("desk_signed_in")
    return go(url_for("desk.home"))


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out, and make the browser delete its cached pages."""
    end_desk_session(event=StaffEvent.SIGNED_OUT)
    response: Response = make_response(redirect(url_for("desk_sign_in.sign_in"), 303))
    response.headers["Clear-Site-Data"] = '"cache"'  # not "storage": the guides stay (decision record 0008)
    return response


@blueprint.post("/extend")
@desk_only()
def extend(staff: Staff) -> ResponseReturnValue:  # noqa: ARG001 - `desk_only` passes it
    """Extend the session: `desk_only` has already counted this request as use."""
    return {"expires_in": g.expires_in} if is_htmx() else go(url_for("desk.home"))


@blueprint.get("/time-left")
def time_left() -> ResponseReturnValue:
    """Tell a script how many seconds are left, without extending anything: it asks before it ends a page."""
    token = request.cookies.get(cookie_name())
    return {"expires_in": services().desk_sessions.time_left(token) if token else 0}


@blueprint.route("/password", methods=["GET", "POST"])
@desk_only()
def change_password(staff: Staff) -> ResponseReturnValue:
    """Change the password of the signed-in member of staff, and end their other sessions."""
    form = ChangeOwnPasswordForm(staff.name)
    if form.validate_on_submit():
        with services().limits.attempt(*_counted(staff.name)) as guess:
            is_right = check(staff, form.current.data, form.code.digits) is not None
            if is_right:
                guess.give_back()
        if is_right:
            hashed = services().passwords.hash(form.password.data)
            # the change ends every session of this person, so this browser gets a new one
            try:
                changed = services().staff.change_password(staff.id, hashed, generation=staff.generation)
            except StaffChanged:  # this session has ended, too
                end_desk_session()
                outcome("desk_standing_changed")
                return go(url_for("desk_sign_in.sign_in", notice="ended"))
            begin_desk_session(changed)
            outcome("desk_password_changed")
            return go(url_for("desk.home", notice="password"))
        form.form_errors.append(_("The current password or the code is not right."))
    return screen("desk/password.html", form=form, rules=password_rules())


def check(staff: Staff | None, password: str, code: str, *, by_passkey: str = "") -> Staff | None:
    """Check the password and the app code of *staff*. A code is accepted once.

    For an unknown name, or a person who may not sign in, the check takes as long as for a wrong password.

    Args:
        by_passkey: the id of the person whose passkey has signed, in place of the code.

    Returns:
        *staff* if both are right, otherwise None.
    """
    if staff is None or not staff.is_active or staff.password_hash is None or staff.totp_secret is None:
        services().passwords.verify_nothing(password, rank=rank_of_a_stranger())
        return None
    by_stranger = current_staff() != staff and device_of(staff.name) is None
    is_right = services().passwords.verify(
        staff.password_hash, password, by_stranger=by_stranger, rank=rank_of_a_stranger()
    )
    if not is_right or not (by_passkey == staff.id or _takes_code(staff, code)):
        # in the background: the time of this write must not show that the name exists
        services().note_at_the_beat(staff.id, StaffEvent.SIGN_IN_FAILED)
        return None
    return staff


def _takes_code(staff: Staff, code: str) -> bool:
    step = step_of(staff.totp_secret or "", code, at=services().clock())
    return step is not None and services().staff.take_step(staff.id, step)


def _counted(name: str) -> list[Counted]:
    """Return the limits that count wrong tries for *name* in this browser.

    If *name* signed in with this browser before, only the browser's own limit counts. Otherwise a limit of
    the browser and a limit of the name count.
    """
    digest_of, device = services().digest_of, device_of(name)
    by_browser = limits().desk_sign_ins_of_a_browser
    if device:
        return [(by_browser, digest_of(f"desk {name} {device}"))]
    return [
        (by_browser, digest_of(f"desk {name} {counted_browser()}")),
        (limits().desk_sign_ins_of_a_name, digest_of(f"desk {name}")),
    ]
