"""The screens of VNeID: on our side of the trip, and the sandbox's page on the other side."""

from playwright.sync_api import Locator, Page, expect

from sandbox.people.table import SandboxPerson
from tests.e2e.pages.screen import Next, Screen


class VneidPrepare(Screen):
    """What a person needs, before the start."""

    heading = "VNeID account"

    def start(self) -> "Leave":
        return self.press("Start", Leave)


class Leave(Screen):
    """The consent, before leaving."""

    heading = "Sign in at VNeID"

    def consent(self) -> None:
        """Tick the consent and press the button."""
        self.hand.tick(self.main.get_by_role("checkbox"))
        self.hand.press(self.button("Go to VNeID"))


class Away(Screen):
    """The person is at VNeID, here or in another window."""

    heading = "Go on at VNeID"

    def go_there(self) -> None:
        """Follow the link to VNeID."""
        self.hand.press(self.link("Open VNeID"))


class Back(Screen):
    """Without script: the button after the return."""

    heading = "You are back from VNeID"

    def go_on(self, then: type[Next]) -> Next:
        return self.press("Continue", then)


class Told(Screen):
    """What VNeID told, and the phone."""

    heading = "Check what VNeID told us"

    def give_phone(self, phone_number: str, then: type[Next]) -> Next:
        self.hand.write(self.field("Mobile phone number"), phone_number)
        return self.press("Register", then)


class Elsewhere(Screen):
    """The return opened another browser."""

    heading = "Return to where you began"


class Cancelled(Screen):
    """The person cancelled there."""

    heading = "You cancelled at VNeID"


class AtVneid:
    """The sandbox's page where a tester signs in."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.wait_for_url("**/vneid/*/auth?**")

    @property
    def address(self) -> str:
        return self._page.url

    def sign_in_as(self, person: SandboxPerson) -> None:
        """Look for the person by number, and choose them."""
        self._page.locator("#number").fill(person.citizen_number)
        self._page.locator("form.ask button").click()
        self._link(person.full_name).click()

    def cancel(self) -> None:
        """Cancel and go back."""
        self._page.locator("a[href*='/cancel?']").click()

    def link_of(self, person: SandboxPerson) -> str:
        """Where the link of this person leads."""
        self._page.locator("#number").fill(person.citizen_number)
        self._page.locator("form.ask button").click()
        found = self._link(person.full_name)
        expect(found).to_be_visible()
        return str(found.evaluate("element => element.href"))

    def _link(self, name: str) -> Locator:
        return self._page.get_by_role("link", name=name)
