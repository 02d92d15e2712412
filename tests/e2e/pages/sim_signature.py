"""The screens of a SIM signature: the number, the wait with its transaction code, the result."""

from typing import Self

from playwright.sync_api import Locator, expect

from tests.e2e.pages.password import Done
from tests.e2e.pages.screen import Next, Screen
from tests.e2e.pages.sign_in import SignIn
from tests.e2e.pages.start import ChooseMethod

#: The method's name, on its card and above its first screen.
SIM_SIGNATURE = "SIM signature"


class SimConfirm(Screen):
    """What the certificate says, to be checked."""

    heading = "Check the details in your certificate"

    def expect_facts(self, *values: str) -> Self:
        """See these values among the facts, whatever the language."""
        for value in values:
            expect(self.main.get_by_text(value, exact=True)).to_be_visible()
        return self

    def register(self) -> Done:
        return self.press("Register", Done)


class SimDeclined(Screen):
    """The holder refused on the phone."""

    heading = "You cancelled the request on the phone"

    def tell_it_was_not_me(self) -> "SimReported":
        return self.press("I did not ask for this", SimReported)


class SimReported(Screen):
    """The holder said that the request was not theirs."""

    heading = "Your report is noted"


class SimBusy(Screen):
    """Another request is open on the same phone."""

    heading = "Another request is still open on this phone"


class SimTooLate(Screen):
    """The time was over before the phone answered."""

    heading = "No answer came from the phone in time"


class SimTrouble(Screen):
    """The gateway answered nonsense."""

    heading = "Something is wrong on our side"


class SimWaiting(Screen):
    """The transaction code, how far the request came, ways to end it."""

    heading = "Confirm on your phone"

    @property
    def news(self) -> Locator:
        """How far the request came; kept fresh."""
        return self.page.locator("#fresh")

    @property
    def transaction_code(self) -> str:
        """The six digits, as a screen reader says them."""
        said = self.main.locator(".ticket .unseen").text_content()
        return (said or "").replace(" ", "")

    def expect_news(self, english: str, *, before: str = "") -> Self:
        """See how far it came; the text may have a placeholder at its end, named *before*."""
        words = self.say.before(english, before) if before else self.say(english)
        expect(self.news).to_contain_text(words)
        return self

    def until(self, then: type[Next], *, within_seconds: float) -> Next:
        """Wait, without doing anything, until another screen is there."""
        there = self.page.get_by_role("heading", level=1, name=self.say(then.heading), exact=True)
        expect(there).to_be_visible(timeout=within_seconds * 1000)
        return then(self.view)

    @property
    def longer(self) -> Locator:
        """Offered once, when the time is almost over."""
        return self.button("Wait longer for the phone")

    def wait_longer(self) -> Self:
        return self.press("Wait longer for the phone", type(self))

    def cancel(self) -> "SimNumber":
        return self.press("Cancel the request", SimNumber)


class SimNumber(Screen):
    """The number of the SIM that signs."""

    heading = "The number of your signing SIM"
    submit = "Show the transaction code"

    def give(self, phone_number: str) -> SimWaiting:
        return self.give_to(phone_number, SimWaiting)

    def give_to(self, phone_number: str, then: type[Next]) -> Next:
        self.hand.write(self.field("Mobile phone number"), phone_number)
        self.hand.press(self.button(self.submit))
        return self._at(then)

    def give_with_enter(self, phone_number: str) -> SimWaiting:
        """Type the number and press Enter in the field."""
        field = self.field("Mobile phone number")
        self.hand.write(field, phone_number)
        field.press("Enter")
        return self._at(SimWaiting)

    def give_with_two_presses(self, phone_number: str) -> SimWaiting:
        """Press as a trembling finger does: without waiting between two presses."""
        self.hand.write(self.field("Mobile phone number"), phone_number)
        self.button(self.submit).click(click_count=2, no_wait_after=True)
        return self._at(SimWaiting)

    def _at(self, then: type[Next]) -> Next:
        """Arrive at the next screen. A browser that did no work waits its turn before, and presses again."""
        there, turn = (
            self.page.get_by_role("heading", level=1, name=self.say(heading), exact=True)
            for heading in (then.heading, "Your phone will be asked soon")
        )
        for _press in range(10):
            expect(there.or_(turn)).to_be_visible()
            if not turn.is_visible():
                break
            self.page.wait_for_timeout(1_200)  # longer than WAIT_WITHOUT_WORK_SECONDS of these tests
            if turn.is_visible():
                self.hand.press(self.button(self.submit))
        expect(self.main).not_to_have_attribute("aria-busy", "true")
        return then(self.view)


class SimPrepare(Screen):
    """The screen before the start: what the citizen needs, and the steps that follow."""

    heading = SIM_SIGNATURE

    @classmethod
    def among(cls, methods: ChooseMethod) -> Self:
        """Choose this method."""
        card = methods.main.get_by_role("link").filter(has_text=methods.say("Signing SIM"))
        methods.hand.press(card)
        return cls(methods.view)

    def start(self) -> SimNumber:
        return self.press("Start", SimNumber)


def sign_in_with_sim(screen: SignIn) -> SimNumber:
    """Choose the SIM instead of the password."""
    name = screen.say("Sign in with: %(way)s", way=screen.say(SIM_SIGNATURE))
    screen.hand.press(screen.main.get_by_role("button", name=name, exact=True))
    return SimNumber(screen.view)
