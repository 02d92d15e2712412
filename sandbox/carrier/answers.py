"""The carrier's HTTP endpoints: CAMARA KYC Match 0.4.0, SIM Swap 2.1.0, Number Recycling 0.2.0, and tokens.

Formats: ``kyc-match.yaml`` (release r1.2), ``sim-swap.yaml`` (release r3.3) and ``number-recycling.yaml``
(release r2.2) of the CAMARA project, with two-legged tokens. The table in `sandbox.people.table` decides the
response for each person.
"""

import re
from collections.abc import Mapping

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.carrier import questions
from sandbox.carrier.access import TokenRefused
from sandbox.carrier.camara import CamaraError
from sandbox.carrier.names import likeness, same_name
from sandbox.outages import RETRY_AFTER_SECONDS
from sandbox.people.table import CarrierAnswer, SandboxPerson, SimAnswer, person_with
from sandbox.state import sandbox

CORRELATOR = re.compile(r"[a-zA-Z0-9\-_:;./<>{}]{0,256}", re.ASCII)
#: The delay for a person with `CarrierAnswer.SLOW`, in seconds.
SLOW_SECONDS = 30.0
#: A SIM with `SimAnswer.CHANGED_LATELY` was replaced this many hours before the sandbox started.
CHANGED_HOURS_AGO = 5
SECONDS_PER_HOUR = 3600

blueprint = Blueprint("carrier", __name__, url_prefix="/carrier")


@blueprint.errorhandler(CamaraError)
def tell_error(error: CamaraError) -> ResponseReturnValue:
    return error.body, error.status, error.headers


@blueprint.before_request
def check_correlator() -> None:
    """Refuse a correlation id that does not have the agreed form."""
    if not CORRELATOR.fullmatch(request.headers.get("x-correlator", "")):
        raise CamaraError(400, "INVALID_ARGUMENT", "x-correlator is not of the agreed form.")


@blueprint.after_request
def echo_correlator(answer: Response) -> Response:
    correlator = request.headers.get("x-correlator", "")
    if correlator and CORRELATOR.fullmatch(correlator):
        answer.headers["x-correlator"] = correlator
    return answer


@blueprint.get("")
def about() -> ResponseReturnValue:
    """Respond to a request that only checks whether the carrier is up."""
    return {"carrier": "sandbox", "apis": ["kyc-match/v0.4", "sim-swap/v2", "number-recycling/v0.2"]}


@blueprint.route("/<path:rest>", methods=["GET", "POST"])
def nothing_here(rest: str) -> ResponseReturnValue:  # noqa: ARG001 - any other address
    raise CamaraError(404, "NOT_FOUND", "The specified resource is not found.")


@blueprint.post("/oauth2/token")
def token() -> ResponseReturnValue:
    """Issue an access token (RFC 6749 section 5)."""
    try:
        answer = jsonify(sandbox().carrier_access.grant(request.form, audience=request.base_url))
    except TokenRefused as refused:
        status = 401 if refused.error == "invalid_client" else 400
        return {"error": refused.error, "error_description": str(refused)}, status
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/kyc-match/v0.4/match")
def match() -> ResponseReturnValue:
    """Compare each attribute of the request with the register."""
    _check_scope({"kyc-match:match"})
    question = questions.match_question(request.get_json(silent=True))
    person = _customer(question["phoneNumber"])
    asked = {name: value for name, value in question.items() if name != "phoneNumber"}
    match person.carrier:
        case CarrierAnswer.NOT_APPLICABLE:
            raise CamaraError(422, "SERVICE_NOT_APPLICABLE", "The service is not applicable for this number.")
        case CarrierAnswer.NONSENSE:
            return {f"{name}Match": "perhaps" for name in asked}
        case CarrierAnswer.NEVER_SEES_DOCUMENT | CarrierAnswer.DEMANDS_DOCUMENT:
            _check_document(person, asked.get("idDocument"))
        case _:  # compare at once; `_customer` has already played all other kinds of trouble
            pass
    return _verdicts(sandbox().numbers.kept(person), asked)


@blueprint.post("/sim-swap/v2/check")
def sim_swap() -> ResponseReturnValue:
    """Say whether the SIM was replaced within ``maxAge`` hours."""
    _check_scope({"sim-swap", "sim-swap:check"})
    phone_number, max_age = questions.swap_question(request.get_json(silent=True))
    match _customer(phone_number).sim:
        case SimAnswer.UNABLE_TO_SAY:
            raise CamaraError(422, "SERVICE_NOT_APPLICABLE", "The service is not available for this number.")
        case SimAnswer.UNCHANGED:
            return {"swapped": False}
        case SimAnswer.CHANGED_LATELY:
            clock = sandbox().clock
            hours = (clock.now() - clock.started).total_seconds() / SECONDS_PER_HOUR + CHANGED_HOURS_AGO
            return {"swapped": hours <= max_age}


@blueprint.post("/number-recycling/v0.2/check")
def number_recycling() -> ResponseReturnValue:
    """Say whether the number was given to another subscriber after ``specifiedDate``.

    The day of the new contract itself is not before it: the description's own note.
    """
    _check_scope({"number-recycling:check"})
    numbers = sandbox().numbers
    phone_number, since = questions.recycling_question(request.get_json(silent=True), today=numbers.today())
    person = _customer(phone_number)
    if not person.subscriber_is_told:
        raise CamaraError(422, "SERVICE_NOT_APPLICABLE", "The service is not available for this number.")
    begun = numbers.subscriber_since(person)
    return {"phoneNumberRecycled": begun is not None and begun > since}


def _check_scope(enough: set[str]) -> None:
    """Refuse a request without a valid token, or whose token has none of the scopes in *enough*."""
    kind, _, bearer = request.headers.get("Authorization", "").partition(" ")
    scopes = sandbox().carrier_access.scopes_of(bearer) if kind.lower() == "bearer" else None
    if scopes is None:
        raise CamaraError(401, "UNAUTHENTICATED", "A valid access token is required.")
    if not scopes & enough:
        raise CamaraError(403, "PERMISSION_DENIED", "The access token lacks the required scope.")


def _customer(phone_number: str) -> SandboxPerson:
    """Return the person with this number, after the delay or the error that their row in the table wants."""
    person = person_with(phone_number)
    match person.carrier if person else CarrierAnswer.UNKNOWN_NUMBER:
        case CarrierAnswer.DOWN:
            raise CamaraError(503, "UNAVAILABLE", "The gateway is down for this number.")
        case CarrierAnswer.BUSY:
            wait = {"Retry-After": str(RETRY_AFTER_SECONDS)}
            raise CamaraError(429, "TOO_MANY_REQUESTS", "Request rate limit overpassed.", headers=wait)
        case CarrierAnswer.SLOW:
            sandbox().settings.sleep(SLOW_SECONDS)
        case _:
            pass
    if person is None or person.carrier is CarrierAnswer.UNKNOWN_NUMBER:
        raise CamaraError(404, "IDENTIFIER_NOT_FOUND", "The phone number is not of a customer.")
    return person


def _check_document(person: SandboxPerson, document: str | None) -> None:
    """Play a carrier that checks the document first; KYC Match calls it "additional level of validation"."""
    if document is None or person.carrier is CarrierAnswer.NEVER_SEES_DOCUMENT:
        raise CamaraError(403, "KNOW_YOUR_CUSTOMER.ID_DOCUMENT_REQUIRED", "The idDocument is required.")
    if document != sandbox().numbers.kept(person)["idDocument"]:
        raise CamaraError(403, "KNOW_YOUR_CUSTOMER.ID_DOCUMENT_MISMATCH", "The idDocument does not match.")


def _verdicts(kept: Mapping[str, str], asked: Mapping[str, str]) -> dict[str, object]:
    """Compare each attribute; only a name that differs gets a score."""
    answer: dict[str, object] = {}
    for name, value in asked.items():
        if name not in kept:
            answer[f"{name}Match"] = "not_available"
        elif name == "name":
            same = same_name(value, kept[name])
            answer |= {"nameMatch": "true"} if same else _name_differs(value, kept[name])
        else:
            answer[f"{name}Match"] = "true" if value == kept[name] else "false"
    return answer


def _name_differs(name: str, kept: str) -> dict[str, object]:
    return {"nameMatch": "false", "nameMatchScore": likeness(name, kept)}
