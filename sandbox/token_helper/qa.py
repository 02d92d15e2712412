"""The QA interface to the computer, as JSON: plug in a token, read the PIN dialog, answer it."""

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
    """Return the state of the computer."""
    computer = sandbox().computer
    return {**asdict(computer.now), "keys": computer.keys.name}


@blueprint.put("/token")
def set_up() -> ResponseReturnValue:
    """Plug in the token with this key (empty: none), or change the helper's behaviour."""
    body = request.get_json(silent=True)
    fields = body if isinstance(body, dict) else {}
    plugged, manner = fields.get("plugged"), fields.get("manner")
    known = {"", *(holder.key for holder in HOLDERS)}
    if plugged is not None and plugged not in known:
        raise BadQuestion("plugged is the key of a holder, see /authority/holders, or empty")
    if manner is not None and manner not in set(Manner):
        raise BadQuestion(f"manner is one of {', '.join(Manner)}")
    sandbox().computer.set_up(plugged=plugged, manner=Manner(manner) if manner else None)
    return token()


@blueprint.post("/token/pin")
def pin() -> ResponseReturnValue:
    """Type the PIN of the request, or the correct PIN if the request has none, and sign."""
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
    """Authenticate as the Web eID app does for its extension; the response waits for the PIN."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not all(isinstance(body.get(name), str) for name in ("origin", "nonce")):
        raise BadQuestion("origin and nonce are texts")
    return web_eid(body["origin"], body["nonce"], sandbox().computer)


def _decided(*, found: bool) -> ResponseReturnValue:
    return {"decided": found}, 200 if found else 409
