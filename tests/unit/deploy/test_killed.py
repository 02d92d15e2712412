"""The product ends as a whole when its first process is killed: no worker and no Valkey stays."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from deploy.environment import Place, product_environment
from deploy.programs import Program, check_port_free

#: Need files that the sandbox writes.
OF_THE_SANDBOX = ("SIM_", "USB_", "REVOCATION_")
LOOKS = 1_500


def in_session_of(leader: int) -> list[str]:
    """The programs of a session, those that have ended excepted."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:  # it ended between two looks
            continue
        state, _parent, _group, session = rest.split()[:4]
        if int(session) == leader and state != "Z":
            found.append(name)
    return found


@pytest.mark.usefixtures("loopback")
def test_a_killed_product_leaves_no_worker_and_no_store_and_its_port_free(tmp_path: Path) -> None:
    place = Place.on_free_ports(tmp_path)
    product = Program(
        name="The product",
        command=[sys.executable, "-m", "bff"],
        environment={
            name: value
            for name, value in {**os.environ, **product_environment(place)}.items()
            if not name.startswith(OF_THE_SANDBOX)
        },
        log=tmp_path / "product.log",
        answers_at=f"{place.origin}/health/live",
    )
    product.start()
    try:
        product.wait_until_answering()
        assert len(in_session_of(product.pid)) >= 4  # itself, Valkey, gunicorn, a worker
        os.kill(product.pid, signal.SIGKILL)
        for _look in range(LOOKS):
            if not in_session_of(product.pid):
                break
            time.sleep(0.02)
        assert in_session_of(product.pid) == []
        check_port_free(place.port, variable="PORT")
    finally:
        product.kill()
