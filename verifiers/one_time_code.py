"""Make one-time codes, and the digests that may be stored of them.

Not the rules for lifetime and attempts: the web application has those.
"""

import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Collection

from identity.numbers import digits_of, is_digits

CODE_DIGITS = 6
#: Where short codes are being guessed: so many that guesses need not be counted.
LONGER_CODE_DIGITS = 10
_LAST_LINE = re.compile(r"#(\d+)\s*$", re.ASCII)
_RUN = re.compile(r"\d+", re.ASCII)
_RUN_IN_GROUPS = re.compile(r"\d+(?:[ .-]\d+)*", re.ASCII)


def new_code(digits: int = CODE_DIGITS) -> str:
    """Make a new random code."""
    return f"{secrets.randbelow(10**digits):0{digits}}"


def code_digest(key: bytes, *, registration_id: str, phone_number: str, code: str) -> str:
    """Return the digest to store instead of a code: HMAC-SHA256 in hex.

    The digest is bound to one registration and one phone. Compare two digests with `hmac.compare_digest`.
    """
    # A JSON list is unambiguous. With plain joining, parts "1", "23" and "12", "3" would give the same text.
    bound = json.dumps([registration_id, phone_number, code])
    return hmac.new(key, bound.encode(), hashlib.sha256).hexdigest()


def find_code(text: str, lengths: Collection[int] = (CODE_DIGITS,)) -> str:
    """Return the code in typed or pasted text: ``123 456``, a whole message, or its last line.

    A message ends with ``#`` and its code, for the browsers that read it (WICG, "Origin-bound one-time codes
    delivered via SMS"). Elsewhere the code is the only run of so many digits.

    Args:
        lengths: how many digits the code may have.

    Returns:
        The digits of the code; empty if *text* holds none, or several different ones.
    """
    whole = digits_of(text)
    if is_digits(whole):
        return whole if len(whole) in lengths else ""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf"
    )
    last = _LAST_LINE.search(plain)
    if last and len(last[1]) in lengths:
        return last[1]
    for pattern in (_RUN, _RUN_IN_GROUPS):
        runs = {digits_of(run[0]) for run in pattern.finditer(plain)}
        fitting = {run for run in runs if len(run) in lengths}
        if fitting:
            return fitting.pop() if len(fitting) == 1 else ""
    return ""
