"""The colours: every text has a contrast of 7:1 on every ground it stands on, in light and in dark."""

import re

import pytest

from tests.unit.pwa.frame import PWA

#: Which colour of text stands on which grounds.
TEXT_ON = {
    "ink": ("paper", "sheet", "mist"),
    "quiet": ("paper", "sheet", "mist"),
    "indigo": ("paper", "sheet", "mist"),
    "indigo-deep": ("paper", "sheet", "mist"),
    "on-indigo": ("indigo", "indigo-deep"),
    "turmeric-ink": ("paper", "sheet", "mist", "turmeric-mist"),
    "on-turmeric": ("turmeric",),
    "leaf": ("paper", "leaf-mist"),
    "lacquer": ("paper", "lacquer-mist"),
}
#: Parts that carry meaning without text: 3:1 (WCAG 2.2, 1.4.11).
SIGN_ON = {"quiet": ("paper", "sheet"), "indigo": ("paper",), "lacquer": ("paper",)}


def tokens(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", (PWA / "app.css").read_text(encoding="utf-8"), re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+)", light))
    return found if scheme == "light" else found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]+)", dark))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"), [(text, ground) for text, grounds in TEXT_ON.items() for ground in grounds]
)
def test_text_can_be_read(scheme: str, text: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 7


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("sign", "ground"), [(sign, ground) for sign, grounds in SIGN_ON.items() for ground in grounds]
)
def test_edges_of_fields_can_be_seen(scheme: str, sign: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[sign], colours[ground]) >= 3


def test_no_rule_changes_the_case_of_vietnamese_words() -> None:
    assert "text-transform" not in (PWA / "app.css").read_text(encoding="utf-8")


def test_no_line_is_too_low_for_stacked_marks() -> None:
    heights = re.findall(r"line-height: ([\d.]+)|\d%/([\d.]+)", (PWA / "app.css").read_text(encoding="utf-8"))
    assert heights
    assert min(float(one or other) for one, other in heights) >= 1.35


@pytest.mark.parametrize("sheet", ["app.css", "desk.css", "post-office.css"])
def test_no_text_is_smaller_than_18_px(sheet: str) -> None:
    sizes = re.findall(r"font-size: ([\d.]+)rem", (PWA / sheet).read_text(encoding="utf-8"))
    assert all(float(size) >= 1 for size in sizes)
