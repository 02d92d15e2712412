"""Texts for developers use plain words, and each thing has the one name that docs/glossary.md gives it."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from deploy.check_tree import files_of_the_tree

REPOSITORY = Path(__file__).parents[2]
GLOSSARY = REPOSITORY / "docs" / "glossary.md"

# ---------------------------------------------------------------- plain words
ARCHAIC = re.compile(
    r"\b(whoever|whomever|somebody|anybody|nobody|one's|oneself|anew|meanwhile|besides|thereof|learnt)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[A-Za-z][\w'-]*")
MOST_IN_1000_WORDS = 0.5
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
FILES = [path for path in files_of_the_tree(REPOSITORY) if path.endswith((".py", ".md"))]
FOLDERS = sorted({path.partition("/")[0] for path in FILES if "/" in path})


def texts_in(path: str) -> list[str]:
    """A document, or the docstrings, comments and test names of a module."""
    source = (REPOSITORY / path).read_text(encoding="utf-8")
    if path.endswith(".md"):
        return [source]
    nodes = list(ast.walk(ast.parse(source)))
    docstrings = [ast.get_docstring(node) or "" for node in nodes if isinstance(node, DOCUMENTED)]
    functions = [node.name for node in nodes if isinstance(node, ast.FunctionDef)]
    tests = [name.replace("_", " ") for name in functions if name.startswith("test_")]
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return docstrings + tests + [token.string for token in tokens if token.type == tokenize.COMMENT]


def archaic_words(paths: list[str]) -> tuple[list[str], int]:
    """The archaic words in *paths*, each with its file and the text around it, and the count of all words."""
    hits, words = [], 0
    for path in paths:
        for text in texts_in(path):
            words += len(WORD.findall(text))
            around = [text[max(0, hit.start() - 30) : hit.end() + 30] for hit in ARCHAIC.finditer(text)]
            hits += [f"{path}: … {' '.join(place.split())} …" for place in around]
    return hits, words


@pytest.mark.parametrize("folder", FOLDERS)
def test_docstrings_comments_test_names_and_documents_use_plain_words(folder: str) -> None:
    hits, words = archaic_words([path for path in FILES if path.startswith(f"{folder}/")])
    assert len(hits) * 1000 <= MOST_IN_1000_WORDS * words, "\n".join([f"{words} words", *hits])


def test_the_readme_and_the_changelog_use_plain_words() -> None:
    hits, _ = archaic_words([path for path in FILES if "/" not in path])
    assert hits == []


# ---------------------------------------------------------------- one word per thing
NAMED_PACKAGES = ("bff", "accounts", "verifiers", "identity")
#: Names that keep a refused word, each with the reason.
KEPT = {
    "counter_help_days": "operators set COUNTER_HELP_DAYS",
    "sms_counter_help_text": "operators set SMS_COUNTER_HELP_TEXT",
    "sms_en_counter_help_text": "the English text of SMS_COUNTER_HELP_TEXT",
}
#: Where `one` is right since equal things are compared, and a name that is stored: file and name.
PAIRS = {
    ("bff/serving/language.py", "one"),
    ("identity/names.py", "one"),
    ("verifiers/social_insurance/agreement.py", "one"),
    ("bff/views/steps/existing.py", "told"),  # the step has this name in stored flows and in its address
}
#: The variables of functions, lambdas and comprehensions are seen by their own few lines alone.
LOCAL = (ast.FunctionDef, ast.Lambda, ast.comprehension)
ENTRY = re.compile(r"(?P<only>only )?`(?P<word>\w+)`(?: in (?P<places>[^;|`]+))?")
PART_OF_A_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


@dataclass(frozen=True)
class Name:
    """A name in the product, and the file that gives it."""

    path: str
    text: str


@dataclass(frozen=True)
class Entry:
    """A word of the glossary: where it counts, and whether it has to be the whole name."""

    word: str
    is_whole_name: bool
    places: tuple[str, ...]

    def names(self, name: Name) -> bool:
        """Whether *name* has the word, in a place where it counts."""
        if not name.path.startswith(self.places):
            return False
        if self.is_whole_name:
            return name.text in {self.word, f"_{self.word}"}
        return f" {parts_of(self.word)} " in f" {parts_of(name.text)} "


def parts_of(name: str) -> str:
    """The words of a name in small letters and in the singular, e.g. "counter link" for ``_CounterLinks``."""
    return " ".join(part.lower().removesuffix("s") for part in PART_OF_A_NAME.findall(name))


def entries_in(cell: str) -> list[Entry]:
    return [
        Entry(
            entry["word"],
            is_whole_name=bool(entry["only"]),
            places=tuple(place.strip() for place in (entry["places"] or ",".join(NAMED_PACKAGES)).split(",")),
        )
        for entry in ENTRY.finditer(cell)
    ]


def glossary_rows() -> list[list[str]]:
    """The cells of the glossary's table, without its head."""
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@cache
def names_of_the_product() -> list[Name]:
    return sorted(set(_names()), key=lambda name: (name.path, name.text))


def _names() -> Iterator[Name]:
    for path in FILES:
        if path.endswith(".py") and path.partition("/")[0] in NAMED_PACKAGES:
            yield from (Name(path, part) for part in path.removesuffix(".py").split("/"))
            yield from (
                Name(path, text) for text in names_in((REPOSITORY / path).read_text(encoding="utf-8"))
            )


def names_in(source: str) -> set[str]:
    """The names that a module gives to classes, functions, arguments, attributes and its own values."""
    tree = ast.parse(source)
    places = [node for node in ast.walk(tree) if isinstance(node, LOCAL)]
    local = {id(node) for place in places for node in ast.walk(place) if isinstance(node, ast.Name)}
    shown = [node.args for node in places if isinstance(node, ast.Lambda)]
    local |= {id(node) for arguments in shown for node in ast.walk(arguments)}
    return {text for node in ast.walk(tree) if id(node) not in local and (text := name_given_by(node))}


def name_given_by(node: ast.AST) -> str | None:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            return name
        case ast.arg(arg=name) | ast.alias(asname=str(name)):
            return name
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return name
        case _:
            return None


@pytest.mark.parametrize("row", glossary_rows(), ids=lambda row: row[2].replace("`", ""))
def test_each_thing_has_its_own_name_and_no_other(row: list[str]) -> None:
    _vietnamese, _meaning, in_code, never = row
    names, wanted, unwanted = names_of_the_product(), entries_in(in_code), entries_in(never)
    assert [entry.word for entry in wanted if not any(map(entry.names, names))] == []
    refused = [
        f"{name.path}: {name.text}"
        for name in names
        if name.text not in KEPT and (name.path, name.text) not in PAIRS
        if any(entry.names(name) for entry in unwanted)
    ]
    assert not refused, "\n".join(refused)


@pytest.mark.parametrize("text", KEPT)
def test_a_kept_name_is_still_there(text: str) -> None:
    assert any(name.text == text for name in names_of_the_product())


@pytest.mark.parametrize(
    ("cell", "path", "text", "is_refused"),
    [
        ("`counter`", "bff/x.py", "_CounterLinks", True),
        ("`counter`", "bff/x.py", "counterpart", False),
        ("page; `user_type`", "bff/x.py", "the_user_type_of", True),
        ("only `State`", "bff/x.py", "State", True),
        ("only `State`", "bff/x.py", "DisputeState", False),
        ("`standing` in accounts/staff, bff/web; `x`", "bff/web/x.py", "standing", True),
        ("`standing` in accounts/staff, bff/web; `x`", "bff/owners/x.py", "standing", False),
    ],
)
def test_the_glossarys_entries_are_read(cell: str, path: str, text: str, *, is_refused: bool) -> None:
    assert any(entry.names(Name(path, text)) for entry in entries_in(cell)) is is_refused
