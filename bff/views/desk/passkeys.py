"""The passkeys of a member of staff: one counts in place of the app code. A change asks for a fresh code."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField

from accounts.second_factors.ceremonies import text_of
from accounts.second_factors.passkeys import NewPasskey, PasskeyRefusal
from accounts.second_factors.totp import step_of
from accounts.staff.records import Staff, StaffEvent
from bff.limits.table import limits
from bff.owners.passkeys import LONGEST_ANSWER, Refused, judge_made, judge_signed, new_challenge
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import lazy, local_time
from bff.serving.log import outcome
from bff.views.desk.forms import app_code_field
from bff.web.desk_sessions import begin_desk_session, desk_only
from bff.web.devices import counted_browser
from bff.web.fields import Longest
from bff.web.screens import Form, go, screen
from bff.web.sessions import device_name

blueprint = Blueprint("desk_passkeys", __name__, url_prefix="/desk")

#: What the challenges of staff are for.
SIGN_IN, MAKE = "desk", "desk_make"


class PasskeyForm(Form):
    """A fresh app code, with the passkey that the browser has made."""

    code = app_code_field()
    credential = HiddenField(validators=[Longest(LONGEST_ANSWER)])


class RemoveForm(Form):
    """A fresh app code, and which passkey is removed."""

    which = RadioField(lazy("Which passkey?"), choices=[])
    code = app_code_field()


@blueprint.route("/passkeys", methods=["GET", "POST"])
@desk_only()
def mine(staff: Staff) -> ResponseReturnValue:
    """List the person's own passkeys, and add one with a fresh app code."""
    form, unknown = PasskeyForm(), ""
    if form.validate_on_submit():
        made = _new_passkey(form)
        unknown = "" if isinstance(made, Refused) else text_of(made.credential_id)
        if not isinstance(made, Refused) and _is_fresh(staff, form):
            return _answer(
                staff,
                services().staff_passkeys.add(
                    staff.id, made, most=services().settings.passkeys_per_account, generation=staff.generation
                ),
                notice="passkey_added",
            )
    keys = services().staff_passkeys.of_owner(staff.id)
    return screen(
        "desk/passkeys.html",
        form=form,
        own_form=True,
        keys=keys,
        unknown=unknown,  # made on the device, and not kept here
        may_add=services().settings.passkeys and len(keys) < services().settings.passkeys_per_account,
    )


@blueprint.route("/passkeys/remove", methods=["GET", "POST"])
@desk_only()
def remove(staff: Staff) -> ResponseReturnValue:
    """Remove one of the person's own passkeys with a fresh app code."""
    keys = services().staff_passkeys.of_owner(staff.id)
    if not keys:
        return go(url_for("desk_passkeys.mine"))
    form = RemoveForm(data={"which": keys[0].id if len(keys) == 1 else None})
    form.which.choices = [(key.id, f"{key.name} · {local_time(key.added_at)}") for key in keys]
    if form.is_submitted() and not form.validate() and form.which.errors:
        form.which.errors = [_("Choose the passkey to remove.")]
    if form.is_submitted() and not form.errors and _is_fresh(staff, form):
        refusal = services().staff_passkeys.remove(staff.id, form.which.data, generation=staff.generation)
        return _answer(staff, refusal, notice="passkey_removed")
    return screen("desk/passkey_remove.html", form=form)


@blueprint.post("/passkeys/options")
@desk_only()
def options(staff: Staff) -> ResponseReturnValue:
    """Give the browser's script what it needs to make a passkey."""
    if not services().settings.passkeys:
        abort(404)
    book = services().staff_passkeys
    return services().ceremonies.options_to_make(
        new_challenge(services(), counted_browser(), MAKE),
        product=services().settings.product_name,
        name=staff.name,
        handle=book.handle_of(staff.id),
        known=book.of_owner(staff.id),
    )


@blueprint.post("/sign-in/options")
def options_to_sign_in() -> ResponseReturnValue:
    """Give the browser's script a challenge. Whose passkeys exist is not said: the device knows its own."""
    if not services().settings.passkeys:
        abort(404)
    return services().ceremonies.options_to_sign(new_challenge(services(), counted_browser(), SIGN_IN))


def signed_by() -> str:
    """Return the id of the member of staff whose passkey has signed this form; empty: none has."""
    credential = request.form.get("credential", "")
    if not credential or len(credential) > LONGEST_ANSWER or not services().settings.passkeys:
        return ""
    book = services().staff_passkeys
    judged = judge_signed(services(), book, credential, browser=counted_browser(), purpose=SIGN_IN)
    if isinstance(judged, Refused):
        outcome(judged.trouble)
        return ""
    return judged.owner_id


def _new_passkey(form: PasskeyForm) -> NewPasskey | Refused:
    answer = form.credential.data or ""
    made = judge_made(services(), answer, browser=counted_browser(), purpose=MAKE, name=device_name())
    if isinstance(made, Refused):
        outcome(made.trouble)
        form.form_errors.append(_("The passkey did not fit. Press the button again."))
    return made


def _is_fresh(staff: Staff, form: PasskeyForm | RemoveForm) -> bool:
    """Check the app code of a signed-in member of staff; it counts once. A wrong one is said in the form."""
    counted = (limits().desk_sign_ins_of_a_browser, services().digest_of(f"desk {staff.name} passkeys"))
    with services().limits.attempt(counted) as guess:
        step = step_of(staff.totp_secret or "", form.code.digits, at=services().clock())
        is_right = step is not None and services().staff.take_step(staff.id, step)
        if is_right:
            guess.give_back()
    if not is_right:
        services().note_repeatable(staff.id, StaffEvent.SIGN_IN_FAILED, at="passkeys")
        form.code.errors = [_("The code is not right, or it was used before. Wait for the next one.")]
    return is_right


def _answer(staff: Staff, refusal: PasskeyRefusal | None, *, notice: str) -> ResponseReturnValue:
    """Go on in a new session: the change has ended every session of this person."""
    changed = services().staff.get(staff.id)
    if refusal is not None or changed is None:
        outcome("desk_passkey_refused")
        return go(url_for("desk_passkeys.mine"))
    begin_desk_session(changed)
    outcome(f"desk_{notice}")
    return go(url_for("desk.home", notice=notice))
