"""Draw the screenshots of the manifest from a running trial, narrow and wide, in both languages.

A development tool (``python pwa/screenshots/draw.py http://localhost:8000``, beside ``make run``); it needs
Debian's Chromium, Playwright and Pillow. Browsers show the pictures before an installation; no phone keeps
them (`bff.serving.assets`).
"""

import io
import sys
from pathlib import Path

from PIL import Image  # type: ignore[import-not-found]  # a tool for drawing the pictures only
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parent
LANGUAGES = ("vi", "en")
#: Name, address in the gallery, width and height in CSS pixels, pixels to one of them.
SHOTS = (
    ("start", "/", 360, 640, 2),
    ("methods", "/gallery/choose_method/citizen", 360, 640, 2),
    ("wide", "/gallery/choose_method/citizen", 1280, 720, 1),
)
QUALITY = 70


def main(origin: str) -> int:
    """Draw all pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for language in LANGUAGES:
            for shot in SHOTS:
                _draw(browser, origin, language, shot)
        browser.close()
    return 0


def _draw(browser: Browser, origin: str, language: str, shot: tuple[str, str, int, int, int]) -> None:
    name, path, width, height, scale = shot
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
    page.goto(f"{origin}{path}?language={language}")
    page.locator(".trial").evaluate_all("signs => signs.forEach((sign) => sign.remove())")
    page.wait_for_timeout(500)
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.save(FOLDER / f"{name}-{language}.webp", quality=QUALITY, method=6)
    page.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"))
