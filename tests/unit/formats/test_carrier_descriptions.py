"""CAMARA and OAuth: our questions, and the carrier's answers, have the form of their own descriptions."""

import json
import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qs

import httpx2
import jwt
import pytest
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]  # has no types
from openapi_schema_validator import OAS30Validator, oas30_format_checker

from sandbox import SandboxSettings, create_sandbox
from sandbox.people.table import PEOPLE, SandboxPerson, SimAnswer, person_called
from tests.unit.sandbox.asking import PUBLIC_KEY, Asker
from tests.unit.verifiers.carrier.test_carrier_answers import AN, PHONE, TOKEN, carrier, verdicts
from tests.unit.verifiers.test_access_token import TOKEN_URL, access_token, granted
from tests.unit.verifiers.wire import Wire
from verifiers.carrier import SimChange, SubscriberChange, SubscriberRefusal

PHONE_NUMBER = {"type": "string", "pattern": r"^\+[1-9][0-9]{4,14}$"}
DOCUMENTS = [
    "passport", "national_id_card", "residence_permit", "diplomatic_id", "driver_licence",
    "social_security_id", "other",
]  # fmt: skip
#: KYC_MatchRequestBody: the properties that we could send; the description allows no others by its names.
MATCH_REQUEST = {
    "type": "object",
    "properties": {
        "phoneNumber": PHONE_NUMBER,
        "idDocument": {"type": "string"},
        "idDocumentType": {"type": "string", "enum": DOCUMENTS},
        "idDocumentExpiryDate": {"type": "string", "format": "date"},
        "name": {"type": "string"},
        "givenName": {"type": "string"},
        "familyName": {"type": "string"},
        "birthdate": {"type": "string", "format": "date"},
    },
    "additionalProperties": False,
}
RESULT = {"type": "string", "enum": ["true", "false", "not_available"]}
SCORE = {"type": "integer", "minimum": 0, "maximum": 100}
#: KYC_MatchResponse: every property is optional.
MATCH_RESPONSE = {
    "type": "object",
    "properties": {
        "idDocumentMatch": RESULT,
        "idDocumentTypeMatch": RESULT,
        "nameMatch": RESULT,
        "nameMatchScore": SCORE,
        "birthdateMatch": RESULT,
    },
    "additionalProperties": False,
}
SWAP_REQUEST = {
    "type": "object",
    "properties": {"phoneNumber": PHONE_NUMBER, "maxAge": {"type": "integer", "minimum": 1, "maximum": 2400}},
    "additionalProperties": False,
}
SWAP_RESPONSE = {"type": "object", "required": ["swapped"], "properties": {"swapped": {"type": "boolean"}}}
RECYCLING_REQUEST = {
    "type": "object",
    "required": ["specifiedDate"],
    "properties": {"phoneNumber": PHONE_NUMBER, "specifiedDate": {"type": "string", "format": "date"}},
    "additionalProperties": False,
}
RECYCLING_RESPONSE = {
    "type": "object",
    "required": ["phoneNumberRecycled"],
    "properties": {"phoneNumberRecycled": {"type": "boolean"}},
}
ERROR = {
    "type": "object",
    "required": ["message", "status", "code"],
    "properties": {
        "message": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
    },
}
CORRELATOR = re.compile(r"^[a-zA-Z0-9-_:;.\/<>{}]{0,256}$")
NONSENSE = "carrier_nonsense"


def check(value: object, schema: Mapping[str, object]) -> None:
    OAS30Validator(schema, format_checker=oas30_format_checker).validate(value)


def test_a_match_is_asked_for_as_described() -> None:
    wire = Wire(TOKEN, verdicts())
    carrier(wire).match(PHONE, AN)
    asked = wire.requests[-1]
    assert (asked.method, asked.url.path) == ("POST", "/api/kyc-match/v0.4/match")
    check(json.loads(asked.content), MATCH_REQUEST)
    assert CORRELATOR.match(asked.headers["x-correlator"])


def test_a_sim_change_is_asked_for_as_described() -> None:
    wire = Wire(TOKEN, httpx2.Response(200, json={"swapped": False}))
    assert carrier(wire).sim_change(PHONE, within_hours=72) is SimChange.UNCHANGED
    asked = wire.requests[-1]
    assert (asked.method, asked.url.path) == ("POST", "/api/sim-swap/v2/check")
    check(json.loads(asked.content), SWAP_REQUEST)


def test_a_recycled_number_is_asked_for_as_described() -> None:
    wire = Wire(TOKEN, httpx2.Response(200, json={"phoneNumberRecycled": False}))
    told = carrier(wire).subscriber_change(PHONE, since=date(2024, 10, 31))
    assert told is SubscriberChange.UNCHANGED
    token, asked = wire.requests
    assert parse_qs(token.content.decode())["scope"] == ["number-recycling:check"]
    assert (asked.method, asked.url.path) == ("POST", "/api/number-recycling/v0.2/check")
    check(json.loads(asked.content), RECYCLING_REQUEST)
    assert CORRELATOR.match(asked.headers["x-correlator"])


@pytest.fixture
def asker() -> Asker:
    return Asker(create_sandbox(SandboxSettings(carrier_clients={"cuaso": PUBLIC_KEY}, sleep=lambda _: None)))


@pytest.mark.parametrize("person", [one for one in PEOPLE if one.key != NONSENSE], ids=lambda one: one.key)
def test_the_sandbox_answers_a_match_as_described(asker: Asker, person: SandboxPerson) -> None:
    answer = asker.match_person(person)
    check(answer.json(), MATCH_RESPONSE if answer.status_code == 200 else ERROR)


@pytest.mark.parametrize("sim", SimAnswer)
def test_the_sandbox_answers_for_a_sim_as_described(asker: Asker, sim: SimAnswer) -> None:
    person = next(one for one in PEOPLE if one.sim is sim)
    answer = asker.sim_swap(person.phone_number)
    check(answer.json(), SWAP_RESPONSE if answer.status_code == 200 else ERROR)


@pytest.mark.parametrize("key", ["everything_works", "number_given_on", "subscriber_change_unknown"])
def test_the_sandbox_answers_for_a_recycled_number_as_described(asker: Asker, key: str) -> None:
    answer = asker.recycled(person_called(key).phone_number, "2024-10-31")
    check(answer.json(), RECYCLING_RESPONSE if answer.status_code == 200 else ERROR)


#: The errors about a recycled number, as the description's examples have them.
NO_RECYCLING = {
    (400, "OUT_OF_RANGE"): SubscriberChange.UNKNOWN,
    (403, "PERMISSION_DENIED"): SubscriberChange.NOT_OFFERED,
    (404, "IDENTIFIER_NOT_FOUND"): SubscriberChange.UNKNOWN,
    (422, "SERVICE_NOT_APPLICABLE"): SubscriberChange.UNKNOWN,
}


@pytest.mark.parametrize(("status", "code"), NO_RECYCLING)
def test_a_described_error_about_a_recycled_number_is_read(status: int, code: str) -> None:
    told = {"status": status, "code": code, "message": "words"}
    check(told, ERROR)
    wire = Wire(TOKEN, httpx2.Response(status, json=told))
    assert carrier(wire).subscriber_change(PHONE, since=date(2024, 10, 31)) is NO_RECYCLING[status, code]


#: The errors that concern the person, as the descriptions' examples have them.
REFUSALS = {
    (403, "KNOW_YOUR_CUSTOMER.ID_DOCUMENT_REQUIRED"): SubscriberRefusal.PERSON_DIFFERS,
    (403, "KNOW_YOUR_CUSTOMER.ID_DOCUMENT_MISMATCH"): SubscriberRefusal.PERSON_DIFFERS,
    (404, "IDENTIFIER_NOT_FOUND"): SubscriberRefusal.UNKNOWN_NUMBER,
    (422, "SERVICE_NOT_APPLICABLE"): SubscriberRefusal.NOT_APPLICABLE,
}


@pytest.mark.parametrize(("status", "code"), REFUSALS)
def test_a_described_error_is_read(status: int, code: str) -> None:
    told = {"status": status, "code": code, "message": "words"}
    check(told, ERROR)
    answered = carrier(Wire(TOKEN, httpx2.Response(status, json=told))).match(PHONE, AN)
    assert answered is REFUSALS[status, code]


def test_a_token_is_asked_for_as_camaras_profile_says() -> None:
    """The profile: client credentials with private_key_jwt, an assertion of at most 300 s, a scope."""
    wire = Wire(granted())
    access_token(wire).bearer()
    form = parse_qs(wire.requests[0].content.decode(), strict_parsing=True)
    assertion = form.pop("client_assertion")[0]
    assert form == {
        "grant_type": ["client_credentials"],
        "scope": ["kyc-match:match"],
        "client_assertion_type": ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"],
        **({"client_id": ["cuaso"]} if "client_id" in form else {}),
    }
    claims = jwt.decode(assertion, options={"verify_signature": False})
    assert {"iss", "sub", "aud", "exp", "jti"} <= set(claims)
    assert claims["iss"] == claims["sub"] == "cuaso"
    assert claims["aud"] == TOKEN_URL
    assert 0 < claims["exp"] - claims["iat"] <= 300


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        ({"idDocumentMatch": True}, MATCH_RESPONSE),
        ({"nameMatch": "yes"}, MATCH_RESPONSE),
        ({"phoneNumber": "84900000001"}, MATCH_REQUEST),
        ({"birthdate": "27/03/1990"}, MATCH_REQUEST),
        ({"maxAge": 2401}, SWAP_REQUEST),
        ({"swapped": "true"}, SWAP_RESPONSE),
        ({"phoneNumber": "+84900000001"}, RECYCLING_REQUEST),
        ({"specifiedDate": "31/10/2024"}, RECYCLING_REQUEST),
        ({"phoneNumberRecycled": "false"}, RECYCLING_RESPONSE),
        ({"code": "NOT_FOUND"}, ERROR),
    ],
)
def test_the_descriptions_here_refuse_other_forms(value: object, schema: Mapping[str, object]) -> None:
    with pytest.raises(ValidationError):
        check(value, schema)
