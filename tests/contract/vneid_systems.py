"""The VNeIDs that the contract is held against: the sandbox in its three forms, and any test system.

A test system is named by the environment; without CONTRACT_VNEID_FILE its tests are skipped, visibly.

CONTRACT_VNEID_FILE: a JSON object with profile, authorization, token, userinfo, client_id, client_secret,
redirect_uri and, for the envelope form, private_key_file.
CONTRACT_VNEID_RETURN: what stood after ``?`` when a made-up person came back from there a moment ago. A code
counts once, so only one test uses it; without it that test is skipped.
CONTRACT_VNEID_NUMBER: the citizen number of that person.
"""

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2
import pytest
from flask import Flask

from sandbox import SandboxSettings, create_sandbox
from sandbox.people.table import person_called
from tests.contract.recording import Recording
from tests.support.browser import ORIGIN
from tests.support.vneid import HERE, RETURN, private_pem, public_pem, signed_in_there
from verifiers.vneid import Endpoints, OurClient, Profile, Trip, Vneid

TIMEOUT_SECONDS = 10
KINDS = (*Profile, "test-system")


@dataclass(frozen=True)
class System:
    """One VNeID's side of the contract, and every exchange with it; *app* is the sandbox's, if it is one."""

    recording: Recording
    profile: Profile
    endpoints: Endpoints
    ours: OurClient
    app: Flask | None = None

    def vneid(self, **changes: str) -> Vneid:
        """The product's client of this system, by default as the client that it knows."""
        return Vneid(
            client=httpx2.Client(transport=self.recording),
            profile=self.profile,
            endpoints=self.endpoints,
            ours=replace(self.ours, **changes),  # type: ignore[arg-type]  # named by the test
            timeout_seconds=TIMEOUT_SECONDS,
        )

    def returned(self, client: Vneid, trip: Trip) -> tuple[str, str]:
        """What comes back from a sign-in there, and the citizen number of who signed in."""
        if self.app is None:
            if "CONTRACT_VNEID_RETURN" not in os.environ:
                pytest.skip("nobody signed in at the test system: CONTRACT_VNEID_RETURN is not set")
            return os.environ["CONTRACT_VNEID_RETURN"], os.environ["CONTRACT_VNEID_NUMBER"]
        number = person_called("vneid_level_2").citizen_number
        return signed_in_there(self.app, client.address(trip), number), number


def system(kind: str) -> System:
    """Reach the system of one kind; a test system that is not there skips the test."""
    if kind in set(Profile):
        app = create_sandbox(SandboxSettings(vneid_public_key=public_pem()))
        ours = OurClient("cuaso", "sandbox", f"{ORIGIN}{RETURN}", private_pem())
        where = Endpoints(*(f"{HERE}/{kind}/{name}" for name in ("auth", "token", "userinfo")))
        return System(Recording(httpx2.WSGITransport(app=app)), Profile(kind), where, ours, app)
    if "CONTRACT_VNEID_FILE" not in os.environ:
        pytest.skip("no test system of VNeID: CONTRACT_VNEID_FILE is not set")
    told = json.loads(Path(os.environ["CONTRACT_VNEID_FILE"]).read_text("utf-8"))
    key = Path(told["private_key_file"]).read_bytes() if told.get("private_key_file") else b""
    return System(
        Recording(httpx2.HTTPTransport()),
        Profile(told["profile"]),
        Endpoints(told["authorization"], told["token"], told["userinfo"]),
        OurClient(told["client_id"], told["client_secret"], told["redirect_uri"], key),
    )
