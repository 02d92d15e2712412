"""What attacks meet: a product of two workers with Valkey and sandbox in processes of their own."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.live.world import LiveCrowd, LiveWorld
from tests.support.qa import Qa
from tests.support.running import RunningProduct

#: Some attacks take their time; one that hangs ends its process.
HANGS_AFTER_SECONDS = 1_800
WORKERS = {"WORKERS": "2"}
#: Tells a measurement at the end of the run.
Say = Callable[[str], None]
_SAID = pytest.StashKey[list[str]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(HANGS_AFTER_SECONDS, method="thread"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(_SAID, []):
        terminalreporter.write_line(line)


@pytest.fixture
def say(pytestconfig: pytest.Config) -> Say:
    """Tell what was measured."""
    return pytestconfig.stash.setdefault(_SAID, []).append


def start_with(stack: ExitStack, settings: dict[str, str]) -> RunningProduct:
    """Start a product; *stack* stops it."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="cuaso-"))
    product = RunningProduct(Path(folder), WORKERS | settings)
    stack.callback(product.stop)
    product.start()
    return product


@pytest.fixture(scope="module")
def more_settings() -> dict[str, str]:
    """Settings that a file's own product has."""
    return {}


@pytest.fixture(scope="module")
def running(more_settings: dict[str, str]) -> Iterator[RunningProduct]:
    with ExitStack() as stack:
        yield start_with(stack, more_settings)


@pytest.fixture(scope="module")
def one_world(running: RunningProduct) -> Iterator[LiveWorld]:
    with Qa(running.sandbox_url) as qa:
        yield LiveWorld(running, qa)


@pytest.fixture
def world(one_world: LiveWorld) -> LiveWorld:
    """The running product, emptied."""
    one_world.wipe()
    return one_world


@pytest.fixture
def crowd(world: LiveWorld) -> LiveCrowd:
    """Makes browsers that stand where a test puts them."""
    return LiveCrowd(world)


@pytest.fixture(scope="module")
def stretch() -> float:
    """How many times longer work takes here than its processor time: 1 on a quiet machine."""
    began, used = time.monotonic(), time.thread_time()
    while time.thread_time() - used < 0.5:
        pass
    return max(1.0, (time.monotonic() - began) / 0.5)
