"""The client for Redis: it notices a dead or a former primary, and asks a Sentinel where the primary is.

A primary that a failover has replaced stays connected, answers every question and takes nothing. So an answer
that says "not here" drops the connections, and the command is sent once more: to the machine that the address
or the Sentinel names now.
"""

import socket
from collections.abc import Callable
from typing import Any, Final, TypeVar
from urllib.parse import unquote, urlsplit

import redis
from redis.client import Pipeline
from redis.exceptions import MasterDownError
from redis.sentinel import MasterNotFoundError, Sentinel

#: How long a request waits for a free connection to Redis. Then the answer is 503, and the form is kept.
POOL_WAIT_SECONDS = 2
ANSWER_SECONDS = 5
CONNECT_SECONDS = 2
#: Answers of a machine that carried nothing out, where another machine would.
NOT_HERE = (redis.ReadOnlyError, redis.BusyLoadingError, MasterDownError, MasterNotFoundError)
#: The same as words: redis-py knows no class for the second, and up to Redis 6 a script's error has the first
#: in its middle.
NOT_HERE_WORDS = ("READONLY", "NOREPLICAS")
KEEPALIVE: Final = {socket.TCP_KEEPIDLE: 5, socket.TCP_KEEPINTVL: 2, socket.TCP_KEEPCNT: 3}
SENTINEL_SCHEMES = ("redis+sentinel", "rediss+sentinel")
Answer = TypeVar("Answer")


def is_not_here(trouble: Exception) -> bool:
    """Return whether *trouble* is the answer of a machine that is not, or not yet, the primary."""
    if isinstance(trouble, NOT_HERE):
        return True
    return isinstance(trouble, redis.ResponseError) and any(word in str(trouble) for word in NOT_HERE_WORDS)


class Store(redis.Redis):
    """Redis, whichever machine is the primary now."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command, and once more if the first machine was not the primary."""
        own = super().execute_command
        return again_elsewhere(self.connection_pool, lambda: own(*args, **options))  # type: ignore[no-untyped-call]  # redis-py

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> "StorePipeline":  # noqa: FBT001, FBT002 - redis-py's signature
        """Return a pipeline that is sent as a whole once more."""
        return StorePipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)


class StorePipeline(Pipeline):
    """Commands that are sent together."""

    def execute(self, raise_on_error: bool = True) -> list[Any]:  # noqa: FBT001, FBT002 - redis-py's signature
        """Send all commands, and once more if the first machine was not the primary."""
        commands, scripts = list(self.command_stack), set(self.scripts)
        own = super().execute

        def send() -> list[Any]:
            self.command_stack, self.scripts = list(commands), set(scripts)
            return own(raise_on_error)

        return again_elsewhere(self.connection_pool, send)


def again_elsewhere(pool: redis.ConnectionPool, send: Callable[[], Answer]) -> Answer:
    """Call *send*; if the answer was "not here", drop the connections and call it once more.

    A machine that does not answer in time costs one request: its other connections are dropped too.
    """
    try:
        return send()
    except (redis.TimeoutError, redis.ConnectionError, redis.ResponseError) as trouble:
        if isinstance(trouble, redis.TimeoutError):
            drop(pool)
        if not is_not_here(trouble):
            raise
        drop(pool)
    return send()


def drop(pool: redis.ConnectionPool) -> None:
    """Close the free connections of *pool* now, and the others when their requests are done with them."""
    pool.update_active_connections_for_reconnect()
    pool.disconnect(inuse_connections=False)


class PrimaryConnection(redis.Connection):
    """A connection to the machine that a Sentinel names when it connects."""

    def __init__(self, *, sentinel: Sentinel, service: str, **options: Any) -> None:
        self._sentinel, self._service = sentinel, service
        super().__init__(**options)  # type: ignore[no-untyped-call]  # redis-py

    def _connect(self) -> Any:
        self.host, self.port = self._sentinel.discover_master(self._service)  # type: ignore[no-untyped-call]  # redis-py
        return super()._connect()  # type: ignore[no-untyped-call]  # redis-py


class SafePrimaryConnection(PrimaryConnection, redis.SSLConnection):
    """The same with TLS."""


def connect(url: str, *, most: int, decodes: bool = True) -> Store:
    """Return the client for the Redis at *url*; a request waits a moment if all its connections are taken.

    Args:
        url: ``redis://``, ``rediss://``, ``unix:///path``, or
            ``redis+sentinel://user:password@host:26379,host2:26379/0/service``.
        most: the most connections.
        decodes: whether answers are texts, and not bytes.
    """
    options: dict[str, Any] = {
        "max_connections": most,
        "timeout": POOL_WAIT_SECONDS,
        "socket_timeout": ANSWER_SECONDS,
        "socket_connect_timeout": CONNECT_SECONDS,
        "decode_responses": decodes,
    }
    if not url.startswith("unix:"):
        options |= {"socket_keepalive": True, "socket_keepalive_options": KEEPALIVE}
    if urlsplit(url).scheme in SENTINEL_SCHEMES:
        pool = redis.BlockingConnectionPool(**options, **_by_sentinel(url))  # type: ignore[no-untyped-call]  # redis-py
        return Store(connection_pool=pool)
    return Store(connection_pool=redis.BlockingConnectionPool.from_url(url, **options))


def _by_sentinel(url: str) -> dict[str, Any]:
    parts, hosts = urlsplit(url), sentinels_of(url)
    number, service = parts.path.strip("/").split("/")
    times = {"socket_timeout": CONNECT_SECONDS, "socket_connect_timeout": CONNECT_SECONDS}
    sentinel = Sentinel(hosts, sentinel_kwargs=times)  # type: ignore[no-untyped-call]  # redis-py
    return {
        "connection_class": SafePrimaryConnection if parts.scheme == "rediss+sentinel" else PrimaryConnection,
        "sentinel": sentinel,
        "service": service,
        "db": int(number),
        "username": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
    }


def sentinels_of(url: str) -> list[tuple[str, int]]:
    """Return host and port of each Sentinel in a ``redis+sentinel://`` address.

    Raises:
        ValueError: the address has another form.
    """
    parts = urlsplit(url)
    number, _, service = parts.path.strip("/").partition("/")
    if not number.isdigit() or not service or "/" in service:
        raise ValueError("must end with /0/service")
    hosts = [host.rpartition(":") for host in parts.netloc.rpartition("@")[2].split(",")]
    if not all(name and port.isdigit() for name, _, port in hosts):
        raise ValueError("must name each Sentinel as host:port")
    return [(name, int(port)) for name, _, port in hosts]
