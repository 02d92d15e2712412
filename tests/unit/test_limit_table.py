"""Every limit is made in one table, and docs/limits.md explains it."""

import re
from pathlib import Path
from typing import cast

import pytest

from bff.limits.table import LimitTable
from bff.settings.settings import Settings

REPOSITORY = Path(__file__).parents[2]


class Recording:
    """Settings that remember which of them were read."""

    def __init__(self) -> None:
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> int:
        self.read.add(name)
        return 1


LIMITS = [name for name, value in vars(LimitTable).items() if isinstance(value, property)]


@pytest.mark.parametrize("name", LIMITS)
def test_every_limit_of_the_table_stands_in_the_document(name: str) -> None:
    settings = Recording()
    getattr(LimitTable(cast("Settings", settings)), name)
    document = (REPOSITORY / "docs" / "limits.md").read_text(encoding="utf-8")
    assert [one for one in settings.read if f"`{one.upper()}`" not in document] == []


def test_no_limit_is_made_outside_the_table() -> None:
    makers = [
        path.relative_to(REPOSITORY).as_posix()
        for path in (REPOSITORY / "bff").rglob("*.py")
        if re.search(r"\bLimit\(", path.read_text(encoding="utf-8"))
    ]
    assert makers == ["bff/limits/table.py"]
