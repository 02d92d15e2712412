"""The desk's home: the work that waits for the member of staff, and the search by reference."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, current_app, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from accounts.staff.records import Role, Staff
from bff.methods.part import Area
from bff.serving.language import gettext as _
from bff.serving.language import lazy
from bff.serving.log import outcome
from bff.views.desk.forms import begin_in
from bff.web.desk_sessions import desk_only
from bff.web.fields import Longest, Needed
from bff.web.screens import Form, go, screen
from identity.numbers import digits_of, is_digits

blueprint = Blueprint("desk", __name__, url_prefix="/desk")


def areas() -> tuple[Area, ...]:
    """Return the areas of the desk, in the order in which the home screen shows and searches them."""
    in_order: tuple[Area, ...] = current_app.extensions["desk_areas"]
    return in_order


#: In characters: a scanner types the whole address that is in a QR code.
LONGEST_SCANNED = 300


class SearchForm(Form):
    """A reference that was typed or scanned."""

    reference = StringField(
        lazy("Reference or case number"),
        description=lazy("As on the citizen's page or message; capitals and dashes do not matter"),
        validators=[Longest(LONGEST_SCANNED), Needed(lazy("Enter a reference or a case number."))],
        render_kw={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "accesskey": "s",
        },
    )


@dataclass(frozen=True)
class Waiting:
    """One line of waiting work: a title, the number of records, and the address of their list."""

    title: str
    count: int | None
    url: str


@blueprint.route("", methods=["GET", "POST"])
@desk_only()
def home(staff: Staff) -> ResponseReturnValue:
    """Show the waiting work, and open the record with the typed reference.

    The name or the number of a person finds nothing: staff open only what a citizen has brought (decision
    record 0027).
    """
    form = SearchForm()
    if form.validate_on_submit():
        reference = scanned(form.reference.data)
        places = (area.find(reference, staff) for area in areas() if area.find and area.roles & staff.roles)
        place = next((place for place in places if place), None)
        if place:
            return go(place)
        outcome("desk_not_found")
        form.reference.errors = [_not_found_words(reference)]
    begin_in(form.reference, form)
    waiting = [
        Waiting(str(area.title), area.count(staff), url_for(area.endpoint))
        for area in areas()
        if area.count and area.endpoint and area.roles & staff.roles
    ]
    can_search = bool(staff.roles - {Role.ADMINISTRATOR})
    return screen(
        "desk/home.html",
        form=form,
        locked=not can_search,  # no form is on the screen, so the language switch is not a button of one
        waiting=waiting,
        can_search=can_search,
        notice=_notice(),
    )


def scanned(text: str) -> str:
    """Return the reference in *text*: a scanner types the whole address that is in a QR code."""
    text = text.strip()
    return urlsplit(text).path.rstrip("/").rpartition("/")[2] if "/" in text else text


def _not_found_words(reference: str) -> str:
    digits = digits_of(reference)
    if is_digits(digits) and len(digits) in {9, 10, 12}:
        return _("People are not looked for by their numbers here. Ask for the reference.")
    if is_digits(digits) and len(digits) == 8:
        return _("This looks like an incident number. Whoever keeps the server finds it in its logs.")
    return _("Nothing of yours has this reference. Check it, sign by sign.")


def _notice() -> str | None:
    words = {
        "password": _("The password was changed. You are signed out everywhere else."),
        "compared": _("Recorded. Another person approves it."),
        "approved": _("Approved. The citizen gets a link by SMS."),
        "code_renewed": _("Approved. A new viewing code was sent by SMS."),
        "rejected": _("Rejected. The citizen is told by SMS."),
        "staff": _("Changed."),
        "passkey_added": _("The passkey was added. You are signed out everywhere else."),
        "passkey_removed": _("The passkey was removed. You are signed out everywhere else."),
    }
    asked = request.args.get("notice", "")
    return words.get(asked) or (_("Recorded.") if asked else None)
