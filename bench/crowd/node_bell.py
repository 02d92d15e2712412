"""Start Node's own Socket.IO server (node_bell.mjs), which listens to the same Redis as the product."""

import http.client
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from bench.crowd.sockets import Phone

PROGRAM = Path(__file__).parent / "node_bell.mjs"
#: The text that a phone fetches after a ring; about as many bytes as the product's news.
WORDS = "có tin mới " * 150


@dataclass(frozen=True)
class Room:
    """One phone that waits at Node's server."""

    name: str
    port: int

    def phone(self) -> Phone:
        """Connect its socket."""
        return Phone(self.port, self.name)

    def connect(self) -> http.client.HTTPConnection:
        """Open its connection for pages."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def news(self, connection: http.client.HTTPConnection) -> str:
        """Fetch the text."""
        connection.request("GET", "/", headers={"Cookie": self.name})
        return connection.getresponse().read().decode()


class NodeBell:
    """One running server of Node."""

    name = WORDS[:11]

    def __init__(self, process: "subprocess.Popen[str]", port: int, store: redis.Redis) -> None:
        self.pid, self._port, self._store, self._rooms = process.pid, port, store, 0

    def one(self) -> Room:
        """Make one more waiting phone."""
        self._rooms += 1
        return Room(f"room={self._rooms}", self._port)

    def sign(self, room: Room) -> None:
        """Publish the event that *room* waits for."""
        self._store.publish("node-bell", room.name)


@contextmanager
def node_bell(redis_socket: Path) -> Iterator[NodeBell]:
    """Start a server that listens to the Redis at *redis_socket*; stop it after the block."""
    command = ["node", str(PROGRAM), str(redis_socket), WORDS]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process,
        redis.Redis(unix_socket_path=str(redis_socket)) as store,
    ):
        try:
            assert process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
            yield NodeBell(process, int(process.stdout.readline()), store)
        finally:
            process.terminate()
