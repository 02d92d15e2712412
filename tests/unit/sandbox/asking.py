"""Who asks the sandbox over its wire protocols: written from their descriptions and not from our clients."""

import time
import uuid
from collections.abc import Mapping

import httpx2
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask

from sandbox.people.table import SandboxPerson

ORIGIN = "http://sandbox.test"
TOKEN_URL = f"{ORIGIN}/carrier/oauth2/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SCOPE = "kyc-match:match sim-swap:check"
RECYCLING_SCOPE = "number-recycling:check"
SEND = "/sms/MainService.svc/json/SendMultipleMessage_V4_post_json/"
CALLBACK_URL = "http://product.test/receipts/t0ken"

KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC_KEY = KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)


class Asker:
    """One client of one sandbox in process."""

    def __init__(self, app: Flask) -> None:
        self.http = httpx2.Client(transport=httpx2.WSGITransport(app=app), base_url=ORIGIN)

    def assertion(
        self, claims: Mapping[str, object] | None = None, *, key: ec.EllipticCurvePrivateKey = KEY
    ) -> str:
        """Sign who we are; *claims* replace the right ones, and None leaves one out."""
        now = int(time.time())
        right = {"iss": "cuaso", "sub": "cuaso", "aud": TOKEN_URL, "jti": str(uuid.uuid4()), "exp": now + 120}
        told = {name: value for name, value in {**right, **(claims or {})}.items() if value is not None}
        return jwt.encode(told, key, algorithm="ES256")

    def ask_for_token(self, assertion: str, **form: str) -> httpx2.Response:
        """Send a token request; *form* replaces the right fields."""
        fields = {
            "grant_type": "client_credentials",
            "scope": SCOPE,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
        }
        return self.http.post("/carrier/oauth2/token", data={**fields, **form})

    def token(self, scope: str = SCOPE) -> str:
        """Get a token as one should."""
        return str(
            self.ask_for_token(self.assertion(), scope=scope).raise_for_status().json()["access_token"]
        )

    def match(self, question: Mapping[str, object], **headers: str) -> httpx2.Response:
        """Ask for a match with a fresh token."""
        return self._ask("/carrier/kyc-match/v0.4/match", question, headers)

    def match_person(self, person: SandboxPerson, **changes: str) -> httpx2.Response:
        """Ask whether *person* is who they are, but for *changes*."""
        question = {
            "phoneNumber": person.phone_number,
            "idDocument": person.citizen_number,
            "idDocumentType": "national_id_card",
            "name": person.full_name,
        }
        if "-" in person.birth_date:
            question["birthdate"] = person.birth_date
        return self.match({**question, **changes})

    def sim_swap(self, phone_number: str, max_age: object = 72) -> httpx2.Response:
        """Ask whether a SIM was changed."""
        return self._ask("/carrier/sim-swap/v2/check", {"phoneNumber": phone_number, "maxAge": max_age}, {})

    def recycled(
        self, phone_number: str | None, since: object, *, scope: str = RECYCLING_SCOPE
    ) -> httpx2.Response:
        """Ask whether a number was given to another subscriber after a day; None leaves a field out."""
        fields = {"phoneNumber": phone_number, "specifiedDate": since}
        question = {name: value for name, value in fields.items() if value is not None}
        return self._ask("/carrier/number-recycling/v0.2/check", question, {}, scope=scope)

    def send(self, phone_number: str = "+84900000001", **changes: object) -> httpx2.Response:
        """Hand a message to the SMS gateway; *changes* replace the right fields."""
        fields = {
            "ApiKey": "sandbox",
            "SecretKey": "sandbox",
            "Brandname": "CUASO",
            "Phone": phone_number.removeprefix("+"),
            "Content": "123456 la ma xac thuc dang ky tai khoan Cua So.\n@localhost #123456",
            "SmsType": "2",
            "IsUnicode": "0",
            "Sandbox": "0",
            "RequestId": str(uuid.uuid4()),
            "CallbackUrl": CALLBACK_URL,
        }
        return self.http.post(SEND, json={**fields, **changes})

    def _ask(
        self, path: str, question: Mapping[str, object], headers: Mapping[str, str], *, scope: str = SCOPE
    ) -> httpx2.Response:
        bearer = {"Authorization": f"Bearer {self.token(scope)}"}
        return self.http.post(path, json=question, headers={**bearer, **headers})
