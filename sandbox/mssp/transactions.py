"""The transactions of the gateway: open on the phone, then signed, cancelled, blocked or expired.

A SIM has one open transaction at a time. Every SIM has the PIN 123456. Three wrong PINs in a row block a SIM
until the sandbox is reset.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import Final

from sandbox.mssp import codes
from sandbox.mssp.dialects import Dialect, control_code, shown
from sandbox.mssp.sims import Holding, Reply, Sim

PIN: Final = "123456"
PIN_TRIES: Final = 3


class Decided(StrEnum):
    """The result of a key press on the phone."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    WRONG_PIN = "wrong_pin"
    PIN_BLOCKED = "pin_blocked"
    NOTHING_OPEN = "nothing_open"


@dataclass(frozen=True)
class Asked:
    """The content of one signature request."""

    dialect: Dialect
    application_transaction: str
    data: bytes = field(repr=False)
    text: str
    lifetime_seconds: int


@dataclass(frozen=True)
class Transaction:
    """One request that the gateway accepted.

    Attributes:
        outcome: the code that ended the transaction.
        pressed: how many key presses ended the prompt on the phone.
    """

    id: str
    sim: Sim
    asked: Asked
    asked_at: datetime
    expires_at: datetime
    outcome: int | None = None
    pressed: int = 0

    @property
    def shown_text(self) -> str:
        """The text on the phone."""
        return shown(self.asked.dialect, self.asked.text, self.asked.data)

    def code(self, moment: datetime) -> int:
        """Return the status code at *moment*."""
        if self.sim.code_at_status is not None:
            return self.sim.code_at_status
        if self.sim.holding is Holding.DECLINES:
            return codes.CANCELLED
        if self.outcome is not None:
            return self.outcome
        return codes.EXPIRED if moment >= self.expires_at else codes.OUTSTANDING

    def to_json(self) -> dict[str, object]:
        """Return the prompt on the phone as a JSON object; its times are in ISO 8601."""
        return {
            "transaction": self.id,
            "text": self.shown_text,
            "control_code": control_code(self.asked.data),
            "asked_at": self.asked_at.isoformat(),
            "expires_at": self.expires_at.isoformat(),
        }


class Transactions:
    """All transactions since the last reset; safe to use from several threads."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Use the sandbox's *clock* (aware, UTC)."""
        self._clock = clock
        self._lock = Lock()
        self._by_id: dict[str, Transaction] = {}
        self._latest: dict[str, str] = {}
        self._wrong_pins: dict[str, int] = {}
        self._names: set[str] = set()

    def take_name(self, application_transaction: str) -> bool:
        """Record an AP_TransID; False if it was used before, which lets a real gateway reuse the PIN."""
        with self._lock:
            new = application_transaction not in self._names
            self._names.add(application_transaction)
        return new

    def open(self, sim: Sim, asked: Asked) -> Transaction | int:
        """Open a transaction on *sim*, or return the code that refuses it."""
        with self._lock:
            if self._tries_left(sim.phone_number) == 0:
                return codes.PIN_BLOCKED
            moment = self._clock()
            latest = self._by_id.get(self._latest.get(sim.phone_number, ""))
            if latest is not None and latest.code(moment) == codes.OUTSTANDING:
                return codes.BUSY
            transaction = Transaction(
                id=f"m{secrets.token_hex(8)}",
                sim=sim,
                asked=asked,
                asked_at=moment,
                expires_at=moment + timedelta(seconds=asked.lifetime_seconds),
            )
            self._by_id[transaction.id] = transaction
            self._latest[sim.phone_number] = transaction.id
            return transaction

    def restore(self, transaction: Transaction) -> None:
        """Keep a transaction that an earlier sandbox opened, so that this one answers for it."""
        with self._lock:
            self._by_id[transaction.id] = transaction
            self._latest[transaction.sim.phone_number] = transaction.id

    def called(self, transaction_id: str) -> Transaction | None:
        """Return the transaction with this MSSP_TransID."""
        with self._lock:
            return self._by_id.get(transaction_id)

    def code_of(self, transaction: Transaction) -> int:
        """Return the present status code of *transaction*."""
        return transaction.code(self._clock())

    def on_the_phone(self, phone_number: str) -> Transaction | None:
        """Return the transaction that the phone *phone_number* (E.164) shows now."""
        with self._lock:
            return self._open_on(phone_number)

    def tries_left(self, phone_number: str) -> int:
        """Return the number of PIN tries left."""
        with self._lock:
            return self._tries_left(phone_number)

    def confirm(self, phone_number: str, pin: str) -> Decided:
        """Type *pin* and confirm."""
        with self._lock:
            transaction = self._open_on(phone_number)
            if transaction is None:
                return Decided.NOTHING_OPEN
            if pin == PIN:
                self._wrong_pins.pop(phone_number, None)
                validated = {Reply.RIGHT_AND_VALIDATED, Reply.TEXT_AND_VALIDATED, Reply.NOTHING}
                self._end(
                    transaction, codes.VALIDATED if transaction.sim.reply in validated else codes.SIGNED
                )
                return Decided.CONFIRMED
            self._wrong_pins[phone_number] = self._wrong_pins.get(phone_number, 0) + 1
            if self._tries_left(phone_number):
                return Decided.WRONG_PIN
            self._end(transaction, codes.PIN_BLOCKED)
            return Decided.PIN_BLOCKED

    def cancel(self, phone_number: str) -> Decided:
        """Cancel the prompt."""
        with self._lock:
            transaction = self._open_on(phone_number)
            if transaction is None:
                return Decided.NOTHING_OPEN
            self._end(transaction, codes.CANCELLED)
            return Decided.CANCELLED

    def reset(self) -> None:
        """Forget all transactions, and unblock all SIMs."""
        with self._lock:
            for kept in (self._by_id, self._latest, self._wrong_pins, self._names):
                kept.clear()

    def _open_on(self, phone_number: str) -> Transaction | None:
        latest = self._by_id.get(self._latest.get(phone_number, ""))
        if latest is None or latest.sim.is_silent or self._clock() >= latest.expires_at:
            return None
        asks = 2 if latest.sim.holding is Holding.ANSWERS_TWICE else 1
        return latest if latest.pressed < asks else None

    def _tries_left(self, phone_number: str) -> int:
        return max(0, PIN_TRIES - self._wrong_pins.get(phone_number, 0))

    def _end(self, transaction: Transaction, outcome: int) -> None:
        late = transaction.sim.holding is Holding.ANSWERS_LATE  # the gateway gets this key press too late
        self._by_id[transaction.id] = replace(
            transaction, outcome=None if late else outcome, pressed=transaction.pressed + 1
        )
