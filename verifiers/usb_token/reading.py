"""How what a page posts is read: one JSON object of texts, of known names, in known sizes."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Final

#: No answer of a helper is longer, in letters; assumption: a CMS with four certificates has some 11,000.
MAX_ANSWER: Final = 48 * 1024


class Unreadable(Exception):
    """What came is not in the helper's format; whoever sent it learns no more."""


def texts_in(answer: str, names: Sequence[str]) -> list[str]:
    """Give the texts called *names* of a JSON object; others are left aside.

    Raises:
        Unreadable: it is none, or a text is missing.
    """
    if len(answer) > MAX_ANSWER:
        raise Unreadable
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    found = [told.get(name) for name in names] if isinstance(told, dict) else []
    texts = [one for one in found if isinstance(one, str) and one]
    if not found or len(texts) != len(found):
        raise Unreadable
    return texts


def bytes_in(text: str) -> bytes:
    """Decode base64 (RFC 4648 section 4); line breaks, which some helpers put in, are no matter.

    Raises:
        Unreadable: it is none.
    """
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable from error
