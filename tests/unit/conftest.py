"""The two rules of every unit test: the network is closed, and no log holds a person's data."""

import gc
import logging
from collections.abc import Generator, Iterator
from functools import cache

import pytest
import structlog

from sandbox.people.table import CROWD, PEOPLE
from sandbox.vietnam_post.people import POST_PEOPLE
from tests.support.closed_network import closed_network
from tests.support.personal_data import leaks, tell_tales

# Each test makes a product of its own, whose many objects live until its end: looking through them all after
# every 700 new ones took a third of the time.
gc.set_threshold(50_000, 10, 10)

# By default structlog draws a traceback in colours, with the source and variables of each frame: up to 2 s of
# work for one. The product itself writes plain ones.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)

#: Whose logs are not the product's: the sandbox may name its own people.
NOT_THE_PRODUCT = ("sandbox", "faker", "hypothesis")


class Written(logging.Handler):
    """Every log line of one test, whatever its level."""

    def __init__(self) -> None:
        super().__init__(level=logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        # A test asks the sandbox for a phone's messages by its number, and the sandbox's gateway names the
        # phone in the receipts that it sends; the product asks for neither.
        not_ours = ("/qa/", "/phone/", "&phonenumber=")
        asked_by_the_test = record.name == "httpx2" and any(part in line for part in not_ours)
        if not record.name.startswith(NOT_THE_PRODUCT) and not asked_by_the_test:
            self.lines.append(line)


@pytest.fixture
def loopback() -> None:
    """Ask for this to let a test open sockets to its own machine."""


@pytest.fixture(autouse=True)
def _closed_network(request: pytest.FixtureRequest) -> Iterator[None]:
    with closed_network(loopback="loopback" in request.fixturenames):
        yield


@pytest.fixture(autouse=True)
def written_logs() -> Iterator[Written]:
    """What this test's code logs; `pytest_runtest_makereport` looks through it afterwards."""
    handler = Written()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


@cache
def _tales() -> frozenset[str]:
    return tell_tales([*PEOPLE, *CROWD, *(one.person for one in POST_PEOPLE)])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that passed but whose logs or output hold the data of a sandbox person."""
    report = yield
    if report.when == "call" and report.passed and isinstance(item, pytest.Function):
        written = item.funcargs.get("written_logs")
        lines = written.lines if isinstance(written, Written) else []
        text = "\n".join([*lines, report.capstdout, report.capstderr])
        found = leaks(text, _tales()) if text.strip() else []
        if found:
            report.outcome = "failed"
            report.longrepr = f"personal data in the logs of this test: {', '.join(found)}\n{text}"
    return report
