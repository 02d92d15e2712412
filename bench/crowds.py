"""Many people at once, walked by processes of their own: the one that measures feels the product alone."""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.pool import AsyncResult

from bench.citizen import Citizen

#: How many of a process's people walk at the same time.
AT_ONCE = 4


def walk_all(people: Sequence[Citizen], step: str, *, processes: int = 2) -> float:
    """Let *people* take *step* (a method of `Citizen`), ``processes * AT_ONCE`` at once; give the seconds."""
    began = time.monotonic()
    with walking(people, step, processes=processes) as pending:
        pending.get()
    return time.monotonic() - began


@contextmanager
def walking(people: Sequence[Citizen], step: str, *, processes: int = 2) -> Iterator[AsyncResult[list[None]]]:
    """Let *people* walk while the block runs."""
    shares = [(people[number::processes], step) for number in range(processes)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        pool.map(_wake, range(processes), chunksize=1)
        yield pool.map_async(_walk, shares, chunksize=1)


def _wake(_number: int) -> None:
    """Do nothing, so that a process has started and imported everything."""


def _walk(share: tuple[Sequence[Citizen], str]) -> None:
    people, step = share
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for done in [threads.submit(getattr(citizen, step)) for citizen in people]:
            done.result()
