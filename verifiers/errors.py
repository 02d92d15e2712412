"""What is raised when a counterpart is silent or talks nonsense; a refusal is never raised but returned."""


class CounterpartTrouble(Exception):
    """Infrastructure trouble with one counterpart: nobody was refused.

    The message holds no personal data and nothing of the counterpart's answer, so it may be logged.
    """

    def __init__(self, counterpart: str, reason: str) -> None:
        """Name the *counterpart* ("carrier") and say in a few fixed words what went wrong."""
        super().__init__(f"{counterpart}: {reason}")
        self.counterpart = counterpart
        self.reason = reason


class Unreachable(CounterpartTrouble):
    """No usable answer in time: down, slow, or too busy. Asking again later may succeed."""

    def __init__(self, counterpart: str, reason: str, *, retry_after_seconds: int | None = None) -> None:
        """Keep when the counterpart wants to be asked again, in seconds, if it said so."""
        super().__init__(counterpart, reason)
        self.retry_after_seconds = retry_after_seconds


class UnexpectedAnswer(CounterpartTrouble):
    """The answer breaks the agreed format, or says that we do: people must look at it."""
