"""The one computer of a sandbox: its plugged-in token, the behaviour of its helper, and its PIN dialog."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Condition
from typing import Final

from sandbox.authority import Authority, Credential
from sandbox.token_helper.keys import Keys, MemoryKeys, WrongPin

#: A real token locks itself after a few wrong PINs, usually three.
PIN_TRIES: Final = 3
#: The PIN dialog closes after this time, in seconds.
DIALOG_SECONDS: Final = 120


class Manner(StrEnum):
    """The behaviour of the program on the helper's port."""

    WELL = "well"
    TOO_OLD = "too_old"
    GARBAGE = "garbage"  # responds with text that is not JSON
    HUGE = "huge"  # responds with frames of megabytes
    SILENT = "silent"  # accepts the connection and never responds
    OTHER_PROGRAM = "other_program"  # another program owns the port
    OTHER_CERTIFICATE = "other_certificate"  # sends another holder's certificate with the signature


class Outcome(StrEnum):
    """The result of a request to sign."""

    SIGNED = "signed"
    CANCELLED = "cancelled"
    NO_TOKEN = "no_token"
    WRONG_PIN = "wrong_pin"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Prompt:
    """The content of the PIN dialog: the origin of the page, the helper, and the text to sign."""

    origin: str
    helper: str
    text: str


@dataclass(frozen=True)
class Computer:
    """The state of the computer.

    Attributes:
        plugged: key of the holder of the plugged-in token; empty: no token.
    """

    plugged: str = ""
    manner: Manner = Manner.WELL
    tries_left: int = PIN_TRIES
    prompt: Prompt | None = None


class TokenComputer:
    """The computer; safe to use from several threads. One PIN dialog is open at a time."""

    def __init__(self, authority: Authority, keys: Keys | None = None) -> None:
        self.keys: Keys = keys or MemoryKeys()
        self._authority = authority
        self._changed = Condition()
        self._now = Computer()
        self._answers: list[str | None] = []

    @property
    def now(self) -> Computer:
        """The present state."""
        with self._changed:
            return self._now

    @property
    def token(self) -> Credential | None:
        """The content of the plugged-in token, if there is one."""
        plugged = self.now.plugged
        return self._authority.credential(plugged) if plugged else None

    @property
    def handed_over(self) -> Credential | None:
        """The credential whose certificate the helper sends with a signature."""
        swapped = self.now.manner is Manner.OTHER_CERTIFICATE
        return self._authority.credential("token_elliptic") if swapped else self.token

    def set_up(self, *, plugged: str | None = None, manner: Manner | None = None) -> None:
        """Plug in another token (empty: none), which has all its PIN tries, or change the helper's behaviour.

        Raises:
            KeyError: no holder has this key.
        """
        if plugged:
            self._authority.credential(plugged)
        with self._changed:
            if plugged is not None:
                self._now = replace(self._now, plugged=plugged, tries_left=PIN_TRIES)
            if manner is not None:
                self._now = replace(self._now, manner=manner)
            self._changed.notify_all()

    def reset(self) -> None:
        """Unplug the token, and let the helper behave normally."""
        with self._changed:
            self._now = Computer()
            self._answers = [None]  # cancels an open dialog, whose thread waits for an answer
            self._changed.notify_all()

    def answer(self, pin: str | None) -> bool:
        """Type *pin* into the open dialog, or cancel the dialog (None); False if no dialog is open."""
        with self._changed:
            if self._now.prompt is None:
                return False
            self._answers = [pin]
            self._changed.notify_all()
            return True

    def sign(self, digest: bytes, prompt: Prompt) -> bytes | Outcome:
        """Show *prompt*, wait for the PIN, and sign a SHA-256 *digest* with the plugged-in token."""
        token = self.token
        if token is None:
            return Outcome.NO_TOKEN
        if self.now.tries_left == 0:
            return Outcome.BLOCKED
        pin = self._ask(prompt)
        return Outcome.CANCELLED if pin is None else self._use(token, digest, pin)

    def _use(self, token: Credential, digest: bytes, pin: str) -> bytes | Outcome:
        try:
            signature = self.keys.sign(token, digest, pin)
        except WrongPin:
            with self._changed:
                self._now = replace(self._now, tries_left=max(0, self._now.tries_left - 1))
                return Outcome.WRONG_PIN if self._now.tries_left else Outcome.BLOCKED
        with self._changed:
            self._now = replace(self._now, tries_left=PIN_TRIES)
        return signature

    def _ask(self, prompt: Prompt) -> str | None:
        with self._changed:
            free: Callable[[], bool] = lambda: self._now.prompt is None  # noqa: E731 - read below
            if not self._changed.wait_for(free, timeout=DIALOG_SECONDS):
                return None
            self._answers = []
            self._now = replace(self._now, prompt=prompt)
            self._changed.notify_all()
            self._changed.wait_for(lambda: bool(self._answers), timeout=DIALOG_SECONDS)
            pin = self._answers.pop() if self._answers else None
            self._now = replace(self._now, prompt=None)
            self._changed.notify_all()
            return pin
