"""Draw every PNG icon of this folder from ``icon.svg``, and those of the shortcuts from their drawings.

A development tool (``python pwa/icons/draw.py``); it needs Debian's Chromium, Playwright and Pillow. The tile
of ``icon.svg`` has round corners. Some systems cut the corners themselves, so their icons have a full square.
The maskable icon keeps the door within the middle 80 % (the "safe zone" of the W3C Manifest, section "Icon
masks").
"""

import io
import re
import sys
from pathlib import Path

from PIL import Image  # type: ignore[import-not-found]  # a tool for drawing the icons only
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent
#: File name, edge in pixels, whether the square is full, scale of the door.
ICONS = (
    ("icon-192.png", 192, False, 1.0),
    ("icon-512.png", 512, False, 1.0),
    ("maskable-512.png", 512, True, 0.8),
    ("apple-touch.png", 180, True, 0.9),
)
COLOURS = 64
#: File name of a shortcut's icon, and the drawing of bff/templates/icons/ on its tile.
SHORTCUTS = (
    ("shortcut-register.png", "citizen"),
    ("shortcut-sign-in.png", "password"),
    ("shortcut-dispute.png", "dispute"),
)
SHORTCUT_EDGE = 192
DRAWINGS = FOLDER.parents[1] / "bff" / "templates" / "icons"


def drawing(*, full: bool, scale: float) -> str:
    """Return the SVG with a full or a round tile, and with the door scaled around the middle."""
    text = (FOLDER / "icon.svg").read_text(encoding="utf-8")
    if full:
        text = re.sub(r' rx="\d+"', "", text, count=1)
    tile_end = text.index("/>") + 2
    shift = 256 * (1 - scale)
    door = text[tile_end:].replace("</svg>", "")
    return f'{text[:tile_end]}<g transform="translate({shift} {shift}) scale({scale})">{door}</g></svg>'


def shortcut(name: str) -> str:
    """Return the SVG of a shortcut: a drawing in white lines on the round tile of the icon."""
    text = (DRAWINGS / f"{name}.svg").read_text(encoding="utf-8")
    lines = re.sub(r"^<svg[^>]*>|</svg>\s*$", "", text)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="24" '
        'fill="#2a367e"/><g transform="translate(10 10)" fill="none" stroke="#fff" stroke-width="2.2" '
        f'stroke-linecap="round" stroke-linejoin="round">{lines}</g></svg>'
    )


def main() -> int:
    """Draw all icons."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        drawings = [(name, edge, drawing(full=full, scale=scale)) for name, edge, full, scale in ICONS]
        drawings += [(name, SHORTCUT_EDGE, shortcut(lines)) for name, lines in SHORTCUTS]
        for name, edge, svg in drawings:
            page = browser.new_page(viewport={"width": edge, "height": edge})
            page.set_content(f"<style>*{{margin:0}}svg{{display:block}}</style>{svg}")
            shot = page.screenshot(omit_background=True)
            image = Image.open(io.BytesIO(shot)).quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
            image.save(FOLDER / name, optimize=True)
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
