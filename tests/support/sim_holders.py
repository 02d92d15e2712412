"""A SIM holder in process: walks to the waiting screen, answers on the phone, fetches the news."""

from sandbox.mssp.sims import SIMS
from tests.support.browser import Browser, Page
from tests.unit.bff.conftest import World

PIN = "123456"


class Holder:
    """A person with a signing SIM and a browser."""

    def __init__(
        self, world: World, phone_number: str, subject: str = "citizen", *, htmx: bool = False
    ) -> None:
        self.world, self.phone_number, self.subject = world, phone_number, subject
        self.browser = Browser(world.app, language="en", htmx=htmx)

    def reach_waiting(self) -> Page:
        """Walk to the waiting screen."""
        self.browser.open(f"/register/{self.subject}/sim-signature")
        self.browser.send_any("Start", "Bắt đầu")
        return self.browser.send(phone_number=self.phone_number)

    def confirm_on_the_phone(self) -> None:
        """Let the phone ring, and enter the PIN."""
        self.world.ask()
        self.world.sandbox.mssp.confirm(self.phone_number, PIN)
        self.world.ask()

    def look(self) -> Page:
        """Fetch the news as the page does."""
        return self.browser.open("/register/sim-signature/waiting")

    def register(self) -> Page:
        """Walk to the end."""
        self.reach_waiting()
        self.confirm_on_the_phone()
        self.look()
        return self.browser.press("Register")

    def sign_in(self) -> Page:
        """Sign in with the SIM."""
        self.browser.open("/sign-in")
        self.browser.press("Sign in with")
        self.browser.send(phone_number=self.phone_number)
        self.confirm_on_the_phone()
        return self.browser.open_and_go_on("/sign-in/sim/waiting")


def phone_of(key: str) -> str:
    """The phone of a row of the sandbox's SIMs."""
    return next(sim.phone_number for sim in SIMS if sim.holder.key == key)
