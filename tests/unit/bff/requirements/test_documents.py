"""What ASVS asks of the documents: every event of the log, every use of cryptography, each delay."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[4]
OPERATIONS = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")
SECURITY = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
#: Packages that encrypt, sign, hash or check.
CRYPTOGRAPHY = {"hashlib", "hmac", "cryptography", "nacl", "jwt", "pyotp", "ssl", "joserfc"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield the path and the syntax tree of every module of the product."""
    for package in ("bff", "accounts", "verifiers", "identity"):
        for file in sorted((REPOSITORY / package).rglob("*.py")):
            yield file.relative_to(REPOSITORY).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def section(document: str, heading: str) -> str:
    """The text below a heading of the second level."""
    return document.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_every_event_of_the_log_is_documented() -> None:
    events = {
        node.args[0].value
        for _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LEVELS
        and ast.unparse(node.func.value) in {"log", "_log"}
        and isinstance(node.args[0], ast.Constant)
    }
    documented = set(re.findall(r"`(\w+)`", section(OPERATIONS, "Logs")))
    assert len(events) > 5
    assert events - documented == set()


def test_every_module_that_uses_cryptography_is_in_the_inventory() -> None:
    inventory = section(SECURITY, "Keys and algorithms")
    named = set(re.findall(r"`([\w/.]+)`", inventory))
    using = {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        )
        if name.partition(".")[0] in CRYPTOGRAPHY
    }
    assert using
    missing = [
        path for path in sorted(using) if not any(path.startswith(name) for name in named if "/" in name)
    ]
    assert missing == []


@pytest.mark.parametrize("gravity", ["critical", "high", "other"])
def test_the_time_to_mend_a_package_is_written_down(gravity: str) -> None:
    assert re.search(rf"^\| {gravity}[^|]* \| \d+ (hours|days) \|", section(OPERATIONS, "Packages"), re.M)


def test_the_example_of_a_proxy_speaks_new_tls_alone_and_sets_what_a_visitor_could_forge() -> None:
    proxy = (REPOSITORY / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in proxy
    assert all(
        f"proxy_set_header {name}" in proxy for name in ("X-Forwarded-For", "X-Forwarded-Proto", "Host")
    )
    assert "$proxy_add_x_forwarded_for" not in proxy
