"""Time one ring: from the event, to the bell on the socket, to the new text. For any server that can ring."""

import http.client
import time
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bench.crowd.sockets import Crowd, Phone


class Waiter(Protocol):
    """A phone that waits at a server."""

    def phone(self) -> Phone:
        """Connect its socket."""

    def connect(self) -> http.client.HTTPConnection:
        """Open its connection for pages."""

    def news(self, connection: http.client.HTTPConnection) -> str:
        """Fetch the text that its page shows now."""


One = TypeVar("One", bound=Waiter)


class Ringable(Protocol[One]):
    """A server where phones wait for an event, and a way to cause that event."""

    name: str  # a text that the news holds only after the event

    def one(self) -> One:
        """Make one more waiting phone."""

    def sign(self, waiting: One, /) -> None:
        """Cause the event that *waiting* waits for."""


@dataclass(frozen=True)
class Delay:
    """The delays after one event, in milliseconds: until the phone rang, and until it had the new text."""

    bell: float
    words: float


def ring(phones: Crowd, waiter: One, phone: Phone, place: Ringable[One]) -> Delay:
    """Cause the event that *waiter* waits for, while all *phones* wait, and time it.

    Raises:
        ValueError: the text did not change with the event.
    """
    connection = waiter.connect()
    if place.name in waiter.news(connection):
        raise ValueError("the news is there before anything happened")
    began = time.perf_counter()
    place.sign(waiter)
    phones.wait_for(phone)
    rung = time.perf_counter()
    words = waiter.news(connection)
    held = time.perf_counter()
    connection.close()
    if place.name not in words:
        raise ValueError("the news is not there after the ring")
    return Delay((rung - began) * 1000, (held - began) * 1000)
