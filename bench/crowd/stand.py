"""Start the product for a measurement, as ``python -m bff`` serves it, with a sandbox as its counterparts.

Each stand has its own processes, ports and data folder on 127.0.0.1, and removes them at its end.
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

from bench.crowd.processes import Cpu, children_of, command_of, cpu_of
from deploy import environment
from deploy.environment import Place
from deploy.programs import Program

#: The variables that the programs inherit. Other settings of a developer must not change a measurement.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")
#: The product may work this long after the last response, in seconds.
SETTLE_SECONDS = 20.0


@dataclass(frozen=True)
class Stand:
    """One running product and its sandbox."""

    place: Place
    product: Program

    @property
    def workers(self) -> list[int]:
        """The pids of the workers, which serve requests."""
        masters = [pid for pid in children_of(self.product.pid) if "gunicorn" in command_of(pid)]
        return [worker for master in masters for worker in children_of(master)]

    @property
    def stores(self) -> list[int]:
        """The pid of the product's own Valkey, in a list."""
        return [pid for pid in children_of(self.product.pid) if "valkey" in command_of(pid)]

    @property
    def redis_socket(self) -> Path:
        """The socket of the product's own Valkey."""
        return self.place.data_folder / "valkey" / "valkey.sock"

    def cpu(self) -> Cpu:
        """Return the CPU time of the workers so far."""
        return cpu_of(self.workers)

    def store_cpu(self) -> float:
        """Return the CPU time of Valkey so far, in seconds."""
        return cpu_of(self.stores).total

    def turn(self, counterpart: str, **knob: float | str | bool) -> None:
        """Set knobs of a counterpart in the sandbox."""
        httpx2.patch(
            f"{self.place.sandbox_url}/qa/knobs/{counterpart}", json=knob, trust_env=False
        ).raise_for_status()

    def answered(self, endpoint: str) -> int:
        """Count the requests to *endpoint* in the product's log."""
        return sum(line["endpoint"] == endpoint for line in self.logged())

    def logged(self) -> Iterator[dict[str, Any]]:
        """Read the product's request log."""
        with self.product.log.open(encoding="utf-8") as file:
            for line in file:
                if '"endpoint"' in line:
                    yield json.loads(line)


@contextmanager
def stand(**settings: str) -> Iterator[Stand]:
    """Start a product with the environment variables *settings*, and a sandbox; stop both after the block."""
    with tempfile.TemporaryDirectory(prefix="cuaso-bench-") as folder:
        place = Place.on_free_ports(Path(folder) / "data")
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
    """Wait until *condition* is true.

    Raises:
        TimeoutError: it was not true in time.
    """
    deadline = time.monotonic() + within_seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {within_seconds:.0f} s for {what}")
        time.sleep(0.05)
