"""How a registration begins: home, for whom, by which method, what to know before."""

from playwright.sync_api import expect

from tests.e2e.pages.details import InsuranceWho, Who
from tests.e2e.pages.screen import Next, Screen
from tests.e2e.pages.sign_in import SignIn


class Prepare(Screen):
    """The screen before a method: what it checks, and what the citizen needs."""

    heading = "Mobile number in your own name"

    def start(self) -> Who:
        return self.press("Start", Who)


class InsurancePrepare(Screen):
    """The same for a social-insurance number."""

    heading = "Social-insurance number"

    def start(self) -> InsuranceWho:
        return self.press("Start", InsuranceWho)


class ChooseMethod(Screen):
    """The methods."""

    heading = "What do you have in hand?"

    def mobile_subscription(self) -> Prepare:
        card = self.main.get_by_role("link").filter(has_text=self.say("SIM in your name"))
        self.hand.press(card)
        return Prepare(self.view)

    def vneid(self) -> None:
        self.hand.press(self.main.get_by_role("link").filter(has_text="VNeID"))

    def social_insurance(self) -> InsurancePrepare:
        card = self.main.get_by_role("link").filter(has_text=self.say("Social-insurance card"))
        self.hand.press(card)
        return InsurancePrepare(self.view)


class ChooseSubject(Screen):
    """Citizen, business or agency."""

    heading = "Who is the account for?"

    def choose(self, english: str) -> ChooseMethod:
        self.hand.press(self.main.get_by_role("link").filter(has_text=self.say(english)).first)
        return ChooseMethod(self.view)

    def expect_notice_of_expiry(self) -> "ChooseSubject":
        return self.expect_told(
            "Your registration ended because nothing happened for a while. What you had entered was deleted "
            "to protect you. Please start again."
        )


class Home(Screen):
    """The two doors."""

    heading = "One account for every public service"

    def register(self) -> ChooseSubject:
        return self.follow("Register", ChooseSubject)

    def sign_in(self) -> SignIn:
        return self.follow("Sign in", SignIn)

    def go_on(self, then: type[Next]) -> Next:
        """Continue a registration that was left half-way."""
        return self.follow("Continue my registration", then)

    @property
    def has_unfinished(self) -> bool:
        """Whether a registration that was left half-way is offered."""
        return self.link("Continue my registration").count() > 0

    def expect_nothing_unfinished(self) -> "Home":
        expect(self.link("Continue my registration")).to_have_count(0)
        return self


class WayOnCode(Screen):
    """The screen that asks for the code of a message."""

    heading = "I have a code"
