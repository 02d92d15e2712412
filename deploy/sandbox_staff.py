"""The desk's staff for a trial, with passwords made here; production gets no such staff.

`make run` adds them and prints how they sign in. `make staff-codes` prints the codes of their authenticator
apps.
"""

import json
import os
import secrets
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pyotp

from accounts.passwords import Passwords
from accounts.second_factors.totp import new_secret
from accounts.staff.records import Role
from accounts.staff.store import BY_COMMAND, StaffRegister
from accounts.storage.ciphers import FieldCipher, parse_keys
from accounts.storage.database import make_engine
from deploy import keys
from deploy.environment import Place, product_environment

#: One person for each role; two case officers, because two of them must decide together.
PEOPLE = {
    "clerk": Role.CLERK,
    "supervisor": Role.SUPERVISOR,
    "officer": Role.CASE_OFFICER,
    "officer.two": Role.CASE_OFFICER,
    "administrator": Role.ADMINISTRATOR,
}
FILE = "staff.json"


class Credentials(NamedTuple):
    """The credentials of one member of staff."""

    name: str
    password: str
    totp_secret: str

    @property
    def code(self) -> str:
        """The code that their authenticator app shows now."""
        return pyotp.TOTP(self.totp_secret).now()


def ensure_staff(place: Place, surroundings: Mapping[str, str]) -> list[Credentials]:
    """Add the missing staff to the product's database; return all of them, or none in production."""
    environment = {**product_environment(place), **surroundings}
    if environment["ENVIRONMENT"] != "trial" or not environment.get("SANDBOX_URL"):
        return []
    file = place.data_folder / "accounts.sqlite3"
    if not environment.get("DATABASE_URL") and not file.exists():
        return []
    staff = known(place)
    engine = make_engine(environment.get("DATABASE_URL") or f"sqlite:///{file}")
    cipher = FieldCipher(parse_keys(environment["ENCRYPTION_KEYS"]))
    register = StaffRegister(engine, cipher=cipher, clock=lambda: datetime.now(UTC))
    for person in staff:
        added = register.add(person.name, frozenset({PEOPLE[person.name]}), by=BY_COMMAND)
        if added:
            hashed = Passwords(threads=1, queue=0).hash(person.password)
            register.set_up(
                added.id,
                password_hash=hashed,
                totp_secret=person.totp_secret,
                step=0,
                generation=added.generation,
            )
    engine.dispose()
    return staff


def known(place: Place) -> list[Credentials]:
    """Read the credentials in the data folder, and make them first if there are none."""
    file = place.keys_folder / FILE
    if not file.exists():
        # "-aA1" makes every random password meet the portal's password rule.
        credentials = {name: [secrets.token_urlsafe(9) + "-aA1", new_secret()] for name in PEOPLE}
        keys.write_privately(file, json.dumps(credentials, indent=1) + "\n")
    kept: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
    return [Credentials(name, *kept[name]) for name in PEOPLE]


def table(staff: list[Credentials]) -> str:
    """Write the credentials as a table, one line for each person."""
    return "\n".join(f"  {person.name:<14} {person.password:<18} {person.totp_secret}" for person in staff)


def main(surroundings: Mapping[str, str]) -> int:
    """Print the present code of each person's authenticator app."""
    place = Place.from_environment(surroundings)
    if not Path(place.keys_folder / FILE).exists():
        print("Nobody works here yet: make run", file=sys.stderr)
        return 1
    for person in known(place):
        print(f"  {person.name:<14} {person.password:<18} {person.code}")
    return 0


if __name__ == "__main__":
    sys.exit(main(os.environ))
