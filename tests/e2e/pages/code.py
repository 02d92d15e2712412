"""The screen of the one-time code, of a registration and of a sign-in."""

from typing import Self

from playwright.sync_api import Locator, expect

from tests.e2e.pages.password import Password
from tests.e2e.pages.screen import Next, Screen


class Code(Screen):
    """One field for six digits, the news of the message, another message."""

    heading = "Enter the verification code"
    #: Where a right code leads.
    following: type[Screen] = Password

    @property
    def code(self) -> Locator:
        return self.field("Verification code")

    @property
    def delivery(self) -> Locator:
        """Where the message is."""
        return self.page.locator("#delivery")

    @property
    def resend(self) -> Locator:
        return self.button("Send the code again")

    def enter(self, code: str) -> Password:
        """Type a right code."""
        return self.enter_and_arrive(code, Password)

    def enter_and_arrive(self, code: str, then: type[Next]) -> Next:
        self.hand.write(self.code, code)
        return self.press("Confirm", then)

    def enter_wrong(self, code: str, slip: str, **values: object) -> Self:
        """Type a wrong code, and expect the message *slip*."""
        again = self.enter_and_arrive(code, type(self))
        expect(again.summary).to_contain_text(again.say(slip, **values))
        return again

    def ask_for_another(self) -> Self:
        """Ask for the code again, as soon as that is allowed."""
        expect(self.resend).to_be_enabled()
        return self.press("Send the code again", type(self))

    def change_details(self, then: type[Next]) -> Next:
        return self.press("Change my details or phone number", then)

    def expect_delivery(self, english: str, *, within_seconds: float = 15) -> Self:
        """Expect the delivery state *english*, which a time of day may follow."""
        words = self.say.before(english, "time")
        expect(self.delivery).to_contain_text(words, timeout=within_seconds * 1000)
        return self
