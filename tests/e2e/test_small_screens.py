"""Every screen in every state on 320 px, enlarged, and in large text: nothing is cut off."""

import pytest
from playwright.sync_api import Page

IN_BOTH_LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])
#: Texts that reach out of their boxes, or boxes out of the screen, by more than a rounding.
CUT_OFF = """() => {
    const { clientWidth: width, scrollWidth } = document.documentElement;
    const wide = scrollWidth > width ? [`the page is ${scrollWidth} px wide`] : [];
    for (const element of document.querySelectorAll("body *")) {
        const box = element.getBoundingClientRect();
        const seen = box.width > 1 && box.height > 1 && element.checkVisibility();
        // The skip link comes in with the focus.
        if (!seen || element.closest("svg, .skip:not(:focus)")) continue;
        const style = getComputedStyle(element);
        const hidesText = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
        if (box.right > width + 1 || box.left < -1 || (hidesText && element.tagName !== "INPUT"))
            wide.push(`${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 40)}`);
    }
    return wide;
}"""


@pytest.fixture
def gallery(page: Page, qa: object) -> list[str]:
    """The addresses of every screen in every state."""
    listed = page.request.get("/gallery/index.json").json()
    return [str(one["address"]) for one in listed["screens"]]


@IN_BOTH_LANGUAGES
def test_no_screen_scrolls_sideways_at_320_pixels(page: Page, gallery: list[str], language: str) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    assert _cut_off(page, gallery, language) == {}


@IN_BOTH_LANGUAGES
def test_nothing_is_lost_at_200_percent(page: Page, gallery: list[str], language: str) -> None:
    """A browser that enlarges a 360 px phone to 200 % lays out 180 px; letters keep their size in them."""
    page.set_viewport_size({"width": 180, "height": 320})
    assert _cut_off(page, gallery, language) == {}


def test_nothing_is_lost_in_larger_text(page: Page, gallery: list[str], base_url: str) -> None:
    page.context.add_cookies([{"name": "text_size", "value": "larger", "url": base_url}])
    page.set_viewport_size({"width": 320, "height": 568})
    assert _cut_off(page, gallery, "vi") == {}


def _cut_off(page: Page, gallery: list[str], language: str) -> dict[str, list[str]]:
    found = {}
    for address in gallery:
        page.goto(f"{address}?language={language}")
        if too_wide := page.evaluate(CUT_OFF):
            found[address] = too_wide
    return found
