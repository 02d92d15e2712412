"""The exceptions with which joserfc, Authlib and cryptography say that a signed token can not be read."""

from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError

#: What a token of a stranger can raise, seen by trying: beside their own errors (no key, no such ``kid``), of
#: a header that is a text or a list (AttributeError), of a time too great for a float (OverflowError), of
#: lists in lists, a thousand deep (RecursionError), of half of a surrogate pair (UnicodeError, a ValueError).
UNREADABLE: tuple[type[Exception], ...] = (
    *(JoseError, UnsupportedAlgorithm, ValueError, TypeError, LookupError, AttributeError),
    *(ArithmeticError, RecursionError),
)
