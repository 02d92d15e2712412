"""The QA interface to SIMs: what a phone asks its holder, and the keys to press, as JSON.

Described in openapi.json beside the rest of the QA interface.
"""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from sandbox.mssp.sims import SIMS, Sim, sim_in
from sandbox.mssp.transactions import PIN, Decided
from sandbox.people.numbers import phone_number_of
from sandbox.qa import BadQuestion, tell_what_is_wrong
from sandbox.state import sandbox

blueprint = Blueprint("sim_qa", __name__, url_prefix="/qa")
blueprint.register_error_handler(BadQuestion, tell_what_is_wrong)


@blueprint.get("/sims")
def sims() -> ResponseReturnValue:
    """Every signing SIM but the crowd's."""
    return {"sims": [_told(sim) for sim in SIMS]}


@blueprint.get("/sim/<number>")
def prompt(number: str) -> ResponseReturnValue:
    """What the SIM asks its holder now."""
    phone_number, here = _phone_number(number), sandbox().mssp
    found = here.on_the_phone(phone_number)
    tries_left = here.tries_left(phone_number)
    return {
        "phone_number": phone_number,
        "signs": sim_in(phone_number) is not None,
        "tries_left": tries_left,
        "prompt": found.to_json() if found else None,
    }


@blueprint.post("/sim/<number>/confirm")
def confirm(number: str) -> ResponseReturnValue:
    """Type the PIN, the right one unless another is said, and confirm."""
    body = request.get_json(silent=True) or {}
    pin = body.get("pin", PIN) if isinstance(body, dict) else None
    if not isinstance(pin, str):
        raise BadQuestion("pin is a text")
    return _decided(sandbox().mssp.confirm(_phone_number(number), pin))


@blueprint.post("/sim/<number>/cancel")
def cancel(number: str) -> ResponseReturnValue:
    """Refuse."""
    return _decided(sandbox().mssp.cancel(_phone_number(number)))


def _decided(decided: Decided) -> ResponseReturnValue:
    return {"decided": decided}, 409 if decided is Decided.NOTHING_OPEN else 200


def _told(sim: Sim) -> dict[str, object]:
    return {
        "key": sim.key,
        "phone_number": sim.phone_number,
        "full_name": sim.holder.full_name,
        "story": sim.story,
        "story_vi": sim.story_vi,
    }


def _phone_number(text: str) -> str:
    phone_number = phone_number_of(text)
    if phone_number is None:
        raise BadQuestion("the number is a mobile number, for example +84900000001")
    return phone_number
