"""The sandbox's portals, and the product's screens between a portal and a person."""

import re
from typing import ClassVar, Self

from playwright.sync_api import Locator, expect

from sandbox.portals.facts import Portal
from sandbox.words import VIETNAMESE
from tests.e2e.pages.screen import Next, Screen
from tests.e2e.visitor import Visitor


class AtPortal:
    """One of the sandbox's portals, in the visitor's language."""

    def __init__(self, visitor: Visitor, sandbox_url: str, portal: Portal = Portal.STANDARD) -> None:
        self.visitor, self.page, self.portal = visitor, visitor.page, portal
        self.address = f"{sandbox_url}{portal.path}"

    def say(self, english: str) -> str:
        return VIETNAMESE[english] if self.visitor.say.language == "vi" else english

    def open(self) -> Self:
        self.page.goto(self.address)
        return self.expect_here()

    def expect_here(self) -> Self:
        """Stand on the portal's page, whatever query its address has."""
        expect(self.page).to_have_url(re.compile(re.escape(self.address) + r"(\?.*)?$"))
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.say(self.portal.label))
        return self

    @property
    def name(self) -> str:
        """What the product calls it."""
        return self.say(self.portal.label)

    def press_sign_in(self) -> None:
        self.page.get_by_role("button", name=self.say("Sign in with your account"), exact=True).tap()

    def press_with_choices(self, **choices: str) -> None:
        """Open the choices for testers, set fields by name, and sign in."""
        self.page.get_by_text(self.say("Choices for testers"), exact=True).tap()
        for name, choice in choices.items():
            field = self.page.locator(f"[name={name}]")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(choice)
            elif field.get_attribute("type") == "checkbox":
                field.check()
            else:
                field.fill(choice)
        self.page.get_by_role("button", name=self.say("Sign in with these choices")).tap()

    def press_sign_out(self) -> None:
        self.page.get_by_role("button", name=self.say("Sign out"), exact=True).tap()

    def told(self, claim: str) -> Locator:
        """What the page shows of a claim: in userinfo, or in the id_token."""
        return self.page.locator(f"dt:text-is('{claim}') + dd").first

    def expect_signed_in(self, *, level: int) -> Self:
        self.expect_here()
        status = self.page.get_by_role("status")
        expect(status).to_contain_text(self.say("You are signed in."))
        expect(status).to_contain_text(f"{self.say('Level')} {level}")
        expect(self.page.locator(".checks .why")).to_have_count(0)
        return self

    def expect_signed_out(self, why: str) -> Self:
        expect(self.page.get_by_role("status")).to_contain_text(self.say(why))
        return self

    def expect_error(self, name: str, words: str) -> Self:
        self.expect_here()
        expect(self.page.get_by_role("alert")).to_contain_text(name)
        expect(self.page.get_by_role("alert")).to_contain_text(self.say(words))
        return self

    def expect_check(self, english: str) -> Self:
        """See that the portal checked this, and that it was right."""
        right = self.page.locator(".checks li:not(.why)").filter(has_text=self.say(english))
        expect(right).to_be_visible()
        return self


class Door(Screen):
    """A screen with a portal's name in its heading; the classes below say which one."""

    heading_with: ClassVar[str]

    @property
    def h1(self) -> Locator:
        words = self.say(self.heading_with, portal="\0").replace("\0", "").strip()
        return self.page.get_by_role("heading", level=1).filter(has_text=words)

    def cancel(self, english: str) -> None:
        self.hand.press(self.button(english))


class AsksWho(Door):
    """Nobody is signed in, or too long ago."""

    heading_with = "%(portal)s asks who you are"


class AsksForData(Door):
    """Consent."""

    heading_with = "%(portal)s asks for data of yours"

    def agree(self) -> None:
        self.hand.press(self.button("Agree and go on"))


class AsksForLevel(Door):
    """The account's level is too low."""

    heading_with = "%(portal)s asks for a higher level"


class RequestEnded(Screen):
    """Too late, or answered already."""

    heading = "The portal's question has ended"


class AsksToSignOut(Screen):
    """A portal sent the person here to sign out, without showing whose session."""

    heading = "Sign out?"


class SignedOut(Screen):
    """The end of a sign-out that leads to no portal."""

    heading = "You are signed out"


def go_on_from(screen: Screen, portal: AtPortal, then: type[Next]) -> Next:
    """Press the button that leads on to the portal."""
    return screen.press_words(screen.say("Go on to %(portal)s", portal=portal.name), then)
