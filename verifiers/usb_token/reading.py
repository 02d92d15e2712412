"""Parse the JSON object that a page posts: texts with known names and a limited size. No signature checks."""

import json
from collections.abc import Sequence
from typing import Final

from verifiers.wrapping import from_text

#: The longest answer of a helper, in letters; assumption: a CMS with four certificates has about 11,000.
MAX_ANSWER: Final = 48 * 1024


class Unreadable(Exception):
    """The post is not in the helper's format. It carries no detail, which would only help an attacker."""


def texts_in(answer: str, names: Sequence[str]) -> list[str]:
    """Return the texts under *names* in a JSON object; other names are ignored.

    Raises:
        Unreadable: the answer is not a JSON object, or a text is missing or empty.
    """
    if len(answer) > MAX_ANSWER:
        raise Unreadable
    try:
        fields = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    values = [fields.get(name) for name in names] if isinstance(fields, dict) else []
    texts = [value for value in values if isinstance(value, str) and value]
    if not values or len(texts) != len(values):
        raise Unreadable
    return texts


def bytes_in(text: str) -> bytes:
    """Decode base64 (RFC 4648 section 4); line breaks and PEM's lines of dashes are left out: helpers differ.

    Raises:
        Unreadable: the text is not base64.
    """
    try:
        return from_text(text)
    except ValueError as error:
        raise Unreadable from error
