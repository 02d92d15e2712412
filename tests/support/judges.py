"""What independent judges say of our pages: axe-core in the browser, v.Nu and html-validate on the HTML.

Each finds what the others miss; all run offline, from node_modules. An empty list is the only good answer.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

from tests.support import looks

REPOSITORY = Path(__file__).parents[2]
MODULES = REPOSITORY / "node_modules"
#: Only the wanted results: selectors and passed rules take most of axe-core's time.
_AXE_TELLS = """resultTypes: ["violations", "incomplete"], selectors: false"""
_AXE_ANSWERS = """(({ violations, incomplete }) => [...violations,
    ...incomplete.filter(rule => rule.id.startsWith("color-contrast"))])"""
#: Every rule axe-core has, AAA and experimental ones among them; only what its authors gave up is left out.
AXE_EVERYTHING = f"""() => {{
    const kept = axe.getRules().filter(rule => !rule.tags.includes("deprecated"));
    const rules = Object.fromEntries(kept.map(rule => [rule.ruleId, {{ enabled: true }}]));
    return axe.run(document, {{ rules, {_AXE_TELLS} }}).then({_AXE_ANSWERS});
}}"""
#: What a change of the colour scheme can break.
AXE_COLOURS = f"""() => axe.run(document, {{
    runOnly: ["color-contrast", "color-contrast-enhanced", "link-in-text-block"],
    rules: {{ "color-contrast-enhanced": {{ enabled: true }} }}, {_AXE_TELLS},
}}).then({_AXE_ANSWERS})"""
#: The bar of the main button covers what is scrolled below it, and axe-core measures no contrast there.
_UNSTICK = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".act { position: static !important; }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
_STICK = "() => { document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1); }"
#: How long a judge of files may take, in seconds; v.Nu starts a Java machine.
JUDGE_SECONDS = 240


def bring_judges(page: Page) -> None:
    """Have axe-core and the ruler at hand on every page that *page* opens from now on, unread until used.

    They go in by the debugging protocol, so the page's own content security policy stays on.
    """
    axe = (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page.add_init_script(f"globalThis.bringAxe = () => {{ globalThis.axe ?? (() => {{ {axe} }})(); }};")
    page.add_init_script(f"globalThis.looks = ({looks.QUESTIONS})();")


def axe_findings(page: Page) -> list[str]:
    """Ask axe-core about the page as it stands now, in both colour schemes; see `bring_judges`."""
    page.evaluate("() => bringAxe()")
    found = _axe(page, "light", AXE_EVERYTHING) + _axe(page, "dark", AXE_COLOURS)
    page.emulate_media(color_scheme="light")
    return found


def _axe(page: Page, scheme: Literal["light", "dark"], question: str) -> list[str]:
    """The rules that a page breaks, and the places where axe-core cannot measure a contrast."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate(_UNSTICK)
    broken: list[dict[str, Any]] = page.evaluate(question)
    page.evaluate(_STICK)
    return [
        f"axe-core, {scheme}: {rule['id']} ({rule['impact']}): {node['html'][:160]}  {node['failureSummary']}"
        for rule in broken
        for node in rule["nodes"]
    ]


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
    with tempfile.NamedTemporaryFile(
        "r", suffix=".json", encoding="utf-8"
    ) as told:  # a pipe gets 64 KB of it
        command = [str(program), "--config", str(config), "--formatter", f"json={told.name}"]
        _run([*command, *map(str, pages)])
        return list(_told(json.loads(told.read() or "[]")))


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
