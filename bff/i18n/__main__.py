"""``python -m bff.i18n extract | update | check``: updates the catalogue and lists its faults."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bff.i18n.catalogue import PACKAGE, check, extract, update

COMMANDS = {
    "extract": "write messages.pot: every text, in English",
    "update": "extract, then add what is new to the Vietnamese catalogue and drop what is gone",
    "check": "tell everything that is wrong with the catalogue; exit 1 if anything is",
}


def main(arguments: Sequence[str], package: Path = PACKAGE) -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m bff.i18n", description="The catalogue of texts.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in COMMANDS.items():
        commands.add_parser(name, help=words)
    match parser.parse_args(arguments).command:
        case "extract":
            extract(package)
            return 0
        case "update":
            update(package)
            return 0
        case _:
            return _tell(check(package))


def _tell(faults: Sequence[str]) -> int:
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print(f"The catalogue has {len(faults)} faults.", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
