"""The page of the computer: plug in a token, and answer the PIN dialog that its helper opens."""

from pathlib import Path

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sandbox.authority import HOLDERS, Hierarchy
from sandbox.state import sandbox

blueprint = Blueprint("token", __name__)
TOKENS = tuple(
    holder for holder in HOLDERS if holder.key.startswith("token_") or holder.hierarchy is Hierarchy.TOKEN
)
#: The script that plays the Web eID extension; a tester runs it in the console of a product page.
WEB_EID = (Path(__file__).parents[1] / "static" / "web_eid.js").read_text(encoding="utf-8")


@blueprint.get("/token")
def computer() -> ResponseReturnValue:
    """Show the PIN dialog if one is open, otherwise the plugged-in token."""
    here = sandbox().computer
    return render_template("token.html", now=here.now, keys=here.keys.name, tokens=TOKENS, web_eid=WEB_EID)


@blueprint.post("/token")
def use() -> ResponseReturnValue:
    """Plug in a token, or answer the PIN dialog."""
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
