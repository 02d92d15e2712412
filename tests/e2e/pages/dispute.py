"""The screens of a dispute: those of the disputer, and those of the officers who decide."""

from typing import Self

from playwright.sync_api import Locator, expect

from sandbox.people.table import SandboxPerson
from tests.e2e.pages.code import Code
from tests.e2e.pages.details import Who
from tests.e2e.pages.screen import Next, Screen
from tests.e2e.pages.sign_in import SignIn


class Writing(Screen):
    """A screen with one large field."""

    label = "What happened?"
    submit = "Freeze the account and open the dispute"

    def write(self, text: str, then: type[Next]) -> Next:
        """Write *text* and send it."""
        self.hand.write(self.main.locator("textarea"), text)
        return self.press(self.submit, then)


class Opened(Screen):
    """Reference and viewing code, shown once."""

    heading = "Your dispute is open, the account is frozen"

    @property
    def tickets(self) -> tuple[str, str]:
        """Reference and viewing code."""
        reference, secret = self.main.locator(".ticket strong").all_inner_texts()
        return reference, secret


class Statement(Writing):
    """What happened."""

    heading = "Dispute the account"


class WaysToProve(Screen):
    """The list of methods that prove an identity."""

    heading = "Prove that the number is yours"

    def with_subscription(self, person: SandboxPerson) -> Code:
        """Prove it with the phone, as far as the code."""
        text = self.say("Prove it with: %(way)s", way=self.say("Mobile number in your own name"))
        self.hand.press(self.main.get_by_role("button", name=text, exact=True))
        return Who(self.view).fill_in(person).press("Continue", Code)


class Reported(Screen):
    """The choices of a person who received a message about an account that is not theirs."""

    heading = "What you can do"

    def prove(self) -> WaysToProve:
        return self.follow("Prove who I am", WaysToProve)


class WasItYou(Screen):
    """A link from a receipt."""

    heading = "Was it not you?"

    def report(self) -> Reported:
        return self.press("It was not me", Reported)


class Frozen(Screen):
    """The screen after a sign-in to a frozen account."""

    heading = "This account is frozen"


class Registered(Screen):
    """The disputer's own account."""

    heading = "Registration complete"

    def sign_in(self) -> SignIn:
        return self.follow("Sign in", SignIn)


class ChooseAgain(Screen):
    """Password and consent, in place of the old account."""

    heading = "Choose a password"

    def choose(self, password: str) -> Registered:
        self.hand.write(self.field("Password"), password)
        self.hand.write(self.field("Password again"), password)
        self.hand.tick(self.main.get_by_role("checkbox"))
        return self.press("Register", Registered)


class Case(Screen):
    """One dispute, as far as it is."""

    @property
    def h1(self) -> Locator:
        return self.page.get_by_role("heading", level=1).filter(
            has_text=self.say("Dispute %(reference)s", reference="")
        )

    def expect_both_read(self, reasons: str) -> Self:
        """See the reasons that the two sides read."""
        expect(self.main.get_by_text(reasons, exact=True)).to_be_visible()
        return self

    def register(self) -> Code:
        return self.press("Register now", Code)


class Status(Screen):
    """Reference and viewing code, asked."""

    heading = "My dispute"

    def look(self, reference: str, secret: str) -> Case:
        self.hand.write(self.field("Reference number"), reference)
        self.hand.write(self.field("Viewing code"), secret)
        return self.press("Look", Case)


class DeskCase(Case):
    """The same at the desk, where one acts."""

    def propose(self, english: str, reason: str, *, both_read: str) -> Self:
        """Propose a decision, with the reasons that both sides read."""
        self.hand.write(self.main.locator("textarea[name=reasons]"), both_read)
        return self.act(english, reason)

    def act(self, english: str, reason: str) -> Self:
        self.hand.tick(self.main.get_by_label(self.say(english), exact=True))
        self.hand.write(self.main.locator("textarea[name=text]"), reason)
        done = self.press("Record it", type(self))
        expect(done.main.get_by_text(self.say("Done."), exact=True)).to_be_visible()
        return done


class DeskHome(Screen):
    """The desk."""

    heading = "Desk"

    def open_case(self, reference: str) -> DeskCase:
        self.hand.write(self.field("Reference or case number"), reference)
        return self.press("Open", DeskCase)


class DeskSignIn(Screen):
    """Name, password, the app's code."""

    heading = "Sign in at the desk"

    def sign_in(self, name: str, password: str, code: str) -> DeskHome:
        self.hand.write(self.main.locator("[name=name]"), name)
        self.hand.write(self.main.locator("[name=password]"), password)
        self.hand.write(self.main.locator("[name=code]"), code)
        return self.press("Sign in", DeskHome)
