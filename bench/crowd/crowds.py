"""Let many people register at once in separate processes, so that they do not slow the measuring process."""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.pool import AsyncResult

from bench.crowd.citizen import Citizen

#: The number of people who are active at the same time in one process.
AT_ONCE = 4


def walk_all(people: Sequence[Citizen], step: str, *, processes: int = 2) -> float:
    """Let *people* do *step* (a method of `Citizen`), ``processes * AT_ONCE`` at once; return the seconds."""
    began = time.monotonic()
    with walking(people, step, processes=processes) as pending:
        pending.get()
    return time.monotonic() - began


@contextmanager
def walking(people: Sequence[Citizen], step: str, *, processes: int = 2) -> Iterator[AsyncResult[list[None]]]:
    """Let *people* do *step* while the block runs."""
    shares = [(people[number::processes], step) for number in range(processes)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        pool.map(_wake, range(processes), chunksize=1)  # before the clock starts
        yield pool.map_async(_walk, shares, chunksize=1)


def _wake(_number: int) -> None:
    """Do nothing; a process that has run this has started and imported all modules."""


def _walk(share: tuple[Sequence[Citizen], str]) -> None:
    people, step = share
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for done in [threads.submit(getattr(citizen, step)) for citizen in people]:
            done.result()
