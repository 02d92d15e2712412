"""Measure the bytes and requests of every screen in Chromium: with an empty cache, and from step to step.

Bytes include headers and the compressed bodies. The service worker is blocked, so that its cache does not
hide requests. A WebSocket counts as one request, with the bytes of its frames.
"""

import http.client
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import brotli
from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from bench.crowd.citizen import PASSWORD
from bench.crowd.stand import Stand, stand
from bench.figures import Table
from sandbox.people.table import CROWD, SandboxPerson
from tests.support.qa import Qa

CHROMIUM = "/usr/bin/chromium"
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True}
#: Budgets in bytes, with headers: HTML and CSS; all files of a first screen; of a first screen that waits;
#: the response of one step; the shell that the service worker caches, without icons.
CRITICAL, FIRST_SCREEN, WAITING_SCREEN, STEP, SHELL = 10_240, 24_576, 38_912, 3_072, 49_152
FIRST_SCREEN_REQUESTS = 6
#: A screen counts as loaded after this time without requests, in milliseconds.
QUIET_MS = 400

#: The first screens: name, the gallery state that leads to it ("" for none), address.
SCREENS = (
    ("home", "", "/"),
    ("for whom", "", "/register"),
    ("method", "", "/register/citizen"),
    ("prepare", "", "/register/citizen/mobile-subscriber"),
    ("who", "mobile_subscriber/who/empty", "/register/mobile-subscriber/who"),
    ("who, all wrong", "mobile_subscriber/who/all_wrong", ""),
    ("phone", "mobile_subscriber/details/empty", "/register/mobile-subscriber/details"),
    ("phone, all wrong", "mobile_subscriber/details/all_wrong", ""),
    ("code (waits)", "mobile_subscriber/code/sent", "/register/mobile-subscriber/code"),
    ("password", "mobile_subscriber/password/empty", "/register/mobile-subscriber/password"),
    ("done", "mobile_subscriber/done/plain", "/register/mobile-subscriber/done"),
    (
        "account exists",
        "mobile_subscriber/account_exists/plain",
        "/register/mobile-subscriber/account-exists",
    ),
    ("refused", "mobile_subscriber/refused/person_differs", "/register/mobile-subscriber/refused"),
    ("sign in", "", "/sign-in"),
    ("guides", "", "/guides"),
)


@dataclass
class Meter:
    """Counts the requests of one page since the last `take`."""

    session: CDPSession
    kinds: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session.on("Network.requestWillBeSent", self._sent)
        self.session.on("Network.loadingFinished", self._finished)
        self.session.on("Network.webSocketCreated", lambda event: self._count(event, "WebSocket", 0))
        self.session.on("Network.webSocketHandshakeResponseReceived", self._shaken)
        self.session.on("Network.webSocketFrameReceived", self._framed)
        self.session.send("Network.enable")

    def take(self) -> "Fetched":
        """Return the requests since the last call, and start counting from zero."""
        fetched = Fetched(dict(self.kinds), dict(self.sizes))
        self.kinds.clear()
        self.sizes.clear()
        return fetched

    def _sent(self, event: dict[str, Any]) -> None:
        # Chromium reports a redirect within the next request, and both have the same id.
        redirect = event.get("redirectResponse")
        if redirect:
            self.sizes[event["requestId"] + "-redirect"] = int(redirect["encodedDataLength"])
            self.kinds[event["requestId"] + "-redirect"] = "Redirect"
        self.kinds[event["requestId"]] = event.get("type", "Other")

    def _finished(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])

    def _shaken(self, event: dict[str, Any]) -> None:
        self._count(event, "WebSocket", len(event["response"].get("headersText", "")))

    def _framed(self, event: dict[str, Any]) -> None:
        # A short frame from the server has a header of 2 bytes (RFC 6455 section 5.2).
        self._count(event, "WebSocket", 2 + len(event["response"]["payloadData"].encode()))

    def _count(self, event: dict[str, Any], kind: str, size: int) -> None:
        self.kinds[event["requestId"]] = kind
        self.sizes[event["requestId"]] = self.sizes.get(event["requestId"], 0) + size


@dataclass(frozen=True)
class Fetched:
    """The kind and the bytes of each request, by request id."""

    kinds: dict[str, str]
    sizes: dict[str, int]

    @property
    def total(self) -> int:
        """The bytes of all requests."""
        return sum(self.sizes.values())

    @property
    def critical(self) -> int:
        """The bytes of HTML and CSS."""
        return sum(
            size for key, size in self.sizes.items() if self.kinds.get(key) in {"Document", "Stylesheet"}
        )

    @property
    def requests(self) -> int:
        """The number of requests that reached the server; a response from the cache has no bytes."""
        return sum(size > 0 for size in self.sizes.values())


def measure() -> list[Table]:
    """Measure, and return the tables."""
    with stand() as running, sync_playwright() as playwright:
        arguments = ["--disable-dev-shm-usage"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)

        @contextmanager
        def fresh(language: str) -> Iterator[tuple[BrowserContext, Page, Meter]]:
            context = browser.new_context(
                locale=language, base_url=running.place.origin, service_workers="block", **PHONE
            )
            page = context.new_page()
            yield context, page, Meter(context.new_cdp_session(page))
            context.close()

        cold = [row for language in ("vi-VN", "en-GB") for row in _first_screens(fresh, language)]
        steps = _steps(fresh, running)
        browser.close()
        return [_first_table(cold), _steps_table(steps), _shell_table(running)]


def _first_screens(fresh: Any, language: str) -> Iterator[tuple[str, Fetched]]:
    for name, state, path in SCREENS:
        with fresh(language) as (context, page, meter):
            if state and path:
                context.request.get(f"/gallery/{state}", max_redirects=0)
            page.goto(path or f"/gallery/{state}")
            _rest(page)
            yield f"{name}, {language[:2]}", meter.take()


def _rest(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(QUIET_MS)


def _steps(fresh: Any, running: Stand) -> list[tuple[str, Fetched]]:
    """Register as a person does, and record the requests of each press."""
    person, steps = CROWD[-1], []
    with fresh("vi-VN") as (_context, page, meter), Qa(running.place.sandbox_url) as qa:
        page.goto("/")
        _rest(page)
        meter.take()
        for name, press, address in _presses(page, person, qa):
            press()
            page.wait_for_url(f"**{address}")
            _rest(page)
            steps.append((name, meter.take()))
    return steps


def _presses(page: Page, person: SandboxPerson, qa: Qa) -> Iterator[tuple[str, Any, str]]:
    def follow(path: str) -> Any:
        return page.locator(f'#screen a[href="{path}"]').first.click

    def send() -> None:
        page.locator("#screen form[method=post] button[type=submit]").first.click()

    def give_details() -> None:
        year, month, day = person.birth_date.split("-")
        values = {
            "citizen_number": person.citizen_number,
            "full_name": person.full_name,
            "birth_date_day": day,
            "birth_date_month": month,
            "birth_date_year": year,
        }
        for name, text in values.items():
            page.locator(f"[name={name}]").fill(text)
        page.locator("#main-form .act button").click()

    def give_phone() -> None:
        page.locator("[name=phone_number]").fill(person.phone_number)
        page.locator("[name=consent]").check()
        page.locator("#main-form .act button").click()

    def enter_code() -> None:
        page.locator("[name=code]").fill(qa.last_code(person.phone_number))
        page.locator("#main-form .act button").click()

    def choose_password() -> None:
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=confirmation]").fill(PASSWORD)
        page.locator("#main-form .act button").click()

    yield "home → for whom", follow("/register"), "/register"
    yield "for whom → method", follow("/register/citizen"), "/register/citizen"
    prepare = "/register/citizen/mobile-subscriber"
    yield "method → prepare", follow(prepare), prepare
    yield "prepare → who", send, "/who"
    yield "who → phone", give_details, "/details"
    yield "phone → code (scripts and socket of waiting)", give_phone, "/code"
    yield "code → password", enter_code, "/password"
    yield "password → done", choose_password, "/done"


def _first_table(cold: list[tuple[str, Fetched]]) -> Table:
    rows = []
    for name, fetched in cold:
        most = WAITING_SCREEN if "waits" in name else FIRST_SCREEN
        count = f"{fetched.requests}" + (
            "" if "waits" in name else _verdict(fetched.requests, FIRST_SCREEN_REQUESTS)
        )
        rows.append(
            (
                name,
                f"{_kb(fetched.critical)} of {_kb(CRITICAL)}{_verdict(fetched.critical, CRITICAL)}",
                f"{_kb(fetched.total)} of {_kb(most)}{_verdict(fetched.total, most)}",
                count,
            )
        )
    return Table(
        "First screen, cold: KB received, headers included",
        ("screen", "HTML and CSS", "everything", f"requests of {FIRST_SCREEN_REQUESTS}"),
        tuple(rows),
    )


def _steps_table(steps: list[tuple[str, Fetched]]) -> Table:
    rows = []
    for name, fetched in steps:
        fetches = {
            key: size
            for key, size in fetched.sizes.items()
            if fetched.kinds.get(key) in {"Fetch", "XHR", "Document"}
        }
        answer = max(fetches.values(), default=0)
        rows.append(
            (
                name,
                f"{_kb(answer)} of {_kb(STEP)}{_verdict(answer, STEP)}",
                _kb(fetched.total),
                str(fetched.requests),
            )
        )
    return Table(
        "From step to step: KB received, headers included",
        ("press", "the next screen", "with all it loads", "requests"),
        tuple(rows),
        "Before a registration begins, links open public pages; then htmx swaps screens.",
    )


def _shell_table(running: Stand) -> Table:
    place = urlsplit(running.place.origin)
    connection = http.client.HTTPConnection("127.0.0.1", place.port or 80)
    worker_size, worker = _fetch(connection, "/service-worker.js", place.netloc)
    precache = re.search(r'\[\s*"/static/[^\]]*\]', worker)
    kept = json.loads(precache[0]) if precache else []
    icons = [path for path in kept if "/icons/" in path]
    rest = [path for path in kept if path not in icons]
    shell = sum(_fetch(connection, path, place.netloc)[0] for path in rest)
    drawn = sum(_fetch(connection, path, place.netloc)[0] for path in icons)
    connection.close()
    return Table(
        "What the service worker keeps: KB received, headers included",
        ("what", "KB", "requests"),
        (
            (
                "shell and offline pages",
                f"{_kb(shell)} of {_kb(SHELL)}{_verdict(shell, SHELL)}",
                str(len(rest)),
            ),
            ("icons", _kb(drawn), str(len(icons))),
            ("the worker itself", _kb(worker_size), "1"),
        ),
    )


def _fetch(connection: http.client.HTTPConnection, path: str, host: str) -> tuple[int, str]:
    connection.request("GET", path, headers={"Host": host, "Accept-Encoding": "br", "Accept": "*/*"})
    answer = connection.getresponse()
    body = answer.read()
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders()) + len(
        "HTTP/1.1 200 OK\r\n\r\n"
    )
    text = ""
    if path.endswith("service-worker.js"):
        text = (brotli.decompress(body) if answer.headers.get("Content-Encoding") == "br" else body).decode()
    return head + len(body), text


def _kb(size: int) -> str:
    return f"{size / 1024:.1f}"


def _verdict(measured: int, most: int) -> str:
    return ", ok" if measured <= most else ", over"
