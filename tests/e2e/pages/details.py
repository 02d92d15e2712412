"""The two pages of details: who the person is, and their phone."""

from typing import ClassVar, Self

from playwright.sync_api import Locator, expect

from sandbox.people.table import SandboxPerson
from tests.e2e.pages.card import Card
from tests.e2e.pages.code import Code
from tests.e2e.pages.screen import Next, Screen


class Details(Screen):
    """The second page: what the first one told, phone, email, consent."""

    heading = "Your phone"

    @property
    def phone_number(self) -> Locator:
        return self.field("Mobile phone number")

    @property
    def email(self) -> Locator:
        return self.field("Email")

    @property
    def consent(self) -> Locator:
        """The only box to tick; its words are a legal text of their own version."""
        return self.main.get_by_role("checkbox")

    def fill_in(self, person: SandboxPerson) -> Self:
        """Fill in the phone and tick the consent."""
        self.hand.write(self.phone_number, person.phone_number)
        self.hand.tick(self.consent)
        return self

    def send(self) -> Code:
        """Send the form; the carrier knows this person."""
        return self.send_to(Code)

    def send_to(self, then: type[Next]) -> Next:
        return self.press("Register", then)

    def send_and_be_corrected(self) -> Self:
        """Send the form; there is something to fix."""
        details = self.send_to(type(self))
        expect(details.summary).to_be_visible()
        return details

    def expect_who(self, person: SandboxPerson) -> Self:
        """See whom the first page described."""
        number = person.citizen_number
        groups = " ".join(number[place : place + 3] for place in range(0, 12, 3))
        born = "/".join(reversed(person.birth_date.split("-")))
        expect(self.main.get_by_role("definition")).to_have_text([person.full_name, groups, born])
        return self

    def expect_still_there(self, person: SandboxPerson) -> Self:
        """See everything that was typed, where it was typed."""
        self.expect_who(person)
        expect(self.phone_number).to_have_value(person.phone_number)
        expect(self.consent).to_be_checked()
        return self


class InsuranceDetails(Details):
    """The second page with a social-insurance number."""

    @property
    def insurance_number(self) -> Locator:
        return self.field("Social-insurance number")

    def fill_in(self, person: SandboxPerson) -> Self:
        self.hand.write(self.insurance_number, person.insurance_number)
        return super().fill_in(person)

    def expect_still_there(self, person: SandboxPerson) -> Self:
        expect(self.insurance_number).to_have_value(person.insurance_number)
        return super().expect_still_there(person)


class Who(Screen):
    """The first page: number, name, date of birth, or the card."""

    heading = "Your details"
    #: The second page.
    following: ClassVar[type[Details]] = Details

    @property
    def citizen_number(self) -> Locator:
        return self.field("Personal identification number (CCCD)")

    @property
    def full_name(self) -> Locator:
        return self.field("Full name")

    @property
    def day(self) -> Locator:
        return self.page.get_by_label(self.say("Day"), exact=True)

    @property
    def month(self) -> Locator:
        return self.page.get_by_label(self.say("Month"), exact=True)

    @property
    def year(self) -> Locator:
        return self.page.get_by_label(self.say("Year"), exact=True)

    @property
    def scan(self) -> Locator:
        """The press that opens the camera."""
        return self.button("Scan the identity card")

    def scan_card(self) -> Card:
        return self.press("Scan the identity card", Card)

    def write(self, person: SandboxPerson) -> Self:
        """Write who the person is."""
        year, month, day = (*person.birth_date.split("-"), "", "")[:3]
        self.hand.write(self.citizen_number, person.citizen_number)
        self.hand.write(self.full_name, person.full_name)
        for place, text in ((self.day, day), (self.month, month), (self.year, year)):
            self.hand.write(place, text)
        return self

    def go_on(self) -> Details:
        return self.press("Continue", self.following)

    def fill_in(self, person: SandboxPerson) -> Details:
        """Fill this page in, go on, and fill the second one in."""
        return self.write(person).go_on().fill_in(person)

    def send_and_be_corrected(self) -> Self:
        """Send the form; there is something to fix."""
        who = self.press("Continue", type(self))
        expect(who.summary).to_be_visible()
        return who

    def expect_still_there(self, person: SandboxPerson) -> Self:
        """See everything that was typed, where it was typed."""
        expect(self.citizen_number).to_have_value(person.citizen_number)
        expect(self.full_name).to_have_value(person.full_name)
        expect(self.year).to_have_value(person.birth_date[:4])
        return self


class InsuranceWho(Who):
    following = InsuranceDetails

    def go_on_insured(self) -> InsuranceDetails:
        return self.press("Continue", InsuranceDetails)
