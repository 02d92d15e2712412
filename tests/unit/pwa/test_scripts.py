"""The served scripts are valid JavaScript and obey the page's Content-Security-Policy."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.unit.pwa.frame import PWA, assets, client

TOKEN_MODULES = tuple(f"token/{name}.js" for name in ("page", "vgca", "vnpt", "web_eid"))
MODULES = ("app.js", "bell.js", "code.js", "password.js", "solver.js", "work.js", *TOKEN_MODULES)
SOURCES = sorted([*PWA.glob("*.js"), *PWA.glob("token/*.js")])


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
