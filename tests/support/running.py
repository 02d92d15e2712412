"""A whole product for end-to-end tests: Valkey, sandbox and product as processes, started as `make run` does.

Each can be stopped, killed and started again. Ports are free ones, data is in a temporary folder, and
nothing of the surrounding environment but the path and the language of the system reaches the programs.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from deploy import environment, sandbox_portals
from deploy.environment import Place
from deploy.programs import Program
from tests.support.services import Valkey

#: What the programs may inherit; a developer's own settings must not change a test.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")


#: Tests come faster than people and from one range of numbers: the budget of SMS must not slow them down. The
#: proof of work is light, and never off.
EASY = {
    "WORK_BITS": "8",
    "WORK_BITS_MOST": "8",
    "WAIT_WITHOUT_WORK_SECONDS": "1",
    "WAIT_WITHOUT_WORK_MOST_SECONDS": "1",
    "SMS_UNVOUCHED_PER_MINUTE": "1000",
    "SMS_UNVOUCHED_PER_METHOD_MINUTE": "1000",
    "SMS_UNVOUCHED_PER_RANGE_MINUTE": "1000",
    "SMS_UNVOUCHED_WITHOUT_WORK_MINUTE": "1000",
    "SIM_UNVOUCHED_PER_MINUTE": "1000",
    "SIM_UNVOUCHED_PER_PURPOSE_MINUTE": "1000",
    "SIM_UNVOUCHED_PER_RANGE_MINUTE": "1000",
    "SIM_UNVOUCHED_WITHOUT_WORK_MINUTE": "1000",
    "MATCHES_WITHOUT_PHONE_PER_MINUTE": "10000",
}


class RunningProduct:
    """One product with a sandbox and a Valkey of its own."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        """Prepare everything in *folder* (a short path: Unix sockets); *settings* are variables."""
        self.place = Place.on_free_ports(folder / "data")
        self.valkey = Valkey(folder / "valkey")
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        self._surroundings = surroundings = {**inherited, "REDIS_URL": self.valkey.url, **EASY, **settings}
        self.sandbox: Program = environment.sandbox(self.place, surroundings)
        self.product: Program = environment.product(self.place, surroundings)

    @property
    def url(self) -> str:
        return self.place.origin

    @property
    def sandbox_url(self) -> str:
        return self.place.sandbox_url

    def start(self) -> None:
        """Start all three and wait until they answer."""
        self.valkey.start()
        self.sandbox.start()
        self.sandbox.wait_until_answering()
        self.product.start()
        self.product.wait_until_answering()
        sandbox_portals.ensure_portals(self.place, self._surroundings)

    def stop(self) -> None:
        """Stop all three, whatever state they are in."""
        self.product.stop()
        self.sandbox.stop()
        self.valkey.stop()
