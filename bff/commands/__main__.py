"""Commands on the product: ``python -m bff.commands reports | freeze | fetch-revocation-lists | …``."""

import argparse
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import redis
import structlog

from accounts.commands import Misconfigured
from accounts.storage.database import Unavailable
from bff.commands import breached, hotline, lists
from bff.settings.reading import BadSetting
from bff.stores.counts import Counts, table

DONE = 0
NOT_POSSIBLE = 2


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run one command and return the exit status: 0 done, 2 not possible."""
    parser = argparse.ArgumentParser(prog="python -m bff.commands", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser(
        "reports",
        help="by day: reports of 'this was not me', and minutes in which a budget of SMS was used up",
    )
    breached.add_parser(commands)
    lists.add_parser(commands)
    hotline.add_parsers(commands)
    asked = parser.parse_args(arguments)
    if asked.command == "breached-passwords":
        return breached.run(asked)
    if asked.command == "fetch-revocation-lists":
        return lists.run(asked, environment)
    return _run(asked, environment)


def _run(asked: argparse.Namespace, environment: Mapping[str, str]) -> int:
    try:
        client = redis.Redis.from_url(_redis_url(environment), decode_responses=True)
        if asked.command != "reports":
            return hotline.run(asked, environment, client)
        print(table(Counts(client, lambda: datetime.now(UTC))))
    except (BadSetting, Misconfigured, Unavailable) as trouble:
        print(f"{asked.command}: {trouble}", file=sys.stderr)
        return NOT_POSSIBLE
    except (ValueError, redis.RedisError) as trouble:
        print(f"REDIS_URL names no Redis that answers: {type(trouble).__name__}", file=sys.stderr)
        return NOT_POSSIBLE
    return DONE


def _redis_url(environment: Mapping[str, str]) -> str:
    """Return REDIS_URL or, if it is empty, the address of the embedded Valkey."""
    socket = Path(environment.get("DATA_FOLDER") or ".data") / "valkey" / "valkey.sock"
    return environment.get("REDIS_URL") or f"unix://{socket.absolute()}"


if __name__ == "__main__":
    # What a command tells stands on standard output alone.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    sys.exit(main(sys.argv[1:], os.environ))
