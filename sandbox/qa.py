"""The QA interface: people, messages, knobs, clock and reset as JSON, for testers and their programs.

openapi.json (OpenAPI 3.1) describes it and is served at ``/openapi.json``. A test compares the two.
"""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import cast

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from sandbox.knobs import BadKnob, Changes, Counterpart, Knob
from sandbox.people.numbers import phone_number_of
from sandbox.people.table import CROWD, PEOPLE, SandboxPerson
from sandbox.state import sandbox

DESCRIPTION = Path(__file__).with_name("openapi.json")
#: The fields of a person in a response; the other fields of a row only control the counterparts.
TOLD = (
    "key",
    "full_name",
    "citizen_number",
    "old_identity_number",
    "birth_date",
    "sex",
    "phone_number",
    "story",
    "story_vi",
)
#: The largest offset of the clock, in seconds: ten years, in either direction.
MAX_OFFSET_SECONDS = 10 * 366 * 86_400

blueprint = Blueprint("qa", __name__)


class BadQuestion(Exception):
    """The request is malformed; the message says why."""


@blueprint.errorhandler(BadKnob)
@blueprint.errorhandler(BadQuestion)
def tell_what_is_wrong(error: BadKnob | BadQuestion) -> ResponseReturnValue:
    return {"message": str(error)}, 400


@blueprint.get("/openapi.json")
def description() -> ResponseReturnValue:
    return Response(DESCRIPTION.read_bytes(), mimetype="application/json")


@blueprint.get("/qa/people")
def people() -> ResponseReturnValue:
    """List the people of the table."""
    return {"people": [_told(person) for person in PEOPLE]}


@blueprint.get("/qa/crowd")
def crowd() -> ResponseReturnValue:
    """List the crowd: four hundred similar people for whom everything works."""
    return {"people": [_told(person) for person in CROWD]}


@blueprint.get("/qa/messages/<number>")
def messages(number: str) -> ResponseReturnValue:
    """List the SMS on one phone, newest first."""
    phone_number = _phone_number(number)
    newest_first = reversed(sandbox().inbox(phone_number))
    return {"phone_number": phone_number, "messages": [message.to_json() for message in newest_first]}


@blueprint.delete("/qa/messages/<number>")
def empty(number: str) -> ResponseReturnValue:
    """Delete the SMS on one phone."""
    sandbox().inboxes.empty(_phone_number(number))
    return "", 204


@blueprint.get("/qa/knobs")
def knobs() -> ResponseReturnValue:
    """Return the knobs of all counterparts."""
    return sandbox().knobs.to_json()


@blueprint.get("/qa/knobs/<counterpart>")
def knob(counterpart: str) -> ResponseReturnValue:
    """Return the knob of one counterpart."""
    if counterpart not in set(Counterpart):
        raise BadKnob(f"there is no such counterpart; there are {', '.join(Counterpart)}")
    return sandbox().knobs.of(Counterpart(counterpart)).to_json()


@blueprint.put("/qa/knobs/<counterpart>")
def set_knob(counterpart: str) -> ResponseReturnValue:
    """Replace the knob; a field that is missing in the request gets its default."""
    return _turn(counterpart, {**Knob().to_json(), **_body()})


@blueprint.patch("/qa/knobs/<counterpart>")
def turn_knob(counterpart: str) -> ResponseReturnValue:
    """Change the fields of the knob that the request names."""
    return _turn(counterpart, _body())


@blueprint.get("/qa/clock")
def clock() -> ResponseReturnValue:
    """Return the sandbox's time and its offset."""
    here = sandbox().clock
    return {"now": here.now().isoformat(), "offset_seconds": here.offset_seconds}


@blueprint.put("/qa/clock")
def set_clock() -> ResponseReturnValue:
    """Set the clock ahead of real time, or behind it."""
    offset = _body().get("offset_seconds")
    if isinstance(offset, bool) or not isinstance(offset, int | float) or abs(offset) > MAX_OFFSET_SECONDS:
        raise BadQuestion(f"offset_seconds is a number, at most {MAX_OFFSET_SECONDS} either way")
    sandbox().clock.set_offset(offset)
    return clock()


@blueprint.post("/qa/reset")
def reset() -> ResponseReturnValue:
    """Reset the whole sandbox."""
    sandbox().reset()
    return "", 204


def _told(person: SandboxPerson) -> dict[str, object]:
    facts = asdict(person)
    return {name: facts[name] for name in TOLD} | {"insurance_number": person.insurance_number}


def _phone_number(text: str) -> str:
    phone_number = phone_number_of(text)
    if phone_number is None:
        raise BadQuestion("the number is a mobile number, for example +84900000001")
    return phone_number


def _turn(counterpart: str, changes: Mapping[str, object]) -> ResponseReturnValue:
    # The cast is safe: `Knobs.turn` checks every value that came as JSON.
    return sandbox().knobs.turn(counterpart, **cast("Changes", changes)).to_json()


def _body() -> dict[str, object]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadQuestion("the body is a JSON object")
    return body
