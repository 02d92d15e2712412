"""How the text of an environment variable becomes a value: switches, keys, lists."""

import base64
from datetime import date


def switch(text: str) -> bool:
    """Read on or off, true or false, 1 or 0."""
    meant = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
    return meant[text.lower()]


def key(text: str) -> bytes:
    """Read one key: 32 bytes in base64."""
    read = base64.b64decode(text, validate=True)
    if len(read) != 32:
        raise ValueError("must be 32 bytes in base64")
    return read


def keys(text: str) -> tuple[tuple[str, bytes], ...]:
    """Read named keys: ``id:base64,id2:base64``."""
    pairs = [one.partition(":") for one in text.split(",")]
    return tuple((name.strip(), key(encoded)) for name, _, encoded in pairs)


def words(text: str) -> tuple[str, ...]:
    """Read words between commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def dates(text: str) -> tuple[date, ...]:
    """Read days in ISO 8601 between commas."""
    return tuple(date.fromisoformat(one) for one in words(text))


def whole_numbers(text: str) -> tuple[int, ...]:
    """Read whole numbers between commas."""
    return tuple(int(one) for one in text.split(","))
