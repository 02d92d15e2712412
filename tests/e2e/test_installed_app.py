"""The product on the home screen: installable, updated by asking, out of the way of every form."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from tests.e2e.conftest import LOCALES
from tests.e2e.visitor import Visitor

IN_BOTH_LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])


@pytest.fixture
def kept_browser(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    language: str,
    base_url: str,
) -> Iterator[BrowserContext]:
    """A browser with a profile on disk: Chromium installs nothing from a passing one."""
    with tempfile.TemporaryDirectory(prefix="cuaso-") as profile:
        context = browser_type.launch_persistent_context(
            profile,
            **{**browser_type_launch_args, **browser_context_args, "locale": LOCALES[language]},
        )
        yield context
        context.close()


@IN_BOTH_LANGUAGES
def test_chromium_finds_nothing_that_forbids_installing(kept_browser: BrowserContext) -> None:
    page = kept_browser.new_page()
    page.goto("/")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    devtools = kept_browser.new_cdp_session(page)
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


@IN_BOTH_LANGUAGES
def test_the_manifest_is_read_without_a_complaint_in_the_language_of_the_page(
    page: Page, language: str
) -> None:
    page.goto("/")
    answer = page.context.new_cdp_session(page).send("Page.getAppManifest")
    assert answer["errors"] == []
    assert json.loads(answer["data"])["lang"] == language


def test_the_worker_leaves_what_is_sent_alone(visitor: Visitor) -> None:
    visitor.at_home()
    visitor.page.evaluate("async () => { await navigator.serviceWorker.ready }")
    visitor.page.reload()
    with visitor.page.expect_response(lambda response: response.request.method == "POST") as answer:
        visitor.at_code()
    assert not answer.value.from_service_worker


def test_the_installed_app_opens_where_the_manifest_says(page: Page) -> None:
    page.goto("/")
    answer = page.context.new_cdp_session(page).send("Page.getAppManifest")
    manifest = json.loads(answer["data"])
    for address in (manifest["start_url"], *(one["url"] for one in manifest["shortcuts"])):
        answer_there = page.goto(address)
        assert answer_there is not None
        assert answer_there.ok
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_every_icon_of_the_manifest_is_there(page: Page) -> None:
    page.goto("/")
    answer = page.context.new_cdp_session(page).send("Page.getAppManifest")
    for icon in json.loads(answer["data"])["icons"]:
        fetched = page.request.get(icon["src"])
        assert fetched.ok
        assert fetched.headers["content-type"].startswith("image/")
        assert Path(icon["src"]).suffix in {".png", ".svg"}
