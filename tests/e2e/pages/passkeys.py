"""The screens of passkeys: the list, a new one, the offer, removing one, and signing in with one."""

from playwright.sync_api import expect

from tests.e2e.pages.screen import Next, Screen


class Passkeys(Screen):
    """The list."""

    heading = "Passkeys"


class AddPasskey(Screen):
    """One button, which asks the device."""

    heading = "Add a passkey"

    def make(self) -> Passkeys:
        return self.press("Make a passkey", Passkeys)

    def try_to_make(self) -> "AddPasskey":
        return self.press("Make a passkey", AddPasskey)


class RemovePasskey(Screen):
    """Which one is removed."""

    heading = "Remove a passkey"

    def remove(self) -> Passkeys:
        return self.press("Remove it", Passkeys)


class IsItYours(Screen):
    """The offer after a sign-in."""

    heading = "Is this your own phone or computer?"

    def answer(self, english: str, then: type[Next]) -> Next:
        return self.press(english, then)


class PasskeySignIn(Screen):
    """Signing in with a passkey: what went wrong, and the button again."""

    heading = "Sign in with a passkey"

    def expect_slip(self, english: str) -> "PasskeySignIn":
        expect(self.summary).to_contain_text(self.say(english))
        return self
