"""Commands about staff: ``python -m accounts staff add | list | roles | reset | deactivate``.

A new installation has no staff. No operator knows another person's password: `add` and `reset` print a link,
with which the person chooses a password and an authenticator app on their own device.
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

#: How long a set-up link works. The operator hands it over in person or by telephone.
SET_UP_LIFETIME = timedelta(days=1)
DONE = 0
NOT_POSSIBLE = 2
REASON = "by_operator"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the staff commands to the command line."""
    staff = commands.add_parser("staff", help="say who works at the desk").add_subparsers(
        dest="act", required=True
    )
    staff.add_parser("list", help="list all staff")
    for act, description in {
        "add": "add a person, and print a set-up link",
        "roles": "replace the roles of a person",
        "reset": "delete password and app, and print a new set-up link",
        "deactivate": "lock a person out; open sessions end",
        "activate": "let a locked-out person in again",
    }.items():
        parser = staff.add_parser(act, help=description)
        parser.add_argument("name", help="small letters, digits, dots, dashes: lan.nguyen")
        if act in {"add", "roles"}:
            parser.add_argument("roles", nargs="+", choices=[role.value for role in Role])


def run(
    asked: argparse.Namespace, engine: Engine, *, cipher: FieldCipher, lookup: LookupKey, origin: str
) -> int:
    """Run the command and return the exit status."""

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
    """Make a set-up link for *staff* and return its path. An earlier link stops working."""
    links.withdraw(LinkKind.STAFF_SET_UP, staff.id)
    return f"/desk/set-up/{links.issue(LinkKind.STAFF_SET_UP, staff.id, SET_UP_LIFETIME)}"


def _act(register: StaffRegister, act: str, name: str, roles: frozenset[Role]) -> Staff:
    if act == "add":
        added = register.add(name, roles, by=BY_COMMAND)
        if added is None:
            raise ValueError(f"there is a {name} already")
        return added
    staff = register.find(name)
    if staff is None:
        raise LookupError(f"there is no member of staff called {name}")
    match act:
        case "roles":
            return register.change_roles(staff.id, roles, by=BY_COMMAND, reason=REASON)
        case "reset":
            return register.reset(staff.id, by=BY_COMMAND)
        case "deactivate":
            return register.deactivate(staff.id, by=BY_COMMAND, reason=REASON)
        case _:
            return register.activate(staff.id, by=BY_COMMAND, reason=REASON)


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
