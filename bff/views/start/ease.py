"""Easy screens, and back to the usual ones. The browser remembers which; it works without JavaScript."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from bff.serving.log import outcome
from bff.web.ease.mode import remember
from bff.web.screens import go

blueprint = Blueprint("ease", __name__, url_prefix="/screens")


@blueprint.post("/easy")
def easy() -> ResponseReturnValue:
    """Show easy screens from now on: one question at a time, larger letters, fewer words."""
    remember(easy=True)
    outcome("easy_screens")
    return go(url_for("registration.home"))


@blueprint.post("/usual")
def usual() -> ResponseReturnValue:
    """Show the usual screens again."""
    remember(easy=False)
    outcome("usual_screens")
    return go(url_for("registration.home"))
