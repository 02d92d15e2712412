"""The journeys with VNeID, and the screens on our side of the trip: leave, away, check the details."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from markupsafe import escape

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.messages.vouching import Vouching
from bff.services import verifier
from bff.serving.language import gettext as _
from bff.serving.log import outcome
from bff.views.steps.existing import account_exists
from bff.views.steps.one_time_code import code_step, send_first
from bff.views.steps.outcomes import done
from bff.views.steps.phone_first import PHONE_FIRST
from bff.views.steps.proof import proven
from bff.views.steps.set_password import password
from bff.views.steps.signing_in import enter
from bff.views.vneid.forms import ContactForm, LeaveForm, consent_given
from bff.views.vneid.pendings import AtVneid
from bff.views.vneid.words import WORDS
from bff.web.fields import ask_email_for_its_purpose
from bff.web.screens import go, is_htmx, screen
from bff.web.walking import arrive, begin, move_to
from identity.people import BirthDate, Person, Sex
from identity.subject import Subject
from verifiers.vneid import Vneid

blueprint = Blueprint("vneid_sign_in", __name__, url_prefix="/sign-in/vneid")


@blueprint.post("")
def begin_sign_in() -> ResponseReturnValue:
    """Begin to sign in with VNeID."""
    return _set_out(begin(SIGNING_IN, Subject.CITIZEN))


def leave(flow: Flow) -> ResponseReturnValue:
    """Say what VNeID will tell us, and ask for the consent. The button leads to VNeID."""
    form = LeaveForm()
    if not form.validate_on_submit():
        return screen("vneid/leave.html", form=form, flow=flow)
    return _set_out(flow.learn(consents=(consent_given(),)))


def _set_out(flow: Flow) -> ResponseReturnValue:
    """Begin a trip, and lead the browser to VNeID.

    With htmx it goes there at once. A plain form is answered with our own page, whose link leads there: the
    content security policy lets no form of ours end at another site, not even by a redirect.
    """
    client = verifier(Vneid)
    trip = client.begin()
    # A phone that was proved because strangers fill a count is not one that VNeID told us of.
    flow = move_to(flow, "away", pending=AtVneid(trip.state, trip.code_verifier), phone_number=None)
    outcome("left_for_vneid")
    return go(client.address(trip)) if is_htmx() else arrive(flow)


def away(flow: Flow) -> ResponseReturnValue:
    """Show the link to VNeID, while the person is there in this window or in another one."""
    if request.method == "POST" and request.form.get("action") == "again":
        return _set_out(flow)
    is_open = isinstance(flow.pending, AtVneid)
    address = verifier(Vneid).address(flow.pending_as(AtVneid).trip) if is_open else None
    return screen("vneid/away.html", flow=flow, address=address)


def away_news(_flow: Flow) -> ResponseReturnValue:
    """Answer the poll of the screen: the person has not come back yet."""
    return f"<p>{escape(_('This page waits for you to come back from VNeID.'))}</p>"


def confirm(flow: Flow) -> ResponseReturnValue:
    """Show what VNeID told, and ask for a phone. The button sends a code to it."""
    shown = flow.phone_number or flow.typed.get("phone_number", "")
    form = ContactForm(data={"phone_number": shown, "email": flow.typed.get("email", "")})
    ask_email_for_its_purpose(form)
    if form.validate_on_submit():
        email = form.email.data or "" if "email" in form else ""
        typed = {**flow.typed, "phone_number": form.phone_number.data, "email": email}
        known = flow.learn(typed=typed, phone_number=form.mobile, email=email or None)
        return arrive(send_first(move_to(known, "code")))
    return screen("vneid/confirm.html", flow=flow, form=form, rows=_rows_of(flow.identity))


def _rows_of(person: Person | None) -> list[tuple[str, str]]:
    """Return what VNeID told about the person, as pairs of name and value."""
    if person is None:
        return []
    sexes = {Sex.MALE: _("Male"), Sex.FEMALE: _("Female")}
    rows = [
        (_("Full name"), person.full_name),
        (_("Identification number"), person.citizen_number),
        (_("Date of birth"), _written(person.birth_date)),
        (_("Sex"), sexes.get(person.sex) if person.sex else None),
    ]
    return [(name, value) for name, value in rows if value]


def _written(born: BirthDate | None) -> str | None:
    day = born.as_date() if born else None
    return day.strftime("%d/%m/%Y") if day else str(born.year) if born else None


def refused(flow: Flow) -> ResponseReturnValue:
    """Say why the trip did not lead on, and what the person can do next."""
    return screen("vneid/refused.html", words=WORDS[flow.refusal or ""], flow=flow)


_AWAY = Step(away, forgets=frozenset({"pending", "consents"}), news=away_news, news_swaps_screen=True)
_REFUSED = Step(refused, forgets=frozenset({"refusal", "pending"}))
REGISTERING = Journey(
    "vneid",
    at="/register/vneid",
    purpose=Purpose.REGISTER,
    steps=(
        Step(leave),
        _AWAY,
        Step(confirm, forgets=frozenset({"identity", "level"})),
        code_step(vouched_by=Vouching.NOTHING, forgets=frozenset()),
        Step(password),
        Step(done),
    ),
    side_steps=(_REFUSED, Step(account_exists), *PHONE_FIRST),
)
SIGNING_IN = Journey(
    "vneid_sign_in",
    at="/sign-in/vneid",
    purpose=Purpose.SIGN_IN,
    steps=(Step(away, news=away_news, news_swaps_screen=True), Step(enter, acts=True)),
    side_steps=(_REFUSED, *PHONE_FIRST),
)
PROVING = Journey(
    "vneid_proof",
    at="/prove/vneid",
    purpose=Purpose.PROVE,
    steps=(Step(leave), _AWAY, Step(proven, acts=True)),
    side_steps=(_REFUSED, *PHONE_FIRST),
)
JOURNEYS = (REGISTERING, SIGNING_IN, PROVING)
