"""Getting back into an account: a forgotten password, a new phone, an authenticator app."""

from sandbox.people.table import SandboxPerson
from tests.e2e.pages.code import Code
from tests.e2e.pages.screen import Next, Screen
from tests.e2e.pages.sign_in import MyAccount, SignIn
from tests.e2e.pages.sim_signature import SIM_SIGNATURE, SimNumber


class NewPasswordSaved(Screen):
    """The end of a forgotten password."""

    heading = "The new password is saved"

    def sign_in(self) -> SignIn:
        return self.follow("Sign in", SignIn)


class NewPassword(Screen):
    """A new password, twice."""

    heading = "Choose a new password"

    def choose(self, password: str) -> NewPasswordSaved:
        self.hand.write(self.field("Password"), password)
        self.hand.write(self.field("Password again"), password)
        return self.press("Save the new password", NewPasswordSaved)


class WaysToProve(Screen):
    """The list of methods that prove an identity, for a new phone."""

    heading = "A new phone for your account"

    def with_the_sim(self) -> SimNumber:
        way = self.say(SIM_SIGNATURE)
        self.hand.press(self.page.get_by_role("button", name=self.say("Prove it with: %(way)s", way=way)))
        return SimNumber(self.view)


class ForgotPassword(Screen):
    """The form for number and phone, with the ways to continue without the phone."""

    heading = "I forgot my password"

    def ask(self, person: SandboxPerson) -> Code:
        self.hand.write(self.field("Identification number or tax number"), person.citizen_number)
        self.hand.write(self.field("Mobile phone number"), person.phone_number)
        return self.press("Send the code", Code)

    def without_the_phone(self) -> WaysToProve:
        return self.follow("I no longer have the phone of the account", WaysToProve)


class PhoneChanged(Screen):
    """The end of a new phone."""

    heading = "The phone number is changed"


class NewPhone(Screen):
    """The number of the new phone."""

    heading = "Your new phone number"

    def give(self, phone_number: str) -> Code:
        self.hand.write(self.field("Mobile phone number"), phone_number)
        return self.press("Send the code", Code)


class RecoveryCodes(Screen):
    """Ten codes for paper, shown once."""

    heading = "Write down your recovery codes"

    @property
    def codes(self) -> list[str]:
        return self.main.locator("ol code").all_inner_texts()

    def go_on(self) -> MyAccount:
        return self.follow("I have written them down", MyAccount)


class SetUpApp(Screen):
    """The QR code, the same as text, and a first code."""

    heading = "Set up an authenticator app"

    @property
    def secret(self) -> str:
        return self.main.locator("dl.facts dd").inner_text().replace(" ", "")

    def use(self, code: str) -> RecoveryCodes:
        self.hand.write(self.field("Code from the app"), code)
        return self.press("Use this app", RecoveryCodes)


class AppCode(Screen):
    """The code of the app, when signing in."""

    heading = "Enter the code from your app"

    def enter(self, code: str, then: type[Next]) -> Next:
        self.hand.write(self.field("Code from the app, or a recovery code"), code)
        return self.press("Sign in", then)
