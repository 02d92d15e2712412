"""A sandbox in process, a client that asks it, and the calls that it sends to the product."""

from collections.abc import Callable

import pytest
from flask import Flask

from sandbox import Sandbox, SandboxSettings, create_sandbox, sandbox_of
from tests.unit.sandbox.asking import PUBLIC_KEY, Asker


@pytest.fixture
def receipts() -> list[str]:
    """The receipts' addresses, in the order they were called."""
    return []


@pytest.fixture
def waits() -> list[float]:
    """How long the sandbox would have waited, in seconds."""
    return []


@pytest.fixture
def app(receipts: list[str], waits: list[float]) -> Flask:
    sleep: Callable[[float], None] = waits.append
    return create_sandbox(
        SandboxSettings(carrier_clients={"cuaso": PUBLIC_KEY}, deliver_receipt=receipts.append, sleep=sleep)
    )


@pytest.fixture
def here(app: Flask) -> Sandbox:
    """What the sandbox remembers."""
    return sandbox_of(app)


@pytest.fixture
def asker(app: Flask) -> Asker:
    return Asker(app)
