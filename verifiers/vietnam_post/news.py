"""What the post's own offices tell us of an appointment, and how that proves itself.

Our assumption too (decision record 0025): the post calls us with a JSON body and three headers.

    X-Post-Timestamp: 1795600000          seconds since 1970, by the post's clock
    X-Post-Nonce: 0b5f…                   16 to 64 letters, digits, - or _; new for every call
    X-Post-Signature: v1=…                hex of HMAC-SHA256(secret, "timestamp.nonce.body")
    {"reference": "K7M2PX9RT", "act": "compared", "staff": "HN-0417", "documentDigits": "0001"}
    {"reference": "…", "act": "approved", "staff": "…"}
    {"reference": "…", "act": "rejected", "staff": "…", "reason": "document_expired"}

That a nonce is used once is for the caller to see to, who has a memory: for as long as the window is open on
both sides, a call that was recorded cannot be played again.
"""

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

CALLBACK_WINDOW_SECONDS = 300
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
_STAFF = re.compile(r"\S{1,64}")
_DIGITS = re.compile(r"[0-9]{4}", re.ASCII)


class OfficeAct(StrEnum):
    """What an office did with an appointment."""

    COMPARED = "compared"
    APPROVED = "approved"
    REJECTED = "rejected"


class BadNews(StrEnum):
    """Why a call is not believed, or not understood."""

    WRONG_SIGNATURE = "wrong_signature"
    OUT_OF_TIME = "out_of_time"
    MALFORMED = "malformed"


@dataclass(frozen=True)
class OfficeCall:
    """One act: of which appointment, by whom.

    Attributes:
        staff: the post's own id of the clerk or supervisor.
        document_digits: of a comparison, the last four digits of the document.
        reason: of a rejection, its code.
    """

    reference: str = field(repr=False)
    act: OfficeAct
    staff: str = field(repr=False)
    document_digits: str = field(default="", repr=False)
    reason: str = ""


@dataclass(frozen=True)
class SignedNews:
    """News that are the post's own, and the nonce under which they may be told once."""

    news: OfficeCall
    nonce: str


def read_news(
    headers: Mapping[str, str], body: bytes, *, secret: bytes, now: datetime
) -> SignedNews | BadNews:
    """Believe and understand one call, in this order: who signed, when, what.

    Args:
        headers: of the request, by any case that the mapping knows.
        now: the moment, aware.
    """
    timestamp, nonce = headers.get("X-Post-Timestamp", ""), headers.get("X-Post-Nonce", "")
    signature = headers.get("X-Post-Signature", "")
    if not (_TIMESTAMP.fullmatch(timestamp) and _NONCE.fullmatch(nonce)):
        return BadNews.WRONG_SIGNATURE
    expected = sign(body, timestamp=timestamp, nonce=nonce, secret=secret)
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        return BadNews.WRONG_SIGNATURE
    if abs(now - datetime.fromtimestamp(int(timestamp), UTC)) > timedelta(seconds=CALLBACK_WINDOW_SECONDS):
        return BadNews.OUT_OF_TIME
    news = _understood(body)
    return SignedNews(news, nonce) if news else BadNews.MALFORMED


def sign(body: bytes, *, timestamp: str, nonce: str, secret: bytes) -> str:
    """Write the signature of one call."""
    return "v1=" + hmac.digest(secret, f"{timestamp}.{nonce}.".encode() + body, "sha256").hex()


def _understood(body: bytes) -> OfficeCall | None:
    try:
        told: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    match told:
        case {
            "reference": str(reference),
            "act": "compared",
            "staff": str(staff),
            "documentDigits": str(digits),
        } if _STAFF.fullmatch(staff) and _DIGITS.fullmatch(digits):
            return OfficeCall(reference, OfficeAct.COMPARED, staff, document_digits=digits)
        case {"reference": str(reference), "act": "approved", "staff": str(staff)} if _STAFF.fullmatch(staff):
            return OfficeCall(reference, OfficeAct.APPROVED, staff)
        case {"reference": str(reference), "act": "rejected", "staff": str(staff), "reason": str(reason)} if (
            _STAFF.fullmatch(staff)
        ):
            return OfficeCall(reference, OfficeAct.REJECTED, staff, reason=reason)
        case _:
            return None
