"""What the SIM signature costs and how fast it is: the wait, the same wait made otherwise, the checks.

Some five minutes on a quiet machine, ten at most. ``PHONES="1 100"`` in the environment waits with fewer.
"""

import os
import resource
import signal
import sys

from bench import beside, checks, wait
from bench.figures import Table
from bff.serving.log import set_up_logging

PHONES = (1, 100, 1_000, 5_000)
#: File descriptors besides the phones'.
SPARE_FILES = 500
LONGEST_SECONDS = 600


def measure() -> list[Table]:
    """Measure and lay out."""
    signal.signal(signal.SIGALRM, lambda *_: sys.exit(f"not done within {LONGEST_SECONDS} s"))
    signal.alarm(LONGEST_SECONDS)
    set_up_logging("ERROR")  # the product's own parts run in this process too
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
    """Allow this process and those it starts *needed* open files, or as many as the system lets it have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(soft, most)
