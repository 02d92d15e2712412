"""Independent judges over every screen in every state, in both languages: nothing may be found.

Each finds what the others miss: docs/accessibility.md says what. A finding names the judge, the rule and
the element; the test's name gives the screen, its state and the language.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from bff.methods.gallery_states import Shown
from bff.registry import METHODS, gallery_of
from tests.e2e.conftest import LOCALES, listen
from tests.support import looks
from tests.support.judges import axe_findings, bring_judges, html_validate_findings, vnu_findings

#: Walking all screens once, and one Java machine for all of their files, in seconds; both can be slow here.
ALL_SCREENS_SECONDS = 600
STATES = gallery_of(iter(METHODS))
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
#: A part as it stands in the page: htmx puts its title and its block where these are.
AROUND_A_PART = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">{title}</title></head>
<body><main id="screen">{block}</main></body></html>"""
#: A file with a fault for the judges of files.
PLANTED = "planted.html"
TWICE_ONE_ID = """<!doctype html>
<html lang="vi"><head><title>Một</title></head><body><p id="one">1</p><p id="one">2</p></body></html>"""
#: What scripts show when its time comes; here all at once, each with its own words.
ALL_NOTICES = """() => {
    const tell = (selector, text) => { document.querySelector(selector).textContent = text; };
    const unseen = "header [hidden]:not([form]), .notices [hidden]:not(#update), [data-install]";
    document.querySelectorAll(unseen).forEach(one => one.removeAttribute("hidden"));
    tell("#expiry p", document.querySelector("#expiry").dataset.minute);
    tell("#alert", document.querySelector("#alert").dataset.offline);
    tell("#status", document.querySelector("#status").dataset.wait);
}"""
#: A new version is offered only where nothing is being filled in; here it stays offered though there is none.
NEW_VERSION = """() => {
    const offer = document.querySelector("#update");
    offer.hidden = false;
    Object.defineProperty(offer, "hidden", { set() {} });
}"""

pytestmark = pytest.mark.judges
every_screen = pytest.mark.parametrize("state", STATES, ids=lambda state: f"{state.screen}/{state.state}")
in_both_languages = pytest.mark.parametrize("language", LOCALES)


@dataclass(frozen=True)
class Walker:
    """One window that goes from state to state, with what its pages complain of, and what it saw."""

    language: str
    page: Page
    complaints: list[str]
    seen: Path

    def show(self, state: Shown) -> Page:
        """Open *state*, and keep the page as our scripts have changed it."""
        self.page.goto(state.address)
        self.file(state).write_text(self.page.content(), encoding="utf-8")
        return self.page

    def file(self, state: Shown) -> Path:
        """Where the page that *state* became is kept."""
        return self.seen / _file_name(state, self.language, "after_scripts")


@every_screen
@in_both_languages
def test_no_judge_in_the_browser_finds_anything(walker: Walker, state: Shown) -> None:
    page = walker.show(state)
    assert axe_findings(page) + looks.faults(page) == []


@in_both_languages
def test_nor_in_the_notices_that_scripts_show(walker: Walker) -> None:
    page = walker.page
    page.goto("/gallery/mobile_subscriber/password/empty")
    page.evaluate(ALL_NOTICES)
    page.locator("input[type=password]").first.fill("Ngôi-nhà-3-tầng")
    covered = looks.focus_faults(page)
    page.evaluate("() => { document.querySelector('.notices').style.position = 'static'; }")
    assert covered + axe_findings(page) + looks.faults(page) == []


@in_both_languages
def test_nor_in_the_offer_of_a_new_version(walker: Walker) -> None:
    page = walker.page
    page.goto("/")
    page.evaluate(NEW_VERSION)
    assert axe_findings(page) + looks.faults(page) == []
    assert page.locator("#update").is_visible()


@pytest.mark.timeout(ALL_SCREENS_SECONDS)
def test_no_judge_of_files_finds_anything_in_what_is_served(base_url: str, tmp_path: Path) -> None:
    files = [*_write(tmp_path, base_url, _whole), *_write(tmp_path, base_url, _part), tmp_path / PLANTED]
    files[-1].write_text(TWICE_ONE_ID, encoding="utf-8")
    found = vnu_findings(files) + html_validate_findings(files)
    assert [one for one in found if PLANTED not in one] == []
    assert {one.split()[0] for one in found} == {"v.Nu", "html-validate"}  # both are awake


@pytest.mark.timeout(ALL_SCREENS_SECONDS)
def test_the_nu_html_checker_finds_nothing_after_our_scripts(walkers: Mapping[str, Walker]) -> None:
    for walker in walkers.values():
        for state in STATES:
            if not walker.file(state).exists():
                walker.show(state)
    files = [walker.file(state) for walker in walkers.values() for state in STATES]
    assert vnu_findings(files) == []


@pytest.fixture(scope="module")
def walkers(
    browser: Browser,
    browser_context_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Iterator[Mapping[str, Walker]]:
    """One window a language for all states: a new one for each would cost more than looking at it."""
    base = tmp_path_factory.getbasetemp()
    seen = (base if worker_id == "master" else base.parent) / "seen"  # by all processes of this run
    seen.mkdir(exist_ok=True)
    with ExitStack() as stack:
        yield {
            language: _walker(
                stack.enter_context(browser.new_context(**browser_context_args, locale=locale)),
                language,
                seen,
            )
            for language, locale in LOCALES.items()
        }


@pytest.fixture
def walker(walkers: Mapping[str, Walker], language: str) -> Iterator[Walker]:
    """The window in `language`; what its pages complain of fails the test."""
    walkers[language].complaints.clear()
    yield walkers[language]
    assert walkers[language].complaints == []


def _walker(context: BrowserContext, language: str, seen: Path) -> Walker:
    complaints: list[str] = []
    listen(context, complaints)
    page = context.new_page()
    bring_judges(page)
    return Walker(language, page, complaints, seen)


def _write(folder: Path, base_url: str, fetch: Callable[[httpx2.Client, Shown, str], str]) -> Iterator[Path]:
    for language in LOCALES:
        headers = {"Accept-Language": language, "Accept": "text/html"}
        with httpx2.Client(base_url=base_url, headers=headers, follow_redirects=True) as client:
            for state in STATES:
                if text := fetch(client, state, language):
                    file = folder / _file_name(state, language, fetch.__name__.strip("_"))
                    file.write_text(text, encoding="utf-8")
                    yield file


def _whole(client: httpx2.Client, state: Shown, _language: str) -> str:
    return client.get(state.address).text


def _part(client: httpx2.Client, state: Shown, language: str) -> str:
    """Ask as htmx does; a screen that answers with a whole page has no part."""
    title, found, block = client.get(state.address, headers=HTMX).text.partition("</title>")
    is_part = bool(found) and title.startswith("<title>")
    return AROUND_A_PART.format(language=language, title=title, block=block) if is_part else ""


def _file_name(state: Shown, language: str, kind: str) -> str:
    return f"{state.screen.replace('/', '.')}.{state.state}.{language}.{kind}.html"
