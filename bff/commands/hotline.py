"""The hotline's commands: freeze one account and end its sessions, and undo that by two case officers.

Numbers, names and codes are typed at a prompt or come from standard input: arguments stand in the list of
processes, which every user of the machine can read.
"""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum

import redis

from accounts import audit
from accounts.account.records import Account, Standing
from accounts.account.store import Accounts
from accounts.commands import cipher_of, database_url, lookup_of
from accounts.second_factors.totp import step_of
from accounts.staff.records import Role, Staff, StaffEvent
from accounts.staff.store import StaffRegister
from accounts.stops.store import Stops
from accounts.storage.ciphers import LookupKey
from accounts.storage.database import make_engine
from bff.limits.table import desk_tries
from bff.owners.numbers import organisation_key
from bff.settings.groups import DeskSettings
from bff.settings.reading import read
from bff.stores.attempts import Attempt, AttemptLimits, TooOften
from bff.stores.signed_in import SignedInStore
from identity.claims import Claims
from identity.numbers import digits_of
from identity.people import Organisation
from identity.subject import Subject

DONE = 0
NOT_POSSIBLE = 2
#: mã quan hệ ngân sách
BUDGET_CODE_DIGITS = 7
#: How many case officers undo a freeze.
OFFICERS = 2


class FreezeReason(StrEnum):
    """Why the hotline freezes an account."""

    OWNER_ASKED = "owner_asked"
    PHONE_STOLEN = "phone_stolen"
    STRANGER_INSIDE = "stranger_inside"
    AUTHORITY_ASKED = "authority_asked"


class UnfreezeReason(StrEnum):
    """Why the hotline's freeze is undone."""

    OWNER_PROVED = "owner_proved"
    MISTAKE = "mistake"


class NotPossible(Exception):
    """The command changed nothing; the message says why, and names no person."""


@dataclass(frozen=True)
class Desk:
    """What the commands work on.

    Attributes:
        ask: shows a prompt and returns what was typed.
        tries: counts one code for the name of an officer; a right one is given back.
    """

    accounts: Accounts
    stops: Stops
    staff: StaffRegister
    sessions: SignedInStore
    ask: Callable[[str], str]
    clock: Callable[[], datetime]
    tries: Callable[[str], AbstractContextManager[Attempt]]


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands to the command line."""
    freeze = commands.add_parser(
        "freeze", help="freeze one account and end its sessions; asks for its number"
    )
    freeze.add_argument("reason", choices=[reason.value for reason in FreezeReason])
    unfreeze = commands.add_parser("unfreeze", help="undo the hotline's freeze; asks for two case officers")
    unfreeze.add_argument("reason", choices=[reason.value for reason in UnfreezeReason])


def run(asked: argparse.Namespace, environment: Mapping[str, str], client: redis.Redis) -> int:
    """Run the command and return the exit status."""
    with _desk(environment, client) as desk:
        try:
            act = freeze if asked.command == "freeze" else unfreeze
            sys.stdout.write(act(desk, str(asked.reason)) + "\n")
        except NotPossible as trouble:
            sys.stderr.write(f"{asked.command}: {trouble}\n")
            return NOT_POSSIBLE
    return DONE


def freeze(desk: Desk, reason: str) -> str:
    """Freeze the account whose number is typed, and end its sessions. Returns what was done.

    Raises:
        NotPossible: there is no such account, or the hotline holds it already.
    """
    account = _account(desk)
    if not desk.stops.hold(account.id, reason=reason):
        raise NotPossible("the hotline holds the account already; its sessions have ended")
    ended = desk.sessions.end_all(account.id)
    return (
        f"The account is frozen, {ended} sessions have ended. It stays frozen until two case officers undo "
        "this freeze, whatever becomes of a stop or a dispute."
    )


def unfreeze(desk: Desk, reason: str) -> str:
    """End the hotline's hold on an account, if two case officers agree. Returns what was done.

    The account stays frozen until its holder has proved who they are and chosen new ways in.

    Raises:
        NotPossible: the hotline does not hold it, or two case officers did not agree.
    """
    account = _account(desk)
    if account.standing is not Standing.FROZEN:
        raise NotPossible(f"the account is {account.standing}")
    if not account.is_held:
        raise NotPossible("the hotline did not freeze the account, so this command does not undo it")
    officers = _two_officers(desk)
    names = {f"officer_{place}": audit.spelled(one.id) for place, one in zip("ab", officers, strict=True)}
    if not desk.stops.end_hold(account.id, reason=reason, **names):
        raise NotPossible("the account is not frozen any more")
    return f"{_state_after(desk, account.id)} Passkeys that it had sign in no longer."


def _state_after(desk: Desk, account_id: str) -> str:
    """Say what opens the account after the end of the hold."""
    proof = "its holder signs, or is seen by two people at an office, and chooses new ways in"
    if desk.stops.is_disputed(account_id):
        return f"The hotline's freeze is undone. A dispute about the account decides first; then {proof}."
    return f"The hotline's freeze is undone. The account stays frozen until {proof}."


def _account(desk: Desk) -> Account:
    """Return the account that is meant. Of several with one number, it asks which kind."""
    typed = desk.ask("Number of the account (citizen, old identity, tax number, budget code), or e-mail: ")
    claims = (_by_email(desk, typed.strip()),) if "@" in typed else _claims(digits_of(typed))
    try:
        found = [account for one in claims if (account := desk.accounts.find(one))]
    except ValueError:
        found = []
    if not found:
        raise NotPossible("no account has this number")
    if len(found) > 1:
        kinds = ", ".join(account.subject for account in found)
        kind = desk.ask(f"Several accounts have it. Which one ({kinds})? ").strip().lower()
        found = [account for account in found if account.subject == kind]
    if not found:
        raise NotPossible("no account of this kind has this number")
    return found[0]


def _by_email(desk: Desk, email: str) -> Claims:
    """Return the claims of an agency without numbers: its certificate has e-mail, name and unit."""
    name, unit = desk.ask("Name of the agency, as in its certificate: "), desk.ask("Unit, or nothing: ")
    agency = Organisation(name=name.strip(), unit=unit.strip() or None, official_email=email.lower())
    return Claims(subject=Subject.AGENCY, organisation_key=organisation_key(agency))


def _claims(number: str) -> tuple[Claims, ...]:
    match len(number):
        case 12:  # a household business has its owner's number for tax number
            citizen = Claims(subject=Subject.CITIZEN, citizen_number=number)
            return (citizen, Claims(subject=Subject.BUSINESS, tax_number=number))
        case 9:
            return (Claims(subject=Subject.CITIZEN, old_identity_number=number),)
        case 10 | 13:
            return tuple(
                Claims(subject=subject, tax_number=number) for subject in (Subject.BUSINESS, Subject.AGENCY)
            )
        case length if length == BUDGET_CODE_DIGITS:
            return (Claims(subject=Subject.AGENCY, organisation_key=number),)
        case _:
            return ()


def _two_officers(desk: Desk) -> list[Staff]:
    """Ask for the names and app codes of two case officers; each code counts once."""
    officers: list[Staff] = []
    for place in range(1, OFFICERS + 1):
        name = desk.ask(f"Name of case officer {place}: ")
        code = desk.ask("Code in the app: ").strip()
        staff = _proved(desk, name.strip().lower(), code)
        if staff is None:
            raise NotPossible("this is no active case officer, or the code is not right")
        if any(one.id == staff.id for one in officers):
            raise NotPossible("two different case officers are needed")
        officers.append(staff)
    return officers


def _proved(desk: Desk, name: str, code: str) -> Staff | None:
    """Return the active case officer with this name, whose app shows this code; None: it is not so.

    Wrong codes for a name are limited, and noted under the person who is named.

    Raises:
        NotPossible: too many codes were wrong.
    """
    staff = desk.staff.find(name)
    try:
        with desk.tries(name) as guess:
            known = staff is not None and staff.is_active and Role.CASE_OFFICER in staff.roles
            secret = staff.totp_secret if staff and known else None
            step = step_of(secret, code, at=desk.clock()) if secret else None
            if staff is not None and step is not None and desk.staff.take_step(staff.id, step):
                guess.give_back()
                return staff
            if staff is not None:
                desk.staff.note(staff.id, StaffEvent.SIGN_IN_FAILED, at="unfreeze")
            return None
    except TooOften as trouble:
        wait = f"wait {trouble.retry_after_seconds} seconds"
        raise NotPossible(f"codes for a name were wrong too often: {wait}") from trouble


def tries_of(
    limits: AttemptLimits, lookup: LookupKey, name: str, desk: DeskSettings
) -> AbstractContextManager[Attempt]:
    """Count one code that a command takes for this *name*, as often as the desk takes wrong ones."""
    return limits.attempt((desk_tries(desk), lookup.digest("attempts", f"desk {name} command")))


def _ask(prompt: str) -> str:
    """Return what is typed, without showing it; from a pipe, the next line."""
    if sys.stdin.isatty():
        return getpass.getpass(prompt)
    return sys.stdin.readline()


@contextmanager
def _desk(environment: Mapping[str, str], client: redis.Redis) -> Iterator[Desk]:
    def now() -> datetime:
        return datetime.now(UTC)

    cipher, lookup = cipher_of(environment), lookup_of(environment)
    settings = DeskSettings(**{one.name: read(one, environment) for one in fields(DeskSettings)})
    limits = AttemptLimits(client, now)
    engine = make_engine(database_url(environment, must_exist=True))
    try:
        yield Desk(
            accounts=Accounts(engine, cipher=cipher, lookup=lookup, clock=now),
            stops=Stops(engine, cipher=cipher, lookup=lookup, clock=now),
            staff=StaffRegister(engine, cipher=cipher, clock=now),
            # The times matter only to sessions that begin or go on; the commands only end them.
            sessions=SignedInStore(client, idle_seconds=0, total_seconds=0, clock=now),
            ask=_ask,
            clock=now,
            tries=lambda name: tries_of(limits, lookup, name, settings),
        )
    finally:
        engine.dispose()
