"""Measure the SIM signature: the wait, the same wait with other techniques, and the check of a signature.

It takes about five minutes on an idle machine, and ten at most. The variable ``PHONES="1 100"`` measures with
fewer phones.
"""

import os
import resource
import signal
import sys

from bench import beside, checks, wait
from bench.figures import Table
from bff.serving.log import set_up_logging

PHONES = (1, 100, 1_000, 5_000)
#: File descriptors in addition to those of the phones.
SPARE_FILES = 500
LONGEST_SECONDS = 600


def measure() -> list[Table]:
    """Measure, and return the tables."""
    signal.signal(signal.SIGALRM, lambda *_: sys.exit(f"not done within {LONGEST_SECONDS} s"))
    signal.alarm(LONGEST_SECONDS)
    set_up_logging("ERROR")  # parts of the product run in this process and would log every request
    try:
        return _measure()
    finally:
        signal.alarm(0)


def _measure() -> list[Table]:
    asked = [int(word) for word in os.environ.get("PHONES", "").split()] or list(PHONES)
    limit = _raise_file_limit(max(asked) + SPARE_FILES)
    counts = tuple(count for count in asked if count + SPARE_FILES <= limit)
    untried = [f"{count:,}" for count in PHONES if count not in counts]
    why = (
        f"Not run: {', '.join(untried)} phones (asked for {asked}, {limit} files allowed)." if untried else ""
    )
    return [*wait.measure(counts, why), *beside.measure(), *checks.measure()]


def _raise_file_limit(needed: int) -> int:
    """Raise the limit of open files to *needed* or the system's limit; child processes inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(soft, most)
