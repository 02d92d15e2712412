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

import pytest
from playwright.sync_api import BrowserContext

from sandbox.people import CROWD, Person
from tests.qa import Qa
from tests.running import RunningProduct

#: Debian's browser: the one that the pinned Playwright is known to drive.
CHROMIUM = Path("/usr/bin/chromium")
#: The smallest phone we promise to serve.
PHONE = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True}
#: Into how many shares the crowd is divided; more test processes than this would meet each other's people.
SHARES = 8
LOCALES = {"vi": "vi-VN", "en": "en-GB"}

StartProduct = Callable[..., RunningProduct]


@pytest.fixture(scope="session")
def running_product(pytestconfig: pytest.Config) -> Iterator[RunningProduct]:
    """The session's own product; a test that stops a part of it starts it again."""
    if pytestconfig.getoption("base_url"):
        pytest.skip("needs processes of its own; this run is against --base-url")
    with ExitStack() as stack:
        yield _start(stack, {})


@pytest.fixture
def start_product(pytestconfig: pytest.Config) -> Iterator[StartProduct]:
    """Start another product for this test: ``start_product(ONE_TIME_CODE_SECONDS="3")``."""
    if pytestconfig.getoption("base_url"):
        pytest.skip("needs a product with settings of its own; this run is against --base-url")
    with ExitStack() as stack:
        yield lambda **settings: _start(stack, settings)


def _start(stack: ExitStack, settings: dict[str, str]) -> RunningProduct:
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
    crowd = list(CROWD[share % SHARES :: SHARES])
    random.shuffle(crowd)
    return iter(crowd)


@pytest.fixture
def newcomer(_newcomers: Iterator[Person]) -> Person:
    """A person for whom everything works and whom no other test of this run knows."""
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
def context(new_context: Callable[..., BrowserContext], language: str) -> BrowserContext:
    """A browser without history, on a small phone, in `language`."""
    return new_context(locale=LOCALES[language])
