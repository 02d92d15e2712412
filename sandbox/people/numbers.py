"""Read and write Vietnamese mobile numbers: E.164 in code, ``0900 000 001`` on pages."""

import re

_MOBILE = re.compile(r"(?:\+?84|0)([35789]\d{8})", re.ASCII)


def phone_number_of(text: str) -> str | None:
    """Read ``+84900000001``, ``84900000001`` or ``0900 000 001``; None if *text* is not a mobile number."""
    match = _MOBILE.fullmatch(re.sub(r"[\s.\-]", "", text))
    return f"+84{match.group(1)}" if match else None


def national(phone_number: str) -> str:
    """Write E.164 as people do: ``0900 000 001``."""
    digits = phone_number.removeprefix("+84")
    return f"0{digits[:3]} {digits[3:6]} {digits[6:]}"
