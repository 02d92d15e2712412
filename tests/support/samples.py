"""The list of outside formats, tests/unit/formats/samples.toml, for its own tests and for `make test`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parents[1] / "unit" / "formats" / "samples.toml"


@dataclass(frozen=True)
class Sample:
    """One row: a format, its readers, the public sample or the record of an assumption, and its tests.

    Attributes:
        readers: modules of the product or scripts of the page, as paths.
        repository, commit, path: of the public sample; all three empty where none is known.
        assumption: the number of the decision record, empty where a public sample is known.
        tests: paths below ``tests/`` with the name of a function.
    """

    format: str
    readers: tuple[str, ...]
    tests: tuple[str, ...]
    repository: str = ""
    commit: str = ""
    path: str = ""
    assumption: str = ""


def samples() -> list[Sample]:
    """Return the rows; a row with a key of another name raises TypeError."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["row"]
    return [Sample(**{key: _frozen(said) for key, said in row.items()}) for row in rows]


def _frozen(said: Any) -> Any:
    return tuple(said) if isinstance(said, list) else said
