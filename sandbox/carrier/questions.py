"""Check the body of a request to the carrier against CAMARA's descriptions.

These are ``KYC_MatchRequestBody`` of kyc-match.yaml 0.4.0, ``CreateCheckSimSwap`` of sim-swap.yaml 2.1.0 and
``CreateCheckNumRecycling`` of number-recycling.yaml 0.2.0.
"""

import re
from collections.abc import Mapping
from datetime import date

from sandbox.carrier.camara import CamaraError

PHONE_NUMBER = re.compile(r"\+[1-9][0-9]{4,14}", re.ASCII)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
#: The attributes that can be compared, in the order of the description.
ATTRIBUTES = (
    "idDocument", "idDocumentType", "idDocumentExpiryDate", "name", "givenName", "familyName",
    "nameKanaHankaku", "nameKanaZenkaku", "middleNames", "familyNameAtBirth", "address", "streetName",
    "streetNumber", "postalCode", "region", "locality", "country", "houseNumberExtension", "birthdate",
    "email", "gender", "cityOfBirth", "countryOfBirth", "nationality",
)  # fmt: skip
WORDS: Mapping[str, frozenset[str]] = {
    "idDocumentType": frozenset({
        "passport", "national_id_card", "residence_permit", "diplomatic_id", "driver_licence",
        "social_security_id", "other",
    }),
    "gender": frozenset({"MALE", "FEMALE", "OTHER"}),
}  # fmt: skip
DATES = frozenset({"birthdate", "idDocumentExpiryDate"})
DEFAULT_MAX_AGE_HOURS = 240
LONGEST_MAX_AGE_HOURS = 2400


def match_question(body: object) -> dict[str, str]:
    """Read a match request: ``phoneNumber`` and the attributes to compare.

    Raises:
        CamaraError: the body does not have the agreed form, has no phone number, or has no attribute.
    """
    fields = _object(body)
    asked = {name: _attribute(name, fields[name]) for name in ATTRIBUTES if name in fields}
    phone_number = _phone_number(fields)
    if not asked:
        code = "KNOW_YOUR_CUSTOMER.INVALID_PARAM_COMBINATION"
        raise CamaraError(400, code, "At least one attribute besides phoneNumber is required.")
    return {"phoneNumber": phone_number, **asked}


def swap_question(body: object) -> tuple[str, int]:
    """Read a SIM swap check: the phone number and ``maxAge`` in hours (1 to 2400).

    Raises:
        CamaraError: the body does not have the agreed form, or has no phone number.
    """
    fields = _object(body)
    max_age = fields.get("maxAge", DEFAULT_MAX_AGE_HOURS)
    if not isinstance(max_age, int) or isinstance(max_age, bool):
        raise _invalid("maxAge is a whole number of hours.")
    if not 1 <= max_age <= LONGEST_MAX_AGE_HOURS:
        raise CamaraError(400, "OUT_OF_RANGE", f"maxAge is 1 to {LONGEST_MAX_AGE_HOURS}.")
    return _phone_number(fields), max_age


def recycling_question(body: object, *, today: date) -> tuple[str, date]:
    """Read a recycling check: the phone number and ``specifiedDate``, which is not after *today*.

    Raises:
        CamaraError: the body does not have the agreed form, has no phone number, or asks about the future.
    """
    fields = _object(body)
    text = fields.get("specifiedDate")
    if not isinstance(text, str) or not _is_date(text):
        raise _invalid("specifiedDate is a date, YYYY-MM-DD.")
    since = date.fromisoformat(text)
    if since > today:
        raise CamaraError(400, "OUT_OF_RANGE", "specifiedDate is not in the future.")
    return _phone_number(fields), since


def _object(body: object) -> dict[str, object]:
    if not isinstance(body, dict):
        raise _invalid("The body is a JSON object.")
    return body


def _phone_number(fields: Mapping[str, object]) -> str:
    """Read the phone number. It is required: a two-legged token names no phone."""
    match fields.get("phoneNumber"):
        case None:
            raise CamaraError(422, "MISSING_IDENTIFIER", "No phone number has been provided.")
        case str() as number if PHONE_NUMBER.fullmatch(number):
            return number
        case _:
            raise _invalid("phoneNumber is in E.164, with its plus sign.")


def _attribute(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise _invalid(f"{name} is a string.")
    if name in WORDS and value not in WORDS[name]:
        raise _invalid(f"{name} is one of {', '.join(sorted(WORDS[name]))}.")
    if name in DATES and not _is_date(value):
        raise _invalid(f"{name} is a date in ISO 8601.")
    if name == "email" and not EMAIL.fullmatch(value):
        raise _invalid("email is local-part@domain.")
    return value


def _is_date(text: str) -> bool:
    """Tell whether *text* is a full-date of RFC 3339; ``fromisoformat`` alone also accepts ``20260327``."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _invalid(message: str) -> CamaraError:
    return CamaraError(400, "INVALID_ARGUMENT", message)
