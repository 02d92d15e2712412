"""A sandbox person who walks through the product, screen by screen, as their own browser shows it."""

import re
from dataclasses import dataclass

from sandbox.people.table import SandboxPerson
from sandbox.state import Sandbox
from tests.support.browser import Browser, Page

PASSWORD = "Ngôi-nhà-3-tầng"
#: The fields of the first page: who a person is.
WHO = ("citizen_number", "full_name", "sex", "birth_date_day", "birth_date_month", "birth_date_year")


def way_on_codes_in(text: str) -> list[str]:
    """The codes for "I have a code" in the text of messages."""
    return re.findall(r"\b(?:[0-9B-X]{4}-){2}[0-9B-X]{4}\b", text)


def type_code(browser: Browser, code: str) -> Page:
    """Go home, press "I have a code", and type *code*."""
    browser.open("/")
    browser.send_any("I have a code", "Tôi có mã")
    return browser.send(code=code)


@dataclass
class Citizen:
    """One person, their browser and their phone."""

    person: SandboxPerson
    browser: Browser
    sandbox: Sandbox

    @property
    def page(self) -> Page:
        """The screen in front of them."""
        return self.browser.page

    @property
    def details(self) -> dict[str, str]:
        """What they write into the two pages of details."""
        year, _, rest = self.person.birth_date.partition("-")
        month, _, day = rest.partition("-")
        return {
            "citizen_number": self.person.citizen_number,
            "full_name": self.person.full_name,
            "birth_date_day": day,
            "birth_date_month": month,
            "birth_date_year": year,
            "phone_number": self.person.phone_number,
            "consent": "y",
        }

    def start(self) -> Page:
        """Begin registering with a mobile subscription."""
        self.browser.open("/register/citizen/mobile-subscriber")
        return self.browser.send_any("Start", "Bắt đầu")

    def give_details(self, **changes: str) -> Page:
        """Fill both pages in and send them; a slip on the first one stays there."""
        return self.browser.send(**{**self.details, **changes})

    def say_who(self, **changes: str) -> Page:
        """Fill the first page in and send it."""
        return self.browser.send(
            **{name: {**self.details, **changes}[name] for name in WHO if name in self.details}
        )

    def reach_details(self) -> Page:
        """Walk as far as the second page of details."""
        self.start()
        return self.say_who()

    def reach_code(self) -> Page:
        """Walk as far as the code screen."""
        self.start()
        return self.give_details()

    def reach_password(self) -> Page:
        """Walk as far as the password screen."""
        self.reach_code()
        return self.enter_code()

    def register(self) -> Page:
        """Walk to the end."""
        self.reach_password()
        return self.choose_password()

    def enter_code(self, code: str | None = None) -> Page:
        """Type the newest code that arrived, or *code*."""
        return self.browser.send(code=code or self.last_code)

    def choose_password(self, password: str = PASSWORD, confirmation: str | None = None) -> Page:
        """Choose a password."""
        return self.browser.send(password=password, confirmation=confirmation or password)

    def sign_in(self, password: str = PASSWORD) -> Page:
        """Sign in as far as the code."""
        self.browser.open("/sign-in")
        return self.browser.send(citizen_number=self.person.citizen_number, password=password)

    def open_change(self, path: str, password: str = PASSWORD) -> Page:
        """Open the page of a change of a way in, and confirm first that it is them."""
        page = self.browser.open(path)
        if not page.path.startswith("/account/confirm/"):
            return page
        if page.soup.find(attrs={"name": "current"}):
            return self.browser.send(current=password)
        self.browser.send_any("Send a code to my phone", "Gửi mã đến điện thoại của tôi")
        return self.enter_code()

    @property
    def messages(self) -> list[str]:
        """The texts on their phone, the newest last."""
        messages = self.sandbox.inbox(self.person.phone_number)
        return [message.text for message in sorted(messages, key=lambda message: message.received_at)]

    @property
    def codes(self) -> list[str]:
        """The codes on their phone, the newest last."""
        found = [re.search(r"#(\d{6})$", text) for text in self.messages]
        return [match[1] for match in found if match]

    @property
    def way_on_codes(self) -> list[str]:
        """The codes for "I have a code" on their phone, the newest last."""
        return way_on_codes_in("\n".join(self.messages))

    @property
    def longer_code(self) -> str:
        """The code of the newest message, which has ten digits because short ones were guessed."""
        return re.findall(r"#(\d{10})$", self.messages[-1])[0]  # type: ignore[no-any-return]  # of a text

    @property
    def last_link(self) -> str:
        """The path of the newest link that a message carried; only with SMS_LINKS."""
        return str(re.findall(r"/l/\w+", "\n".join(self.messages))[-1])

    def use_code(self, code: str | None = None) -> Page:
        """Type the newest code that a message carried, or *code*, and look at what it is for."""
        return type_code(self.browser, code or self.way_on_codes[-1])

    @property
    def last_code(self) -> str:
        """The newest code."""
        return self.codes[-1]


class Insured(Citizen):
    """A sandbox person who registers with their social-insurance number."""

    @property
    def details(self) -> dict[str, str]:
        return {**super().details, "social_insurance_number": self.person.insurance_number}

    def start(self) -> Page:
        self.browser.open("/register/citizen/social-insurance")
        return self.browser.send_any("Start", "Bắt đầu")
