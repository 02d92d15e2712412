"""What a ruler finds on a page that axe-core does not look for: words that spill, targets, the focus's ring.

Each function names the criterion it holds the page against and gives the faults; an empty list is good.
The questions themselves are in looks.js, which `tests.support.judges.bring_judges` brings along.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

from bff.rules.pairs import with_whole_words

#: The house's smallest target, in CSS pixels (ui.md); WCAG 2.2 AA asks for 24.
TARGET_PX = 44
#: 1280 × 1024 at 400 % zoom, and the narrowest phone: what WCAG 1.4.10 asks for.
NARROW: ViewportSize = {"width": 320, "height": 256}
#: The narrowest phone, upright; and what a browser lays out on a phone of 360 px that it enlarges to 200 %.
SMALL: ViewportSize = {"width": 320, "height": 568}
#: The phone for which the screens are made.
PHONE: ViewportSize = {"width": 360, "height": 640}
ENLARGED: ViewportSize = {"width": 180, "height": 320}
#: WCAG 1.4.12, word for word.
SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
#: The size of text that the style sheet sets, doubled: 112.5 % of the browser's own.
TWICE = "html { font-size: 225% !important; }"
#: More stops than any screen of the product has.
MOST_STOPS = 60
QUESTIONS = (Path(__file__).parent / "looks.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """Everything below, of the page as it stands."""
    still = target_faults(page) + forced_colour_faults(page)
    stretched = reflow_faults(page) + text_size_faults(page) + text_spacing_faults(page)
    return still + stretched + small_screen_faults(page) + heading_faults(page) + focus_faults(page)


def heading_faults(page: Page) -> list[str]:
    """At 360 px no line of a Vietnamese heading ends within a word of two syllables."""
    if page.locator("html").get_attribute("lang") != "vi":
        return []
    with _window(page, PHONE):
        headings: list[tuple[str, list[int]]] = page.evaluate("() => looks.ends()")
    return [
        f"heading: a line ends within a word: {text[:place]} / {text[place + 1 :]}"
        for text, places in headings
        for place in places
        if with_whole_words(text.replace("\N{NO-BREAK SPACE}", " "))[place] != " "
    ]


def reflow_faults(page: Page) -> list[str]:
    """WCAG 1.4.10: at 320 px, or 400 % zoom, nothing is scrolled sideways and no words are lost."""
    with _window(page, NARROW):
        return _ask(page, "lost()", "320 px")


def small_screen_faults(page: Page) -> list[str]:
    """WCAG 1.4.4 and 1.4.10 once more, of boxes: on a small phone, enlarged, and in our own larger text."""
    with _window(page, ENLARGED):
        enlarged = _ask(page, "cutOff()", "enlarged to 200 %")
    with _window(page, SMALL):
        small = _ask(page, "cutOff()", "small phone")
        page.evaluate("() => looks.enlarge()")
        larger = _ask(page, "cutOff()", "larger text")
        page.evaluate("() => looks.reduce()")
    return enlarged + small + larger


def text_size_faults(page: Page) -> list[str]:
    """WCAG 1.4.4: text at twice its size loses nothing on the smallest phone."""
    with _style(page, TWICE):
        return _ask(page, "lost()", "text at 200 %")


def text_spacing_faults(page: Page) -> list[str]:
    """WCAG 1.4.12: with more room between letters, words and lines nothing is cut off."""
    with _style(page, SPACING):
        return _ask(page, "lost()", "text spacing")


def target_faults(page: Page) -> list[str]:
    """WCAG 2.5.8 at 44 px: everything that is pressed is as large as a fingertip."""
    return _ask(page, f"small({TARGET_PX})", "target")


def focus_faults(page: Page) -> list[str]:
    """WCAG 2.1.1, 2.4.7, 2.4.11: Tab comes to everything; where it is, is seen and not covered.

    The page itself looks where the focus is whenever Tab is let go; it is asked once for all that is expected
    to have the focus, and from then on after each stop.
    """
    expected = page.evaluate("() => looks.watchTab()")
    for _stop in range(expected):
        page.keyboard.press("Tab")
    for _stop in range(expected, MOST_STOPS):
        if page.evaluate("() => looks.hasSeenAll()"):
            break
        page.keyboard.press("Tab")
    return _ask(page, "stops()", "focus") + _ask(page, "missed()", "keyboard")


def forced_colour_faults(page: Page) -> list[str]:
    """EN 301 549 11.7: in the person's own colours, fields, buttons and notes still have an edge."""
    page.emulate_media(forced_colors="active")
    try:
        return _ask(page, "edgeless()", "forced colours")
    finally:
        page.emulate_media(forced_colors="none")


def _ask(page: Page, question: str, about: str) -> list[str]:
    return [f"{about}: {fault}" for fault in page.evaluate(f"() => looks.{question}")]


@contextmanager
def _window(page: Page, size: ViewportSize) -> Iterator[None]:
    before = page.viewport_size
    page.set_viewport_size(size)
    yield
    if before:
        page.set_viewport_size(before)


@contextmanager
def _style(page: Page, rules: str) -> Iterator[None]:
    """Lay *rules* over the page's own by script, which the content security policy lets pass."""
    page.evaluate(
        """rules => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(rules);
            document.adoptedStyleSheets = [sheet];
        }""",
        rules,
    )
    yield
    page.evaluate("() => { document.adoptedStyleSheets = []; }")
