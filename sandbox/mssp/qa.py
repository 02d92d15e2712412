"""The QA interface to SIMs, as JSON: read the prompt on a phone, confirm it or cancel it.

openapi.json describes it together with the rest of the QA interface.
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
    """List the signing SIMs, without those of the crowd."""
    return {"sims": [_told(sim) for sim in SIMS]}


@blueprint.get("/sim/<number>")
def prompt(number: str) -> ResponseReturnValue:
    """Return the prompt that the SIM shows now."""
    phone_number, here = _phone_number(number), sandbox().mssp
    transaction = here.on_the_phone(phone_number)
    tries_left = here.tries_left(phone_number)
    return {
        "phone_number": phone_number,
        "signs": sim_in(phone_number) is not None,
        "tries_left": tries_left,
        "prompt": transaction.to_json() if transaction else None,
    }


@blueprint.post("/sim/<number>/confirm")
def confirm(number: str) -> ResponseReturnValue:
    """Type the PIN of the request, or the correct PIN if the request has none, and confirm."""
    body = request.get_json(silent=True) or {}
    pin = body.get("pin", PIN) if isinstance(body, dict) else None
    if not isinstance(pin, str):
        raise BadQuestion("pin is a text")
    return _decided(sandbox().mssp.confirm(_phone_number(number), pin))


@blueprint.post("/sim/<number>/cancel")
def cancel(number: str) -> ResponseReturnValue:
    """Cancel the prompt."""
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
