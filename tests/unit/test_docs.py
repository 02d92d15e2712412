"""The documents agree with the settings and constants in the code, and their links work."""

import importlib
import re
import subprocess
from dataclasses import MISSING, Field, fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bff.settings.__main__ import main as print_settings
from bff.settings.describing import described
from bff.settings.settings import Settings

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
RECORDS = sorted((REPOSITORY / "docs" / "decisions").glob("0*.md"))
ROW = re.compile(r"^\| `(?P<name>[\w.]+)` \| (?P<value>[^|]*?) \|", re.MULTILINE)
PRINTED = re.compile(r"^(?P<name>[A-Z0-9_]+) = (?P<value>.*)$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<path>[^)#\s]*)(?:#(?P<place>[^)\s]+))?\)")
CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
IN_CODE = re.compile(r"`([^`\n]+)`")
#: A path of the repository: from its root, or the end of one; ``*`` and ``<method>`` stand for any name.
#: A program and its version, ``curl/8.1``, is none.
FILE = re.compile(r"(?:[\w.*<>-]+/)+(?!\d+\.)[\w.*<>-]*|[\w-]+\.(?:py|js|css|html|sh|toml|json)")
DOTTED = re.compile(r"(?:accounts|bench|bff|deploy|identity|pwa|sandbox|tests|verifiers)(?:\.\w+)+")
#: Paths of files that are made when the product is bundled or runs.
ELSEWHERE = {".data/logs", "DATA_FOLDER/valkey", "keys/staff.json", "pwa/bundle"}


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


def bounds_something(one: "Field[Any]") -> bool:
    """Whether the setting is a number, and not one of where the product runs."""
    numbers = one.default if isinstance(one.default, tuple) else (one.default,)
    return type(next(iter(numbers), None)) in {int, float} and one.name not in {
        "port",
        "workers",
        "trusted_proxies",
    }


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    """Each setting that ``python -m bff.settings`` prints, with its default and unit."""
    print_settings()
    return [(found["name"], found["value"]) for found in PRINTED.finditer(capsys.readouterr().out)]


def test_the_command_prints_each_setting_once_with_its_default(printed: list[tuple[str, str]]) -> None:
    units = {one.variable: one.unit for _, group in described() for one in group}
    known = {one.name.upper(): as_documented(one) for one in fields(Settings)}
    expected = [(name, f"{value} {units[name]}".strip()) for name, value in known.items()]
    assert sorted(printed) == sorted(expected)


@pytest.mark.parametrize(
    "setting", [one for _, group in described() for one in group], ids=lambda one: one.variable
)
def test_each_setting_has_a_sentence_that_says_what_it_means(setting: Any) -> None:
    assert re.fullmatch(r"[A-Z0-9`].{3,}\.", setting.meaning)


@pytest.mark.parametrize(("name", "value"), [row for row in rows("limits.md") if row[0].isupper()])
def test_a_documented_setting_has_the_default_of_the_code(name: str, value: str) -> None:
    known = {one.name.upper(): as_documented(one) for one in fields(Settings)}
    assert value == known.get(name)


@pytest.mark.parametrize(
    "limit", [one for one in fields(Settings) if bounds_something(one)], ids=lambda one: one.name
)
def test_each_setting_that_bounds_something_is_documented_once(limit: "Field[Any]") -> None:
    assert [name for name, _ in rows("limits.md")].count(limit.name.upper()) == 1


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


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_every_file_and_name_of_the_code_exists(document: Path) -> None:
    assert [name for name in names_in_code(document) if not exists(name)] == []


def names_in_code(document: Path) -> list[str]:
    """Everything between backticks that is a path or a dotted name of this repository."""
    quoted = IN_CODE.findall(CODE_BLOCK.sub("", document.read_text(encoding="utf-8")))
    return [name for name in quoted if FILE.fullmatch(name) or DOTTED.fullmatch(name)]


def exists(name: str) -> bool:
    if DOTTED.fullmatch(name) and name.rpartition(".")[2] not in {"md", "py"}:
        return resolves(name)
    pattern = re.sub(r"\\\*|<\w+>", "[^/]*", re.escape(name.removesuffix("/")))
    return name in ELSEWHERE or any(re.search(f"(?:^|/){pattern}(?:-[^/]*)?$", path) for path in tree())


def resolves(dotted: str) -> bool:
    """Whether *dotted* is a module, or a name that a module has."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[length:]:
            fields_of = getattr(found, "__annotations__", {})
            found = fields_of.get(attribute) or getattr(found, attribute, None)
        return found is not None
    return False


@cache
def tree() -> frozenset[str]:
    """The paths of all files and folders of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    files = [Path(name) for name in listed.stdout.splitlines()]
    return frozenset(str(path) for file in files for path in (file, *file.parents))


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.name[:4])
def test_a_decision_record_says_question_and_choice_on_one_page(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(record.name[:4])}. ")
    assert re.findall(r"^\*\*(Question|Choice)\.\*\*", text, re.MULTILINE) == ["Question", "Choice"]
    assert "\n## " not in text
    assert len(text.splitlines()) <= 40


def test_the_list_of_decisions_names_each_record() -> None:
    listed = re.findall(r"\((0[\w-]+\.md)\)", (REPOSITORY / "docs/decisions/README.md").read_text("utf-8"))
    assert listed == [record.name for record in RECORDS]
