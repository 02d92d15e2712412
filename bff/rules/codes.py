"""Decides whether a one-time code is accepted, and when the next code may be sent.

Pure: the current time is always a parameter, and this module does not know Flask.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bff.journeys.codes import OneTimeCodes
from verifiers.delivery import DeliveryState


class CodeVerdict(StrEnum):
    """The result of checking a one-time code that a person typed."""

    RIGHT = "right"
    WRONG = "wrong"
    OLDER = "older"
    EXPIRED = "expired"
    NOT_SENT = "not_sent"
    TOO_MANY_TRIES = "too_many_tries"
    #: Too many wrong codes for this phone or number: only a longer code is accepted from now on.
    LONGER = "longer"
    #: Another kind of code that counts as well, e.g. that of an app.
    OTHER = "other"


@dataclass(frozen=True)
class CodeRules:
    """A code's lifetime, the wrong tries that a flow allows, and the waiting times between codes."""

    keep_seconds: int
    tries: int
    resend_after_seconds: tuple[int, ...]


def judge_code(codes: OneTimeCodes, digest: str, *, now: datetime, rules: CodeRules) -> CodeVerdict:
    """Check the code that has this keyed *digest*.

    Only the newest code is accepted. An earlier code gives ``OLDER``, which the screen explains and which is
    not a wrong try: a phone may show several codes, and the messages may arrive in another order.
    """
    newest = codes.newest
    if newest is None:
        return CodeVerdict.NOT_SENT
    if codes.wrong_tries >= rules.tries:
        return CodeVerdict.TOO_MANY_TRIES
    if digest in [sent.digest for sent in codes.sent[:-1]]:
        return CodeVerdict.OLDER
    if digest != newest.digest:
        return CodeVerdict.WRONG
    # A clock may be set back, and those of two machines differ: a code from the future lives no longer.
    age = abs(now - newest.sent_at)
    return CodeVerdict.RIGHT if age < timedelta(seconds=rules.keep_seconds) else CodeVerdict.EXPIRED


def count_wrong_try(codes: OneTimeCodes, digest: str) -> OneTimeCodes:
    """Add a wrong try, unless this code was also the last wrong one: a browser may send a form twice."""
    if digest == codes.last_wrong:
        return codes
    return replace(codes, wrong_tries=codes.wrong_tries + 1, last_wrong=digest)


def seconds_until_resend(codes: OneTimeCodes, *, now: datetime, rules: CodeRules) -> int:
    """Return the number of seconds until the next code may be sent, rounded up; 0 if it may be sent now."""
    newest = codes.newest
    if newest is None or newest.delivery is DeliveryState.FAILED:
        return 0
    went_out = sum(sent.delivery is not DeliveryState.FAILED for sent in codes.sent)
    place = min(went_out, len(rules.resend_after_seconds)) - 1
    pause = timedelta(seconds=rules.resend_after_seconds[place])
    left = min(pause, newest.sent_at + pause - now)  # a clock that was set back makes no wait longer
    # Rounded up: rounded down, the button would appear before a code may be sent.
    return max(0, -(-int(left.total_seconds() * 1000) // 1000))
