"""The screen of a message that waits for its turn."""

from tests.e2e.pages.code import Code
from tests.e2e.pages.screen import Screen
from tests.support.qa import eventually

#: Longer than a message waits in a product with the usual settings, when few people are there.
LONGEST_WAIT_SECONDS = 90


class MessageWaits(Screen):
    """How long the message still waits, and a button that sends it then."""

    heading = "Your message will be sent soon"

    def press_until_it_is_sent(self) -> Code:
        """Press the button, also before its time: then the same screen says how long it still takes."""
        button, name = self.button("Send the code"), self.say(Code.heading)

        def is_sent() -> bool:
            with self.page.expect_navigation():
                self.hand.press(button)
            return self.page.get_by_role("heading", level=1, name=name, exact=True).is_visible()

        eventually(is_sent, "the message's turn", within_seconds=LONGEST_WAIT_SECONDS)
        return Code(self.view)
