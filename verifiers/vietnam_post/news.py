"""Verify and parse the calls that the post sends us when an office works on an appointment.

This format is our assumption (decision record 0025): the post sends a JSON body and three headers.

    X-Post-Timestamp: 1795600000          seconds since 1970, by the post's clock
    X-Post-Nonce: 0b5f…                   16 to 64 letters, digits, - or _; new for every call
    X-Post-Signature: v1=…                hex of HMAC-SHA256(secret, "timestamp.nonce.body")
    {"reference": "K7M2PX9RT", "act": "compared", "staff": "HN-0417", "documentDigits": "0001"}
    {"reference": "…", "act": "approved", "staff": "…"}
    {"reference": "…", "act": "rejected", "staff": "…", "reason": "document_expired"}
    staff: 1 to 64 letters, digits, -, . or _ of ASCII; letters count alike in both cases

This module stores nothing. To stop the replay of a recorded call, the caller must remember each nonce for
twice the window: a timestamp may be one window in the past or in the future.
"""

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

CALLBACK_WINDOW_SECONDS = 300
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
#: ASCII alone: two ids that look the same must not count as two people.
_STAFF = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_DIGITS = re.compile(r"[0-9]{4}", re.ASCII)


class OfficeAct(StrEnum):
    """A step that an office of the post completed for an appointment."""

    COMPARED = "compared"
    APPROVED = "approved"
    REJECTED = "rejected"


class BadNews(StrEnum):
    """Why a call is rejected."""

    WRONG_SIGNATURE = "wrong_signature"
    OUT_OF_TIME = "out_of_time"
    MALFORMED = "malformed"


@dataclass(frozen=True)
class OfficeCall:
    """One act of an office: for which appointment, and by which member of staff.

    Attributes:
        staff: the post's own id of the clerk or supervisor.
        document_digits: for a comparison, the last four digits of the document.
        reason: for a rejection, its code.
    """

    reference: str = field(repr=False)
    act: OfficeAct
    staff: str = field(repr=False)
    document_digits: str = field(default="", repr=False)
    reason: str = ""


@dataclass(frozen=True)
class SignedNews:
    """The content of a call with a valid signature, and its nonce, which the caller accepts once."""

    news: OfficeCall
    nonce: str


def read_news(
    headers: Mapping[str, str], body: bytes, *, secret: bytes, now: datetime
) -> SignedNews | BadNews:
    """Check and parse one call: first the signature, then the time, then the content.

    Args:
        headers: of the request; the lookup should ignore case, as HTTP header names do.
        now: the present time, aware.
    """
    timestamp, nonce = headers.get("X-Post-Timestamp", ""), headers.get("X-Post-Nonce", "")
    signature = headers.get("X-Post-Signature", "")
    if not (_TIMESTAMP.fullmatch(timestamp) and _NONCE.fullmatch(nonce)):
        return BadNews.WRONG_SIGNATURE
    expected = sign(body, timestamp=timestamp, nonce=nonce, secret=secret)
    # compare_digest takes equally long wherever two signatures differ; an attacker could measure "==".
    if not hmac.compare_digest(signature.encode(), expected.encode()):
        return BadNews.WRONG_SIGNATURE
    # In seconds and not as dates: twelve digits reach the year 33658, and Python's dates end with 9999.
    if abs(now.timestamp() - int(timestamp)) > CALLBACK_WINDOW_SECONDS:
        return BadNews.OUT_OF_TIME
    news = _understood(body)
    return SignedNews(news, nonce) if news else BadNews.MALFORMED


def sign(body: bytes, *, timestamp: str, nonce: str, secret: bytes) -> str:
    """Return the header value that signs one call."""
    return "v1=" + hmac.digest(secret, f"{timestamp}.{nonce}.".encode() + body, "sha256").hex()


def _understood(body: bytes) -> OfficeCall | None:
    try:
        fields: object = json.loads(body)
        # JSON may escape half of a surrogate pair (RFC 8259 section 8.2), which no UTF-8 text can hold.
        json.dumps(fields, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    match fields:
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
