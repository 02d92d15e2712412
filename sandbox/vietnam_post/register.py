"""The register of PostID accounts: a verdict on each fact, and the account's phone number if all facts agree.

The post has published no interface; this is the one that the product assumes (its decision record 0025).
"""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from sandbox.carrier.camara import CamaraError
from sandbox.carrier.names import same_name
from sandbox.outages import RETRY_AFTER_SECONDS
from sandbox.state import sandbox
from sandbox.vietnam_post.people import PostAnswer, PostPerson, holder_of

#: The delay for a person with `PostAnswer.SLOW`, in seconds.
SLOW_SECONDS = 30.0
FACTS = ("citizenNumber", "fullName", "birthdate")

blueprint = Blueprint("post", __name__, url_prefix="/post")


@blueprint.errorhandler(CamaraError)
def tell_error(error: CamaraError) -> ResponseReturnValue:
    return error.body, error.status, error.headers


@blueprint.get("")
def about() -> ResponseReturnValue:
    """Respond to a request that only checks whether the post's server is up."""
    return {"post": "sandbox", "apis": ["postid/v1"]}


@blueprint.post("/postid/v1/match")
def match() -> ResponseReturnValue:
    """Compare each fact of the request with the holder of a verified account."""
    if request.headers.get("Authorization") != f"Bearer {sandbox().settings.post_api_key}":
        raise CamaraError(401, "UNAUTHENTICATED", "A valid key is required.")
    question = request.get_json(silent=True)
    if not isinstance(question, dict) or not all(isinstance(text, str) for text in question.values()):
        raise CamaraError(400, "INVALID_ARGUMENT", "The question is a JSON object of texts.")
    holder = _holder(question.get("account", ""))
    asked = {name: question[name] for name in FACTS if name in question}
    if holder.answer is PostAnswer.NONSENSE:
        return {f"{name}Match": "perhaps" for name in asked}
    verdicts = {f"{name}Match": _verdict(holder, name, value) for name, value in asked.items()}
    all_agree = set(verdicts.values()) == {"true"} and holder.answer is not PostAnswer.WITHOUT_PHONE
    return {**verdicts, **({"phoneNumber": holder.phone_number} if all_agree else {})}


def _holder(account: str) -> PostPerson:
    """Return the holder of *account*, after the delay or the error that their row in the table wants."""
    holder = holder_of(account)
    match holder.answer if holder else PostAnswer.UNKNOWN:
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
    if holder is None or holder.answer is PostAnswer.UNKNOWN:
        raise CamaraError(404, "ACCOUNT_NOT_FOUND", "There is no such account.")
    return holder


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
