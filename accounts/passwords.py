"""How passwords are hashed without holding up anybody else's page."""


class Busy(Exception):
    """Too many passwords are being hashed; nothing was done."""

    def __init__(self, *, retry_after_seconds: int) -> None:
        super().__init__("too many passwords are being hashed")
        self.retry_after_seconds = retry_after_seconds


class Passwords:
    """Argon2id in native threads, at most *threads* at a time and *queue* waiting."""

    def __init__(self, *, threads: int, queue: int) -> None:
        raise NotImplementedError

    def hash(self, password: str) -> str:
        """Return a PHC string. Raises Busy; ValueError for more than 4096 bytes."""
        raise NotImplementedError

    def verify(self, phc: str, password: str) -> bool:
        """Tell whether *password* is the one. Raises Busy."""
        raise NotImplementedError

    def verify_nothing(self, password: str) -> None:
        """Take as long as `verify` for an account that does not exist. Raises Busy."""
        raise NotImplementedError

    def needs_upgrade(self, phc: str) -> bool:
        """Tell whether *phc* was made with other parameters than today's."""
        raise NotImplementedError
