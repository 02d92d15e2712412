"""The QA interface to the computer with the token: plug one in, see the PIN dialog, answer it; JSON."""

from dataclasses import asdict

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from sandbox.authority import HOLDERS
from sandbox.qa import BadQuestion, tell_what_is_wrong
from sandbox.state import sandbox
from sandbox.token_helper.computer import Manner
from sandbox.token_helper.keys import PIN
from sandbox.token_helper.protocols import web_eid

blueprint = Blueprint("token_qa", __name__, url_prefix="/qa")
blueprint.register_error_handler(BadQuestion, tell_what_is_wrong)


@blueprint.get("/token")
def token() -> ResponseReturnValue:
    """How the computer stands."""
    computer = sandbox().computer
    return {**asdict(computer.now), "keys": computer.keys.name}


@blueprint.put("/token")
def set_up() -> ResponseReturnValue:
    """Plug a token in by its key (empty: none), or change what the helper is like."""
    body = request.get_json(silent=True)
    told = body if isinstance(body, dict) else {}
    plugged, manner = told.get("plugged"), told.get("manner")
    known = {"", *(holder.key for holder in HOLDERS)}
    if plugged is not None and plugged not in known:
        raise BadQuestion("plugged is the key of a holder, see /authority/holders, or empty")
    if manner is not None and manner not in set(Manner):
        raise BadQuestion(f"manner is one of {', '.join(Manner)}")
    sandbox().computer.set_up(plugged=plugged, manner=Manner(manner) if manner else None)
    return token()


@blueprint.post("/token/pin")
def pin() -> ResponseReturnValue:
    """Type the PIN, the right one unless another is said, and sign."""
    body = request.get_json(silent=True)
    typed = body.get("pin", PIN) if isinstance(body, dict) else PIN
    if not isinstance(typed, str):
        raise BadQuestion("pin is a text")
    return _decided(found=sandbox().computer.answer(typed))


@blueprint.post("/token/cancel")
def cancel() -> ResponseReturnValue:
    """Close the PIN dialog."""
    return _decided(found=sandbox().computer.answer(None))


@blueprint.post("/token/web-eid")
def authenticate() -> ResponseReturnValue:
    """Do what the Web eID extension asks its app to: waits for the PIN."""
    told = request.get_json(silent=True)
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in ("origin", "nonce")):
        raise BadQuestion("origin and nonce are texts")
    return web_eid(told["origin"], told["nonce"], sandbox().computer)


def _decided(*, found: bool) -> ResponseReturnValue:
    return {"decided": found}, 200 if found else 409
