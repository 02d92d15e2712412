"""Measure the CPU of one sign-in at a portal with a session here, side by side with Node's oidc-provider.

One sign-in is a GET to authorize, the code for tokens, and userinfo. Both sides sign with RS256, want PKCE
and know the client by its secret; they take turns, so that other load on the machine meets both.
"""

import base64
import hashlib
import secrets
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import httpx2

from accounts.account.records import Account, NewAccount
from accounts.portals.records import ClientAuth, NewPortal, Scope
from bench.crowd.processes import cpu_of
from bench.crowd.stand import Stand, stand
from bench.figures import Table, median
from bff.app import create_app
from bff.rules.portals.means import Means
from bff.services import Services
from bff.settings.settings import Settings
from bff.views.provider.answering import CONSENT_VERSION
from identity.subject import Subject
from sandbox.people.table import PEOPLE

ROUNDS, SIGN_INS, WARM_UP = 7, 60, 30
RETURN = "http://localhost:1/callback"
PEER = Path(__file__).parent / "peer.mjs"


@dataclass
class Side:
    """One provider, and a browser that has a session there."""

    name: str
    issuer: str
    client: tuple[str, str]
    pids: list[int]
    begin: Callable[[httpx2.Client], None] = lambda _browser: None
    milliseconds: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.browser = httpx2.Client(trust_env=False, timeout=30.0)
        self.portal = httpx2.Client(trust_env=False, timeout=30.0, auth=self.client)
        self.begin(self.browser)
        self.facts = self.portal.get(f"{self.issuer}/.well-known/openid-configuration").json()

    def sign_in(self) -> None:
        """Sign the person in at the portal once."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
        asked = {
            "client_id": self.client[0],
            "redirect_uri": RETURN,
            "response_type": "code",
            "scope": "openid profile phone",
            "state": secrets.token_urlsafe(8),
            "nonce": secrets.token_urlsafe(8),
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
        }
        place = self.answer_to(f"{self.facts['authorization_endpoint']}?{urlencode(asked)}")
        code = parse_qs(urlsplit(place).query)["code"][0]
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": RETURN}
        told = self.portal.post(self.facts["token_endpoint"], data={**fields, "code_verifier": verifier})
        token = told.raise_for_status().json()["access_token"]
        bearer = {"Authorization": f"Bearer {token}"}
        self.browser.get(self.facts["userinfo_endpoint"], headers=bearer).raise_for_status()

    def close(self) -> None:
        """Close its connections."""
        self.browser.close()
        self.portal.close()

    def answer_to(self, place: str) -> str:
        """Send the browser to *place*; return where the provider sends it back to."""
        while not place.startswith(RETURN):
            answer = self.browser.get(place)
            place = urljoin(place, answer.headers["Location"])
        return place

    def measure(self) -> None:
        """Sign in many times; note the CPU of one."""
        before = cpu_of(self.pids).total
        for _ in range(SIGN_INS):
            self.sign_in()
        self.milliseconds.append((cpu_of(self.pids).total - before) / SIGN_INS * 1000)


def measure() -> list[Table]:
    """Measure, and return the table."""
    allowed = str(WARM_UP + ROUNDS * SIGN_INS)  # one session signs in as often as here many do
    with stand(WORKERS="1", PORTAL_REQUESTS_PER_SESSION_HOUR=allowed) as running, peer() as theirs:
        ours = _ours(running)
        for side in (ours, theirs):
            for _ in range(WARM_UP):
                side.sign_in()
        for _ in range(ROUNDS):
            ours.measure()
            theirs.measure()
    aim = median(theirs.milliseconds)
    return [
        Table(
            "CPU of one sign-in at a portal with a session here, in milliseconds",
            ("", "median", "least", "to the peer's"),
            tuple(
                (
                    side.name,
                    f"{median(side.milliseconds):.2f}",
                    f"{min(side.milliseconds):.2f}",
                    f"{median(side.milliseconds) / aim:.2f}",
                )
                for side in (ours, theirs)
            ),
            f"{ROUNDS} rounds of {SIGN_INS} sign-ins in turn, one process each: authorize, token, userinfo. "
            "The peer keeps everything in its memory; the product in Valkey and its database. One person "
            "signs in again and again, so the database is read and not written. By password "
            "there is no peer: such a sign-in costs one hash more, which the section on passwords has.",
        )
    ]


def _ours(running: Stand) -> Side:
    surroundings = {**running.product.environment, "REDIS_URL": f"unix://{running.redis_socket}"}
    twin = create_app(Settings.from_environment(surroundings))
    services: Services = twin.extensions["services"]
    _portal, secret = services.portals.add(
        NewPortal(
            id="bench",
            name_vi="Cổng đo",
            name_en="Bench",
            sector="bench.example.vn",
            redirect_uris=(RETURN,),
            scopes=frozenset({Scope.OPENID, Scope.PROFILE, Scope.PHONE}),
            client_auth=ClientAuth.CLIENT_SECRET_BASIC,
        )
    )
    account = _account(services)
    services.grants.consent(
        account.id,
        "bench",
        [Scope.PROFILE, Scope.PHONE],
        language="en",
        text_version=CONSENT_VERSION,
    )
    means = (Means.PASSWORD, Means.CODE)
    begun = services.signed_in.begin(account.id, device="x", generation=account.generation, means=means)
    serializer = twin.session_interface.get_signing_serializer(twin)  # type: ignore[attr-defined]  # of the cookie sessions
    cookie = serializer.dumps({"_permanent": True, "signed_in": begun.token})
    return Side(
        "the product",
        running.place.origin,
        ("bench", secret or ""),
        running.workers,
        lambda browser: browser.headers.update({"Cookie": f"cuaso={cookie}"}),
    )


def _account(services: Services) -> Account:
    person = PEOPLE[0]
    opened = services.accounts.open(
        NewAccount(
            subject=Subject.CITIZEN,
            full_name=person.full_name,
            birth_date=person.birth_date,
            sex=person.sex,
            citizen_number=person.citizen_number,
            phone_number=person.phone_number,
            method="mobile_subscriber",
            level=2,
            password_hash=None,
            registered_at=datetime.now(UTC),
            language="en",
        )
    )
    if not isinstance(opened, Account):
        raise TypeError("the account is there already")
    return opened


@contextmanager
def peer() -> Iterator[Side]:
    secret = secrets.token_hex(16)
    command = ["node", str(PEER), RETURN, secret]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
            port = int(process.stdout.readline())
            yield Side(
                "Node, oidc-provider 9.13", f"http://localhost:{port}", ("bench", secret), [process.pid]
            )
        finally:
            process.terminate()
