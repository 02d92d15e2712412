"""A sandbox person with a browser, who can be anywhere on the way; each stop is a real walk to it."""

from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page

from sandbox.people.table import SandboxPerson
from tests.e2e.hands import MakeHand, a_finger
from tests.e2e.pages.code import Code
from tests.e2e.pages.details import InsuranceWho, Who
from tests.e2e.pages.password import Done, Password
from tests.e2e.pages.screen import Next, View
from tests.e2e.pages.sign_in import MyAccount, SignIn
from tests.e2e.pages.sim_signature import SimNumber, SimPrepare, SimWaiting
from tests.e2e.pages.start import Home, InsurancePrepare, Prepare, WayOnCode
from tests.e2e.speech import Speech
from tests.support.citizens import way_on_codes_in
from tests.support.qa import Qa, eventually

PASSWORD = "Ngôi-nhà-3-tầng"
#: A browser that has no service worker, such as a private window.
NO_SERVICE_WORKER = "delete Navigator.prototype.serviceWorker"


@dataclass
class Visitor:
    """One person, one tab, one phone."""

    person: SandboxPerson
    page: Page
    qa: Qa
    say: Speech
    make_hand: MakeHand = a_finger

    @property
    def view(self) -> View:
        return View(self.page, self.make_hand(self.page), self.say)

    def without_service_worker(self) -> "Visitor":
        """The same browser, where no service worker answers before a test can hold a request."""
        self.page.context.add_init_script(NO_SERVICE_WORKER)
        return self

    # ------------------------------------------------------------ where they can be
    def open(self, path: str, then: type[Next]) -> Next:
        """Go to an address and arrive at a screen."""
        self.page.goto(path)
        return then(self.view)

    def with_code_of(self, text: str, then: type[Next]) -> Next:
        """Type the code that a message carries under "I have a code"."""
        (code,) = way_on_codes_in(text)
        asked = self.open("/code", WayOnCode)
        asked.hand.write(asked.field("Code from the message"), code)
        return asked.press("Continue", then)

    def at_home(self) -> Home:
        return self.open("/", Home)

    def at_details(self) -> Who:
        return self.open("/register/citizen/mobile-subscriber", Prepare).start()

    def at_insurance_details(self) -> InsuranceWho:
        return self.open("/register/citizen/social-insurance", InsurancePrepare).start()

    def at_code(self) -> Code:
        return self.at_details().fill_in(self.person).send()

    def at_password(self) -> Password:
        return self.at_code().enter(self.new_code())

    def registered(self) -> Done:
        return self.at_password().choose(PASSWORD)

    def at_sim_number(self) -> SimNumber:
        return self.open("/register/citizen/sim-signature", SimPrepare).start()

    def at_sim_waiting(self) -> SimWaiting:
        return self.at_sim_number().give(self.person.phone_number)

    def signed_in(self) -> MyAccount:
        """Sign in with an account that is there."""
        seen = len(self.codes)
        asked = self.open("/sign-in", SignIn).with_password(self.person.citizen_number, PASSWORD)
        return asked.enter(self.new_code(sent=seen + 1))

    # ------------------------------------------------------------ their phone
    def new_code(self, *, sent: int = 1) -> str:
        """Wait for the *sent*-th code on their phone and read it."""
        return self.qa.last_code(self.person.phone_number, sent=sent)

    @property
    def codes(self) -> list[str]:
        """The codes on their phone, newest first."""
        return self.qa.codes(self.person.phone_number)

    def confirm_on_sim(self) -> None:
        """Type the PIN once the phone asks for it."""
        self.qa.confirm_on_sim(self.person.phone_number)

    def until_sim_is_known(self) -> None:
        """Ask beside the page, in the same session, until the product knows what the SIM said."""

        def is_known() -> bool:
            return self.page.request.get("/register/sim-signature/waiting").url.endswith("/confirm")

        eventually(is_known, "the product to hear from the gateway")

    def receipts(self) -> list[str]:
        """The messages that say that an account was registered; waits for the first."""
        return eventually(self._receipts, f"a receipt on {self.person.phone_number}")

    def _receipts(self) -> list[str]:
        texts = [str(one["text"]) for one in self.qa.messages(self.person.phone_number)]
        return [text for text in texts if "da mo tai khoan" in text]

    # ------------------------------------------------------------ their other tabs and browsers
    def in_new_tab(self) -> "Visitor":
        """The same browser, another tab."""
        return self._with(self.page.context.new_page())

    def in_other_browser(self, context: BrowserContext) -> "Visitor":
        """The same person, another browser."""
        return self._with(context.new_page())

    def _with(self, page: Page) -> "Visitor":
        return Visitor(self.person, page, self.qa, self.say, self.make_hand)
