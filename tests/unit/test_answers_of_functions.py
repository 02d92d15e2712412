"""A function that answers a text or a code is known: `isinstance(answer, str)` is true for both.

A code is a `StrEnum`, so the type checker does not see that a refusal was shown as a text.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

#: Their callers ask for the code first, and take the text as what is left.
CODE_FIRST = {"identity/phones.py parse_mobile", "verifiers/vneid/client.py _token"}
ROOT = Path(__file__).resolve().parents[2]
MODULES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for package in ("accounts", "bff", "identity", "sandbox", "verifiers")
    for path in sorted((ROOT / package).rglob("*.py"))
}


def codes() -> set[str]:
    return {
        one.name
        for module in MODULES.values()
        for one in ast.walk(module)
        if isinstance(one, ast.ClassDef) and any(ast.unparse(base) == "StrEnum" for base in one.bases)
    }


def answers(module: ast.Module) -> Iterator[tuple[str, set[str]]]:
    for one in ast.walk(module):
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.returns is not None:
            yield one.name, {part.strip() for part in ast.unparse(one.returns).split("|")}


def test_no_other_function_returns_a_text_or_a_code() -> None:
    known = codes()
    assert len(known) > 10
    mixed = {
        f"{path} {name}"
        for path, module in MODULES.items()
        for name, kinds in answers(module)
        if "str" in kinds and kinds & known
    }
    assert mixed == CODE_FIRST
