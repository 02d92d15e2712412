"""The social-insurance registers that the contract is held against: the sandbox, and any test system.

A test system is named by the environment; without CONTRACT_INSURANCE_URL its tests are skipped, visibly.

CONTRACT_INSURANCE_URL: the part before ``/token``, as agreed with the province.
CONTRACT_INSURANCE_ACCESS_FILE: a JSON object with the five members of ``lgspaccesstoken``.
CONTRACT_INSURANCE_CASES_FILE: a JSON list of people whom the register made up for testing, each ``{"name",
"insurance_number", "claimed": {"full_name", "citizen_number", "birth_date"}, "match"}``, where match is
"matches" or an `InsuranceRefusal`.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from identity.people import Person
from sandbox import SandboxSettings, create_sandbox
from sandbox.people.table import person_called
from sandbox.settings import BUS_PARTNER
from tests.contract.recording import Recording
from verifiers.social_insurance import BusAccess, InsuranceRefusal, SocialInsurance

TIMEOUT_SECONDS = 10
MATCHES = "matches"
SANDBOX_CASES = (
    ("insured", MATCHES),
    ("insured_twelve_digits", MATCHES),
    ("insured_record_year_only", MATCHES),
    ("insured_knows_year_only", MATCHES),
    ("insured_old_number_only", MATCHES),
    ("insured_both_numbers", MATCHES),
    ("insured_two_records", MATCHES),
    ("insured_renumbered", MATCHES),
    ("insured_name_differs", InsuranceRefusal.PERSON_DIFFERS),
    ("insured_unknown", InsuranceRefusal.UNKNOWN_NUMBER),
    ("insured_closed", InsuranceRefusal.RECORD_CLOSED),
    ("insured_records_conflict", InsuranceRefusal.RECORD_UNCLEAR),
)


@dataclass(frozen=True)
class Case:
    """One insured person, and what comes of asking for them."""

    name: str
    insurance_number: str
    claimed: Person
    match: str


@dataclass(frozen=True)
class System:
    """One bus's side of the contract, and every exchange with it."""

    recording: Recording
    base_url: str
    access: BusAccess

    def register(self, access: BusAccess | None = None) -> SocialInsurance:
        """The product's client of this system, by default as the partner that it knows."""
        return SocialInsurance(
            client=httpx2.Client(transport=self.recording),
            base_url=self.base_url,
            access=access or self.access,
            timeout_seconds=TIMEOUT_SECONDS,
        )


def system(kind: str) -> System:
    """Reach the system of one kind; a test system that is not there skips the test."""
    if kind == "sandbox":
        app = create_sandbox(SandboxSettings())
        return System(
            Recording(httpx2.WSGITransport(app=app)), "http://sandbox.test/lgsp", _access(BUS_PARTNER)
        )
    if "CONTRACT_INSURANCE_URL" not in os.environ:
        pytest.skip("no test system of social insurance: CONTRACT_INSURANCE_URL is not set")
    members = json.loads(Path(os.environ["CONTRACT_INSURANCE_ACCESS_FILE"]).read_text("utf-8"))
    return System(Recording(httpx2.HTTPTransport()), os.environ["CONTRACT_INSURANCE_URL"], _access(members))


def cases(kind: str) -> list[Case]:
    """Give the people whom the system of one kind knows."""
    if kind == "sandbox":
        return [_sandbox_case(*row) for row in SANDBOX_CASES]
    if "CONTRACT_INSURANCE_CASES_FILE" not in os.environ:
        return []
    rows = json.loads(Path(os.environ["CONTRACT_INSURANCE_CASES_FILE"]).read_text("utf-8"))
    return [
        Case(row["name"], row["insurance_number"], Person.from_facts(row["claimed"]), row["match"])
        for row in rows
    ]


def _access(members: Mapping[str, str]) -> BusAccess:
    return BusAccess(
        access_key=members["AccessKey"],
        secret_key=members["SecretKey"],
        app_name=members["AppName"],
        partner_code=members["PartnerCode"],
        customer_code=members["PartnerCodeCus"],
    )


def _sandbox_case(key: str, match: str) -> Case:
    person = person_called(key)
    facts = {
        "full_name": person.full_name,
        "citizen_number": person.citizen_number,
        "birth_date": person.birth_date,
    }
    return Case(person.story, person.insurance_number, Person.from_facts(facts), match)
