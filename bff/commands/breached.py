"""Builds the filter of stolen passwords: ``python -m bff.commands breached-passwords LIST FILTER``."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from zxcvbn.matching import RANKED_DICTIONARIES

from bff.rules.breached import ONE_FALSE_IN, SHIPPED, build, digests
from bff.rules.dictionary import spoken_words

DONE = 0
NOT_POSSIBLE = 2
#: The shipped filter: so many of zxcvbn's most common passwords, and our words, each with each ending.
_MOST_COMMON = 3000
_ENDINGS = """
@1 @12 @123 @1234 @12345 @123456 1@ 12@ 123@ 1! 123! !1 !123 @2024 @2025 @2026 #1 #123 @321 @789
""".split()


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "breached-passwords", help="build the filter of stolen passwords that are refused"
    )
    parser.add_argument(
        "list",
        type=Path,
        nargs="?",
        help="one password a line, or SHA1:count as haveibeenpwned.com has it; none: common passwords",
    )
    parser.add_argument("--filter", type=Path, default=SHIPPED, help="the file to write")
    parser.add_argument("--least-count", type=int, default=1, help="leave out what was seen less often")


def run(asked: argparse.Namespace) -> int:
    """Build the filter and return the exit status. The list is read twice: to count, then to build."""
    try:
        count = sum(1 for _ in _listed_digests(asked))
        build(_listed_digests(asked), asked.filter, count=count)
    except (OSError, ValueError) as trouble:
        print(f"breached-passwords: {trouble}", file=sys.stderr)
        return NOT_POSSIBLE
    print(f"{asked.filter}: {count} passwords, {asked.filter.stat().st_size / 1024:.0f} KiB;", end=" ")
    print(f"one other password in {ONE_FALSE_IN} is refused too")
    return DONE


def _listed_digests(asked: argparse.Namespace) -> Iterator[bytes]:
    if asked.list is None:
        yield from digests(common_passwords())
        return
    with asked.list.open(encoding="utf-8", errors="replace") as lines:
        yield from digests(lines, least_count=asked.least_count)


def common_passwords() -> Iterator[str]:
    """Yield common passwords that meet the portal's rule: words with a capital, and the usual endings.

    The published lists of common passwords hold few that meet it; people make theirs from the same words.
    """
    listed = [word for word in list(RANKED_DICTIONARIES["passwords"])[:_MOST_COMMON] if word[:1].isalpha()]
    for word in dict.fromkeys((*listed, *spoken_words(), "p@ssw0rd", "p@ssword", "passw0rd", "aa")):
        for ending in _ENDINGS:
            password = word.capitalize() + ending
            if len(password) >= 8:
                yield password
