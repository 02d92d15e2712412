"""A process that opens one account on a signal: the database address as argument, a line in, a word out."""

import sys

from accounts.account.records import AlreadyExists
from accounts.account.store import Accounts
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import make_engine
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW, patiently, person


def main(url: str) -> None:
    accounts = Accounts(
        make_engine(url), cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW
    )
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    outcome = patiently(lambda: accounts.open(person()))
    sys.stdout.write("exists" if isinstance(outcome, AlreadyExists) else "opened")


if __name__ == "__main__":
    main(sys.argv[1])
