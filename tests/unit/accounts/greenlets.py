"""One patched process in which many greenlets register and sign in at once; prints what happened as JSON."""

# ruff: noqa: E402  # patching comes before any other import
from gevent import monkey

monkey.patch_all()

import json
import sys
from collections import Counter

import gevent

from accounts import audit
from accounts.account.records import AccountEvent
from accounts.account.store import Accounts
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import make_engine, reading
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW, person

RIVALS = 12


def main(url: str) -> None:
    engine = make_engine(url)
    accounts = Accounts(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)
    registering = [gevent.spawn(accounts.open, person()) for _ in range(RIVALS)]
    signing_in = [gevent.spawn(accounts.note, "somebody", AccountEvent.SIGNED_IN) for _ in range(RIVALS)]
    gevent.joinall([*registering, *signing_in], raise_error=True)
    with reading(engine) as session:
        chain = audit.verify(session)
    outcomes = Counter(type(greenlet.value).__name__ for greenlet in registering)
    entries = chain.entries if isinstance(chain, audit.Intact) else 0
    json.dump({**outcomes, "entries": entries}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
