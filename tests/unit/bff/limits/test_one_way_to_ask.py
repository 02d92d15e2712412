"""There is one way to ask a limit: take, judge, give back. No verb only looks, and none only counts."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bff.stores.attempts import AttemptLimits

REPOSITORY = Path(__file__).parents[4]
STORE = "bff/stores/attempts.py"
MODULES = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for folder in ("bff", "accounts", "verifiers")
    for path in (REPOSITORY / folder).rglob("*.py")
)
ASKING = [path for path in MODULES if ".limits." in (REPOSITORY / path).read_text(encoding="utf-8")]


def tree_of(path: str) -> ast.Module:
    return ast.parse((REPOSITORY / path).read_text(encoding="utf-8"))


def verbs(tree: ast.AST) -> Iterator[ast.Attribute]:
    """Everything that is read of the limits' store: ``services().limits.<verb>``, ``parts.limits.<verb>``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith(".limits"):
            yield node


def entered(tree: ast.AST) -> set[ast.AST]:
    """The functions whose result a ``with`` enters, or an ``ExitStack`` that a ``with`` holds open."""
    items = [
        item.context_expr for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items
    ]
    stacked = [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "enter_context"
    ]
    return {call.func for call in (*items, *stacked) if isinstance(call, ast.Call)}


def test_the_store_of_limits_has_one_verb_that_asks_and_one_that_gives_back() -> None:
    verbs_of_the_store = {name for name in vars(AttemptLimits) if not name.startswith("_")}
    assert verbs_of_the_store == {"attempt", "give_back"}


@pytest.mark.parametrize("path", ASKING)
def test_no_place_looks_at_a_limit_before_it_takes_an_attempt(path: str) -> None:
    tree = tree_of(path)
    found = list(verbs(tree))
    assert {verb.attr for verb in found} <= {"attempt", "give_back"}
    outside = [verb.lineno for verb in found if verb.attr == "attempt" and verb not in entered(tree)]
    assert outside == []


@pytest.mark.parametrize("path", [path for path in MODULES if path != STORE])
def test_no_other_module_reads_or_writes_a_count(path: str) -> None:
    texts = [node.value for node in ast.walk(tree_of(path)) if isinstance(node, ast.Constant)]
    assert [text for text in texts if isinstance(text, str) and text.startswith("limit:")] == []


def test_the_limits_are_asked_at_all_places_that_are_known() -> None:
    assert len(ASKING) >= 15
