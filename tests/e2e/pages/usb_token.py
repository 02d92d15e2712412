"""The screens of a USB token: on the phone that began, and on the computer that signs."""

import re
from typing import Self

from playwright.sync_api import expect

from tests.e2e.pages.code import Code
from tests.e2e.pages.password import Done
from tests.e2e.pages.screen import Next, Screen, View
from tests.e2e.pages.sign_in import MyAccount

USB_TOKEN = "USB signing token"


class TokenPrepare(Screen):
    """The screen before the start: what the citizen needs, and the steps that follow."""

    heading = USB_TOKEN

    def start_on_phone(self) -> "Handover":
        return self.press("Start", Handover)

    def start(self) -> "Token":
        return self.press("Start", Token)


class Handover(Screen):
    """The code for the computer, on the phone."""

    heading = "Continue on a computer"

    @property
    def code(self) -> str:
        return self.main.locator(".ticket [aria-hidden]").inner_text()


class Watching(Screen):
    """How far the computer came, on the phone."""

    heading = "Go on at the computer"

    def expect_stage(self, english: str) -> Self:
        """Expect this stage, without pressing a button."""
        expect(self.main.locator("[aria-current=step]")).to_have_text(self.say(english))
        return self

    def until_done(self) -> Done:
        return Done(self.view)


class EnterCode(Screen):
    """The computer asks for the phone's code."""

    heading = "Continue from your phone"

    def enter(self, code: str) -> "Joining":
        self.hand.write(self.field("Code on the phone"), code)
        return self.press("Continue", Joining)


class Joining(Screen):
    """The screen that asks before it joins the phone and the computer."""

    heading = "Is this your registration?"

    def go_on(self) -> "Token":
        return self.press("Yes, continue here", Token)


class Token(Screen):
    """The computer: find the helper, sign."""

    heading = "Sign with your USB token"

    def sign_through(self, helper: str, then: type[Next]) -> Next:
        """Choose a helper by its name."""
        self.hand.press(self.page.get_by_role("button", name=helper, exact=True))
        return self._arrived(then)

    def find(self) -> Self:
        """Look for helpers; more than one answers."""
        self.hand.press(self.button("Look for the signing program"))
        expect(self.page.locator("#token-status")).to_have_text(
            self.say("More than one signing program answered. Choose one.")
        )
        return self

    def fails_through(self, helper: str, ending: str) -> Self:
        """Choose a helper, and expect the message *ending* (English) on the same screen."""
        with self.page.expect_navigation():  # the same words may stand there already
            self.hand.press(self.page.get_by_role("button", name=helper, exact=True))
        expect(self.main.get_by_role("alert").get_by_text(self.say(ending))).to_be_visible()
        return type(self)(self.view)

    def _arrived(self, then: type[Next]) -> Next:
        self.page.wait_for_url(re.compile(r"/(confirm|account|account-exists|refused)$"))
        return then(self.view)


class TokenConfirm(Screen):
    """What the certificate says, and the phone for messages."""

    heading = "Check the details in your certificate"

    def expect_fact(self, value: str) -> Self:
        expect(self.main.get_by_text(value, exact=True)).to_be_visible()
        return self

    def register(self, phone_number: str) -> Code:
        self.hand.write(self.field("Mobile phone number"), phone_number)
        return self.press("Register", Code)


def sign_in_with_token(view: View, helper: str) -> MyAccount:
    """Sign in with the token that is plugged in."""
    view.page.goto("/sign-in")
    name = view.say("Sign in with: %(way)s", way=view.say(USB_TOKEN))
    view.hand.press(view.page.get_by_role("button", name=name, exact=True))
    return Token(view).sign_through(helper, MyAccount)
