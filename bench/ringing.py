"""One ring from the event to the words, for whatever rings: an event, a bell heard on a socket, a fetch."""

import http.client
import time
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bench.sockets import Crowd, Phone


class Waiter(Protocol):
    """One that waits at some server."""

    def phone(self) -> Phone:
        """Connect its socket."""

    def connect(self) -> http.client.HTTPConnection:
        """Open its connection for pages."""

    def news(self, connection: http.client.HTTPConnection) -> str:
        """Fetch the words that it shows now."""


One = TypeVar("One", bound=Waiter)


class Ringable(Protocol[One]):
    """Where one can wait, and what is waited for can happen."""

    name: str  # what the words hold afterwards, and not before

    def one(self) -> One:
        """Let one more wait."""

    def sign(self, waiting: One, /) -> None:
        """Let happen what *waiting* waits for."""


@dataclass(frozen=True)
class Delay:
    """One event's way, in milliseconds: until the phone rang, and until it held the new words."""

    bell: float
    words: float


def ring(phones: Crowd, one: One, phone: Phone, place: Ringable[One]) -> Delay:
    """Let what *one* waits for happen, while all *phones* wait.

    Raises:
        ValueError: the words did not change with it.
    """
    connection = one.connect()
    if place.name in one.news(connection):
        raise ValueError("the news is there before anything happened")
    began = time.perf_counter()
    place.sign(one)
    phones.wait_for(phone)
    rung = time.perf_counter()
    words = one.news(connection)
    held = time.perf_counter()
    connection.close()
    if place.name not in words:
        raise ValueError("the news is not there after the ring")
    return Delay((rung - began) * 1000, (held - began) * 1000)
