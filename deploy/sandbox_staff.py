"""Who works at the desk of a trial: one for each role, with passwords made here; none in production.

`make run` adds them and says how they sign in; `make staff-codes` shows what their authenticator apps would.
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

#: Two of those who decide in pairs.
PEOPLE = {
    "clerk": Role.CLERK,
    "supervisor": Role.SUPERVISOR,
    "officer": Role.CASE_OFFICER,
    "officer.two": Role.CASE_OFFICER,
    "administrator": Role.ADMINISTRATOR,
}
FILE = "staff.json"


class Credentials(NamedTuple):
    """How one of them signs in."""

    name: str
    password: str
    totp_secret: str

    @property
    def code(self) -> str:
        """What their app shows now."""
        return pyotp.TOTP(self.totp_secret).now()


def ensure_staff(place: Place, surroundings: Mapping[str, str]) -> list[Credentials]:
    """Add whoever is missing to the running product's database; nobody where it is in production."""
    environment = {**product_environment(place), **surroundings}
    if environment["ENVIRONMENT"] != "trial" or not environment.get("SANDBOX_URL"):
        return []
    file = place.data_folder / "accounts.sqlite3"
    if not environment.get("DATABASE_URL") and not file.exists():
        return []
    everybody = known(place)
    engine = make_engine(environment.get("DATABASE_URL") or f"sqlite:///{file}")
    cipher = FieldCipher(parse_keys(environment["ENCRYPTION_KEYS"]))
    register = StaffRegister(engine, cipher=cipher, clock=lambda: datetime.now(UTC))
    for one in everybody:
        added = register.add(one.name, frozenset({PEOPLE[one.name]}), by=BY_COMMAND)
        if added:
            hashed = Passwords(threads=1, queue=0).hash(one.password)
            register.set_up(added.id, password_hash=hashed, totp_secret=one.totp_secret, step=0)
    engine.dispose()
    return everybody


def known(place: Place) -> list[Credentials]:
    """Read the credentials kept in the data folder, making them first if needed."""
    file = place.keys_folder / FILE
    if not file.exists():
        made = {name: [secrets.token_urlsafe(9) + "-aA1", new_secret()] for name in PEOPLE}
        keys.write_privately(file, json.dumps(made, indent=1) + "\n")
    kept: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8"))
    return [Credentials(name, *kept[name]) for name in PEOPLE]


def table(everybody: list[Credentials]) -> str:
    """Write how they sign in, one a line."""
    return "\n".join(f"  {one.name:<14} {one.password:<18} {one.totp_secret}" for one in everybody)


def main(surroundings: Mapping[str, str]) -> int:
    """Show the code of everybody's app."""
    place = Place.from_environment(surroundings)
    if not Path(place.keys_folder / FILE).exists():
        print("Nobody works here yet: make run", file=sys.stderr)
        return 1
    for one in known(place):
        print(f"  {one.name:<14} {one.password:<18} {one.code}")
    return 0


if __name__ == "__main__":
    sys.exit(main(os.environ))
