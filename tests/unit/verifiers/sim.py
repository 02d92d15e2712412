"""A client of the sandbox's gateway in process, keys pressed on a phone, and a wire to tamper with."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import httpx2

from sandbox.mssp.transactions import PIN, Decided
from tests.unit.verifiers.pki import ORIGIN, Country
from verifiers.sim_signature import (
    CMS_ATTACHED,
    VIETNAMESE,
    Challenge,
    Credentials,
    Pending,
    Profile,
    Signed,
    SigningRefusal,
    SimSigning,
    StillWaiting,
)

PATHS = {VIETNAMESE.name: "/mssp", CMS_ATTACHED.name: "/mssp-cms"}
TEXT = "Cua So: ma giao dich %%VC%%. Xac nhan dang ky tai khoan"
Change = Callable[[bytes], bytes]
Outcome = StillWaiting | SigningRefusal | Signed


class Tampering(httpx2.BaseTransport):
    """The way to the gateway: keeps what is asked, and changes an answer's body where a test says so."""

    def __init__(self, way: httpx2.BaseTransport) -> None:
        self._way = way
        self.asked: list[bytes] = []
        self.change: Change = bytes
        self.status: int | None = None  # said instead of the gateway's own

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.read())
        answer = self._way.handle_request(request)
        headers = {"Content-Type": answer.headers.get("Content-Type", "")}
        status = self.status or answer.status_code
        return httpx2.Response(status, headers=headers, content=self.change(answer.read()))


@dataclass
class Side:
    """One client, and the country that its gateway is in."""

    profile: Profile = VIETNAMESE
    country: Country = field(default_factory=Country)
    lifetime_seconds: int = 120

    def __post_init__(self) -> None:
        self.wire = Tampering(httpx2.WSGITransport(app=self.country.app))
        self.sandbox = self.country.sandbox
        self.use(self.wire)

    def use(self, way: httpx2.BaseTransport) -> None:
        """Reach the gateway by *way* from now on."""
        self.signing = SimSigning(
            client=httpx2.Client(transport=way),
            base_url=ORIGIN + PATHS[self.profile.name],
            profile=self.profile,
            credentials=Credentials("http://cuaso.example", "sandbox"),
            certificates=self.country.verifier,
            timeout_seconds=5,
            lifetime_seconds=self.lifetime_seconds,
            clock=lambda: self.country.now,
        )

    def challenge(self) -> Challenge:
        return Challenge.make(
            origin="https://cuaso.example", purpose="register", registration_id="r1", moment=self.country.now
        )

    def start(self, ending: str) -> Pending | SigningRefusal:
        return self.signing.start(phone(ending), self.challenge(), display_text=TEXT)

    def started(self, ending: str) -> Pending:
        pending = self.start(ending)
        assert isinstance(pending, Pending), pending
        return pending

    def confirm(self, ending: str) -> None:
        assert self.sandbox.mssp.confirm(phone(ending), PIN) is Decided.CONFIRMED

    def confirmed(self, ending: str) -> Pending:
        """Start, and confirm on the phone."""
        pending = self.started(ending)
        self.confirm(ending)
        return pending

    def outcome(self, ending: str) -> Outcome:
        """Start, confirm on the phone, and ask what became of it."""
        return self.signing.status(self.confirmed(ending))

    def pass_time(self, seconds: float) -> None:
        self.country.pass_time(timedelta(seconds=seconds))


def phone(ending: str) -> str:
    return f"+84900000{ending}"


def replacing(pattern: str, by: str) -> Change:
    """Change every match of *pattern* in an answer, of which there must be one."""

    def change(body: bytes) -> bytes:
        changed, count = re.subn(pattern.encode(), by.encode(), body, flags=re.DOTALL)
        assert count, f"nothing matches {pattern}"
        return changed

    return change
