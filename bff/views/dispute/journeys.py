"""Which ways there are through a dispute, each with its blueprint."""

from flask import Blueprint

from bff.journeys.journey import Journey, Purpose
from bff.views.steps import add_shared_steps


def _journey(key: str, *steps: str, forgets: dict[str, frozenset[str]] | None = None) -> Journey:
    return Journey(key, steps, Purpose.DISPUTE, forgets=forgets or {})


def _blueprint(journey: Journey, path: str) -> Blueprint:
    made = Blueprint(journey.key, __name__, template_folder="templates", url_prefix=path)
    add_shared_steps(made, journey)
    return made


_OTHER_PHONE = {"code": frozenset({"phone_number"})}

#: The disputer, who has proved who they are; the first two only where that brought no phone.
OPENING = _journey("dispute_open", "phone", "code", "statement", "opened", forgets=_OTHER_PHONE)
#: Whoever has reference and code.
LOOKING = _journey("dispute_case", "case")
#: The account's holder, who cannot sign in.
ANSWERING = _journey("dispute_answer", "code", "answer", "answered")
#: The disputer, after it was decided that they register.
REGISTERING = _journey("dispute_register", "code", "choose", "registered")
#: Whoever has a number that an account of somebody else still uses.
FREEING = _journey("dispute_number", "phone", "code", "freed", forgets=_OTHER_PHONE)

opening = _blueprint(OPENING, "/dispute/open")
looking = _blueprint(LOOKING, "/dispute/case")
answering = _blueprint(ANSWERING, "/dispute/answer")
registering = _blueprint(REGISTERING, "/dispute/register")
freeing = _blueprint(FREEING, "/dispute/number")
