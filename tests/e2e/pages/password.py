"""The last question of a registration, and its end."""

import re

from playwright.sync_api import Locator

from tests.e2e.pages.screen import Next, Screen
from tests.e2e.pages.sign_in import SignIn


class Done(Screen):
    """The account is there."""

    heading = "Registration complete"

    def sign_in(self) -> SignIn:
        """Sign in as on another day: from the home page, to which the name at the top leads."""
        self.hand.press(self.page.get_by_role("banner").get_by_role("link", name="Cửa Số"))
        self.page.wait_for_url(re.compile(r"^https?://[^/]+/$"))
        self.hand.press(self.main.get_by_role("link", name=self.say("Sign in"), exact=True))
        return SignIn(self.view)

    def enter(self, then: type[Next]) -> Next:
        """Go to the account at once."""
        return self.press("Go to my account", then)


class Password(Screen):
    """A new password, twice."""

    heading = "Choose a password"

    @property
    def password(self) -> Locator:
        return self.field("Password")

    @property
    def confirmation(self) -> Locator:
        return self.field("Password again")

    def choose(self, password: str, confirmation: str | None = None) -> Done:
        return self.choose_and_arrive(password, Done, confirmation=confirmation)

    def choose_and_arrive(self, password: str, then: type[Next], *, confirmation: str | None = None) -> Next:
        self.write(password, confirmation)
        return self.press("Register", then)

    def write(self, password: str, confirmation: str | None = None) -> None:
        """Fill both fields in."""
        self.hand.write(self.password, password)
        self.hand.write(self.confirmation, confirmation or password)

    def send_without_an_answer(self) -> "Password":
        """Send the form to a server that does not answer; the screen stays."""
        return self.press("Register", Password)
