"""Exceptions for a counterpart that does not answer, or whose response we cannot use.

Not for refusals: a method returns a refusal as a value.
"""


class CounterpartTrouble(Exception):
    """A technical failure of one counterpart; it says nothing about the person.

    The message holds no personal data and no text from the response, so it is safe to log.
    """

    def __init__(self, counterpart: str, reason: str) -> None:
        """Keep the name of the *counterpart* ("carrier") and the *reason*, a short fixed text."""
        super().__init__(f"{counterpart}: {reason}")
        self.counterpart = counterpart
        self.reason = reason


class Unreachable(CounterpartTrouble):
    """No usable response in time: the counterpart is down, slow or too busy. A later request may succeed."""

    def __init__(self, counterpart: str, reason: str, *, retry_after_seconds: int | None = None) -> None:
        """Keep the counterpart's ``Retry-After`` in seconds, if it sent one."""
        super().__init__(counterpart, reason)
        self.retry_after_seconds = retry_after_seconds


class Crowded(Unreachable):
    """Too many of our own questions to this counterpart are open. It was not asked, and is not to blame."""


class UnexpectedAnswer(CounterpartTrouble):
    """The response breaks the agreed format, or says that our request does: an operator must look at it."""


class TooMuchWork(CounterpartTrouble):
    """Reading what was sent took more than its share of work, and was ended; nothing is known about it.

    Never a refusal, and never silence: the attempt counts, because asking again would cost the same work.
    """
