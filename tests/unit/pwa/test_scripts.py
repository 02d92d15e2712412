"""The served scripts are valid JavaScript and obey the page's Content-Security-Policy."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.unit.pwa.frame import PWA, assets, client

TOKEN_MODULES = tuple(f"token/{name}.js" for name in ("page", "vgca", "vnpt", "web_eid"))
CARD_MODULES = ("card/page.js", "card/decoder.js")
SINGLE = ("start.js", "app.js", "bell.js", "code.js", "password.js", "solver.js", "work.js")
MODULES = (*SINGLE, *CARD_MODULES, *TOKEN_MODULES)
SOURCES = sorted([*PWA.glob("*.js"), *PWA.glob("card/*.js"), *PWA.glob("token/*.js")])


@pytest.mark.parametrize("name", MODULES)
def test_a_module_with_everything_folded_in_is_one_correct_module(name: str, tmp_path: Path) -> None:
    module = tmp_path / "module.mjs"
    module.write_bytes(client().get(assets().url(name)).data)
    subprocess.run(["node", "--check", str(module)], check=True, capture_output=True)


@pytest.mark.parametrize("address", ["/service-worker.js"])
def test_the_service_worker_is_a_correct_script(address: str, tmp_path: Path) -> None:
    script = tmp_path / "worker.js"
    script.write_bytes(client().get(address).data)
    subprocess.run(["node", "--check", str(script)], check=True, capture_output=True)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_nothing_is_kept_in_the_browsers_storage(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert not re.search(r"localStorage|sessionStorage|indexedDB|history\.pushState", text)
    assert not re.search(
        r"replaceState\((?!history\.state,)", text
    )  # an address may be set right, no state kept


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_no_script_makes_code_or_markup_from_text(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.style\b", text
    )


def test_the_socket_uses_websockets_alone() -> None:
    assert 'transports: ["websocket"]' in (PWA / "bell.js").read_text(encoding="utf-8")


def test_htmx_injects_no_style() -> None:
    page = client().get("/guides?language=en").get_data(as_text=True)
    assert '<meta name="htmx-config" content="includeIndicatorCSS:false' in page


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_no_duration_is_taken_from_the_phones_clock(source: Path) -> None:
    assert "Date.now" not in source.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("lacks", "loads"),
    [("nothing", True), ("submitter", False), ("replaceChildren", False), ("SubmitEvent", False)],
)
def test_the_scripts_start_only_where_the_browser_has_what_they_need(
    lacks: str, *, loads: bool, tmp_path: Path
) -> None:
    text = client().get(assets().url("start.js")).get_data(as_text=True)
    module = re.sub(r'import\("[^"]+"\)', 'console.log("loaded")', text)
    assert module != text
    browser = f"""
      const lacks = "{lacks}";
      const element = lacks === "replaceChildren" ? {{}} : {{ replaceChildren() {{}} }};
      globalThis.document = {{ documentElement: element }};
      class Event {{ constructor() {{ if (lacks !== "submitter") this.submitter = null; }} }}
      if (lacks !== "SubmitEvent") globalThis.SubmitEvent = Event;
    """
    script = tmp_path / "start.mjs"
    script.write_text(browser + module, encoding="utf-8")
    said = subprocess.run(["node", str(script)], check=True, capture_output=True, text=True).stdout
    assert (said.strip() == "loaded") is loads


def test_no_page_loads_htmx_by_itself() -> None:
    page = client().get("/guides?language=en").get_data(as_text=True)
    assert re.findall(r'<script[^>]*src="([^"]+)"', page) == [assets().url("start.js")]


def test_a_page_is_thrown_away_only_after_the_server_was_asked() -> None:
    text = (PWA / "expiry.js").read_text(encoding="utf-8")
    asked = text.index("async function askServer")
    assert text.count("location.replace") == 1
    assert text.index("location.replace") > text.index("await fetch", asked)


def test_no_form_is_held_back_only_because_the_browser_says_that_it_is_offline() -> None:
    text = (PWA / "app.js").read_text(encoding="utf-8")
    assert text.index("navigator.onLine && !") < text.index("tryNetwork(form, submitter);")
