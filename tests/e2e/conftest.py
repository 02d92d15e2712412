"""What the journeys run on: a real product, its sandbox, and Chromium as a phone.

By default everything is started here. To run the same journeys against any address:
``SANDBOX_URL=https://… make e2e PYTEST_ARGS="--base-url https://…"``; tests that must stop or set up
a product of their own are then skipped and say so.
"""

import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from sandbox.people.table import CROWD, Person, SandboxPerson
from tests.e2e.hands import MakeHand, a_finger
from tests.e2e.speech import Speech
from tests.e2e.visitor import Visitor
from tests.support.qa import Qa
from tests.support.running import RunningProduct

#: Debian's browser: the one that the pinned Playwright is known to drive.
CHROMIUM = Path("/usr/bin/chromium")
#: The smallest phone we promise to serve.
PHONE = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True}
#: How long a screen may take to say what is expected, in milliseconds; a loaded machine is slow.
PATIENCE_MS = 15_000
#: What Chromium and htmx write to the console when an answer or a connection failed: no fault of a page.
NETWORK_NEWS = ("Failed to load resource", "WebSocket connection to", "htmx: htmx:error: Failed to fetch")
#: Every wait inside a test is shorter than this.
HANGS_AFTER_SECONDS = 150
LOCALES = {"vi": "vi-VN", "en": "en-GB"}

StartProduct = Callable[..., RunningProduct]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a test that hangs end its process: an alarm raised inside Playwright's own loop ends nothing."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(HANGS_AFTER_SECONDS, method="thread"))


@pytest.fixture(scope="session")
def running_product(pytestconfig: pytest.Config) -> Iterator[RunningProduct]:
    """The session's own product; a test that stops a part of it starts it again."""
    with ExitStack() as stack:
        yield start_with(pytestconfig, stack, {})


@pytest.fixture
def start_product(pytestconfig: pytest.Config) -> Iterator[StartProduct]:
    """Start another product for this test: ``start_product(ONE_TIME_CODE_SECONDS="3")``."""
    with ExitStack() as stack:
        yield lambda **settings: start_with(pytestconfig, stack, settings)


def start_with(config: pytest.Config, stack: ExitStack, settings: dict[str, str]) -> RunningProduct:
    """Start a product with *settings* of its own; *stack* stops it. For fixtures of a whole file too."""
    if config.getoption("base_url"):
        pytest.skip("needs processes of its own; this run is against --base-url")
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="cuaso-"))
    product = RunningProduct(Path(folder), settings)
    stack.callback(product.stop)
    product.start()
    return product


@pytest.fixture(scope="session")
def base_url(request: pytest.FixtureRequest) -> str:
    """The product's address; pytest-playwright resolves every address of a page against it."""
    chosen = request.config.getoption("base_url")
    return str(chosen) if chosen else request.getfixturevalue("running_product").url


@pytest.fixture(scope="session")
def sandbox_url(request: pytest.FixtureRequest) -> str:
    """The address of the sandbox that belongs to `base_url`."""
    if not request.config.getoption("base_url"):
        return str(request.getfixturevalue("running_product").sandbox_url)
    if not os.environ.get("SANDBOX_URL"):
        pytest.fail("set SANDBOX_URL to the address of the sandbox that --base-url uses")
    return os.environ["SANDBOX_URL"].rstrip("/")


@pytest.fixture
def qa(sandbox_url: str) -> Iterator[Qa]:
    """The sandbox's QA interface: people, their SMS, knobs, clock."""
    with Qa(sandbox_url) as client:
        yield client


@pytest.fixture(scope="session")
def _newcomers(worker_id: str) -> Iterator[Person]:
    """The sandbox's crowd in random order; each test process has its own share of it."""
    share = 0 if worker_id == "master" else int(worker_id.removeprefix("gw"))
    crowd = list(CROWD[share :: int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))])
    random.shuffle(crowd)
    return iter(crowd)


@pytest.fixture
def newcomer(_newcomers: Iterator[Person]) -> Person:
    """A person for whom everything works and whom no other test of this run knows."""
    return next(_newcomers)


@pytest.fixture
def another_newcomer(_newcomers: Iterator[Person]) -> Person:
    """A second such person, whose phone no account has."""
    return next(_newcomers)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Chromium from Debian; as root it runs without its own sandbox, which root cannot have."""
    arguments = ["--disable-dev-shm-usage"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
    return {**browser_type_launch_args, "executable_path": str(CHROMIUM), "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """A small phone."""
    return {**browser_context_args, **PHONE}


@pytest.fixture
def language() -> str:
    """The browser's language, "vi" or "en"; parametrise a test with it to run in both."""
    return "vi"


@pytest.fixture
def java_script() -> bool:
    """Whether the browser runs scripts; parametrise a test with it to do without."""
    return True


@pytest.fixture
def make_hand() -> MakeHand:
    """How the person works the screen; parametrise a test with it to use the keyboard."""
    return a_finger


@pytest.fixture
def context(
    new_context: Callable[..., BrowserContext], language: str, complaints: list[str], *, java_script: bool
) -> BrowserContext:
    """A browser without history, on a small phone, in `language`; what its pages complain of is noted."""
    expect.set_options(timeout=PATIENCE_MS)
    made = new_context(locale=LOCALES[language], java_script_enabled=java_script)
    listen(made, complaints)
    return made


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the pages of a test complain of on the console, policy violations among it: nothing."""
    heard: list[str] = []
    yield heard
    assert heard == []


def listen(context: BrowserContext, complaints: list[str]) -> None:
    """Note every error that a page of *context* writes to the console or throws."""

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(NETWORK_NEWS):
            complaints.append(f"{message.page.url if message.page else ''}: {message.text}")

    context.on("console", console)
    context.on("weberror", lambda error: complaints.append(str(error.error)))


@pytest.fixture
def visitor(newcomer: Person, page: Page, qa: Qa, language: str, make_hand: MakeHand) -> Visitor:
    """A newcomer with a phone of their own."""
    return Visitor(newcomer, page, qa, Speech(language), make_hand)


@pytest.fixture
def visit_as(page: Page, qa: Qa, language: str) -> Callable[[SandboxPerson], Visitor]:
    """Be one of the sandbox's people: ``visit_as(person_called("sim_changed"))``."""
    return lambda person: Visitor(person, page, qa, Speech(language))


@pytest.fixture
def visit(
    browser: Browser,
    browser_context_args: dict[str, Any],
    newcomer: Person,
    language: str,
    complaints: list[str],
    *,
    java_script: bool,
) -> Iterator[Callable[[RunningProduct], Visitor]]:
    """Be a newcomer at a product of the test's own: ``visit(start_product(ONE_TIME_CODE_SECONDS="3"))``."""
    expect.set_options(timeout=PATIENCE_MS)
    with ExitStack() as stack:

        def visit_one(product: RunningProduct) -> Visitor:
            settings = {
                "base_url": product.url,
                "locale": LOCALES[language],
                "java_script_enabled": java_script,
            }
            context = browser.new_context(**{**browser_context_args, **settings})
            stack.callback(context.close)
            listen(context, complaints)
            qa = stack.enter_context(Qa(product.sandbox_url))
            return Visitor(newcomer, context.new_page(), qa, Speech(language))

        yield visit_one


@pytest.fixture
def turn(qa: Qa) -> Iterator[Callable[..., None]]:
    """Turn a counterpart's knobs for this test: ``turn("carrier", outage="http_503")``."""
    turned: set[str] = set()

    def turn_one(counterpart: str, **knob: float | str | bool) -> None:
        turned.add(counterpart)
        qa.turn(counterpart, **knob)

    yield turn_one
    for counterpart in turned:
        qa.turn(counterpart, delay_seconds=0, outage="none", drop=False, duplicate=False, reorder=False)
