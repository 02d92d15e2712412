"""How long a light page takes: alone, and while others' passwords are being hashed, eight at a time."""

import time
from multiprocessing.pool import AsyncResult

from bench.citizen import Citizen, crowd
from bench.crowds import walking
from bench.figures import Table, percentile
from bench.stand import stand

REQUESTS = 400
PASSWORDS = 160
PAGE = "/"


def measure() -> list[Table]:
    """Measure and lay out."""
    with stand() as running:
        visitor, *people = crowd(running.place, PASSWORDS + 1)
        for _ in range(50):
            visitor.open(PAGE)
        alone = [_timed(visitor) for _ in range(REQUESTS)]
        visitor.leave()  # longer than the server keeps a silent connection
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
            "Eight people at once press the button that hashes their password and opens their account; two "
            "of the worker's threads hash. Those people's own processes and the sandbox use the same cores.",
        )
    ]


def _until(hashing: AsyncResult[list[None]], visitor: Citizen) -> list[float]:
    times = []
    while not hashing.ready():
        times.append(_timed(visitor))
        time.sleep(0.002)  # a visitor, not another load
    hashing.get()
    return times


def _timed(visitor: Citizen) -> float:
    began = time.perf_counter()
    visitor.open(PAGE)
    return (time.perf_counter() - began) * 1000
