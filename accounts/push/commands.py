"""Commands about our keys for push services: ``python -m accounts push-keys list | rotate``."""

import argparse
from datetime import UTC, datetime

from sqlalchemy import Engine

from accounts.push.keys import PushKeys
from accounts.storage.ciphers import FieldCipher, LookupKey

DONE = 0


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command about keys to the command line."""
    keys = commands.add_parser("push-keys", help="the keys by which push services know the product")
    acts = keys.add_subparsers(dest="act", required=True)
    acts.add_parser("list", help="list the keys, and how many devices know each")
    rotate = acts.add_parser("rotate", help="make a new key; older ones sign on for their devices")
    rotate.add_argument(
        "--leaked",
        action="store_true",
        help="a stranger has the keys: they are deleted, and so are the devices that know them",
    )


def run(asked: argparse.Namespace, engine: Engine, *, cipher: FieldCipher, lookup: LookupKey) -> int:
    """Run one of these commands; return the exit status."""
    keys = PushKeys(engine, cipher=cipher, lookup=lookup, clock=lambda: datetime.now(UTC))
    if asked.act == "rotate":
        keys.rotate(leaked=asked.leaked)
    for number, key in enumerate(keys.all()):
        use = "given to browsers" if number == 0 else "signs for those that know it"
        print(f"{key.id}  made {key.made_at:%Y-%m-%d %H:%M} UTC, {key.devices} devices, {use}")
    return DONE
