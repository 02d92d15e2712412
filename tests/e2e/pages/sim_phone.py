"""The sandbox's phone drawn on a page, while its SIM asks its holder."""

from typing import Self

from playwright.sync_api import Locator, Page, expect

from sandbox.mssp.transactions import PIN
from sandbox.words import VIETNAMESE


class SimPhone:
    """One phone in a tab of its own, in the language of the browser, "vi" or "en"."""

    def __init__(self, page: Page, address: str, language: str) -> None:
        self.page, self.language = page, language
        page.goto(address)

    def say(self, english: str) -> str:
        """Say what the sandbox says."""
        return VIETNAMESE[english] if self.language == "vi" else english

    @property
    def prompt(self) -> Locator:
        """What the SIM asks, over the whole glass."""
        return self.page.get_by_role("region", name=self.say("The SIM asks you to sign"))

    @property
    def control_code(self) -> str:
        return str(self.prompt.get_by_role("status").text_content())

    def rings(self) -> Self:
        """Wait until the SIM asks."""
        expect(self.prompt).to_be_visible()
        return self

    def type_pin(self) -> Self:
        self.prompt.get_by_label(self.say("PIN of the SIM")).fill(PIN)
        return self

    def confirm(self) -> None:
        self.prompt.get_by_role("button", name=self.say("Confirm")).click()
        expect(self.prompt).to_have_count(0)
