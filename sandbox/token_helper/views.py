"""The computer on the screen: plug a token in, and the PIN dialog that its helper opens."""

from pathlib import Path

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sandbox.authority import HOLDERS, Hierarchy
from sandbox.state import sandbox

blueprint = Blueprint("token", __name__)
TOKENS = tuple(
    holder for holder in HOLDERS if holder.key.startswith("token_") or holder.hierarchy is Hierarchy.TOKEN
)
#: Plays Web eID's extension in a page of the product, where a tester runs it by hand.
WEB_EID = (Path(__file__).parents[1] / "static" / "web_eid.js").read_text(encoding="utf-8")


@blueprint.get("/token")
def computer() -> ResponseReturnValue:
    """Who asks, before the PIN is typed; else what is plugged in."""
    here = sandbox().computer
    return render_template("token.html", now=here.now, keys=here.keys.name, tokens=TOKENS, web_eid=WEB_EID)


@blueprint.post("/token")
def use() -> ResponseReturnValue:
    """Plug a token in, or answer the dialog."""
    here = sandbox().computer
    match request.form.get("action"):
        case "plug":
            plugged = request.form.get("token", "")
            here.set_up(plugged=plugged if plugged in {holder.key for holder in TOKENS} else "")
        case "sign":
            here.answer(request.form.get("pin", ""))
        case _:
            here.answer(None)
    return redirect(url_for("token.computer"), 303)
