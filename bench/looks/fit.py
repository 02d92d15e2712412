"""Measure how much of each screen is seen on a phone of 360 × 640 px without scrolling.

The states are those of the gallery but the desk's, in Vietnamese, with the line that says that this is a
trial.
"""

from dataclasses import dataclass

from playwright.sync_api import Page

from bench.crowd.stand import stand
from bench.figures import Table, percentile
from bench.looks.states import PHONE, chromium, show, states_of_citizens, window

LANGUAGE = "vi"
#: The height of the page, and where its main button ends, in CSS pixels; null if it has none. The main button
#: is the first filled one, else the first tile or card, else the first button.
ASK = """() => {
    scrollTo(0, 0);
    const first = selector => [...document.querySelectorAll(selector)]
        .find(one => one.checkVisibility({ visibilityProperty: true }));
    const main = ["#screen .button:not(.second, .danger)", "#screen a.method", "#screen .button"]
        .map(first).find(Boolean);
    return [document.documentElement.scrollHeight, main ? main.getBoundingClientRect().bottom : null];
}"""


@dataclass(frozen=True)
class Seen:
    """One state: its name, the height of its page, and where its main button ends (None: it has none)."""

    name: str
    height: float
    button: float | None


def measure() -> list[Table]:
    """Measure, and return the table."""
    with stand() as running, chromium() as browser, window(browser, running.place.origin, LANGUAGE) as page:
        seen = look_at_all(page)
    heights = [one.height for one in seen]
    buttons = [one.button for one in seen if one.button is not None]
    return [
        Table(
            f"The screens of citizens on a phone of {PHONE['width']} × {PHONE['height']} px, in Vietnamese",
            ("what", "states", "of", "share"),
            (
                _share("the main button is within the first screen", buttons),
                _share("the whole page fits one screen", heights),
            ),
            f"Height of a page: median {percentile(heights, 0.5):.0f} px, "
            f"p90 {percentile(heights, 0.9):.0f} px. "
            f"{len(seen) - len(buttons)} states have no button. Lowest buttons: {_worst(seen)}.",
        )
    ]


def look_at_all(page: Page) -> list[Seen]:
    """Measure each state in *page*, a window of the size of a phone."""
    found = []
    for state in states_of_citizens():
        show(page, state, LANGUAGE)
        height, button = page.evaluate(ASK)
        found.append(Seen(state.address.removeprefix("/gallery/"), height, button))
    return found


def _share(what: str, places: list[float]) -> tuple[str, ...]:
    within = sum(place <= PHONE["height"] for place in places)
    return what, str(within), str(len(places)), f"{within / len(places):.0%}"


def _worst(seen: list[Seen]) -> str:
    low = sorted(seen, key=lambda one: -(one.button or 0))[:3]
    return ", ".join(f"{one.name} ({one.button:.0f} px)" for one in low if one.button is not None)
