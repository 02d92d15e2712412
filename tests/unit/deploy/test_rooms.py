"""The rooms of the product: no circle, no crowded folder, a sign on each door, and figures that are true."""

import ast
import re
from pathlib import Path

import pytest

from deploy.rooms import rooms_of

REPOSITORY = Path(__file__).parents[3]
MOST_MODULES = 14
FOLDERS = sorted(
    {
        file.parent
        for package in ("bff", "accounts", "verifiers", "identity", "sandbox", "deploy", "bench")
        for file in (REPOSITORY / package).rglob("*.py")
        if "versions" not in file.parts and "__pycache__" not in file.parts
    }
)


def name(folder: Path) -> str:
    return folder.relative_to(REPOSITORY).as_posix()


@pytest.mark.parametrize("package", ["bff", "accounts"])
def test_no_two_rooms_import_from_each_other(package: str) -> None:
    assert rooms_of(package).circles == []


@pytest.mark.parametrize("package", ["bff", "accounts"])
def test_the_document_has_the_figures_of_the_import_graph(package: str) -> None:
    rooms = rooms_of(package)
    document = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert f"`{package}`: {len(rooms.names)} rooms, {len(rooms.arrows)} arrows" in document


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_no_folder_holds_more_than_fourteen_modules(folder: Path) -> None:
    modules = [file.name for file in folder.glob("*.py") if file.name != "__init__.py"]
    assert len(modules) <= MOST_MODULES, modules


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_each_folder_says_in_one_line_what_is_inside(folder: Path) -> None:
    text = (folder / "__init__.py").read_text(encoding="utf-8")
    first_line = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    assert re.fullmatch(r".{20,110}\.", first_line)
