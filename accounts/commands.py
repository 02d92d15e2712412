"""Commands of an operator: ``python -m accounts COMMAND``, see `HELP` and the folders' own commands."""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from accounts import audit
from accounts.appointments.keeping import forget_ended, mark_late
from accounts.portals import commands as portal_commands
from accounts.push import commands as push_commands
from accounts.requests.keeping import Done, carry_out
from accounts.rotation import TABLES, rotate
from accounts.staff import commands as staff_commands
from accounts.storage.ciphers import CannotDecrypt, FieldCipher, LookupKey, parse_key, parse_keys
from accounts.storage.database import Unavailable, make_engine, reading, upgrade

DONE = 0
BROKEN = 1
NOT_POSSIBLE = 2
KEEP_DAYS = 90
HELP = {
    "upgrade": "bring the database's tables to this version, making it if needed",
    "rotate-keys": "re-encrypt every account under the first of ENCRYPTION_KEYS; LOOKUP_KEY is not rotated",
    "appointments": "mark late what was not kept; forget what ended APPOINTMENT_KEEP_DAYS (90) ago",
    "carry-out-requests": "answer withdrawals of consent and delete accounts whose time has come",
    "verify-audit": "walk the audit chain and name the first broken entry",
}


class Misconfigured(Exception):
    """A variable of the environment is missing or wrong; the message names it."""


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run one command and return the exit status: 0 done, 1 the audit chain is broken, 2 not possible."""
    parser = argparse.ArgumentParser(prog="python -m accounts", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, description in HELP.items():
        commands.add_parser(name, help=description)
    staff_commands.add_parser(commands)
    portal_commands.add_parsers(commands)
    push_commands.add_parsers(commands)
    asked = parser.parse_args(arguments)
    command: str = asked.command
    try:
        engine = make_engine(database_url(environment, must_exist=command != "upgrade"), answer_seconds=None)
        with ExitStack() as at_the_end:
            at_the_end.callback(engine.dispose)
            match command:
                case "upgrade":
                    upgrade(engine)
                    return DONE
                case "rotate-keys":
                    return _rotate_keys(engine, environment)
                case "appointments":
                    return _keep_appointments(engine, environment)
                case "staff" | "portals" | "portal-keys" | "push-keys":
                    return _run_of_folder(asked, engine, environment)
                case "carry-out-requests":
                    return _carry_out_requests(engine)
                case _:
                    return _verify_audit(engine)
    except (Misconfigured, CannotDecrypt, Unavailable) as trouble:
        print(f"{command}: {trouble}", file=sys.stderr)
        return NOT_POSSIBLE


def _run_of_folder(asked: argparse.Namespace, engine: Engine, environment: Mapping[str, str]) -> int:
    """Run a command of `accounts.staff`, `accounts.portals` or `accounts.push`."""
    keys: Any = {"cipher": cipher_of(environment), "lookup": lookup_of(environment)}
    if asked.command == "staff":
        return staff_commands.run(asked, engine, **keys, origin=environment.get("PUBLIC_ORIGIN", ""))
    if asked.command == "push-keys":
        return push_commands.run(asked, engine, **keys)
    hosts = environment.get("PORTAL_KEYS_HOSTS", "").split(",")
    return portal_commands.run(
        asked, engine, **keys, keys_hosts=[host.strip() for host in hosts if host.strip()]
    )


def _rotate_keys(engine: Engine, environment: Mapping[str, str]) -> int:
    cipher = cipher_of(environment)
    counts = {name: sum(rotate(engine, table, cipher=cipher)) for name, table in TABLES.items()}
    re_encrypted = ", ".join(f"{count} {name}" for name, count in counts.items())
    print(f"{re_encrypted} re-encrypted under the first key.")
    print("The lookup key is not rotated by this command.")
    return DONE


def _keep_appointments(engine: Engine, environment: Mapping[str, str]) -> int:
    """Mark overdue appointments as late, and delete old ones. For a timer, as often as wanted."""
    days = environment.get("APPOINTMENT_KEEP_DAYS", "").strip() or KEEP_DAYS
    try:
        before = _now() - timedelta(days=int(days))
    except ValueError as error:
        raise Misconfigured("APPOINTMENT_KEEP_DAYS: must be a number of days") from error
    late, forgotten = mark_late(engine, clock=_now), forget_ended(engine, before=before, clock=_now)
    print(f"{late} appointments are late now, {forgotten} that ended long ago are forgotten")
    return DONE


def _now() -> datetime:
    return datetime.now(UTC)


def _carry_out_requests(engine: Engine) -> int:
    outcomes = Counter(carry_out(engine, clock=_now))
    print(
        f"{outcomes[Done.ANSWERED]} withdrawals answered, {outcomes[Done.DELETED]} accounts deleted, "
        f"{outcomes[Done.HELD]} held because the account is frozen, "
        f"{outcomes[Done.REVOKED]} revoked meanwhile"
    )
    return DONE


def _verify_audit(engine: Engine) -> int:
    with reading(engine) as session:
        match audit.verify(session):
            case audit.Intact(entries=entries, last_hash=last_hash):
                print(f"{entries} entries, the chain is whole; the last hash is {last_hash}")
                return DONE
            case audit.Broken(sequence=sequence):
                print(f"the chain is broken at entry {sequence}")
                return BROKEN


def cipher_of(environment: Mapping[str, str]) -> FieldCipher:
    """Return the cipher of ENCRYPTION_KEYS.

    Raises:
        Misconfigured: the variable is missing or wrong.
    """
    try:
        return FieldCipher(parse_keys(environment.get("ENCRYPTION_KEYS", "")))
    except ValueError as error:
        raise Misconfigured(f"ENCRYPTION_KEYS: {error}") from error


def lookup_of(environment: Mapping[str, str]) -> LookupKey:
    """Return the key of LOOKUP_KEY.

    Raises:
        Misconfigured: the variable is missing or wrong.
    """
    try:
        return LookupKey(parse_key(environment.get("LOOKUP_KEY", "")))
    except ValueError as error:
        raise Misconfigured(f"LOOKUP_KEY: {error}") from error


def database_url(environment: Mapping[str, str], *, must_exist: bool) -> str:
    """Return DATABASE_URL, or the SQLite file in DATA_FOLDER that the product uses without it."""
    file = Path(environment.get("DATA_FOLDER") or ".data") / "accounts.sqlite3"
    url = environment.get("DATABASE_URL")
    if not url and must_exist and not file.exists():
        raise Misconfigured("DATABASE_URL is not set and there is no accounts.sqlite3 in DATA_FOLDER")
    return url or f"sqlite:///{file.absolute()}"
