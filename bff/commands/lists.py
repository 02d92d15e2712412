"""Keeps local copies of lists of revoked certificates: ``python -m bff.commands fetch-revocation-lists``.

It needs no key and no database: only the settings of revocation, and the files of the authorities, which say
who may sign a list.
"""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bff.methods.clients import make_revocation
from bff.settings.counterparts import RevocationSettings, SimSettings, TokenSettings
from bff.settings.reading import BadSetting, read
from verifiers.certificates import Revocation
from verifiers.certificates.lists import Refresh, Refreshed, SignedList, copy_of, ends_soon, refresh
from verifiers.certificates.sources import is_address
from verifiers.examination.addresses import list_points
from verifiers.examination.reading import read_bundle, read_certificate

DONE = 0
#: A copy could not be refreshed, is missing, or ends soon: the exit status of an alarm.
LOOK_AT_IT = 1
NOT_POSSIBLE = 2
CONNECTIONS = 2
#: How the names of the settings end that name files of authorities.
_FILES = ("_roots_file", "_issuing_file")


@dataclass(frozen=True, kw_only=True)
class ListSettings(SimSettings, TokenSettings, RevocationSettings):
    """The settings that the command reads: it works without the product's keys."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "fetch-revocation-lists",
        help="refresh the local copies of CRLs in REVOCATION_FILES, and tell their age and their end",
    )
    parser.add_argument("addresses", nargs="*", help="more addresses to fetch into a folder of the setting")
    parser.add_argument("--show", action="store_true", help="fetch nothing, only tell")


def run(asked: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Refresh every copy and return the exit status: 0 all is well, 1 look at it, 2 not possible."""
    try:
        settings = ListSettings(**{one.name: read(one, environment) for one in fields(ListSettings)})
        revocation = make_revocation(settings, connections=CONNECTIONS)
        signers = _authorities(settings)
        refreshed = _refreshed(asked, revocation, signers)
    except (BadSetting, ValueError, OSError) as trouble:
        print(f"fetch-revocation-lists: {trouble}", file=sys.stderr)
        return NOT_POSSIBLE
    if not refreshed:
        print("fetch-revocation-lists: REVOCATION_FILES names no copy", file=sys.stderr)
        return NOT_POSSIBLE
    alarm, moment = timedelta(hours=settings.revocation_alarm_hours), datetime.now(UTC)
    for one in refreshed:
        print(_line(one, moment))
    return DONE if all(_is_well(one, moment, alarm) for one in refreshed) else LOOK_AT_IT


def _refreshed(
    asked: argparse.Namespace, revocation: Revocation, signers: tuple[bytes, ...]
) -> list[Refreshed]:
    copies, moment = revocation.copies, datetime.now(UTC)
    named = [url for url in _named_by(signers) if copies.holds(url)]
    urls = dict.fromkeys([*copies.urls(), *named, *asked.addresses])
    if not all(map(is_address, urls)):
        raise ValueError("an address begins with http:// or https:// and has no question")
    if asked.show:
        return [_as_it_is(url, copy_of(url, copies=copies, signers=signers)) for url in urls]
    return [
        refresh(url, copies=copies, source=revocation.source, signers=signers, moment=moment) for url in urls
    ]


def _as_it_is(url: str, signed: SignedList | None) -> Refreshed:
    return Refreshed(
        url, Refresh.UNCHANGED if signed else Refresh.FAILED, signed, "" if signed else "no copy"
    )


def _authorities(settings: ListSettings) -> tuple[bytes, ...]:
    """Return every certificate in the files of roots and authorities, DER."""
    files = [getattr(settings, one.name) for one in fields(settings) if one.name.endswith(_FILES)]
    found = [read_bundle(file.read_bytes()) for file in files if isinstance(file, Path)]
    return tuple(dict.fromkeys(one.dump() for bundle in found for one in bundle))


def _named_by(signers: tuple[bytes, ...]) -> list[str]:
    """Return the addresses at which these authorities say that their own revocation is listed."""
    read_again = [read_certificate(der, counterpart="trust") for der in signers]
    return [url for one in read_again for point in list_points(one, ()) for url in point["urls"]]


def _is_well(copy: Refreshed, moment: datetime, alarm: timedelta) -> bool:
    if copy.signed is None or copy.outcome is Refresh.FAILED:
        return False
    return not ends_soon(copy.signed.this_update, copy.signed.next_update, moment=moment, alarm=alarm)


def _line(copy: Refreshed, moment: datetime) -> str:
    """Say of one address what became of it, how old its copy is and when it ends."""
    what = f"{copy.outcome} ({copy.reason})" if copy.reason else str(copy.outcome)
    if copy.signed is None:
        return f"{copy.url}: {what}; there is no copy"
    age, left = moment - copy.signed.this_update, copy.signed.next_update - moment
    ends = f"{copy.signed.next_update:%Y-%m-%d %H:%M} UTC, in {_hours(left)} h"
    return f"{copy.url}: {what}; {_hours(age)} h old, ends {ends}, {len(copy.signed.index)} revoked"


def _hours(span: timedelta) -> int:
    return round(span / timedelta(hours=1))
