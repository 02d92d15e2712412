"""What an operator's probes, proxies and switches meet."""

from collections.abc import Callable

from tests.unit.bff.conftest import World


def test_a_host_that_is_not_ours_is_refused_without_a_fault(world: World) -> None:
    answer = world.app.test_client().get("/", base_url="http://elsewhere.example")
    assert answer.status_code == 400
    assert "elsewhere" not in answer.get_data(as_text=True)


def test_the_kill_switch_serves_the_worker_that_ends_the_worker(make_world: Callable[..., World]) -> None:
    world = make_world(service_worker_kill_switch=True)
    worker = world.citizen().browser.ask("/service-worker.js").get_data(as_text=True)
    assert "registration.unregister()" in worker
    assert 'addEventListener("fetch"' not in worker
