"""The whole product in process, the sandbox behind its real clients: nothing is patched, no port is open."""

import shutil
from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from sqlalchemy import text

from accounts.storage.database import make_engine, reading
from bff.app import create_app
from bff.journeys.flow import Flow
from bff.owners.askers import asker
from bff.services import Services
from bff.settings.settings import Settings
from sandbox.app import create_sandbox
from sandbox.authority import Hierarchy
from sandbox.people.table import PEOPLE, SandboxPerson, person_called
from sandbox.settings import SandboxSettings
from sandbox.state import Sandbox, sandbox_of
from tests.support.browser import ORIGIN, Browser
from tests.support.citizens import Citizen, Insured
from tests.support.compiled import COMPILED
from tests.support.routes import KnownRoute
from tests.support.vneid import Traveller, private_pem, public_pem, settings_of
from verifiers.places import InPlaces, Places
from verifiers.vneid import Profile

CARRIER = "http://sandbox.test/carrier"


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Let time pass, e.g. ``clock.move(minutes=5)``."""
        self.now += timedelta(**by)


def at_once_beside(work: Callable[..., object], *arguments: object) -> None:
    """Do *work* now, but as a greenlet of its own would: outside this request's context."""
    Context().run(work, *arguments)


@pytest.fixture(scope="session")
def carrier_key() -> ec.EllipticCurvePrivateKey:
    """The product's key at the carrier."""
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def clock() -> Clock:
    """The product's clock."""
    return Clock()


@pytest.fixture(scope="session")
def sim_trust(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Whom the product trusts for SIMs and tokens: the sandbox's authority, whose keys are this process's."""
    folder = tmp_path_factory.mktemp("sim")
    authority = Sandbox(SandboxSettings(own_url="http://sandbox.test")).authority
    bundles = {
        "sim_roots_file": authority.root_pem(Hierarchy.SIM),
        "sim_government_roots_file": authority.root_pem(Hierarchy.GOVERNMENT),
        "sim_issuing_file": authority.issuing_pem(Hierarchy.SIM, Hierarchy.GOVERNMENT),
        "usb_roots_file": authority.root_pem(Hierarchy.TOKEN),
        "usb_government_roots_file": authority.root_pem(Hierarchy.GOVERNMENT),
        "usb_issuing_file": authority.issuing_pem(Hierarchy.TOKEN, Hierarchy.GOVERNMENT),
    }
    for name, pem in bundles.items():
        (folder / name).write_bytes(pem)
    return {name: folder / name for name in bundles}


@pytest.fixture
def settings(
    redis_url: str,
    migrated_database: Path,
    tmp_path: Path,
    carrier_key: ec.EllipticCurvePrivateKey,
    sim_trust: dict[str, Path],
) -> Settings:
    """The product's settings, with limits that do not get in a test's way."""
    database = tmp_path / "accounts.sqlite3"
    shutil.copy(migrated_database, database)
    vneid_key_file = tmp_path / "vneid.pem"
    vneid_key_file.write_bytes(private_pem())
    key_file = tmp_path / "carrier.pem"
    key_file.write_bytes(
        carrier_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return Settings(
        secret_key="a secret that only this test knows, long enough",
        encryption_keys=(("test", b"e" * 32),),
        lookup_key=b"l" * 32,
        public_origin=ORIGIN,
        email_purpose="để gửi bạn kết quả hồ sơ",
        email_purpose_en="to send you the result of your request",
        redis_url=redis_url,
        data_folder=tmp_path,
        database_url=f"sqlite:///{database}",
        carrier_url=CARRIER,
        carrier_private_key_file=key_file,
        sms_url="http://sandbox.test/sms",
        sms_api_key="sandbox",
        sms_secret_key="sandbox",
        sandbox_url="http://sandbox.test",
        social_insurance_url="http://sandbox.test/lgsp",
        social_insurance_access_key="sandbox",
        social_insurance_secret_key="sandbox",
        social_insurance_partner_code="000.00.00.H00",
        social_insurance_customer_code="000.00.00.H00",
        post_url="http://sandbox.test/post",
        post_api_key="sandbox",
        post_callback_secret="sandbox",
        **settings_of(Profile.PLAIN, vneid_key_file),  # type: ignore[arg-type]  # named there
        sim_url="http://sandbox.test/mssp",
        sim_application_id="http://cuaso.example",
        sim_password="sandbox",
        revocation_urls=("http://sandbox.test/authority/",),
        sim_roots_file=sim_trust["sim_roots_file"],
        sim_government_roots_file=sim_trust["sim_government_roots_file"],
        sim_issuing_file=sim_trust["sim_issuing_file"],
        usb_roots_file=sim_trust["usb_roots_file"],
        usb_government_roots_file=sim_trust["usb_government_roots_file"],
        usb_issuing_file=sim_trust["usb_issuing_file"],
        work_bits=4,  # 16 hashes: real work, but none that a test feels
        work_bits_most=4,
    )


@dataclass(frozen=True)
class World:
    """The product and the sandbox behind it, as one test sees them."""

    app: Flask
    sandbox: Sandbox
    clock: Clock
    sandbox_app: Flask
    receipts: list[str] = field(default_factory=list)
    pollers: list[Callable[[], bool]] = field(default_factory=list)

    @property
    def services(self) -> Services:
        """The product's parts."""
        found: Services = self.app.extensions["services"]
        return found

    def citizen(
        self, person: SandboxPerson = PEOPLE[0], *, language: str = "en", htmx: bool = False
    ) -> Citizen:
        """A sandbox person with a browser of their own."""
        return Citizen(person, Browser(self.app, language=language, htmx=htmx), self.sandbox)

    def insured(self, key: str = "insured", *, language: str = "en", htmx: bool = False) -> Insured:
        """A sandbox person with an insurance number, and a browser of their own."""
        browser = Browser(self.app, language=language, htmx=htmx)
        return Insured(person_called(key), browser, self.sandbox)

    def traveller(self, key: str = "vneid_level_2", *, language: str = "en", htmx: bool = False) -> Traveller:
        """A sandbox person with an account at VNeID, and a browser of their own."""
        browser = Browser(self.app, language=language, htmx=htmx)
        return Traveller(person_called(key), browser, self.sandbox, self.sandbox_app)

    def deliver(self, receipt: str) -> int:
        """Call the product with a receipt's address, as the gateway does; give the answer's status."""
        parts = urlsplit(receipt)
        address = f"{parts.path}?{parts.query}"
        return self.app.test_client().get(address, base_url=ORIGIN).status_code

    def ask(self) -> bool:
        """Let the newest poller ask its counterpart once; return whether it would continue."""
        return self.pollers[-1]()

    @property
    def records(self) -> list[str]:
        """The keys of all registrations in Redis, the oldest name first.

        Those from which a browser went on under a new id, and those that hold nothing, are left out.
        """
        keys = sorted(str(key) for key in self.services.flows.client.scan_iter("registration:*"))
        full = [key for key in keys if not self._of(key).holds_nothing and self._of(key).moved_to is None]
        newest = [key for key in keys if self._of(key).typed and self._of(key).moved_to is None]
        return full or newest or keys

    @property
    def flow(self) -> Flow:
        """The only registration there is, as it stands in the store."""
        (key,) = self.records
        return self._of(key)

    def _of(self, key: str) -> Flow:
        found = self.services.flows.load(key[len("registration:{") : -1], touch=False)
        assert found is not None
        return found

    def age_registration(self, **by: float) -> None:
        """Make the only registration have begun longer ago, e.g. ``age_registration(hours=12)``."""
        earlier = self.flow.started_at - timedelta(**by)
        self.services.flows.save(self.flow.learn(started_at=earlier))

    def let_expire(self) -> None:
        """Make all registrations end, as Redis does when their time is over."""
        client = self.services.flows.client
        client.delete(*client.scan_iter("registration:*"))


@pytest.fixture
def make_world(
    settings: Settings, clock: Clock, carrier_key: ec.EllipticCurvePrivateKey
) -> Iterator[Callable[..., World]]:
    """Make a world whose product has other settings: ``make_world(sign_in_code=False)``.

    With ``hold_receipts`` the gateway's receipts wait in `World.receipts` until a test delivers them;
    ``while_slow`` is what happens while a counterpart's delay lasts; ``places`` are those of all
    counterparts at ``sandbox.test``.
    """
    public = carrier_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    made: list[World] = []

    def make(
        *,
        hold_receipts: bool = False,
        while_slow: Callable[[World], object] = id,
        places: Places | None = None,
        **changes: object,
    ) -> World:
        worlds: list[World] = []

        def deliver(url: str) -> None:
            worlds[0].receipts.append(url)
            if not hold_receipts:
                worlds[0].deliver(url)

        def start_poller(_poll: object, _flow_id: str, _ticket: str, ask: Callable[[], bool]) -> None:
            worlds[0].pollers.append(ask)

        sandbox = create_sandbox(
            SandboxSettings(
                own_url="http://sandbox.test",
                carrier_clients={"cuaso": public},
                vneid_public_key=public_pem(),
                deliver_receipt=deliver,
                sleep=lambda _seconds: while_slow(worlds[0]),  # type: ignore[arg-type]  # whatever it returns
            ),
            rule=KnownRoute,
        )
        transport = httpx2.WSGITransport(app=sandbox)
        product = create_app(
            replace(settings, **changes),  # type: ignore[arg-type]  # named by the test
            client=httpx2.Client(
                transport=transport,
                mounts={"all://sandbox.test": InPlaces(transport, places, asker)} if places else None,
            ),
            clock=clock,
            beside=at_once_beside,
            at_the_beat=at_once_beside,
            start_poller=start_poller,
            rule=KnownRoute,
        )
        product.jinja_env.bytecode_cache = COMPILED
        worlds.append(World(product, sandbox_of(sandbox), clock, sandbox))
        made.append(worlds[0])
        return worlds[0]

    yield make
    for world in made:
        world.services.accounts.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A world with the usual settings."""
    return make_world()


@pytest.fixture
def audit_of(world: World) -> Callable[[str], list[tuple[str, str]]]:
    """What the audit has under an id: events and codes, the oldest first."""

    def entries(record_id: str) -> list[tuple[str, str]]:
        engine = make_engine(world.services.settings.database_url)
        told = text("SELECT event, codes FROM audit_entries WHERE account_id = :id ORDER BY sequence")
        with reading(engine) as session:
            found = [(event, codes) for event, codes in session.execute(told, {"id": record_id})]
        engine.dispose()
        return found

    return entries
