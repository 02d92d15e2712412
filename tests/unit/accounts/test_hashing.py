"""Passwords are hashed in turn: owners first, then strangers who have asked for least lately."""

import threading
from collections.abc import Callable

import gevent
import pytest

from accounts.hashing import Busy, Rank
from accounts.passwords import Passwords


class Bench:
    """One thread that is kept busy until it is told to go on, and what is hashed after that."""

    def __init__(self, *, queue: int) -> None:
        self.passwords = Passwords(threads=1, queue=queue)
        self.order: list[str] = []
        self._started: list[gevent.Greenlet[..., bool]] = []
        self._go_on = threading.Event()
        self._first = gevent.spawn(self.passwords.judge, lambda: self._go_on.wait(timeout=30))
        gevent.sleep(0.01)

    def strangers(self, name: str, *rank: int) -> "gevent.Greenlet[..., bool]":
        """Let a stranger's check wait."""
        return self._waiting(lambda: self._check(name, rank))

    def owner(self, name: str) -> "gevent.Greenlet[..., bool]":
        """Let an owner's new password wait."""
        return self._waiting(lambda: self.passwords.judge(lambda: self.order.append(name)))

    def finish(self) -> list[str]:
        """Free the thread, and return who was served, in this order."""
        self._go_on.set()
        self._first.get()
        gevent.joinall(self._started)
        return self.order

    def _check(self, name: str, rank: Rank) -> None:
        self.passwords.verify_nothing("x", rank=rank)
        self.order.append(name)

    def _waiting(self, work: Callable[[], None]) -> "gevent.Greenlet[..., bool]":
        def try_it() -> bool:
            try:
                work()
            except Busy:
                return False
            return True

        started = gevent.spawn(try_it)
        self._started.append(started)
        gevent.sleep(0)
        return started


def test_a_stranger_who_asked_for_much_lately_waits_behind_one_who_did_not() -> None:
    bench = Bench(queue=20)
    waiting = [
        bench.strangers("busy network", 6, 0, 0),
        bench.strangers("busy browser", 0, 4, 1),
        bench.strangers("new browser", 0, 0, 2),
        bench.owner("owner"),
    ]
    order = bench.finish()
    gevent.joinall(waiting)
    assert order == ["owner", "new browser", "busy browser", "busy network"]


def test_owners_who_choose_weak_passwords_without_end_let_every_third_turn_be_a_strangers() -> None:
    bench = Bench(queue=20)
    waiting = [bench.owner(f"owner {number}") for number in range(6)]
    waiting += [bench.strangers(f"stranger {number}", 0, number) for number in range(3)]
    order = bench.finish()
    gevent.joinall(waiting)
    assert [one.partition(" ")[0] for one in order] == ["owner", "owner", "stranger"] * 3
    assert [one for one in order if one.startswith("owner")] == [f"owner {number}" for number in range(6)]


def test_a_flood_from_one_network_keeps_no_sign_in_from_another_out() -> None:
    bench = Bench(queue=5)  # six places, three for strangers
    flood = [bench.strangers(f"flood {number}", 4, number) for number in range(5)]
    honest = bench.strangers("honest", 0, 0)
    order = bench.finish()
    assert honest.get()
    assert order == ["honest", "flood 0", "flood 1"]
    assert [one.get() for one in flood] == [True, True, False, False, False]


@pytest.mark.parametrize("rank", [(4, 1), (5, 0)])
def test_a_stranger_takes_no_place_of_one_who_asked_for_less(rank: Rank) -> None:
    bench = Bench(queue=3)  # two places for strangers
    first = [bench.strangers("first", 4, 0), bench.strangers("second", 4, 1)]
    later = bench.strangers("later", *rank)
    assert not later.get()
    bench.finish()
    assert [one.get() for one in first] == [True, True]


def test_a_cancelled_check_that_waits_leaves_its_place_at_once() -> None:
    bench = Bench(queue=3)
    waiting = bench.strangers("gone", 0, 0)
    assert bench.passwords.taken == 2
    waiting.kill()
    assert bench.passwords.taken == 1
    assert bench.finish() == []


def test_an_error_of_the_work_reaches_the_one_who_waits() -> None:
    passwords = Passwords(threads=1, queue=0)

    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        passwords.judge(fail)
    assert passwords.taken == 0
