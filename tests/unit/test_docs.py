"""The documents agree with the settings and constants in the code, and their links work."""

import importlib
import re
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

import pytest

from bff.settings.settings import Settings

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
ROW = re.compile(r"^\| `(?P<name>[\w.]+)` \| (?P<value>[^|]*?) \|", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<path>[^)#\s]*)(?:#(?P<place>[^)\s]+))?\)")
CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def rows(name: str) -> list[tuple[str, str]]:
    """The first two cells of every row whose first cell is code."""
    text = (REPOSITORY / "docs" / name).read_text(encoding="utf-8")
    return [(found["name"], found["value"]) for found in ROW.finditer(text)]


def as_documented(one: "Field[Any]") -> str:
    match one.default:
        case value if value is MISSING:
            return "required"
        case None:
            return "none"
        case bool() as switch:
            return "on" if switch else "off"
        case tuple() as several:
            return ",".join(map(str, several)) or "none"
        case float() as number:
            return f"{number:g}"
        case value:
            return str(value) or "none"


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda one: one.name)
def test_each_setting_is_documented_once_with_its_default(setting: "Field[Any]") -> None:
    told = [
        value for name, value in rows("limits.md") + rows("operations.md") if name == setting.name.upper()
    ]
    assert told == [as_documented(setting)]


def test_no_setting_is_documented_that_does_not_exist() -> None:
    known = {one.name.upper() for one in fields(Settings)}
    told = {name for name, _ in rows("limits.md") + rows("operations.md") if name.isupper()}
    assert told - known == set()


@pytest.mark.parametrize(("name", "value"), [row for row in rows("limits.md") if "." in row[0]])
def test_a_documented_constant_is_what_the_code_has(name: str, value: str) -> None:
    module, _, constant = name.rpartition(".")
    assert str(getattr(importlib.import_module(module), constant)) == value


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_every_link_leads_somewhere(document: Path) -> None:
    text = CODE_BLOCK.sub("", document.read_text(encoding="utf-8"))
    dead = [found[0] for found in LINK.finditer(text) if not leads_somewhere(document, found)]
    assert dead == []


def leads_somewhere(document: Path, link: re.Match[str]) -> bool:
    target = document.parent / link["path"] if link["path"] else document
    return target.exists() and (link["place"] is None or link["place"] in anchors(target))


def anchors(document: Path) -> set[str]:
    """The anchors that a Markdown viewer gives a document's headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
