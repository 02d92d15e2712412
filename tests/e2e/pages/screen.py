"""The parts of every screen: its heading, the frame around it, the error summary."""

import re
from dataclasses import dataclass
from typing import ClassVar, Literal, Self, TypeVar

from playwright.sync_api import Locator, Page, expect

from tests.e2e.hands import Hand
from tests.e2e.speech import Speech

Next = TypeVar("Next", bound="Screen")


@dataclass(frozen=True)
class View:
    """One tab of one browser, how its person works it, and the language they read."""

    page: Page
    hand: Hand
    say: Speech


class Screen:
    """One screen; making it waits until it is the one that is shown."""

    #: The English text of its h1.
    heading: ClassVar[str]
    #: What the heading's placeholders stand for.
    values: ClassVar[dict[str, object]] = {}

    def __init__(self, view: View) -> None:
        self.view = view
        self.page, self.hand, self.say = view.page, view.hand, view.say
        expect(self.h1).to_be_visible()

    # ------------------------------------------------------------ finding
    @property
    def h1(self) -> Locator:
        """The heading by which a person knows where they are."""
        name = self.say(self.heading, **self.values)
        return self.page.get_by_role("heading", level=1, name=name, exact=True)

    def button(self, english: str) -> Locator:
        return self.page.get_by_role("button", name=self.say(english), exact=True)

    def link(self, english: str) -> Locator:
        return self.page.get_by_role("link", name=self.say(english), exact=True)

    def field(self, english: str) -> Locator:
        """The field with this label; the label may go on with a star, or with "(optional)"."""
        label = re.compile(rf"^\s*{re.escape(self.say(english))}\s*(\*|\(.*\))?\s*$")
        return self.page.get_by_label(label).and_(self.page.locator("input"))

    def text(self, english: str, **values: object) -> Locator:
        return self.page.get_by_text(self.say(english, **values), exact=True)

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def alert(self) -> Locator:
        """The alert above the screen after a request that got no answer."""
        return self.page.locator("#alert")

    @property
    def status(self) -> Locator:
        """The live region, which screen readers announce."""
        return self.page.locator("#status")

    # ------------------------------------------------------------ messages of a screen
    @property
    def summary(self) -> Locator:
        """The error summary above the heading."""
        return self.main.get_by_role("group").filter(has=self.page.get_by_role("alert"))

    def expect_slips(self, *slips: str) -> Self:
        """See the summary with exactly these texts (English), each a link to its field."""
        expect(self.summary).to_be_visible()
        expect(self.summary.get_by_role("listitem")).to_have_text([self.say(slip) for slip in slips])
        return self

    def expect_focus_on(self, place: Locator) -> Self:
        expect(place).to_be_focused()
        expect(place).to_be_in_viewport()
        return self

    def expect_told(self, english: str, **values: object) -> Self:
        """See this text somewhere on the screen, in a folded part too."""
        expect(self.main.get_by_text(self.say(english, **values)).first).to_be_attached()
        folded = self.main.locator("details:not([open])").filter(has_text=self.say(english, **values))
        if folded.count():
            self.hand.press(folded.first.locator("summary").first)
        expect(self.main.get_by_text(self.say(english, **values)).first).to_be_visible()
        return self

    def expect_alert(self, english: str, **values: object) -> Self:
        """See this text above the screen, which stays as it is."""
        expect(self.alert).to_have_text(self.say(english, **values))
        return self

    # ------------------------------------------------------------ going on
    def press(self, english: str, then: type[Next]) -> Next:
        """Press a button of the screen and arrive at the next."""
        return self.press_words(self.say(english), then)

    def press_words(self, words: str, then: type[Next]) -> Next:
        """Press a button that is called *words* in the visitor's language, and arrive at the next."""
        self.unfold("button", words)
        self.hand.press(self.main.get_by_role("button", name=words, exact=True))
        # The next screen may have the same heading: it is there when this one is no longer busy.
        expect(self.main).not_to_have_attribute("aria-busy", "true")
        return then(self.view)

    def follow(self, english: str, then: type[Next]) -> Next:
        """Follow a link of the screen and arrive at the next."""
        self.unfold("link", self.say(english))
        self.hand.press(self.main.get_by_role("link", name=self.say(english), exact=True))
        return then(self.view)

    def unfold(self, role: Literal["button", "link"], words: str) -> None:
        """Open the folded part of the screen that holds what is called *words*, if one does."""
        inside = self.page.get_by_role(role, name=words, exact=True, include_hidden=True)
        folded = self.main.locator("details:not([open])").filter(has=inside)
        if folded.count():
            self.hand.press(folded.first.locator("summary").first)

    def in_other_language(self) -> Self:
        """Press the language switch and see the same screen in the other language."""
        other = "en" if self.say.language == "vi" else "vi"
        self.hand.press(self.page.get_by_role("button", name={"en": "English", "vi": "Tiếng Việt"}[other]))
        return type(self)(View(self.page, self.hand, Speech(other)))

    def again(self) -> Self:
        """Reload the page."""
        self.page.reload()
        return type(self)(self.view)
