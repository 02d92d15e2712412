"""Measure the time of a light page: without load, and while eight people at a time send their passwords."""

import time
from multiprocessing.pool import AsyncResult

from bench.crowd.citizen import Citizen, crowd
from bench.crowd.crowds import walking
from bench.crowd.stand import stand
from bench.figures import Table, percentile

REQUESTS = 400
PASSWORDS = 160
PAGE = "/"


def measure() -> list[Table]:
    """Measure, and return the table."""
    with stand() as running:
        visitor, *people = crowd(running.place, PASSWORDS + 1)
        for _ in range(50):  # warm-up: the first requests fill caches
            visitor.open(PAGE)
        alone = [_timed(visitor) for _ in range(REQUESTS)]
        visitor.leave()  # the next lines take longer than the server keeps an idle connection
        for citizen in people:
            citizen.reach_code()
            citizen.enter_code()
            citizen.leave()
        began = time.monotonic()
        with walking(people, "choose_password") as hashing:
            busy = _until(hashing, visitor)
        rate = len(people) / (time.monotonic() - began)
        visitor.leave()
    rows = [
        (
            name,
            str(len(times)),
            f"{percentile(times, 0.5):.1f}",
            f"{percentile(times, 0.99):.1f}",
            f"{max(times):.1f}",
        )
        for name, times in (("alone", alone), (f"while {rate:.0f} people a second get their account", busy))
    ]
    return [
        Table(
            "A light page (home) from one worker, in milliseconds until its last byte",
            ("", "requests", "p50", "p99", "longest"),
            tuple(rows),
            "Eight people at once open their accounts; two of the worker's threads hash passwords. The "
            "people's processes and the sandbox use the same cores.",
        )
    ]


def _until(hashing: AsyncResult[list[None]], visitor: Citizen) -> list[float]:
    times = []
    while not hashing.ready():
        times.append(_timed(visitor))
        time.sleep(0.002)  # the visitor must not be a load of its own
    hashing.get()
    return times


def _timed(visitor: Citizen) -> float:
    began = time.perf_counter()
    visitor.open(PAGE)
    return (time.perf_counter() - began) * 1000
