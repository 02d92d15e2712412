"""A running product as a test sees it: like `World` of the unit tests, with processes behind it.

A twin of the product in the test's own process has the same keys, Redis and database: it prepares flows and
sessions and reads what an attack left. Only the running product answers requests.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from accounts.account.records import Account
from bff.app import create_app
from bff.services import Services
from bff.settings.settings import Settings
from identity.claims import Claims
from identity.subject import Subject
from sandbox.people.table import PEOPLE, SandboxPerson
from sandbox.sms.inbox import Message
from sandbox.state import Sandbox
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.support.crowds import Crowd
from tests.support.live.wire import PATIENCE, Letter, letter
from tests.support.qa import Qa, eventually
from tests.support.running import RunningProduct
from tests.unit.bff.conftest import World

#: Tables of the accounts' database that a wipe leaves: its version, and the audit, which no hand may change.
KEPT = ("alembic_version", "audit_", "sqlite_")


class OverTheNetwork:
    """The running product as a WSGI application, so that `Browser` can walk it.

    With *network* it says, as a proxy does, that its requests come from that address.
    """

    def __init__(self, netloc: str, *, network: str = "") -> None:
        self._netloc, self._network = netloc, network

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """Pass one request on, under the product's own host."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").title(): value
            for name, value in environ.items()
            if name.startswith("HTTP_") and name != "HTTP_HOST"
        }
        if self._network:
            headers["X-Forwarded-For"] = self._network
        if environ.get("CONTENT_TYPE"):
            headers["Content-Type"] = environ["CONTENT_TYPE"]
        path = environ["PATH_INFO"] + (f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else "")
        connection = HTTPConnection(self._netloc, timeout=PATIENCE)
        with closing(connection):
            connection.request(environ["REQUEST_METHOD"], path, body or None, headers)
            answer = connection.getresponse()
            said = answer.read()
            kept = [
                pair for pair in answer.getheaders() if pair[0].lower() not in {"connection", "keep-alive"}
            ]
            start_response(f"{answer.status} {answer.reason}", kept)
            return [said]


class Phones:
    """The part of `Sandbox` that people and volleys ask: what is on a phone."""

    def __init__(self, qa: Qa) -> None:
        self._qa = qa

    def inbox(self, phone_number: str) -> list[Message]:
        """The messages on a phone, the newest last."""
        return [
            Message(
                one["id"],
                phone_number,
                one["sender"],
                one["text"],
                datetime.fromisoformat(one["received_at"]),
                one["request_id"],
            )
            for one in reversed(self._qa.messages(phone_number))
        ]


class LiveCitizen(Citizen):
    """A citizen whose messages need time to arrive."""

    used = 0

    @property
    def last_code(self) -> str:
        codes = eventually(
            lambda: found if len(found := self.codes) > self.used else None,
            f"a new code on {self.person.phone_number}; the page is {self.page.path}",
        )
        self.used = len(codes)
        return codes[-1]

    def way_on(self, already: int = 0) -> str:
        """Wait for a code for "I have a code" beyond the first ones, and return the newest."""
        found = eventually(
            lambda: codes if len(codes := self.way_on_codes) > already else None, "a code in a message"
        )
        return found[-1]


class _Clock:
    """The clock of the running product, a minute ago: what a volley prepared may be asked for again."""

    def __call__(self) -> datetime:
        return datetime.now(UTC) - timedelta(seconds=60)

    def move(self, **_by: float) -> None:
        """Real time does not move by words."""


class LiveWorld:
    """One running product, its sandbox and its stores."""

    def __init__(self, running: RunningProduct, qa: Qa) -> None:
        self.running, self.qa = running, qa
        self.netloc = urlsplit(running.url).netloc
        self.app = cast(Flask, OverTheNetwork(self.netloc))
        self.sandbox = cast(Sandbox, Phones(qa))
        self.clock = _Clock()
        self._log_begins = 0
        settings = Settings.from_environment(running.product.environment)
        self.twin = create_app(
            settings,
            beside=lambda work, *arguments: work(*arguments),
            at_the_beat=lambda work, *arguments: work(*arguments),
            start_poller=lambda *_arguments: None,
        )

    @property
    def services(self) -> Services:
        """The stores, with the twin's own connections."""
        found: Services = self.twin.extensions["services"]
        return found

    @property
    def in_process(self) -> World:
        """This world for helpers of the unit tests, which read nothing of it that is not here too."""
        return cast(World, self)

    def browser(self) -> Browser:
        """A browser without history."""
        return Browser(self.app)

    def citizen(self, person: SandboxPerson = PEOPLE[0]) -> LiveCitizen:
        """A sandbox person with a browser of their own."""
        citizen = LiveCitizen(person, self.browser(), self.sandbox)
        citizen.used = len(citizen.codes)
        return citizen

    def account_of(self, person: SandboxPerson = PEOPLE[0]) -> Account:
        """The person's account as it stands."""
        claims = Claims(subject=Subject.CITIZEN, citizen_number=person.citizen_number)
        found = self.services.accounts.find(claims)
        assert found is not None
        return found

    def posting(self, browser: Browser, path: str, **fields: str) -> Letter:
        """A form that *browser* would send from where it stands."""
        cookies = "; ".join(
            f"{name}={value}"
            for name, value in (("cuaso", browser.cookie), ("cuaso-desk", browser.desk_cookie))
            if value
        )
        sent = {"csrf_token": browser.csrf_token, **fields}
        return letter(self.netloc, "POST", path, cookies=cookies, fields=sent)

    def wipe(self) -> None:
        """Empty the stores and the phones; the audit stays."""
        self._log_begins = self.running.product.log.stat().st_size
        self.services.flows.client.flushall()
        self.qa.reset()
        file = self.services.settings.database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(file, timeout=10)) as database:
            names = [
                str(name) for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
            ]
            for name in names:
                if not name.startswith(KEPT):
                    database.execute(f'DELETE FROM "{name}"')  # noqa: S608 - names of our own tables
            database.commit()

    def faults(self) -> list[str]:
        """Lines that the product's log must not have, since the last wipe."""
        text = self.running.product.log.read_bytes()[self._log_begins :].decode(errors="replace")
        return [line for line in text.splitlines() if "Traceback" in line or '"level": "error"' in line]


class LiveCrowd(Crowd):
    """Makes browsers in the twin, and writes their forms as letters to the running product."""

    def __init__(self, world: LiveWorld) -> None:
        super().__init__(world.twin)
        self._netloc = world.netloc

    def posting(self, client: FlaskClient, path: str, **fields: str) -> Any:
        return letter(
            self._netloc,
            "POST",
            path,
            cookies=cookies_of(client),
            fields={"csrf_token": self.token, **fields},
        )


def cookies_of(client: FlaskClient, names: Iterable[str] = ("cuaso", "cuaso-desk")) -> str:
    """The header with a test client's cookies."""
    found: Mapping[str, Any] = {name: client.get_cookie(name) for name in names}
    return "; ".join(f"{name}={one.value}" for name, one in found.items() if one)
