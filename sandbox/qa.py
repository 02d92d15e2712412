"""The QA interface: people, messages, knobs, clock and reset as JSON, for testers and their programs.

Described in openapi.json (OpenAPI 3.1), which is served at ``/openapi.json``; a test holds the two together.
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
#: What is told of a person; the rest of a row is what the carrier does with it.
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
#: How far the clock can be moved, in seconds: ten years, either way.
MAX_OFFSET_SECONDS = 10 * 366 * 86_400

blueprint = Blueprint("qa", __name__)


class BadQuestion(Exception):
    """The question makes no sense; the message says why."""


@blueprint.errorhandler(BadKnob)
@blueprint.errorhandler(BadQuestion)
def tell_what_is_wrong(error: BadKnob | BadQuestion) -> ResponseReturnValue:
    return {"message": str(error)}, 400


@blueprint.get("/openapi.json")
def description() -> ResponseReturnValue:
    return Response(DESCRIPTION.read_bytes(), mimetype="application/json")


@blueprint.get("/qa/people")
def people() -> ResponseReturnValue:
    """Everyone in the table."""
    return {"people": [_told(person) for person in PEOPLE]}


@blueprint.get("/qa/crowd")
def crowd() -> ResponseReturnValue:
    """Four hundred people alike, for whom everything works."""
    return {"people": [_told(person) for person in CROWD]}


@blueprint.get("/qa/messages/<number>")
def messages(number: str) -> ResponseReturnValue:
    """The SMS on one phone, newest first."""
    phone_number = _phone_number(number)
    newest_first = reversed(sandbox().inbox(phone_number))
    return {"phone_number": phone_number, "messages": [message.to_json() for message in newest_first]}


@blueprint.delete("/qa/messages/<number>")
def empty(number: str) -> ResponseReturnValue:
    """Empty one phone."""
    sandbox().inboxes.empty(_phone_number(number))
    return "", 204


@blueprint.get("/qa/knobs")
def knobs() -> ResponseReturnValue:
    """How every counterpart behaves."""
    return sandbox().knobs.to_json()


@blueprint.get("/qa/knobs/<counterpart>")
def knob(counterpart: str) -> ResponseReturnValue:
    """How one counterpart behaves."""
    if counterpart not in set(Counterpart):
        raise BadKnob(f"there is no such counterpart; there are {', '.join(Counterpart)}")
    return sandbox().knobs.of(Counterpart(counterpart)).to_json()


@blueprint.put("/qa/knobs/<counterpart>")
def set_knob(counterpart: str) -> ResponseReturnValue:
    """Set the whole knob; what is not said is as at the start."""
    return _turn(counterpart, {**Knob().to_json(), **_body()})


@blueprint.patch("/qa/knobs/<counterpart>")
def turn_knob(counterpart: str) -> ResponseReturnValue:
    """Set what is said and leave the rest."""
    return _turn(counterpart, _body())


@blueprint.get("/qa/clock")
def clock() -> ResponseReturnValue:
    """What time it is here."""
    here = sandbox().clock
    return {"now": here.now().isoformat(), "offset_seconds": here.offset_seconds}


@blueprint.put("/qa/clock")
def set_clock() -> ResponseReturnValue:
    """Put the clock ahead of real time, or behind it."""
    offset = _body().get("offset_seconds")
    if isinstance(offset, bool) or not isinstance(offset, int | float) or abs(offset) > MAX_OFFSET_SECONDS:
        raise BadQuestion(f"offset_seconds is a number, at most {MAX_OFFSET_SECONDS} either way")
    sandbox().clock.set_offset(offset)
    return clock()


@blueprint.post("/qa/reset")
def reset() -> ResponseReturnValue:
    """Start afresh."""
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
    # What JSON gave is checked value by value in `Knobs.turn`.
    return sandbox().knobs.turn(counterpart, **cast("Changes", changes)).to_json()


def _body() -> dict[str, object]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadQuestion("the body is a JSON object")
    return body
