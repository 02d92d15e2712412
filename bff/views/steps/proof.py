"""Proofs: a person proves their identity with any method, not to register but for another aim.

A method declares a second journey: its own steps up to the proof, then the shared step `proven`. The flow's
`Aim` says what the proof is for; the method does not know the aim. `proven` ends the flow and gives the proof
to the function of the aim.
"""

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from bff.journeys.flow import Flow
from bff.journeys.purpose import Aim
from bff.methods.method import Method
from bff.methods.part import AimPlace
from bff.methods.proof import Proof
from bff.owners.numbers import numbers_of
from bff.owners.whose import own_account
from bff.services import services
from bff.web.lookup import all_methods, method_of, methods
from bff.web.screens import screen
from bff.web.walking import arrive, begin_again, end
from identity.subject import Subject

blueprint = Blueprint("proof", __name__, url_prefix="/prove")


@blueprint.post("/<slug>")
def begin(slug: str) -> ResponseReturnValue:
    """Begin a proof with one method. The form contains ``aim`` and ``subject``."""
    journey = next((method.proving for method in all_methods() if method.slug == slug), None)
    aim, subject = request.form.get("aim", ""), request.form.get("subject", Subject.CITIZEN)
    place_of(aim)  # 404 for an unknown aim
    if journey is None or subject not in method_of(journey.key).subjects:
        abort(404)
    return arrive(begin_again(journey, Subject(subject), aim=Aim(aim)))


def proven(flow: Flow) -> ResponseReturnValue:
    """End the flow and go on with its proof, for the aim that asked for it: a proof works once."""
    place = place_of(flow.aim or "")
    end(flow)
    return place.take(_proof_of(flow))


def _proof_of(flow: Flow) -> Proof:
    method = method_of(flow.journey)
    return Proof(
        subject=flow.subject,
        method=method.key,
        level=method.level,
        identity=flow.identity,
        organisation=flow.organisation,
        phone_number=flow.phone_number,
        consents=flow.consents,
        account=_account_of(flow),
    )


def _account_of(flow: Flow) -> Account | None:
    """Return the account that the proof is about.

    In a dispute that is the account with the person's numbers, even if another person holds it. For every
    other aim it is the person's own account.
    """
    claims = numbers_of(flow)
    if flow.aim is Aim.DISPUTE and claims.numbers:
        return services().accounts.find(claims)
    return own_account(services(), flow)


def place_of(aim: str) -> AimPlace:
    """Return the pages of an aim; answer 404 if there is no such aim."""
    places: dict[str, AimPlace] = current_app.extensions["aims"]
    return places[aim] if aim in places else abort(404)


def ways_to_prove(subject: Subject, *, level: int = 0) -> list[Method]:
    """Return the open methods that can prove *subject* at *level* or above."""
    return [
        method
        for method in methods()
        if method.proving and not method.is_coming and subject in method.subjects and method.level >= level
    ]


@blueprint.get("/no-account")
def no_account() -> ResponseReturnValue:
    """Say that the person who proved their identity has no account. The text is the same for everyone."""
    return screen("steps/proof_without_account.html")


@blueprint.get("/for/<aim>")
def ways(aim: str) -> ResponseReturnValue:
    """List the methods for a proof. The address may contain ``subject`` and the lowest ``level``."""
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
