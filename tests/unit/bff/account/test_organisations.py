"""Organisations sign in, and are helped at an office, by what they are known by."""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from accounts.staff.records import Role
from tests.support.browser import Browser, Page
from tests.support.citizens import PASSWORD
from tests.support.clerks import Clerk, engage
from tests.support.token_holders import PHONE_NUMBER, Holder
from tests.unit.bff.conftest import World

NEW_PASSWORD = "Con-đường-4-mùa"


@dataclass(frozen=True)
class Organisation:
    """An organisation with a token: what it is known by, and what two people at a desk see of it."""

    key: str
    subject: str
    known_by: str
    named: str
    digits: str


ORGANISATIONS = [
    Organisation("token_153", "business", "0001530017", "Bùi Thị Thử Ba", "0153"),
    Organisation("token_156", "agency", "0001560", "Sở Ký số Thử nghiệm", "1560"),
    Organisation("token_157", "agency", "bay.thu@cuaso.example", "Lê Hoàng Thử Bảy", "1234"),
    Organisation("token_158", "agency", "0001580000", "Cục Ký số Thử nghiệm", "0000"),
]
each_organisation = pytest.mark.parametrize("one", ORGANISATIONS, ids=lambda one: one.known_by)


def registered(world: World, one: Organisation) -> Holder:
    holder = Holder(world, one.key, one.subject)
    page = holder.register()
    assert page.heading == "Registration complete", page.text
    return holder


def with_password(world: World, one: Organisation) -> None:
    registered(world, one)
    account = world.services.accounts.with_phone(PHONE_NUMBER)[0]
    world.services.accounts.change_password(account, world.services.passwords.hash(PASSWORD), generation=0)


def sign_in(world: World, known_by: str, password: str = PASSWORD, by: str = "") -> Page:
    browser = Browser(world.app)
    browser.open(f"/sign-in{by}")
    return browser.send(citizen_number=known_by, password=password)


@each_organisation
def test_an_organisation_signs_in_by_what_it_is_known_by(world: World, one: Organisation) -> None:
    with_password(world, one)
    assert sign_in(world, one.known_by).heading == "Enter the verification code"
    assert sign_in(world, one.known_by, "Sai-mật-khẩu-1").status == 422


def test_an_address_is_typed_on_a_keyboard_that_has_letters(world: World) -> None:
    with_password(world, ORGANISATIONS[2])
    browser = Browser(world.app)
    browser.open("/sign-in")
    page = browser.press("Use an official email address")
    found: Any = page.soup.find(id="citizen_number")
    assert found["inputmode"] == "email"
    page = browser.send(citizen_number=" Bay.Thu@CuaSo.example ", password=PASSWORD)
    assert page.heading == "Enter the verification code"


def test_the_new_password_is_kept_under_the_name_that_signs_in(world: World) -> None:
    registered(world, ORGANISATIONS[1])
    account = world.services.accounts.get(world.services.accounts.with_phone(PHONE_NUMBER)[0])
    assert account is not None
    assert account.user_name == "0001560"


@dataclass
class Office:
    world: World
    clerk: Clerk
    supervisor: Clerk

    def ask(self, known_by: str) -> str:
        browser = Browser(self.world.app)
        browser.open("/counter-help")
        page = browser.send(citizen_number=known_by, phone_number=PHONE_NUMBER)
        found = re.search(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}", page.text)
        assert found, page.text
        return found[0]

    def compare(self, reference: str, **form: str) -> Page:
        self.clerk.look_for(reference)
        return self.clerk.browser.send(finding="agrees", **form)

    def approve(self, reference: str) -> Page:
        self.supervisor.look_for(reference)
        return self.supervisor.browser.send(finding="agrees")


@pytest.fixture
def office(world: World) -> Office:
    clerk = engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK)
    clerk.sign_in()
    supervisor = engage(world.services, Browser(world.app), "hoa.tran", Role.SUPERVISOR)
    supervisor.sign_in()
    return Office(world, clerk, supervisor)


@each_organisation
def test_two_people_at_an_office_help_an_organisation(office: Office, one: Organisation) -> None:
    holder = registered(office.world, one)
    reference = office.ask(one.known_by)
    page = office.compare(reference, document_name=one.named, document_digits=one.digits)
    assert not page.errors, page.errors
    assert "The citizen gets a link" in office.approve(reference).text
    code = re.findall(r"\b(?:[0-9B-X]{4}-){2}[0-9B-X]{4}\b", last_message(office.world))[-1]
    browser = Browser(office.world.app)
    browser.open("/")
    browser.press("I have a code")
    browser.send(code=code)
    browser.press("Send the code")
    browser.send(code=holder.last_code)
    page = browser.send(password=NEW_PASSWORD, confirmation=NEW_PASSWORD)
    assert page.heading == "The new password is saved"
    assert sign_in(office.world, one.known_by, NEW_PASSWORD).heading == "Enter the verification code"


def last_message(world: World) -> str:
    messages = sorted(world.sandbox.inbox(PHONE_NUMBER), key=lambda one: one.received_at)
    return "\n".join(one.text for one in messages)


def test_the_desk_does_not_help_a_person_whom_the_certificate_did_not_name(office: Office) -> None:
    registered(office.world, ORGANISATIONS[0])
    reference = office.ask("0001530017")
    page = office.compare(reference, document_name="Trần Văn Khác", document_digits="0153")
    assert "No account has these facts" in page.errors[0]
