"""Two ways to operate a screen: with a finger, or with the keyboard alone."""

from collections.abc import Callable
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

#: More stops than any screen of the product has.
MOST_STOPS = 60
#: A ring of the focus: an outline of two pixels or more, or the element's own visible change of shadow.
FOCUS_IS_SEEN = """() => {
    const here = document.activeElement;
    const style = getComputedStyle(here);
    const box = here.getBoundingClientRect();
    const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return (ringed || style.boxShadow !== "none") && inside;
}"""


class Hand(Protocol):
    """What every way of working a screen can do."""

    def press(self, target: Locator) -> None:
        """Press a button or follow a link."""

    def write(self, target: Locator, text: str) -> None:
        """Write *text* into a field in place of what stood there."""

    def tick(self, target: Locator) -> None:
        """Tick a box."""


class Finger:
    """A thumb on a touch screen."""

    def press(self, target: Locator) -> None:
        target.tap()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def tick(self, target: Locator) -> None:
        target.check()


class Keyboard:
    """Tab, Enter, Space and letters, as a person without a pointer has; every stop must be seen."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, target: Locator) -> None:
        self._reach(target)
        self._page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self._reach(target)
        self._page.keyboard.press("Control+A")
        self._page.keyboard.type(text)

    def tick(self, target: Locator) -> None:
        self._reach(target)
        if not target.is_checked():
            self._page.keyboard.press("Space")
        expect(target).to_be_checked()

    def _reach(self, target: Locator) -> None:
        """Press Tab until the focus is on *target*."""
        target.wait_for()
        for _stop in range(MOST_STOPS):
            self._page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                assert self._page.evaluate(FOCUS_IS_SEEN), f"the focus is not seen on {target}"
                return
        raise AssertionError(f"Tab never reached {target}")


class Counting:
    """A thumb that counts: each button, link and tick, and each character; a tap into a field is no press."""

    def __init__(self, page: Page) -> None:
        self._finger = Finger()
        self._page = page
        self.presses = self.characters = 0

    def press(self, target: Locator) -> None:
        self.presses += 1
        self._finger.press(target)

    def write(self, target: Locator, text: str) -> None:
        self.characters += len(text)
        self._finger.write(target, text)

    def tick(self, target: Locator) -> None:
        self.presses += 1
        self._finger.tick(target)


MakeHand = Callable[[Page], Hand]


def a_finger(_page: Page) -> Hand:
    return Finger()


def a_keyboard(page: Page) -> Hand:
    return Keyboard(page)
