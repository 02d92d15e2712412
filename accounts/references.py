"""References such as ``K7M-2PX-9RT``, which people read out, type and write down.

Digits and consonants only. No vowel, W or D, because Vietnamese keyboards turn them into other letters
(Telex: ``aa`` â, ``w`` ư, ``dd`` đ); no 0, 1, I, L, O, because people confuse them. 23 is a prime number, so
the last sign reveals each single wrong sign and each swap of two. A reference proves nothing.
"""

import re
import secrets
import unicodedata

SIGNS = "23456789BCFGHJKMNPQRTVX"
LENGTH = 9
"""Eight random signs (36 bits) and a check sign."""
GROUP = 3


def new_reference() -> str:
    """Return a new reference, without dashes."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1))
    return signs + _check_sign(signs)


def parse_reference(text: str) -> str | None:
    """Read a typed or pasted reference, in any case and grouping; None if it cannot be one."""
    signs = find_signs(text, groups=LENGTH // GROUP, size=GROUP)
    return signs if signs and _check_sign(signs[:-1]) == signs[-1] else None


def find_signs(text: str, *, groups: int, size: int) -> str | None:
    """Return the signs of a reference or a code: typed in any case and grouping, or inside a pasted message.

    In a message the groups are joined by dashes, as messages write them.

    Returns:
        The signs without dashes; None if *text* holds none, or two different ones.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    typed = "".join(sign for sign in plain if sign.isalnum())
    if len(typed) == groups * size and all(sign in SIGNS for sign in typed):
        return typed
    group = f"[{SIGNS}]{{{size}}}"
    pattern = rf"(?<![\w-]){group}(?:[-\u2010-\u2015]{group}){{{groups - 1}}}(?![\w-])"
    found = {"".join(sign for sign in one if sign.isalnum()) for one in re.findall(pattern, plain)}
    return found.pop() if len(found) == 1 else None


def grouped(reference: str) -> str:
    """Write a reference as screens show it: three groups of three."""
    return "-".join(reference[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def _check_sign(signs: str) -> str:
    """Return the sign that makes the weighted sum of all nine signs zero, modulo 23."""
    total = sum(weight * SIGNS.index(sign) for weight, sign in enumerate(signs, start=2))
    return SIGNS[-total % len(SIGNS)]
