"""The screens of signing in, and the account's screen after it."""

from playwright.sync_api import Locator, expect

from tests.e2e.pages.screen import Next, Screen


class MyAccount(Screen):
    """The account's screen: the holder, the history, the button to sign out."""

    heading = "My account"

    def sign_out(self, then: type[Next]) -> Next:
        return self.press("Sign out", then)

    def expect_name(self, full_name: str) -> "MyAccount":
        expect(self.main.get_by_text(full_name, exact=True).first).to_be_visible()
        return self


class SignInCode(Screen):
    """The code to the account's phone."""

    heading = "Enter the verification code"

    def enter(self, code: str) -> MyAccount:
        self.hand.write(self.field("Verification code"), code)
        return self.press("Confirm", MyAccount)


class SignIn(Screen):
    """Number and password."""

    heading = "Sign in"

    @property
    def citizen_number(self) -> Locator:
        return self.field("Identification number or tax number")

    @property
    def password(self) -> Locator:
        return self.field("Password")

    def with_password(self, citizen_number: str, password: str) -> SignInCode:
        """Type the right number and password."""
        return self.send(citizen_number, password, SignInCode)

    def send(self, citizen_number: str, password: str, then: type[Next]) -> Next:
        self.hand.write(self.citizen_number, citizen_number)
        self.hand.write(self.password, password)
        return self.press("Sign in", then)
