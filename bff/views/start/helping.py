"""One device for many people: begin and end helping, and the next person. Each forgets the person before."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from bff.serving.log import outcome
from bff.web.devices import forget_all, is_helping
from bff.web.screens import go

blueprint = Blueprint("helping", __name__, url_prefix="/helping")


#: Where a helper may begin, by the name that the form sends, and the page that comes then.
_BEGINNINGS = {"sign_in": "sign_in.credentials", "forgot_password": "forgot_password.start"}


@blueprint.post("/begin")
def begin() -> ResponseReturnValue:
    """Begin helping: from now on this browser keeps nothing, and says whose phone gets the code."""
    forget_all(helping=True)
    outcome("helping_begun")
    return go(url_for(_BEGINNINGS.get(request.form.get("to", ""), "registration.choose_subject")))


@blueprint.post("/next-person")
def next_person() -> ResponseReturnValue:
    """End everything of this person, and begin again for the next one."""
    forget_all(helping=is_helping())
    outcome("next_person")
    return go(url_for("registration.choose_subject"))


@blueprint.post("/end")
def end() -> ResponseReturnValue:
    """End helping, and everything of the last person."""
    forget_all(helping=False)
    outcome("helping_ended")
    return go(url_for("registration.home"))
