"""A process as gunicorn's gevent worker makes it: patched first, then hashing; prints the outcome as JSON."""

# ruff: noqa: E402  # patching comes before any other import
from gevent import monkey

monkey.patch_all()

import json
import sys

import gevent

from accounts.hashing import Busy
from accounts.passwords import Passwords

PASSWORD = "Hoà bình 2021 !"


def main() -> None:
    passwords = Passwords(threads=2, queue=2)
    hashing = [gevent.spawn(passwords.hash, PASSWORD) for _ in range(4)]
    gevent.sleep(0)
    try:
        passwords.hash(PASSWORD)
        busy = False
    except Busy:
        busy = True
    turns = 0
    while not all(greenlet.ready() for greenlet in hashing):
        gevent.sleep(0.001)
        turns += 1
    verified = [passwords.verify(greenlet.get(), PASSWORD) for greenlet in hashing]
    json.dump({"verified": verified, "pages_went_on": turns > 2, "busy": busy}, sys.stdout)


if __name__ == "__main__":
    main()
