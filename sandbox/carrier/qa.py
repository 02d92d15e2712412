"""The QA interface to phone numbers, as JSON: give a number to another person, as carriers do.

openapi.json describes it together with the rest of the QA interface.
"""

from datetime import date

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from sandbox.people.numbers import phone_number_of
from sandbox.qa import BadQuestion, tell_what_is_wrong
from sandbox.state import sandbox

blueprint = Blueprint("numbers_qa", __name__, url_prefix="/qa/numbers")
blueprint.register_error_handler(BadQuestion, tell_what_is_wrong)


@blueprint.get("/<number>")
def number(number: str) -> ResponseReturnValue:
    """Return the day on which a tester gave the number on."""
    return _told(_phone_number(number))


@blueprint.put("/<number>")
def give_on(number: str) -> ResponseReturnValue:
    """Give the number to a new subscriber."""
    phone_number, body = _phone_number(number), request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadQuestion("the body is a JSON object")
    sandbox().numbers.give_on(phone_number, _day(body["given_on"]) if "given_on" in body else None)
    return _told(phone_number)


@blueprint.delete("/<number>")
def take_back(number: str) -> ResponseReturnValue:
    """Return the number to its person of the table."""
    sandbox().numbers.take_back(_phone_number(number))
    return "", 204


def _told(phone_number: str) -> dict[str, object]:
    day = sandbox().numbers.given_on(phone_number)
    return {"phone_number": phone_number, "given_on": day.isoformat() if day else None}


def _day(text: object) -> date:
    try:
        return date.fromisoformat(text if isinstance(text, str) else "")
    except ValueError as error:
        raise BadQuestion("given_on is a day, for example 2026-11-20") from error


def _phone_number(text: str) -> str:
    phone_number = phone_number_of(text)
    if phone_number is None:
        raise BadQuestion("the number is a mobile number, for example +84900000001")
    return phone_number
