"""A staff member at the desk, with a browser, a password and an authenticator app."""

from dataclasses import dataclass
from datetime import timedelta

import pyotp

from accounts.second_factors.totp import new_secret
from accounts.staff.records import Role, Staff
from accounts.staff.store import BY_COMMAND
from bff.services import Services
from tests.support.browser import Browser, Page
from tests.support.citizens import PASSWORD


@dataclass
class Clerk:
    """One member of staff; *seconds* is how far ahead their app's clock is, so that codes do not repeat."""

    staff: Staff
    browser: Browser
    services: Services
    secret: str
    seconds: int = 0

    @property
    def page(self) -> Page:
        """The screen in front of them."""
        return self.browser.page

    @property
    def code(self) -> str:
        """What their app shows now."""
        return pyotp.TOTP(self.secret).at(self.services.clock() + timedelta(seconds=self.seconds))

    def sign_in(self, *, password: str = PASSWORD, code: str | None = None) -> Page:
        """Sign in at the desk."""
        self.browser.open("/desk/sign-in")
        return self.browser.send(name=self.staff.name, password=password, code=code or self.code)

    def look_for(self, reference: str) -> Page:
        """Type a reference into the field on the desk's home."""
        self.browser.open("/desk")
        return self.browser.send(reference=reference)


def engage(services: Services, browser: Browser, name: str, *roles: Role) -> Clerk:
    """Add a staff member who is set up and ready to sign in."""
    added = services.staff.add(name, frozenset(roles), by=BY_COMMAND)
    assert added is not None
    secret = new_secret()
    hashed = services.passwords.hash(PASSWORD)
    staff = services.staff.set_up(
        added.id, password_hash=hashed, totp_secret=secret, step=0, generation=added.generation
    )
    return Clerk(staff, browser, services, secret)
