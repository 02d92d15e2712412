"""A Redis client whose keys are apart: it puts a prefix before each key, and refuses what it does not know.

The gallery gives each look a prefix of its own. A store that uses this client can neither read nor change a
key of the product.
"""

from collections.abc import Iterable
from typing import Any

import redis
from redis.client import Pipeline

#: The commands whose first argument is their only key.
ONE_KEY = frozenset(
    {
        "EXPIRE", "GET", "GETDEL", "HDEL", "HGET", "HGETALL", "HINCRBY", "HMGET", "HSET", "INCR", "INCRBY",
        "SADD", "SET", "SMEMBERS", "SREM", "TTL", "ZADD", "ZCARD", "ZCOUNT", "ZRANGE", "ZRANGEBYSCORE",
        "ZREM", "ZREMRANGEBYSCORE",
    }
)  # fmt: skip
ALL_KEYS = frozenset({"MGET", "DEL", "EXISTS", "UNLINK"})
SCRIPTS = frozenset({"EVAL", "EVALSHA"})
NO_KEY = frozenset({"PING", "SCRIPT LOAD", "SCRIPT EXISTS", "MULTI", "EXEC"})


class ApartRedis(redis.Redis):
    """A client that shares the connections of *shared*; its keys begin with *prefix*."""

    def __init__(self, shared: redis.Redis, prefix: str) -> None:
        super().__init__(connection_pool=shared.connection_pool)
        self.prefix = prefix
        self._shared = shared

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command with the prefix before its keys.

        Raises:
            ValueError: a command whose keys this class does not know.
        """
        command = with_prefix(self.prefix, args)
        return super().execute_command(*command, **options)  # type: ignore[no-untyped-call]  # redis-py

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> "ApartPipeline":  # noqa: FBT001, FBT002 - redis-py's signature
        """Return a pipeline whose commands get the prefix too."""
        made = ApartPipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)
        made.prefix = self.prefix
        return made

    def throw_away(self) -> None:
        """Delete every key with this prefix."""
        for key in list(self._shared.scan_iter(match=f"{self.prefix}*", count=1000)):
            self._shared.unlink(key)


class ApartPipeline(Pipeline):
    """Commands that are sent together, with the prefix before their keys."""

    prefix = ""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Queue one command with the prefix before its keys."""
        command = with_prefix(self.prefix, args)
        return super().execute_command(*command, **options)  # type: ignore[no-untyped-call]  # redis-py


def with_prefix(prefix: str, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the command with *prefix* before each of its keys.

    Raises:
        ValueError: a command whose keys are not known here.
    """
    name, rest = str(args[0]).upper(), args[1:]
    if name in NO_KEY:
        return args
    if name in SCRIPTS:
        script, number, *more = rest
        keys, arguments = more[: int(number)], more[int(number) :]
        return (name, script, number, *_prefixed(prefix, keys), *arguments)
    if name in ALL_KEYS:
        return (name, *_prefixed(prefix, rest))
    if name in ONE_KEY:
        return (name, *_prefixed(prefix, rest[:1]), *rest[1:])
    raise ValueError(f"the keys of {name} are not known here")


def _prefixed(prefix: str, keys: Iterable[Any]) -> list[str]:
    return [prefix + (key.decode() if isinstance(key, bytes) else str(key)) for key in keys]
