"""A running product with portals: their rows, people with accounts, and browsers that are signed in."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import httpx2
from flask import session
from flask_wtf.csrf import generate_csrf

from accounts.account.records import Account, NewAccount
from accounts.portals.records import ClientAuth, NewPortal, Portal, Scope
from bff.rules.portals.means import Means
from bff.services import Services
from identity.subject import Subject
from sandbox.people.table import CROWD, PEOPLE, SandboxPerson
from tests.support.browser import ORIGIN, Browser
from tests.support.citizens import PASSWORD
from tests.support.live.world import LiveWorld
from tests.support.qa import Qa
from tests.support.running import RunningProduct

EVERYTHING = frozenset({Scope.OPENID, Scope.PROFILE, Scope.PHONE, Scope.EMAIL, Scope.ADDRESS})
#: From where all token requests of these tests come.
LOOPBACK = ("127.0.0.0/8", "::1/128")
TWO_FACTORS = (Means.PASSWORD, Means.CODE)


class Site:
    """The provider that the judges meet."""

    def __init__(self, world: LiveWorld) -> None:
        self.world = world
        self._others = iter(CROWD)
        self._people: dict[str, SandboxPerson] = {}
        #: What portals ask by themselves.
        self.http = httpx2.Client(base_url=world.running.url, trust_env=False, timeout=30.0)

    @property
    def issuer(self) -> str:
        """The provider's identifier."""
        return self.world.running.url

    @property
    def services(self) -> Services:
        return self.world.services

    def add(self, **facts: Any) -> tuple[Portal, str | None]:
        """Add a portal; return it with its secret, if it has one."""
        usual: dict[str, Any] = {
            "id": "p" + secrets.token_hex(6),
            "name_vi": "Cổng thử",
            "name_en": "Trial portal",
            "sector": "portal.example.vn",
            "redirect_uris": ("http://localhost:1/callback",),
            "logout_uris": ("http://localhost:1/bye",),
            "scopes": EVERYTHING,
            "client_auth": ClientAuth.CLIENT_SECRET_BASIC,
        }
        if facts.get("is_legacy"):
            usual |= {"addresses": LOOPBACK, "client_auth": ClientAuth.CLIENT_SECRET_POST}
        return self.services.portals.add(NewPortal(**(usual | facts)))

    def open_account(self, person: SandboxPerson | None = None, *, level: int = 2) -> Account:
        """Open an account with a password, as registering does; None: for the next one of the crowd."""
        person = person or next(self._others)
        self._people[person.citizen_number] = person
        opened = self.services.accounts.open(
            NewAccount(
                subject=Subject.CITIZEN,
                full_name=person.full_name,
                birth_date=person.birth_date,
                sex=person.sex,
                citizen_number=person.citizen_number,
                phone_number=person.phone_number,
                email="lan@example.vn",
                address="1 Tràng Tiền, Hà Nội",
                method="mobile_subscriber" if level == 2 else "sim_signature",
                level=level,
                password_hash=self.services.passwords.hash(PASSWORD),
                registered_at=datetime.now(UTC),
                language="en",
            )
        )
        assert isinstance(opened, Account)
        return opened

    def person_of(self, account: Account) -> SandboxPerson:
        """The person who has *account*."""
        return self._people[account.citizen_number or ""]

    def browser(self) -> Browser:
        """A browser without history."""
        return self.world.browser()

    def signed_in(self, account: Account, means: tuple[Means, ...] = TWO_FACTORS) -> Browser:
        """A browser in which the person of *account* has just signed in."""
        begun = self.services.signed_in.begin(
            account.id, device="Chrome · Android", generation=account.generation, means=means
        )
        app, browser = self.world.twin, self.browser()
        with app.test_request_context(base_url=ORIGIN):
            generate_csrf()
            known = {"csrf_token": session["csrf_token"], "browser": secrets.token_urlsafe(16)}
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # of the cookie sessions
        browser.cookie = serializer.dumps({"_permanent": True, "signed_in": begun.token, **known})
        return browser


def answer_in(browser: Browser, address: str, press: str = "Agree and go on") -> str:
    """Send a browser to *address* and press what is asked; return where the provider sent it back to."""
    parts = urlsplit(address)
    browser.left_for = ""
    browser.open(parts.path + (f"?{parts.query}" if parts.query else ""))
    if not browser.left_for:
        browser.press(press)
    assert browser.left_for, browser.page.heading
    return browser.left_for


@contextmanager
def running_site() -> Iterator[Site]:
    """Start a product with its sandbox; stop both after the block."""
    with TemporaryDirectory(prefix="cuaso-") as folder:
        product = RunningProduct(Path(folder), {"WORKERS": "1"})
        try:
            product.start()
            with Qa(product.sandbox_url) as qa:
                site = Site(LiveWorld(product, qa))
                with site.http:
                    yield site
        finally:
            product.stop()


LAN = PEOPLE[0]
