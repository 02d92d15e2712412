"""A person of the sandbox's crowd with a minimal browser, which needs almost no CPU.

It has one connection and sends forms as htmx does. It loads no styles and no scripts; `bench.transfer`
measures those.
"""

import gzip
import http.client
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import brotli
import httpx2

from deploy.environment import Place
from sandbox.people.table import CROWD, SandboxPerson
from tests.support.work import solve

PASSWORD = "Ngôi-nhà-3-tầng"
TIMEOUT_SECONDS = 60
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_WORK = re.compile(r'data-work="([^"]+)"')
_METHOD = "/register/mobile-subscriber"

#: The request headers of a browser that the product reads.
_BROWSER = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "vi-VN,vi;q=0.9,en;q=0.8",
    "Connection": "keep-alive",
}


class WentWrong(Exception):
    """The product sent another screen than expected."""


@dataclass
class Citizen:
    """One person who registers; every method that sends a request loads one screen."""

    person: SandboxPerson
    place: Place
    _cookies: dict[str, str] = field(default_factory=dict)
    _csrf_token: str = ""
    _connection: http.client.HTTPConnection | None = None

    @property
    def steps(self) -> Mapping[str, Callable[[], object]]:
        """The steps of one complete registration, in order; each loads one screen."""
        return {
            "home": lambda: self.open("/"),
            "for whom": lambda: self.open("/register"),
            "method": lambda: self.open("/register/citizen"),
            "prepare": lambda: self.open("/register/citizen/mobile-subscriber"),
            "begin → details": lambda: self.send("/register/citizen/mobile-subscriber"),
            "details → code (match, SMS)": self.give_details,
            "code → password": self.enter_code,
            "password → done (hash, account, SMS)": self.choose_password,
        }

    def register(self) -> None:
        """Register: from the home page to the account."""
        for step in self.steps.values():
            step()
        self.leave()

    def reach_code(self) -> None:
        """Go to the screen that asks for the code of the SMS."""
        self.open("/register/citizen/mobile-subscriber")
        self.send("/register/citizen/mobile-subscriber")
        self.give_details()

    def wait_for_sim(self) -> None:
        """Go to the screen that waits for the confirmation on the SIM."""
        self.open("/register/citizen/sim-signature")
        page = self.send("/register/citizen/sim-signature")
        asked = _WORK.search(page)
        work = solve(asked[1]) if asked else ""
        self.send("/register/sim-signature/phone", phone_number=self.person.phone_number, work=work)
        self.open("/register/sim-signature/waiting")

    def give_details(self) -> None:
        """Send the form with the details."""
        year, month, day = self.person.birth_date.split("-")
        self.send(
            f"{_METHOD}/details",
            citizen_number=self.person.citizen_number,
            full_name=self.person.full_name,
            birth_date_day=day,
            birth_date_month=month,
            birth_date_year=year,
            phone_number=self.person.phone_number,
            email="",
            consent="y",
        )

    def enter_code(self) -> None:
        """Read the code from the sandbox's inbox, and send it."""
        inbox = f"{self.place.sandbox_url}/qa/messages/{self.person.phone_number}"
        messages = httpx2.get(inbox, trust_env=False, verify=False).json()["messages"]
        codes = [message["one_time_code"] for message in messages if message["one_time_code"]]
        self.send(f"{_METHOD}/code", code=codes[0])

    def choose_password(self) -> None:
        """Send the password, which opens the account.

        Raises:
            WentWrong: the product opened no account.
        """
        page = self.send(f"{_METHOD}/password", password=PASSWORD, confirmation=PASSWORD)
        if "csrf_token" in page and 'name="password"' in page:
            raise WentWrong("no account was opened")

    @property
    def cookie(self) -> str:
        """The value of the Cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def open(self, path: str) -> str:
        """Load the page at *path*."""
        return self._ask("GET", path, None, {})

    def send(self, path: str, **fields: str) -> str:
        """Send a form to *path*, as htmx does."""
        body = urlencode({"csrf_token": self._csrf_token, **fields})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
            "HX-Request-Type": "partial",
        }
        return self._ask("POST", path, body, headers)

    def leave(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> str:
        connection = self._connect()
        sent = {**_BROWSER, "Host": f"localhost:{self.place.port}", "Cookie": self.cookie, **headers}
        connection.request(method, path, body=body, headers=sent)
        answer = connection.getresponse()
        raw = answer.read()
        for value in answer.headers.get_all("Set-Cookie") or []:
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(value).items()})
        if answer.status != http.HTTPStatus.OK:
            raise WentWrong(f"{method} {path}: {answer.status}")
        page = _unpacked(raw, answer.headers.get("Content-Encoding", ""))
        token = _TOKEN.search(page)
        self._csrf_token = token[1] if token else self._csrf_token
        return page

    def _connect(self) -> http.client.HTTPConnection:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self.place.port, timeout=TIMEOUT_SECONDS
            )
        return self._connection


def _unpacked(raw: bytes, encoding: str) -> str:
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
    return str(unpack(raw), "utf-8")


def crowd(place: Place, count: int, *, skip: int = 0) -> list[Citizen]:
    """Return *count* people of the crowd, after the first *skip*.

    Raises:
        ValueError: the crowd has fewer people.
    """
    if skip + count > len(CROWD):
        raise ValueError(f"the sandbox's crowd is {len(CROWD)} people")
    return [Citizen(person, place) for person in CROWD[skip : skip + count]]
