"""Connections to PostgreSQL that end when the other side is gone: keepalives, and a deadline for each answer.

A firewall that forgets, or a machine that loses its power, closes no connection. The kernel notices a silent
peer by keepalives. A proxy that accepts everything and passes nothing on is noticed by the deadline alone.
"""

import time
from collections.abc import Callable, Generator
from typing import Any, Final, TypeVar

import psycopg
from psycopg.waiting import Ready, Wait

#: A connection that has not answered by then is closed. No statement of a person's request takes seconds.
ANSWER_SECONDS = 8.0
#: Parameters of libpq (34.1.2): seconds, but ``tcp_user_timeout`` is in milliseconds. No ``options`` and no
#: prepared statements: PgBouncer in transaction mode refuses the first and mixes up the second.
CONNECT_ARGUMENTS: Final = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8_000,
    "prepare_threshold": None,
}
Answer = TypeVar("Answer")


class NoAnswer(psycopg.OperationalError):
    """The server did not answer in time; the connection is closed."""


def connect_with_deadline(seconds: float | None) -> Callable[..., Any]:
    """Return a handler of SQLAlchemy's event ``do_connect``; its connections wait *seconds* for an answer."""

    class Bounded(psycopg.Connection[Any]):
        """A connection that gives up."""

        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            """Wait for the answer to one command."""
            if seconds is None:
                return super().wait(gen, interval, timeout)
            try:
                return super().wait(_until(gen, time.monotonic() + seconds), interval, timeout)
            except NoAnswer:
                self.pgconn.finish()  # what arrives later belongs to no command
                raise

    def connect(_dialect: object, _record: object, arguments: list[Any], named: dict[str, Any]) -> Any:
        return Bounded.connect(*arguments, **named)

    return connect


def _until(
    waiting: Generator[Wait, Ready | int, Answer], deadline: float
) -> Generator[Wait, Ready | int, Answer]:
    """Pass on what the driver waits for, and raise after *deadline* (of the monotonic clock).

    Raises:
        NoAnswer: nothing came in time.
    """
    try:
        wanted = next(waiting)
        while True:
            ready = yield wanted
            if not ready and time.monotonic() > deadline:
                waiting.close()
                raise NoAnswer("the database did not answer in time")
            wanted = waiting.send(ready)
    except StopIteration as done:
        answer: Answer = done.value
        return answer
