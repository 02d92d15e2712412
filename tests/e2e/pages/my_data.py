"""The screens of a holder's stored data, and what the holder can request."""

from typing import Self

from playwright.sync_api import expect

from tests.e2e.pages.confirm import ConfirmItIsYou
from tests.e2e.pages.screen import Screen
from tests.e2e.pages.sign_in import MyAccount


class MyData(Screen):
    """The screen of stored data, with links to correct, withdraw and delete."""

    heading = "Your data"

    @classmethod
    def of(cls, account: MyAccount) -> Self:
        return account.follow("Your data", cls)

    def expect_masked(self, number: str) -> Self:
        """See the last four digits of *number*, and nowhere all of it."""
        self._open_stored()
        expect(self.main.get_by_text(f"••••{number[-4:]}")).to_be_visible()
        expect(self.page.get_by_text(number)).to_have_count(0)
        return self

    def change_email(self, address: str, *, password: str) -> Self:
        asked = self.follow("Change the email address", ConfirmItIsYou)
        email = asked.with_password(password, Email)
        self.hand.write(email.field("Email"), address)
        email.press("Save", type(self))
        self._open_stored()
        expect(self.main.get_by_text(address, exact=True)).to_be_visible()
        return self

    def _open_stored(self) -> None:
        card = self.main.locator("details:not([open])").filter(has_text=self.say("What is stored about you"))
        self.hand.press(card.locator("summary"))

    def withdraw_consent(self) -> Self:
        return self.follow("Withdraw this consent", Withdraw).press("Withdraw the consent", type(self))

    def delete_account(self) -> "Delete":
        return self.follow("Delete my account", Delete)

    def keep_account(self) -> Self:
        return self.press("Keep my account", type(self))


class Email(Screen):
    """The form for the email address, the only fact that holders correct themselves."""

    heading = "Change the email address"


class Withdraw(Screen):
    """What withdrawing means."""

    heading = "Withdraw a consent"


class Delete(Screen):
    """What deleting means, and the password."""

    heading = "Delete my account"

    def confirm(self, password: str) -> MyData:
        self.give(password)
        return self.press("Delete my account", MyData)

    def confirm_wrongly(self, password: str) -> Self:
        self.give(password)
        return self.press("Delete my account", type(self))

    def give(self, password: str) -> None:
        self.hand.write(self.field("Current password"), password)
