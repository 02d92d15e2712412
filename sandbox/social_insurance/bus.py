"""The endpoints of the data bus: ``POST /lgsp/token`` and the look-up ``POST /lgsp/bhxh/tra-cuu``.

The token follows published LGSP practice, and the look-up has the sector's field names. The path of the
look-up and the envelope of its response are assumptions. The table in `sandbox.social_insurance.insured`
decides the response for each person.
"""

import re
from collections.abc import Mapping

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from sandbox.outages import RETRY_AFTER_SECONDS
from sandbox.people.person import InsuranceAnswer
from sandbox.social_insurance.register import insured_with, records_under
from sandbox.state import sandbox

#: The delay for a person with `InsuranceAnswer.SLOW`, in seconds.
SLOW_SECONDS = 30.0
#: The text fields of a look-up, and the form of each.
TEXTS: Mapping[str, re.Pattern[str]] = {
    "maSoBhxh": re.compile(r"\d{10}|\d{12}", re.ASCII),
    "hoTen": re.compile(r"\S.*", re.DOTALL),
    "ngaySinh": re.compile(r"\d{4}(-\d{2}-\d{2})?", re.ASCII),
    "soCMND": re.compile(r"\d{9}|\d{12}", re.ASCII),
}
FORM = "application/x-www-form-urlencoded"

blueprint = Blueprint("social_insurance", __name__, url_prefix="/lgsp")


@blueprint.get("")
def about() -> ResponseReturnValue:
    """Respond to a request that only checks whether the bus is up."""
    return {"bus": "sandbox", "services": ["bhxh/tra-cuu"]}


@blueprint.post("/token")
def token() -> ResponseReturnValue:
    """Issue an access token to the partner."""
    if request.mimetype != FORM or request.form.get("grant_type") != "client_credentials":
        return _refusal(400, "unsupported_grant_type")
    if not sandbox().bus_access.knows(request.headers.get("lgspaccesstoken", "")):
        return _refusal(401, "invalid_client")
    return sandbox().bus_access.grant()


@blueprint.post("/bhxh/tra-cuu")
def look_up() -> ResponseReturnValue:
    """Return the records under an insurance number; the register does not compare them with the request."""
    kind, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer" or not sandbox().bus_access.takes(bearer):
        return _refusal(401, "invalid_token")
    number = _number_asked_for(request.get_json(silent=True))
    return _refusal(400, "invalid_request") if number is None else _answer(number)


def _number_asked_for(body: object) -> str | None:
    """Return the insurance number of a look-up; None unless it has exactly the agreed fields."""
    if (
        not isinstance(body, dict)
        or set(body) != {*TEXTS, "isCoDau"}
        or not isinstance(body["isCoDau"], bool)
    ):
        return None
    texts = {name: body[name] for name in TEXTS if isinstance(body[name], str)}
    are_agreed = all(form.fullmatch(texts.get(name, "")) for name, form in TEXTS.items())
    return texts["maSoBhxh"] if are_agreed else None


def _answer(number: str) -> ResponseReturnValue:
    """Return the records under *number*, or the error that the person's row in the table wants."""
    person = insured_with(number)
    match person.insurance if person else InsuranceAnswer.UNKNOWN_NUMBER:
        case InsuranceAnswer.TOKEN_REFUSED:
            return _refusal(401, "invalid_token")
        case InsuranceAnswer.NOT_ALLOWED:
            return _refusal(403, "forbidden")
        case InsuranceAnswer.DOWN:
            return _refusal(503, "unavailable")
        case InsuranceAnswer.BUSY:
            return *_refusal(429, "over_quota"), {"Retry-After": str(RETRY_AFTER_SECONDS)}
        case InsuranceAnswer.NONSENSE:
            return {"timThay": "perhaps", "danhSach": ["perhaps"]}
        case InsuranceAnswer.UNKNOWN_NUMBER:
            return {"timThay": False, "danhSach": []}
        case InsuranceAnswer.SLOW:
            sandbox().settings.sleep(SLOW_SECONDS)
        case InsuranceAnswer.TELLS:
            pass
    return {"timThay": True, "danhSach": records_under(number)}


def _refusal(status: int, error: str) -> tuple[dict[str, str], int]:
    return {"error": error, "error_description": "The sandbox does not do this."}, status
