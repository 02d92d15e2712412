"""What an operator may do about staff: ``python -m accounts staff add | list | roles | reset | deactivate``.

Nobody is there by default, and nobody learns another's password: `add` and `reset` print a link with which
the person chooses a password and an authenticator app on their own device.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import segno
from sqlalchemy import Engine

from accounts.links import LinkKind, Links
from accounts.staff.records import Role, Staff
from accounts.staff.store import BY_COMMAND, StaffRegister
from accounts.storage.ciphers import FieldCipher, LookupKey

#: How long a set-up link works; the person stands beside whoever runs the command, or is called.
SET_UP_LIFETIME = timedelta(days=1)
DONE = 0
NOT_POSSIBLE = 2
REASON = "by_operator"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the commands to the command line."""
    staff = commands.add_parser("staff", help="say who works at the desk").add_subparsers(
        dest="act", required=True
    )
    staff.add_parser("list", help="list everybody")
    for act, told in {
        "add": "add somebody, and print their set-up link",
        "roles": "give somebody these roles instead of the ones they have",
        "reset": "take password and app away, and print a new set-up link",
        "deactivate": "let somebody in no more; open sessions end",
        "activate": "let somebody in again",
    }.items():
        parser = staff.add_parser(act, help=told)
        parser.add_argument("name", help="small letters, digits, dots, dashes: lan.nguyen")
        if act in {"add", "roles"}:
            parser.add_argument("roles", nargs="+", choices=[role.value for role in Role])


def run(
    asked: argparse.Namespace, engine: Engine, *, cipher: FieldCipher, lookup: LookupKey, origin: str
) -> int:
    """Do what was asked and return the exit status."""

    def now() -> datetime:
        return datetime.now(UTC)

    register = StaffRegister(engine, cipher=cipher, clock=now)
    links = Links(engine, lookup=lookup, clock=now)
    if asked.act == "list":
        return _list(register)
    try:
        staff = _act(register, asked.act, str(asked.name), frozenset(map(Role, getattr(asked, "roles", []))))
    except (ValueError, LookupError) as trouble:
        print(f"staff: {trouble}", file=sys.stderr)
        return NOT_POSSIBLE
    print(_line(staff))
    if asked.act in {"add", "reset"}:
        _print_set_up(lambda: issue_set_up(links, staff), origin)
    return DONE


def issue_set_up(links: Links, staff: Staff) -> str:
    """Make the path under which *staff* set themselves up; an earlier one does not work any more."""
    links.withdraw(LinkKind.STAFF_SET_UP, staff.id)
    return f"/desk/set-up/{links.issue(LinkKind.STAFF_SET_UP, staff.id, SET_UP_LIFETIME)}"


def _act(register: StaffRegister, act: str, name: str, roles: frozenset[Role]) -> Staff:
    if act == "add":
        added = register.add(name, roles, by=BY_COMMAND)
        if added is None:
            raise ValueError(f"there is a {name} already")
        return added
    found = register.find(name)
    if found is None:
        raise LookupError(f"there is nobody called {name}")
    match act:
        case "roles":
            return register.change_roles(found.id, roles, by=BY_COMMAND, reason=REASON)
        case "reset":
            return register.reset(found.id, by=BY_COMMAND)
        case "deactivate":
            return register.deactivate(found.id, by=BY_COMMAND, reason=REASON)
        case _:
            return register.activate(found.id, by=BY_COMMAND, reason=REASON)


def _print_set_up(issue: Callable[[], str], origin: str) -> None:
    address = origin.rstrip("/") + issue()
    print(f"\nTo be opened within {SET_UP_LIFETIME.days} day by that person, on their own device, once:\n")
    print(f"  {address}\n")
    segno.make(address, error="m").terminal(compact=True)


def _list(register: StaffRegister) -> int:
    for staff in register.all():
        print(_line(staff))
    return DONE


def _line(staff: Staff) -> str:
    state = "deactivated" if not staff.is_active else "active" if staff.is_set_up else "not set up yet"
    return f"{staff.name:<24} {', '.join(sorted(staff.roles)):<48} {state}"
