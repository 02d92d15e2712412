"""The carriers that the contract is held against: the sandbox always, a test system when there is one.

A test system is named by the environment; without CONTRACT_CARRIER_URL its tests are skipped, visibly.

CONTRACT_CARRIER_URL, CONTRACT_CARRIER_TOKEN_URL, CONTRACT_CARRIER_CLIENT_ID: as agreed with the carrier.
CONTRACT_CARRIER_PRIVATE_KEY_FILE: PEM.
CONTRACT_CARRIER_CASES_FILE: a JSON list of subscribers whom the carrier made up for testing, each
``{"name", "phone_number", "claimed": {"full_name", "citizen_number", "birth_date"}, "match", "sim_change",
"subscriber_change"}``, where match is "matches" or a `SubscriberRefusal`, sim_change a `SimChange` or absent,
and subscriber_change a `SubscriberChange` since SINCE or absent.
CONTRACT_CARRIER_NUMBER_RECYCLING: the version of CAMARA Number Recycling, `v0.2` if it is not set.
"""

import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from identity.people import Person
from sandbox import SandboxSettings, create_sandbox
from sandbox.people.table import person_with
from tests.contract.recording import Recording
from verifiers.carrier import Carrier, SimChange, SubscriberChange, SubscriberRefusal

TIMEOUT_SECONDS = 10
MATCHES = "matches"
#: The day since which each case's `SubscriberChange` is.
SINCE = date(2025, 3, 9)
#: The sandbox's phones whose `SubscriberChange` is not UNCHANGED.
SANDBOX_CHANGES = {"030": SubscriberChange.CHANGED, "031": SubscriberChange.UNKNOWN}
#: The sandbox's phones, by their last three digits, and what the carrier says of their owners.
SANDBOX_CASES = (
    ("001", MATCHES, SimChange.UNCHANGED),
    ("003", SubscriberRefusal.PERSON_DIFFERS, SimChange.UNCHANGED),
    ("006", SubscriberRefusal.UNKNOWN_NUMBER, None),
    ("007", MATCHES, SimChange.CHANGED),
    ("008", MATCHES, SimChange.UNKNOWN),
    ("009", SubscriberRefusal.PERSON_DIFFERS, SimChange.UNCHANGED),
    ("018", MATCHES, SimChange.UNCHANGED),
    ("024", SubscriberRefusal.PERSON_DIFFERS, SimChange.UNCHANGED),
    ("025", SubscriberRefusal.PERSON_DIFFERS, SimChange.UNCHANGED),
    ("026", SubscriberRefusal.NOT_APPLICABLE, None),
    ("030", MATCHES, SimChange.UNCHANGED),
    ("031", MATCHES, SimChange.UNCHANGED),
)


@dataclass(frozen=True)
class Case:
    """One subscriber, and what the carrier has to say of them."""

    name: str
    phone_number: str
    claimed: Person
    match: str
    sim_change: SimChange | None
    subscriber_change: SubscriberChange | None


@dataclass(frozen=True)
class System:
    """One carrier's side of the contract, and every exchange with it."""

    recording: Recording
    base_url: str
    token_url: str
    client_id: str
    private_key_pem: bytes
    number_recycling: str = "v0.2"

    def carrier(self, *, private_key_pem: bytes | None = None) -> Carrier:
        """The product's client of this system, by default with the key that the system knows."""
        return Carrier(
            client=httpx2.Client(transport=self.recording),
            base_url=self.base_url,
            token_url=self.token_url,
            client_id=self.client_id,
            private_key_pem=private_key_pem or self.private_key_pem,
            timeout_seconds=TIMEOUT_SECONDS,
            number_recycling=self.number_recycling,
        )


def system(kind: str) -> System:
    """Reach the system of one kind; a test system that is not there skips the test."""
    if kind == "sandbox":
        return _sandbox()
    if "CONTRACT_CARRIER_URL" not in os.environ:
        pytest.skip("no test system of a carrier: CONTRACT_CARRIER_URL is not set")
    return System(
        recording=Recording(httpx2.HTTPTransport()),
        base_url=os.environ["CONTRACT_CARRIER_URL"],
        token_url=os.environ["CONTRACT_CARRIER_TOKEN_URL"],
        client_id=os.environ["CONTRACT_CARRIER_CLIENT_ID"],
        private_key_pem=Path(os.environ["CONTRACT_CARRIER_PRIVATE_KEY_FILE"]).read_bytes(),
        number_recycling=os.environ.get("CONTRACT_CARRIER_NUMBER_RECYCLING", "v0.2"),
    )


def cases(kind: str) -> list[Case]:
    """Give the subscribers that the system of one kind knows."""
    if kind == "sandbox":
        return [_sandbox_case(*row) for row in SANDBOX_CASES]
    if "CONTRACT_CARRIER_CASES_FILE" not in os.environ:
        return []
    rows = json.loads(Path(os.environ["CONTRACT_CARRIER_CASES_FILE"]).read_text("utf-8"))
    return [
        Case(
            name=row["name"],
            phone_number=row["phone_number"],
            claimed=Person.from_facts(row["claimed"]),
            match=row["match"],
            sim_change=SimChange(row["sim_change"]) if "sim_change" in row else None,
            subscriber_change=SubscriberChange(row["subscriber_change"])
            if "subscriber_change" in row
            else None,
        )
        for row in rows
    ]


def fresh_key() -> bytes:
    """Make a key that no carrier knows."""
    return _pem(ec.generate_private_key(ec.SECP256R1()))


def _sandbox() -> System:
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    app = create_sandbox(SandboxSettings(carrier_clients={"cuaso": public}))
    return System(
        recording=Recording(httpx2.WSGITransport(app=app)),
        base_url="http://sandbox.test/carrier",
        token_url="http://sandbox.test/carrier/oauth2/token",
        client_id="cuaso",
        private_key_pem=_pem(key),
    )


def _sandbox_case(ending: str, match: str, sim_change: SimChange | None) -> Case:
    person = person_with(f"+84900000{ending}")
    assert person is not None
    facts = {
        "full_name": person.full_name,
        "citizen_number": person.citizen_number,
        "birth_date": person.birth_date,
    }
    # A number that the carrier does not know is UNKNOWN to each of its services.
    usual = (
        SubscriberChange.UNKNOWN if match == SubscriberRefusal.UNKNOWN_NUMBER else SubscriberChange.UNCHANGED
    )
    change = SANDBOX_CHANGES.get(ending, usual)
    return Case(person.story, person.phone_number, Person.from_facts(facts), match, sim_change, change)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
