"""The desk's screens, as its staff use them."""

from playwright.sync_api import Locator

from tests.e2e.pages.screen import Screen


class DeskHome(Screen):
    heading = "Desk"

    @property
    def reference(self) -> Locator:
        return self.field("Reference or case number")

    def look_for(self, reference: str) -> "DeskRecord":
        """Type a reference where the cursor stands already, and press Enter."""
        self.expect_focus_on(self.reference)
        self.page.keyboard.type(reference)
        self.page.keyboard.press("Enter")
        return DeskRecord(self.view)


class DeskSignIn(Screen):
    heading = "Sign in at the desk"

    def with_code(self, name: str, password: str, code: str) -> DeskHome:
        self.hand.write(self.field("Staff name"), name)
        self.hand.write(self.field("Password"), password)
        self.hand.write(self.field("Code from your authenticator app"), code)
        self.page.keyboard.press("Enter")
        return DeskHome(self.view)


class DeskRecord(Screen):
    """An appointment; its heading holds its reference."""

    heading = ""

    @property
    def h1(self) -> Locator:
        return self.page.locator("h1", has_text="\u2011")

    def find(self, finding: str, *, digits: str = "") -> DeskHome:
        """Send the finding, and the document's digits if the form has them."""
        self.hand.tick(self.page.get_by_role("radio", name=self.say(finding), exact=True))
        if digits:
            self.hand.write(self.field("Last 4 digits on the document"), digits)
        self.hand.press(self.main.locator("#main-form .act button"))
        return DeskHome(self.view)
