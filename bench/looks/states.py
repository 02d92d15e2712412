"""Opens the states of the gallery in Chromium, in one language, one window and one colour scheme."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bff.methods.gallery_states import Shown
from bff.registry import METHODS, gallery_of

CHROMIUM = "/usr/bin/chromium"
#: The phone for which the screens are made, in CSS pixels.
PHONE: ViewportSize = {"width": 360, "height": 640}


def states_of_citizens() -> list[Shown]:
    """Return all states of the gallery but the desk's, which staff see on large screens."""
    return [state for state in gallery_of(iter(METHODS)) if not state.screen.startswith("desk/")]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium, and stop it after the block."""
    arguments = ["--disable-dev-shm-usage"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(
    browser: Browser,
    origin: str,
    language: str,
    *,
    size: ViewportSize = PHONE,
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[Page]:
    """Open a window on the product at *origin*; a narrow one is a phone with touch."""
    is_phone = size["width"] < 600
    context = browser.new_context(
        base_url=origin,
        locale=language,
        viewport=size,
        color_scheme=scheme,
        is_mobile=is_phone,
        has_touch=is_phone,
        service_workers="block",
    )
    yield context.new_page()
    context.close()


def show(page: Page, state: Shown, language: str) -> None:
    """Open *state*, and wait until its drawing has ended."""
    page.goto(f"{state.address}?language={language}")
    page.evaluate("() => Promise.all(document.getAnimations().map(one => one.finished.catch(() => {})))")
