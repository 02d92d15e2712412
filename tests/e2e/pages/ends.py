"""Where a way may end early: refused, an account that exists, trouble, no network."""

from tests.e2e.pages.details import InsuranceWho, Who
from tests.e2e.pages.screen import Next, Screen
from tests.e2e.pages.sign_in import SignIn


class AccountExists(Screen):
    """The screen which says that an account with this number exists."""

    heading = "An account already exists"

    def sign_in(self) -> SignIn:
        return self.follow("Sign in", SignIn)


class Refused(Screen):
    """The carrier's answer was no; the heading says which kind of no."""

    def check_details(self) -> Who:
        return self.press("Check my details", Who)


class PersonDiffers(Refused):
    heading = "Your details do not match the carrier's record"


class RecordDiffers(Refused):
    heading = "Your details do not match the social-insurance record"

    def check_details(self) -> InsuranceWho:
        return self.press("Check my details", InsuranceWho)


class UnknownNumber(Refused):
    heading = "The carrier does not know this number"


class SimChanged(Refused):
    heading = "The SIM of this number was changed recently"


class NotApplicable(Refused):
    heading = "The carrier cannot check this kind of subscription"


class Trouble(Screen):
    """Something outside the person's control, on a page of its own (without htmx)."""

    heading = "No answer yet"

    def try_again(self, then: type[Next]) -> Next:
        return self.press("Try again", then)


class Offline(Screen):
    """What the service worker shows where the network does not answer."""

    heading = "You are offline"


class Guides(Screen):
    """All guides on one page."""

    heading = "Help and guides"
