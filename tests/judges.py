"""What independent judges say of our pages: axe-core in the browser, v.Nu and html-validate on the HTML.

Each finds what the others miss; all run offline, from node_modules. An empty list is the only good answer.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

REPOSITORY = Path(__file__).parent.parent
MODULES = REPOSITORY / "node_modules"
#: Everything WCAG 2.2 A and AA asks for that axe-core can see, its best practices, and 7:1 contrast.
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "cat.color")
AXE_RULES = {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}
#: How long a judge of files may take, in seconds; v.Nu starts a Java machine.
JUDGE_SECONDS = 120


def axe_findings(page: Page) -> list[str]:
    """Ask axe-core about the page as it stands now.

    The script goes in by the debugging protocol, so the page's own content security policy stays on.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe_source())
    options = {"runOnly": {"type": "tag", "values": list(AXE_TAGS)}, "rules": AXE_RULES}
    result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"axe-core {violation['id']} ({violation['impact']}): {node['html'][:160]}  {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


@cache
def _axe_source() -> str:
    return (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def vnu_findings(pages: Sequence[Path]) -> list[str]:
    """Ask the Nu HTML checker about files of whole pages, all at once: its start costs seconds."""
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    java = shutil.which("java") or "java"
    command = [java, "-Xss2m", "-jar", str(jar), "--stdout", "--exit-zero-always", "--format", "json"]
    messages = json.loads(_run([*command, *map(str, pages)]))["messages"]
    return [
        f"v.Nu {Path(message['url']).name}:{message.get('lastLine', 0)}: {message['message']}"
        for message in messages
    ]


def html_validate_findings(pages: Sequence[Path]) -> list[str]:
    """Ask html-validate about files of whole pages; its rules are in .htmlvalidate.json."""
    program = MODULES / ".bin" / "html-validate"
    config = REPOSITORY / ".htmlvalidate.json"
    command = [str(program), "--config", str(config), "--formatter", "json"]
    return list(_told(json.loads(_run([*command, *map(str, pages)]) or "[]")))


def _told(results: list[dict[str, Any]]) -> Iterator[str]:
    for result in results:
        for message in result["messages"]:
            place = f"{Path(result['filePath']).name}:{message['line']}"
            yield f"html-validate {place}: {message['message']} ({message['ruleId']})"


def _run(command: Sequence[str]) -> str:
    """What a judge says on standard output; it exits with 1 when it finds something."""
    done = subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, encoding="utf-8", timeout=JUDGE_SECONDS, check=False
    )
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"{command[0]} failed:\n{done.stderr}")
    return done.stdout
