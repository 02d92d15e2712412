"""Parses the texts of environment variables: switches, keys, lists."""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

#: Settings that were renamed, each with its old name, which the product still reads for one release.
OLD_NAMES = {"OFFICES_FILE": "COUNTERS_FILE"}


class BadSetting(Exception):
    """An environment variable is missing or wrong; the message names it."""

    def __init__(self, variable: str, why: str) -> None:
        super().__init__(f"{variable}: {why}")
        self.variable = variable


def switch(text: str) -> bool:
    """Parse on or off, true or false, 1 or 0."""
    meanings = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
    return meanings[text.lower()]


def key(text: str) -> bytes:
    """Parse one key: 32 bytes in base64."""
    decoded = base64.b64decode(text, validate=True)
    if len(decoded) != 32:
        raise ValueError("must be 32 bytes in base64")
    return decoded


def keys(text: str) -> tuple[tuple[str, bytes], ...]:
    """Parse keys with their ids: ``id:base64,id2:base64``."""
    pairs = [pair.partition(":") for pair in text.split(",")]
    return tuple((name.strip(), key(encoded)) for name, _, encoded in pairs)


def words(text: str) -> tuple[str, ...]:
    """Parse words that commas separate."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def dates(text: str) -> tuple[date, ...]:
    """Parse ISO 8601 dates that commas separate."""
    return tuple(date.fromisoformat(day) for day in words(text))


def whole_numbers(text: str) -> tuple[int, ...]:
    """Parse whole numbers that commas separate."""
    return tuple(int(number) for number in text.split(","))


#: The parser for each type that a setting can have; an enumeration reads its own values.
_READERS: dict[Any, Callable[[str], Any]] = {
    str: str.strip,
    int: int,
    float: float,
    bool: switch,
    bytes: key,
    Path: Path,
    Path | None: Path,
    tuple[int, ...]: whole_numbers,
    tuple[date, ...]: dates,
    tuple[str, ...]: words,
    tuple[tuple[str, bytes], ...]: keys,
}


def _reader_of(kind: Any) -> Callable[[str], Any]:
    return kind if isinstance(kind, type) and issubclass(kind, StrEnum) else _READERS[kind]


def _values_of(kind: Any) -> tuple[str, ...]:
    """Return the few values that a setting of this type takes; none: it takes more than a few."""
    if kind is bool:
        return ("on", "off")
    return tuple(kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else ()


def read(setting: "Field[Any]", environment: Mapping[str, str]) -> Any:
    """Return the value of this *setting* in *environment*, or its default.

    Raises:
        BadSetting: the variable is required and missing, or its text cannot be parsed.
    """
    variable = setting.name.upper()
    text = environment.get(variable, "").strip() or environment.get(OLD_NAMES.get(variable, ""), "").strip()
    if not text:
        if setting.default is MISSING:
            raise BadSetting(variable, "is not set")
        return setting.default
    reader = _reader_of(setting.type)
    try:
        return reader(text)
    except (ValueError, KeyError, binascii.Error) as error:
        if few := _values_of(setting.type):
            raise BadSetting(variable, f"must be {' or '.join(few)}, and not {text}") from error
        raise BadSetting(variable, f"makes no sense ({error})") from error
