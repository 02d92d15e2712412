"""What the waiting screen of a SIM request shows: control code, stages, and a remark about the time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.services import services, verifier
from bff.serving.language import gettext as _
from bff.views.sim_signature.transaction import Stage, Transaction
from identity.phones import mask_mobile
from verifiers.sim_signature import Challenge, SimSigning

#: Seconds after the start at which the remark becomes "longer than usual", and seconds before the deadline at
#: which it becomes "almost over".
LONG_WAIT_SECONDS, ALMOST_OVER_SECONDS = 30, 30


@dataclass(frozen=True)
class Wait:
    """A request to a SIM, as the waiting screen shows it at one moment.

    Attributes:
        stages: text and state ("done", "now", "next") of each stage.
        due_seconds: seconds until time alone changes the remark; None if only an answer can change it.
        ends_at: until when the phone asks for the PIN (aware UTC).
        seconds_left, of_seconds: how long that is, and how long the whole wait is.
    """

    stages: list[tuple[str, str]]
    remark: str
    may_extend: bool
    due_seconds: int | None
    ends_at: datetime
    seconds_left: int
    of_seconds: int


def begin_transaction(flow: Flow) -> Transaction:
    """Make a transaction with a new challenge and its control code. Nothing is sent yet.

    The waiting screen, which shows the code, starts the poller that sends the request.
    """
    settings, now = services().settings, services().clock()
    challenge = Challenge.make(
        origin=settings.public_origin,
        purpose=flow.purpose,
        registration_id=services().lookup.digest("challenge", flow.id)[:32],
        moment=now,
    )
    return Transaction(
        challenge=challenge,
        control_code=verifier(SimSigning).control_code(challenge),
        began_at=now,
        deadline=now + timedelta(seconds=settings.sim_wait_seconds),
    )


def waiting_facts(flow: Flow) -> dict[str, Any]:
    """Return the variables of the waiting screen's template, for the page and for its polled part."""
    transaction = flow.pending_as(Transaction)
    phone_number = mask_mobile(flow.phone_number or "").replace(" ", "\u00a0")
    return {
        "control_code": transaction.control_code,
        "masked": phone_number,
        "wait": _look_at(transaction, phone_number),
        "purpose_words": _purpose_words(flow.purpose),
    }


def _look_at(transaction: Transaction, phone_number: str) -> Wait:
    now = services().clock()
    on_the_phone = transaction.stage is Stage.ON_THE_PHONE
    almost_over = transaction.seconds_left(now) <= ALMOST_OVER_SECONDS
    sent = _("The request was sent to %(phone)s", phone=phone_number)
    sending = _("Sending the request to %(phone)s", phone=phone_number)
    stages = [
        (sent if on_the_phone else sending, "done" if on_the_phone else "now"),
        (_("Waiting for you to enter the PIN on the phone"), "now" if on_the_phone else "next"),
        (_("Reading the certificate"), "next"),
    ]
    may_extend = almost_over and not transaction.extended
    due_seconds = _due_seconds(transaction, now)
    return Wait(
        stages,
        _remark(transaction),
        may_extend,
        due_seconds,
        ends_at=transaction.deadline,
        seconds_left=max(int(transaction.seconds_left(now)), 0),
        of_seconds=int((transaction.deadline - transaction.began_at).total_seconds()) or 1,
    )


def _due_seconds(transaction: Transaction, now: datetime) -> int | None:
    """Return the seconds, rounded up, until the remark about the time changes; None if it stays."""
    long_wait = transaction.began_at + timedelta(seconds=LONG_WAIT_SECONDS)
    almost_over = transaction.deadline - timedelta(seconds=ALMOST_OVER_SECONDS)
    ahead = [(moment - now).total_seconds() for moment in (long_wait, almost_over) if moment > now]
    return ceil(min(ahead)) if ahead else None


def _remark(transaction: Transaction) -> str:
    now = services().clock()
    if transaction.is_gateway_silent:
        return _("The signing service is not answering right now. We keep asking; you need not do anything.")
    if transaction.seconds_left(now) <= ALMOST_OVER_SECONDS:
        return _("The time is almost over.")
    if (now - transaction.began_at).total_seconds() >= LONG_WAIT_SECONDS:
        return _("This takes longer than usual. Check that the phone has a signal and is not locked.")
    return _("Keep the phone in your hand. The request may take some seconds to appear.")


def _purpose_words(purpose: Purpose) -> str:
    match purpose:
        case Purpose.REGISTER:
            return _("You are registering an account.")
        case Purpose.SIGN_IN:
            return _("You are signing in.")
        case Purpose.PROVE | Purpose.DISPUTE | Purpose.RECOVER:
            return _("You are proving who you are.")
