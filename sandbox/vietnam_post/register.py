"""The register of PostID accounts: a verdict on each fact, and the account's phone where all of them agree.

There is no published interface: this is the one that the product assumes (its decision record 0025).
"""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from sandbox.carrier.camara import CamaraError
from sandbox.carrier.names import same_name
from sandbox.outages import RETRY_AFTER_SECONDS
from sandbox.state import sandbox
from sandbox.vietnam_post.people import PostAnswer, PostPerson, holder_of

#: How long the post takes for the person for whom it is slow, in seconds.
SLOW_SECONDS = 30.0
FACTS = ("citizenNumber", "fullName", "birthdate")

blueprint = Blueprint("post", __name__, url_prefix="/post")


@blueprint.errorhandler(CamaraError)
def tell_error(error: CamaraError) -> ResponseReturnValue:
    return error.body, error.status, error.headers


@blueprint.get("")
def about() -> ResponseReturnValue:
    """Answer whoever only wants to know that the post is there."""
    return {"post": "sandbox", "apis": ["postid/v1"]}


@blueprint.post("/postid/v1/match")
def match() -> ResponseReturnValue:
    """Say of each fact asked for whether it agrees with the holder of a verified account."""
    if request.headers.get("Authorization") != f"Bearer {sandbox().settings.post_api_key}":
        raise CamaraError(401, "UNAUTHENTICATED", "A valid key is required.")
    question = request.get_json(silent=True)
    if not isinstance(question, dict) or not all(isinstance(one, str) for one in question.values()):
        raise CamaraError(400, "INVALID_ARGUMENT", "The question is a JSON object of texts.")
    holder = _holder(question.get("account", ""))
    asked = {name: question[name] for name in FACTS if name in question}
    if holder.answer is PostAnswer.NONSENSE:
        return {f"{name}Match": "perhaps" for name in asked}
    verdicts = {f"{name}Match": _verdict(holder, name, value) for name, value in asked.items()}
    all_agree = set(verdicts.values()) == {"true"} and holder.answer is not PostAnswer.WITHOUT_PHONE
    return {**verdicts, **({"phoneNumber": holder.phone_number} if all_agree else {})}


def _holder(account: str) -> PostPerson:
    """Find whose account it is, after the trouble that their row in the table asks for."""
    found = holder_of(account)
    match found.answer if found else PostAnswer.UNKNOWN:
        case PostAnswer.DOWN:
            raise CamaraError(503, "UNAVAILABLE", "The register is down for this account.")
        case PostAnswer.BUSY:
            wait = {"Retry-After": str(RETRY_AFTER_SECONDS)}
            raise CamaraError(429, "TOO_MANY_REQUESTS", "Request rate limit overpassed.", headers=wait)
        case PostAnswer.SLOW:
            sandbox().settings.sleep(SLOW_SECONDS)
        case PostAnswer.NOT_VERIFIED:
            raise CamaraError(409, "ACCOUNT_NOT_VERIFIED", "The account is not verified.")
        case PostAnswer.CLOSED:
            raise CamaraError(410, "ACCOUNT_CLOSED", "The account was closed.")
        case _:
            pass
    if found is None or found.answer is PostAnswer.UNKNOWN:
        raise CamaraError(404, "ACCOUNT_NOT_FOUND", "There is no such account.")
    return found


def _verdict(holder: PostPerson, name: str, value: str) -> str:
    person = holder.person
    if name == "birthdate" and holder.lacks_birth_date:
        return "not_available"
    match name:
        case "fullName":
            agrees = same_name(value, holder.kept_name or person.full_name)
        case "citizenNumber":
            agrees = value == person.citizen_number
        case _:
            agrees = value == person.birth_date
    return "true" if agrees else "false"
