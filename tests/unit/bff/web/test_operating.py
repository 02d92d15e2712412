"""The addresses and switches for operators: probes, host names, the kill switch."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.unit.bff.conftest import World


def test_a_foreign_host_name_gets_400_and_is_not_repeated(world: World) -> None:
    answer = world.app.test_client().get("/", base_url="http://elsewhere.example")
    assert answer.status_code == 400
    assert "elsewhere" not in answer.get_data(as_text=True)


def test_the_kill_switch_serves_the_worker_that_ends_the_worker(make_world: Callable[..., World]) -> None:
    world = make_world(service_worker_kill_switch=True)
    worker = world.citizen().browser.ask("/service-worker.js").get_data(as_text=True)
    assert "registration.unregister()" in worker
    assert 'addEventListener("fetch"' not in worker


@pytest.mark.parametrize(("hard", "allowed"), [(4_096, 3_000), (2_000, 2_000)])
def test_as_many_phones_can_wait_as_the_system_allows_files(hard: int, allowed: int) -> None:
    asking = (
        "import resource; from bff.__main__ import allow_files; files = resource.RLIMIT_NOFILE; "
        f"resource.setrlimit(files, (256, {hard})); allow_files(3_000); print(*resource.getrlimit(files))"
    )
    done = subprocess.run([sys.executable, "-c", asking], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(allowed), str(hard)]
