"""Compare complete registrations per second with bare password verifications, for one and two workers.

The people's processes, the sandbox and Valkey use the same cores as the workers. So the table also has the
workers' own CPU time, which shows how many registrations the same cores would serve without the others.
"""

import os

from bench import argon2
from bench.crowd.citizen import crowd
from bench.crowd.crowds import walk_all
from bench.crowd.stand import stand
from bench.figures import Table

PEOPLE = 100
WARM_UP = 12


def measure() -> list[Table]:
    """Measure, and return the table."""
    return [
        Table(
            "Complete registrations a second",
            (
                "workers",
                "registrations a second",
                "cores busy in workers",
                "server CPU of one",
                "for workers alone",
                "bare argon2id a second",
                "ratio",
            ),
            tuple(_row(workers) for workers in (1, 2)),
            f"{PEOPLE} people, eight at a time, on {os.cpu_count()} cores that also run the people, the "
            "sandbox and Valkey. 'For workers alone': registrations a second if as many cores ran nothing "
            "but workers; the ratio compares that with verifications on as many cores.",
        )
    ]


def _row(workers: int) -> tuple[str, ...]:
    with stand(WORKERS=str(workers)) as running:
        walk_all(crowd(running.place, WARM_UP), "register")
        before = running.cpu().total
        seconds = walk_all(crowd(running.place, PEOPLE, skip=WARM_UP), "register")
        used = running.cpu().total - before
    bare = argon2.per_second(processes=workers)
    alone = workers * PEOPLE / used
    return (
        str(workers),
        f"{PEOPLE / seconds:.1f}",
        f"{used / seconds:.2f}",
        f"{1000 * used / PEOPLE:.1f} ms",
        f"{alone:.1f}",
        f"{bare:.1f}",
        f"1 : {bare / alone:.2f}",
    )
