"""Independent judges over every screen in every state, in both languages: nothing may be found.

Each finds what the others miss: docs/accessibility.md says what. A finding names the judge, the rule and
the element; the test's name gives the screen, its state and the language.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page

from bff.methods import METHODS
from bff.states import State
from bff.views.account.states import STATES as ACCOUNT
from bff.views.common.states import STATES as COMMON
from tests import looks
from tests.judges import axe_findings, html_validate_findings, vnu_findings

#: Walking all screens once, and one Java machine for all of their files, in seconds; both can be slow here.
ALL_SCREENS_SECONDS = 300
LANGUAGES = ("vi", "en")
STATES = [*COMMON, *ACCOUNT, *(state for method in METHODS for state in method.states)]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
#: A part as it stands in the page: htmx puts its title and its block where these are.
AROUND_A_PART = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">{title}</title></head>
<body><main id="screen">{block}</main></body></html>"""
#: What scripts show when its time comes; here all at once, each with its own words.
ALL_NOTICES = """() => {
    const tell = (selector, text) => { document.querySelector(selector).textContent = text; };
    const unseen = document.querySelectorAll("header [hidden], .notices [hidden], [data-install]");
    unseen.forEach(one => one.removeAttribute("hidden"));
    tell("#expiry p", document.querySelector("#expiry").dataset.minute);
    tell("#alert", document.querySelector("#alert").dataset.offline);
    tell("#status", document.querySelector("#status").dataset.wait);
}"""

pytestmark = pytest.mark.judges
every_screen = pytest.mark.parametrize("state", STATES, ids=lambda state: f"{state.screen}/{state.state}")
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)

Fetch = Callable[[str], Iterator[tuple[str, str]]]


@every_screen
@in_both_languages
def test_no_judge_in_the_browser_finds_anything(page: Page, state: State) -> None:
    page.goto(state.address)
    assert axe_findings(page) + looks.faults(page) == []


@in_both_languages
def test_nor_in_the_notices_that_scripts_show(page: Page) -> None:
    page.goto("/gallery/mobile_subscriber/password/empty")
    page.evaluate(ALL_NOTICES)
    page.locator("input[type=password]").first.fill("Ngôi-nhà-3-tầng")
    covered = looks.focus_faults(page)
    page.evaluate("() => { document.querySelector('.notices').style.position = 'static'; }")
    assert covered + axe_findings(page) + looks.faults(page) == []


@pytest.mark.timeout(ALL_SCREENS_SECONDS)
def test_the_nu_html_checker_finds_nothing(served: list[Path], after_scripts: list[Path]) -> None:
    assert vnu_findings([*served, *after_scripts]) == []


@pytest.mark.timeout(ALL_SCREENS_SECONDS)
def test_html_validate_finds_nothing(served: list[Path]) -> None:
    assert html_validate_findings(served) == []


@pytest.fixture(scope="module")
def served(base_url: str, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every screen as a browser without JavaScript gets it, and as the part that htmx gets."""
    folder = tmp_path_factory.mktemp("served")
    return [*_write(folder, base_url, _whole), *_write(folder, base_url, _part)]


@pytest.fixture
def after_scripts(new_context: Callable[..., BrowserContext], tmp_path: Path) -> list[Path]:
    """Every screen as our scripts have changed it."""
    files = []
    for language in LANGUAGES:
        page = new_context(locale=language).new_page()
        for state in STATES:
            page.goto(state.address)
            files.append(tmp_path / _file_name(state, language, "after-scripts"))
            files[-1].write_text(page.content(), encoding="utf-8")
    return files


def _write(folder: Path, base_url: str, fetch: Callable[[httpx.Client, State, str], str]) -> Iterator[Path]:
    for language in LANGUAGES:
        headers = {"Accept-Language": language, "Accept": "text/html"}
        with httpx.Client(base_url=base_url, headers=headers, follow_redirects=True) as client:
            for state in STATES:
                if text := fetch(client, state, language):
                    file = folder / _file_name(state, language, fetch.__name__.strip("_"))
                    file.write_text(text, encoding="utf-8")
                    yield file


def _whole(client: httpx.Client, state: State, _language: str) -> str:
    return client.get(state.address).text


def _part(client: httpx.Client, state: State, language: str) -> str:
    """Ask as htmx does; a screen that answers with a whole page has no part."""
    title, found, block = client.get(state.address, headers=HTMX).text.partition("</title>")
    is_part = bool(found) and title.startswith("<title>")
    return AROUND_A_PART.format(language=language, title=title, block=block) if is_part else ""


def _file_name(state: State, language: str, kind: str) -> str:
    return f"{state.screen.replace('/', '.')}.{state.state}.{language}.{kind}.html"
