"""Strangers take no more than half of the places at a counterpart, and one asker no more than a few."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

import httpx2
import pytest

from tests.unit.verifiers.certificates.test_certificate_children import until
from verifiers.errors import Crowded
from verifiers.http import Counterpart
from verifiers.places import MOST_OF_ONE, Asker, InPlaces, Places


def stranger(who: str, *rank: int) -> Asker:
    return Asker(who, has_shown=False, rank=rank)


def owner(who: str) -> Asker:
    return Asker(who, has_shown=True)


def full_of_strangers(most: int, held: ExitStack) -> Places:
    places = Places(most, wait_seconds=0.05)
    for number in range(most // 2):
        held.enter_context(places.take(stranger(f"browser {number}")))
    return places


def test_strangers_get_half_of_the_places_and_owners_the_others() -> None:
    with ExitStack() as held:
        places = full_of_strangers(8, held)
        with pytest.raises(TimeoutError):
            held.enter_context(places.take(stranger("one more")))
        for number in range(4):
            held.enter_context(places.take(owner(f"phone {number}")))
        with pytest.raises(TimeoutError):
            held.enter_context(places.take(owner("one more")))


@pytest.mark.parametrize("kind", [owner, stranger])
def test_one_asker_takes_no_more_than_a_few_places(kind: Callable[[str], Asker]) -> None:
    places = Places(20, wait_seconds=0.05)
    with ExitStack() as held:
        for _ in range(MOST_OF_ONE):
            held.enter_context(places.take(kind("the same")))
        with pytest.raises(TimeoutError):
            held.enter_context(places.take(kind("the same")))
        held.enter_context(places.take(kind("another")))


def test_the_product_itself_may_take_any_place() -> None:
    places = Places(4, wait_seconds=0.05)
    with ExitStack() as held:
        for _ in range(4):
            held.enter_context(places.take(None))
        with pytest.raises(TimeoutError):
            held.enter_context(places.take(None))


def test_a_place_is_free_again_after_an_error() -> None:
    places = Places(1, wait_seconds=0.05)
    with pytest.raises(ZeroDivisionError), places.take(None):
        raise ZeroDivisionError
    with places.take(None):
        pass


def waiting(places: Places, pool: ThreadPoolExecutor, asker: Asker, order: list[str]) -> Future[None]:
    """Let *asker* wait for a place in a thread of its own."""
    before = places.waiting

    def wait() -> None:
        with places.take(asker):
            order.append(asker.who)

    started = pool.submit(wait)
    until(lambda: places.waiting > before)
    return started


def test_who_asked_for_least_lately_goes_first_and_owners_before_strangers() -> None:
    places, order = Places(2, wait_seconds=5), list[str]()
    with ThreadPoolExecutor(4) as pool:
        with places.take(stranger("the first")):
            with places.take(None):
                threads = [
                    waiting(places, pool, asker, order)
                    for asker in (
                        stranger("busy network", 5, 0),
                        stranger("busy browser", 1, 9),
                        stranger("new browser", 1, 0),
                        owner("owner"),
                    )
                ]
                assert order == []
            until(lambda: order == ["owner"])  # the strangers' place is still taken
        for one in threads:
            one.result()
    assert order == ["owner", "new browser", "busy browser", "busy network"]


class Silent(httpx2.BaseTransport):
    """A counterpart that answers when it is told to."""

    def __init__(self) -> None:
        self.go_on, self.asked = threading.Event(), 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked += 1
        self.go_on.wait(timeout=30)
        return httpx2.Response(200, json={}, request=request)


def test_a_slow_counterpart_full_of_strangers_is_asked_for_an_owner_and_not_blamed() -> None:
    silent, local = Silent(), threading.local()
    transport = InPlaces(silent, Places(4, wait_seconds=1), lambda: local.asker)
    counterpart = Counterpart("carrier", httpx2.Client(transport=transport), timeout_seconds=20)

    def ask(asker: Asker) -> int:
        local.asker = asker
        return counterpart.ask("GET", "http://carrier.test/").status_code

    with ThreadPoolExecutor(8) as pool:
        strangers = [pool.submit(ask, stranger(f"browser {number}")) for number in range(2)]
        until(lambda: silent.asked == 2)
        with pytest.raises(Crowded):
            pool.submit(ask, stranger("one more")).result()
        of_an_owner = pool.submit(ask, owner("phone"))
        until(lambda: silent.asked == 3)
        silent.go_on.set()
        assert [one.result() for one in (*strangers, of_an_owner)] == [200] * 3
        assert pool.submit(ask, stranger("later")).result() == 200
