"""Proofs: a person proves their identity with any method, not to register but for another aim.

A method declares a second journey: its own steps up to the proof, then the shared step `proven`. The flow's
`Aim` says what the proof is for; the method does not know the aim. `proven` ends the flow and gives the proof
to the function of the aim.
"""

from flask import Blueprint, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from bff.journeys.flow import Flow
from bff.journeys.purpose import Aim
from bff.methods.method import Method
from bff.methods.part import AimPlace
from bff.methods.proof import Proof
from bff.owners.numbers import numbers_of
from bff.owners.phones import Doubt
from bff.owners.whose import own_account
from bff.owners.worth import worth
from bff.rules.proofs import (
    FACTS_ON_CARDS,
    HIGHEST_LEVEL,
    LOWEST_LEVEL,
    PURPOSE_OF,
    ProofRefusal,
    Verdict,
    verdict,
)
from bff.services import services
from bff.serving.log import outcome
from bff.web.lookup import all_methods, method_of, methods
from bff.web.screens import go, screen
from bff.web.walking import arrive, begin_again, end
from identity.subject import Subject

blueprint = Blueprint("proof", __name__, url_prefix="/prove")
#: What two people at an office, who see the person, give back as well.
AT_OFFICE = frozenset({Aim.NEW_PHONE, Aim.RESET, Aim.AFTER_STOP})


@blueprint.post("/<slug>")
def begin(slug: str) -> ResponseReturnValue:
    """Begin a proof with one method. The form contains ``aim`` and ``subject``.

    A method whose proof is not enough for the aim, whatever the account, is not found.
    """
    aim, subject = request.form.get("aim", ""), request.form.get("subject", Subject.CITIZEN)
    place_of(aim)  # 404 for an unknown aim
    method = next((method for method in all_methods() if method.slug == slug), None)
    journey = method.proving if method else None
    if method is None or journey is None or subject not in method.subjects:
        abort(404)
    if not may_prove(method, Aim(aim), Subject(subject)):
        abort(404)
    return arrive(begin_again(journey, Subject(subject), aim=Aim(aim)))


def proven(flow: Flow) -> ResponseReturnValue:
    """End the flow and go on with its proof, for the aim that asked for it: a proof works once."""
    place = place_of(flow.aim or "")
    end(flow)
    return place.take(_proof_of(flow))


def _proof_of(flow: Flow) -> Proof:
    """Return the proof of a flow; one whose number may be another person's counts as facts on cards."""
    method = method_of(flow.journey)
    return Proof(
        subject=flow.subject,
        method=method.key,
        kind=FACTS_ON_CARDS if flow.refusal in set(Doubt) else method.proof_about(flow.subject),
        identity=flow.identity,
        organisation=flow.organisation,
        phone_number=flow.phone_number,
        consents=flow.consents,
        account=account_of(flow),
    )


def account_of(flow: Flow) -> Account | None:
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


def judged(proof: Proof, aim: Aim, account: Account) -> Verdict:
    """Return what *proof* is worth for *aim* and *account*, by the table that all screens ask."""
    return worth(services(), proof.kind, PURPOSE_OF[aim], account, phone_number=proof.phone_number)


def ways_to_prove(aim: Aim, subject: Subject, *, account_level: int | None = None) -> list[Method]:
    """Return the open methods whose proof is enough for *aim*.

    Args:
        account_level: the level of the account; None if the product does not know whose account it is.
    """
    return [
        method
        for method in methods()
        if method.proving
        and not method.is_coming
        and subject in method.subjects
        and may_prove(method, aim, subject, account_level=account_level)
    ]


def may_prove(method: Method, aim: Aim, subject: Subject, *, account_level: int | None = None) -> bool:
    """Tell whether the method's proof is enough for an account of this level, or of any level."""
    levels = (LOWEST_LEVEL, HIGHEST_LEVEL) if account_level is None else (account_level,)
    kind = method.proof_about(subject)
    by_setting = services().settings.levels_by_setting
    return any(
        verdict(kind, PURPOSE_OF[aim], account_level=level, subject=subject, by_setting=by_setting).is_allowed
        for level in levels
    )


@blueprint.get("/no-account")
def no_account() -> ResponseReturnValue:
    """Say that the person who proved their identity has no account. The text is the same for everyone."""
    return screen("steps/proof_without_account.html")


@blueprint.get("/for/<aim>")
def ways(aim: str) -> ResponseReturnValue:
    """List the methods for a proof. The address may contain ``subject`` and the account's ``level``."""
    place = place_of(aim)
    subject = request.args.get("subject", Subject.CITIZEN)
    if subject not in set(Subject):
        abort(404)
    return screen(
        "steps/ways_to_prove.html",
        aim=aim,
        place=place,
        subject=subject,
        ways=ways_to_prove(Aim(aim), Subject(subject), account_level=request.args.get("level", type=int)),
        can_be_seen=aim in AT_OFFICE,
    )


def too_weak(aim: Aim, account: Account, answer: Verdict) -> ResponseReturnValue:
    """Lead to the screen that says that a proof is not enough for this account, and what would be."""
    outcome("proof_too_weak")
    why = ProofRefusal.OTHER_NUMBER if answer.refusal is ProofRefusal.OTHER_NUMBER else None
    return go(url_for("proof.say_too_weak", aim=aim, subject=account.subject, level=account.level, why=why))


@blueprint.get("/too-weak/<aim>")
def say_too_weak(aim: str) -> ResponseReturnValue:
    """Say that a proof is not enough. The address names the subject and the level of the account."""
    place_of(aim)
    subject, level = request.args.get("subject", Subject.CITIZEN), request.args.get("level", type=int)
    if subject not in set(Subject) or level not in {LOWEST_LEVEL, HIGHEST_LEVEL}:
        abort(404)
    return screen(
        "steps/proof_too_weak.html",
        aim=aim,
        subject=subject,
        level=level,
        is_other_number=request.args.get("why") == ProofRefusal.OTHER_NUMBER,
        can_be_seen=aim in AT_OFFICE,
    )
