"""The screen before each change of a way in: it asks for another way in that is the holder's."""

from tests.e2e.pages.screen import Next, Screen


class ConfirmItIsYou(Screen):
    """A fresh proof of another way in."""

    heading = "Confirm that it is you"

    def with_password(self, password: str, then: type[Next]) -> Next:
        self.hand.write(self.field("Current password"), password)
        return self.press("Continue", then)
