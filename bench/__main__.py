"""``python -m bench [name …]``: measure everything, or what is named; print it and keep it in docs/measurements.md."""

import importlib
import sys
import time
from pathlib import Path

from bench.figures import machine

NAMES = ("registration", "transfer", "pages", "throughput", "bell")
RECORD = Path(__file__).parent.parent / "docs" / "measurements.md"


def main(names: list[str]) -> int:
    where = machine()
    print(where, flush=True)
    for name in names or NAMES:
        began = time.monotonic()
        for table in importlib.import_module(f"bench.{name}").measure():
            print("\n" + table.as_markdown(), flush=True)
        print(f"({name}: {time.monotonic() - began:.0f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
