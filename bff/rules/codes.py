"""Which one-time code counts, and when another code may be sent.

Pure: the moment is always a parameter, and nothing here knows of the web.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bff.journeys.codes import OneTimeCodes
from verifiers.delivery import DeliveryState


class CodeVerdict(StrEnum):
    """What a typed one-time code turned out to be."""

    RIGHT = "right"
    WRONG = "wrong"
    OLDER = "older"
    EXPIRED = "expired"
    NOT_SENT = "not_sent"
    TOO_MANY_TRIES = "too_many_tries"


@dataclass(frozen=True)
class CodeRules:
    """How long a code lives, how many wrong tries a registration has, how long to wait for another."""

    keep_seconds: int
    tries: int
    resend_after_seconds: tuple[int, ...]


def judge_code(codes: OneTimeCodes, digest: str, *, now: datetime, rules: CodeRules) -> CodeVerdict:
    """Say what the code with keyed *digest* is.

    The verdict OLDER is told, not counted: of three codes on a phone only the newest counts.
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
    alive_until = newest.sent_at + timedelta(seconds=rules.keep_seconds)
    return CodeVerdict.RIGHT if now < alive_until else CodeVerdict.EXPIRED


def count_wrong_try(codes: OneTimeCodes, digest: str) -> OneTimeCodes:
    """Count a wrong code once, however often the same form is sent."""
    if digest == codes.last_wrong:
        return codes
    return replace(codes, wrong_tries=codes.wrong_tries + 1, last_wrong=digest)


def seconds_until_resend(codes: OneTimeCodes, *, now: datetime, rules: CodeRules) -> int:
    """Tell how many whole seconds are left until another code may be sent; 0 when now."""
    newest = codes.newest
    if newest is None or newest.delivery is DeliveryState.FAILED:
        return 0
    went_out = sum(sent.delivery is not DeliveryState.FAILED for sent in codes.sent)
    place = min(went_out, len(rules.resend_after_seconds)) - 1
    free_at = newest.sent_at + timedelta(seconds=rules.resend_after_seconds[place])
    return max(0, -(-int((free_at - now).total_seconds() * 1000) // 1000))
