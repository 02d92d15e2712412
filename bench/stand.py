"""What is measured: the product as ``python -m bff`` serves it, with a sandbox as its counterparts.

Each stand has processes, ports and a data folder of its own, on 127.0.0.1, and leaves nothing behind.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from bench.processes import Cpu, children_of, command_of, cpu_of
from deploy import environment
from deploy.environment import Place
from deploy.programs import Program, free_ports

#: What the programs may inherit; a developer's own settings must not change a measurement.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")
#: How long the product may go on working after the last answer, in seconds.
SETTLE_SECONDS = 20.0


@dataclass(frozen=True)
class Stand:
    """One running product and its sandbox."""

    place: Place
    product: Program

    @property
    def workers(self) -> list[int]:
        """The processes that answer requests."""
        masters = [pid for pid in children_of(self.product.pid) if "gunicorn" in command_of(pid)]
        return [worker for master in masters for worker in children_of(master)]

    @property
    def stores(self) -> list[int]:
        """The Valkey that the product brought along."""
        return [pid for pid in children_of(self.product.pid) if "valkey" in command_of(pid)]

    @property
    def redis_socket(self) -> Path:
        """Where that Valkey listens."""
        return self.place.data_folder / "valkey" / "valkey.sock"

    def cpu(self) -> Cpu:
        """What the workers have used so far."""
        return cpu_of(self.workers)

    def store_cpu(self) -> float:
        """What Valkey has used so far, in seconds."""
        return cpu_of(self.stores).total

    def turn(self, counterpart: str, **knob: float | str | bool) -> None:
        """Turn a counterpart's knobs in the sandbox."""
        httpx2.patch(
            f"{self.place.sandbox_url}/qa/knobs/{counterpart}", json=knob, trust_env=False
        ).raise_for_status()

    def answered(self, endpoint: str) -> int:
        """Count the requests to *endpoint* that the product has logged."""
        return sum(line["endpoint"] == endpoint for line in self.logged())

    def logged(self) -> Iterator[dict[str, Any]]:
        """Read the product's request log."""
        with self.product.log.open(encoding="utf-8") as file:
            for line in file:
                if '"endpoint"' in line:
                    yield json.loads(line)


@contextmanager
def stand(**settings: str) -> Iterator[Stand]:
    """Start a product with these environment variables and a sandbox; stop both at the end."""
    with tempfile.TemporaryDirectory(prefix="cuaso-bench-") as folder:
        port, sandbox_port, mssp_port = free_ports(3)
        place = Place(Path(folder) / "data", port=port, sandbox_port=sandbox_port, mssp_port=mssp_port)
        surroundings: Mapping[str, str] = {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            **settings,
        }
        sandbox = environment.sandbox(place, surroundings)
        product = environment.product(place, surroundings)
        try:
            sandbox.start()
            product.start()
            sandbox.wait_until_answering()
            product.wait_until_answering()
            yield Stand(place, product)
        finally:
            product.stop()
            sandbox.stop()


def wait_until(condition: Callable[[], bool], what: str, *, within_seconds: float = SETTLE_SECONDS) -> None:
    """Look until *condition* holds.

    Raises:
        TimeoutError: it did not.
    """
    deadline = time.monotonic() + within_seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {within_seconds:.0f} s for {what}")
        time.sleep(0.05)
