"""``python -m bench [name …]``: run all measurements, or the named ones, and print their tables.

Names: registration, transfer, fit, pages, throughput, bell, sim, worker, work,
passwords, provider. Each replaces its own section of
docs/measurements.md.
"""

import importlib
import re
import signal
import sys
import time
from pathlib import Path

from bench.figures import machine

NAMES = (
    "registration",
    "transfer",
    "fit",
    "pages",
    "throughput",
    "bell",
    "sim",
    "worker",
    "work",
    "passwords",
    "provider",
)
#: Sections whose module has another name.
ELSEWHERE = {"fit": "looks.fit", "passwords": "guessing.phrases", "provider": "portals.sign_in"}
RECORD = Path(__file__).parent.parent / "docs" / "measurements.md"
HEAD = """# Measurements

Written by `make bench` (one section: `python -m bench pages`): the product as `python -m bff` serves it, the
sandbox as its counterparts, all on one machine and loopback. On a shared machine compare ratios, not times.
"""


def main(names: list[str]) -> int:
    """Measure, and write the record; return 2 if a name is unknown."""
    unknown = set(names) - set(NAMES)
    if unknown:
        print(
            f"No such measurement: {', '.join(sorted(unknown))}. There are {', '.join(NAMES)}.",
            file=sys.stderr,
        )
        return 2
    for name in names or NAMES:
        where, began = machine(), time.monotonic()
        tables = importlib.import_module(f"bench.{ELSEWHERE.get(name, name)}").measure()
        text = f"{where}; took {time.monotonic() - began:.0f} s.\n\n" + "\n".join(
            table.as_markdown() for table in tables
        )
        print(f"\n## {name}\n\n{text}", flush=True)
        keep(name, text)
    return 0


def keep(name: str, text: str) -> None:
    """Write one section into the record, in the order of `NAMES`; other sections stay at the end."""
    sections = dict(re.findall(r"^## (\w+)\n\n(.*?)(?=^## |\Z)", _record(), re.MULTILINE | re.DOTALL))
    sections[name] = text
    names = [*NAMES, *(each for each in sections if each not in NAMES)]
    ordered = [f"## {each}\n\n{sections[each].strip()}\n" for each in names if each in sections]
    RECORD.write_text("\n".join([HEAD, *ordered]), encoding="utf-8")


def _record() -> str:
    return RECORD.read_text(encoding="utf-8") if RECORD.exists() else ""


if __name__ == "__main__":
    # sys.exit runs the finally blocks that stop the product; the default action of SIGTERM would not.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main(sys.argv[1:]))
