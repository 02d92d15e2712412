"""How a person signed in: the means of one sign-in, and the level that they reach. Pure."""

from collections.abc import Iterable
from enum import StrEnum
from types import MappingProxyType


class Means(StrEnum):
    """One means of signing in."""

    PASSWORD = "password"  # noqa: S105 - a means, not a password
    CODE = "code"
    """A code to the phone, of the app, or a recovery code."""
    SIM = "sim"
    TOKEN = "token"  # noqa: S105 - a means, not a token
    PASSKEY = "passkey"
    MINISTRY = "ministry"
    """The ministry's own sign-in, which uses two factors."""


#: The names of means in ``amr`` (RFC 8176).
AMR = MappingProxyType(
    {
        Means.PASSWORD: "pwd",
        Means.CODE: "otp",
        Means.SIM: "sc",
        Means.TOKEN: "hwk",
        Means.PASSKEY: "hwk",
        Means.MINISTRY: "mfa",
    }
)
SIGNATURES = frozenset({Means.SIM, Means.TOKEN})
#: What is two factors together: what a person knows, and what they have.
TWO_FACTORS = frozenset({Means.PASSWORD, Means.CODE})
#: What is two factors by itself: a device, and what unlocks it.
STRONG = SIGNATURES | {Means.PASSKEY, Means.MINISTRY}


def reached_level(account_level: int, means: Iterable[Means], *, three_needs_signature: bool) -> int | None:
    """Return the level that a sign-in reaches; None: one factor alone reaches none.

    Args:
        three_needs_signature: the operator wants a signature at this very sign-in for level 3.
    """
    used = frozenset(means)
    is_signed = bool(used & SIGNATURES)
    if not used & STRONG and not used >= TWO_FACTORS:
        return None
    return min(account_level, 3 if is_signed or not three_needs_signature else 2)
