"""``python -m bench.looks.sheets FOLDER [word …]``: draw contact sheets of the gallery's states.

One PNG for each language, window and colour scheme; with words, only of the states whose addresses have
one of them: ``python -m bench.looks.sheets /tmp/sheets choose_method prepare``.
"""

import sys
from base64 import b64encode
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize

from bench.crowd.stand import stand
from bench.looks.states import chromium, show, states_of_citizens, window

SIZES: tuple[ViewportSize, ...] = (
    {"width": 320, "height": 568},
    {"width": 360, "height": 640},
    {"width": 412, "height": 915},
    {"width": 1280, "height": 800},
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SHEET_WIDTH, GAP = 1840, 6


def draw(folder: Path, words: list[str]) -> None:
    """Draw all sheets into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    with stand() as running, chromium() as browser:
        for language, size, scheme in product(("vi", "en"), SIZES, SCHEMES):
            with window(browser, running.place.origin, language, size=size, scheme=scheme) as page:
                taken = []
                for state in states_of_citizens():
                    if not words or any(word in state.address for word in words):
                        show(page, state, language)
                        taken.append((state.address.removeprefix("/gallery/"), page.screenshot()))
            file = folder / f"{language}-{size['width']}-{scheme}.png"
            file.write_bytes(_sheet(browser, taken, size["width"]))
            print(file, flush=True)


def _sheet(browser: Browser, taken: list[tuple[str, bytes]], width: int) -> bytes:
    page = browser.new_page(viewport={"width": max(SHEET_WIDTH, width + GAP), "height": 800})
    page.set_content(
        f"<body style='margin:0;background:#888;display:flex;flex-wrap:wrap;gap:{GAP}px'>"
        + "".join(
            f"<figure style='margin:0;width:{width}px'>"
            f"<figcaption style='font:12px monospace;background:#fff'>{name}</figcaption>"
            f"<img src='data:image/png;base64,{b64encode(png).decode()}'></figure>"
            for name, png in taken
        )
    )
    whole = page.screenshot(full_page=True)
    page.close()
    return whole


if __name__ == "__main__":
    draw(Path(sys.argv[1]), sys.argv[2:])
