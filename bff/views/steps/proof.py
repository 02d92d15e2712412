"""Proving who one is once more, for something else than registering: by any method, for any aim.

A method gives its own steps up to the proof a second journey, which ends in the shared step `proven`. What
the proof is for is an `Aim`; the method knows nothing of it. `proven` hands on to the aim's own endpoint,
which takes the proof with `take_proof`.
"""

from dataclasses import dataclass, field

from flask import Blueprint, abort, current_app, request, session, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account, ConsentGiven
from bff.journeys.flow import Aim, Registration
from bff.journeys.journey import Journey, Purpose
from bff.methods.method import Method
from bff.owners.numbers import numbers_of
from bff.owners.whose import own_account
from bff.services import services
from bff.web.methods import method_of, methods
from bff.web.screens import go, screen
from bff.web.walking import arrive, begin_again, current_registration
from identity.people import Organisation, Person
from identity.subject import Subject

blueprint = Blueprint("proof", __name__, template_folder="templates", url_prefix="/prove")


@dataclass(frozen=True)
class AimPlace:
    """What an aim leads to.

    Attributes:
        endpoint: a plain GET view that begins with `take_proof`.
        title, text: what the screen that lists the ways to prove says.
        back_endpoint: where the aim begins, for whoever turns back or ran out of time.
    """

    endpoint: str
    title: str
    text: str
    back_endpoint: str


@dataclass(frozen=True)
class Proof:
    """What somebody has just proved, by one method.

    Attributes:
        phone_number: E.164; a phone the person has in hand: it got the code, or its SIM signed.
        account: the account of whoever was proved, if there is one; for a dispute, that with their numbers.
    """

    subject: Subject
    method: str
    level: int
    identity: Person | None
    organisation: Organisation | None
    phone_number: str | None = field(repr=False)
    consents: tuple[ConsentGiven, ...]
    account: Account | None


def proving(journey: Journey, *steps: str) -> Journey:
    """Make the journey that proves with a method: the named *steps* of its own, then `proven`."""
    return Journey(
        Method.proof_key_of(journey.key),
        (*steps, "proven"),
        Purpose.PROVE,
        ("refused",),
        {step: names for step, names in journey.forgets.items() if step in {*steps, "refused"}},
    )


def proof_blueprint(method_key: str, journey: Journey) -> Blueprint:
    """Make the blueprint of a journey that proves; POST to its ``begin`` with `aim` and `subject` begins it.

    The method adds its own steps to it, and ``add_shared_steps`` the shared ones, `proven` among them.
    """
    made = Blueprint(journey.key, __name__, url_prefix="/prove/" + method_key.replace("_", "-"))

    @made.post("", endpoint="begin")
    def begin() -> ResponseReturnValue:
        place_of(request.form.get("aim", ""))
        subject = request.form.get("subject", Subject.CITIZEN)
        if subject not in method_of(journey.key).subjects:
            abort(404)
        return arrive(begin_again(journey, Subject(subject), aim=Aim(request.form["aim"])))

    return made


def proven(registration: Registration) -> ResponseReturnValue:
    """Hand on to what the proof is for."""
    return go(url_for(place_of(registration.aim or "").endpoint))


def take_proof(aim: Aim) -> Proof | None:
    """The proof that this browser has just given for *aim*, once; None where there is none."""
    registration = current_registration(Purpose.PROVE)
    if registration is None or registration.step != "proven" or registration.aim is not aim:
        return None
    services().registrations.delete(registration.id)
    session.pop(Purpose.PROVE, None)
    method = method_of(registration.journey)
    return Proof(
        subject=registration.subject,
        method=method.key,
        level=method.level,
        identity=registration.identity,
        organisation=registration.organisation,
        phone_number=registration.phone_number,
        consents=registration.consents,
        account=_account_of(registration, aim),
    )


def _account_of(registration: Registration, aim: Aim) -> Account | None:
    """The account that the proof is about: one's own; a dispute is about any that has one's numbers."""
    claims = numbers_of(registration)
    if aim is Aim.DISPUTE and claims.numbers:
        return services().accounts.find(claims)
    return own_account(services(), registration)


def place_of(aim: str) -> AimPlace:
    """What an aim leads to; 404 where there is no such aim."""
    places: dict[str, AimPlace] = current_app.extensions["aims"]
    return places[aim] if aim in places else abort(404)


def ways_to_prove(subject: Subject, *, level: int = 0) -> list[Method]:
    """The methods that are open here and prove *subject* at *level* or above."""
    return [
        method
        for method in methods()
        if method.prove_endpoint
        and not method.is_coming
        and subject in method.subjects
        and method.level >= level
    ]


@blueprint.get("/for/<aim>")
def ways(aim: str) -> ResponseReturnValue:
    """List the ways to prove who one is; ``subject`` and the least ``level`` may stand in the address."""
    place = place_of(aim)
    subject = request.args.get("subject", Subject.CITIZEN)
    if subject not in set(Subject):
        abort(404)
    return screen(
        "steps/ways_to_prove.html",
        aim=aim,
        place=place,
        subject=subject,
        ways=ways_to_prove(Subject(subject), level=request.args.get("level", 0, type=int)),
    )
