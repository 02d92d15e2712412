"""Help with a forgotten password at an office: the clerk sees no password, and the phone decides."""

import re
from dataclasses import dataclass

import pytest

from accounts.staff.records import Role
from identity.claims import Claims
from identity.subject import Subject
from sandbox.people.table import PEOPLE
from tests.support.browser import Browser, Page
from tests.support.citizens import PASSWORD, Citizen
from tests.support.clerks import Clerk, engage
from tests.unit.bff.conftest import World

NEW_PASSWORD = "Con-đường-4-mùa"
HOLDER = PEOPLE[0]


@dataclass
class Desk:
    """A desk: a clerk, and a citizen with an account who asks for help there."""

    world: World
    clerk: Clerk
    citizen: Citizen

    def ask(self, **different: str) -> str:
        """Ask for help as the citizen, and read the reference out."""
        browser = Browser(self.world.app)
        browser.open("/counter-help")
        told = {"citizen_number": HOLDER.citizen_number, "phone_number": HOLDER.phone_number}
        page = browser.send(**{**told, **different})
        found = re.search(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}", page.text)
        assert found, page.text
        return found[0]

    def compare(self, reference: str, **form: str) -> Page:
        """Look for the reference as the clerk, and send the finding."""
        self.clerk.look_for(reference)
        return self.clerk.browser.send(**form)

    @property
    def good(self) -> dict[str, str]:
        return {"finding": "agrees", "document_digits": HOLDER.citizen_number[-4:]}


@pytest.fixture
def desk(world: World) -> Desk:
    citizen = world.citizen()
    citizen.register()
    clerk = engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK)
    clerk.sign_in()
    return Desk(world, clerk, citizen)


def test_a_compared_document_leads_to_a_new_password_by_the_accounts_own_phone(desk: Desk) -> None:
    page = desk.compare(desk.ask(), **desk.good)
    assert "The citizen gets a link" in page.text
    browser = desk.citizen.browser
    browser.open(desk.citizen.last_link)
    page = browser.press("Send the code")
    assert page.heading == "Enter the verification code"
    desk.citizen.enter_code()
    page = desk.citizen.choose_password(NEW_PASSWORD)
    assert page.heading == "The new password is saved"
    assert any("duoc dat lai luc" in text for text in desk.citizen.messages)
    desk.world.clock.move(minutes=2)
    assert desk.citizen.sign_in(PASSWORD).status == 422
    assert desk.citizen.sign_in(NEW_PASSWORD).heading == "Enter the verification code"


def test_the_new_password_ends_every_session_of_the_account(desk: Desk) -> None:
    desk.citizen.sign_in()
    desk.citizen.enter_code()
    desk.compare(desk.ask(), **desk.good)
    other = Citizen(HOLDER, Browser(desk.world.app), desk.world.sandbox)
    other.browser.open(desk.citizen.last_link)
    desk.world.clock.move(minutes=2)
    other.browser.press("Send the code")
    other.enter_code()
    other.choose_password(NEW_PASSWORD)
    assert desk.citizen.browser.open("/account").path == "/sign-in"


def test_a_forwarded_link_needs_the_code_from_the_owners_phone(desk: Desk) -> None:
    desk.compare(desk.ask(), **desk.good)
    stranger = Browser(desk.world.app)
    stranger.open(desk.citizen.last_link)
    page = stranger.press("Send the code")
    assert page.heading == "Enter the verification code"
    assert stranger.open("/forgot-password/new-password").path == "/forgot-password/code"
    assert stranger.send(code="000000").status == 422


def test_the_clerk_sees_neither_whole_numbers_nor_a_password(desk: Desk) -> None:
    page = desk.clerk.look_for(desk.ask())
    assert HOLDER.full_name in page.text
    assert HOLDER.citizen_number not in str(page.soup)
    assert HOLDER.phone_number not in str(page.soup)
    assert page.soup.find("input", type="password") is None


def test_the_answer_to_the_citizen_is_the_same_whether_there_is_an_account_or_not(world: World) -> None:
    pages = []
    for number in (HOLDER.citizen_number, "000190000777"):
        browser = Browser(world.app)
        browser.open("/counter-help")
        page = browser.send(citizen_number=number, phone_number=HOLDER.phone_number)
        pages.append(re.sub(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}", "", page.text))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("different", [{"phone_number": "0900000777"}, {"citizen_number": "000190000777"}])
def test_without_an_account_of_this_number_and_phone_nothing_can_be_sent(
    desk: Desk, different: dict[str, str]
) -> None:
    reference = desk.ask(**different)
    page = desk.clerk.look_for(reference)
    assert "No account has this number and this phone together" in page.text
    assert HOLDER.full_name not in page.text
    sent = len(desk.citizen.messages)
    assert desk.compare(reference, **desk.good).status == 422
    assert "Recorded" in desk.compare(reference, finding="no_account").text
    assert len(desk.citizen.messages) == sent


@pytest.mark.parametrize("finding", ["other_person", "document_expired", "document_doubtful"])
def test_a_clerks_refusal_is_shown_to_the_owner(desk: Desk, finding: str) -> None:
    sent = len(desk.citizen.messages)
    desk.compare(desk.ask(), finding=finding)
    assert len(desk.citizen.messages) == sent
    desk.citizen.sign_in()
    desk.citizen.enter_code()
    page = desk.citizen.browser.open("/account")
    assert "At a counter: somebody asked for a new password and was refused" in page.text


def test_a_case_ends_with_one_act(desk: Desk) -> None:
    reference = desk.ask()
    desk.compare(reference, **desk.good)
    page = desk.clerk.look_for(reference)
    assert "There is nothing for you to do" in page.text
    assert HOLDER.full_name not in page.text


def test_a_frozen_account_gets_no_new_password(desk: Desk) -> None:
    accounts = desk.world.services.accounts
    account = accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=HOLDER.citizen_number))
    assert account
    accounts.freeze(account.id)
    assert "frozen" in desk.clerk.look_for(desk.ask()).text


def test_an_account_frozen_after_the_link_was_sent_keeps_its_password(desk: Desk) -> None:
    desk.compare(desk.ask(), **desk.good)
    accounts = desk.world.services.accounts
    account = accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=HOLDER.citizen_number))
    assert account
    desk.citizen.browser.open(desk.citizen.last_link)
    desk.citizen.browser.press("Send the code")
    accounts.freeze(account.id)
    desk.citizen.enter_code()
    kept = accounts.get(account.id)
    assert kept
    assert kept.password_hash == account.password_hash


def test_no_link_is_sent_to_a_lost_phone_number(desk: Desk) -> None:
    desk.world.services.accounts.lose_phone(HOLDER.phone_number)
    reference = desk.ask()
    assert "nothing is sent" in desk.clerk.look_for(reference).text
    sent = len(desk.citizen.messages)
    assert desk.compare(reference, **desk.good).status == 422
    assert len(desk.citizen.messages) == sent


def test_a_link_sends_no_code_after_its_phone_number_was_lost(desk: Desk) -> None:
    desk.compare(desk.ask(), **desk.good)
    desk.world.services.accounts.lose_phone(HOLDER.phone_number)
    sent = len(desk.citizen.messages)
    desk.citizen.browser.open(desk.citizen.last_link)
    assert desk.citizen.browser.press("Send the code").path == "/sign-in"
    assert len(desk.citizen.messages) == sent


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR, Role.CASE_OFFICER])
def test_only_clerks_open_a_help_case(desk: Desk, role: Role) -> None:
    reference = desk.ask()
    other = engage(desk.world.services, Browser(desk.world.app), "other", role)
    other.sign_in()
    assert other.browser.open(f"/desk/help/{reference}").status == 403


def test_an_overdue_help_case_is_closed_for_the_clerk_and_the_citizen(desk: Desk) -> None:
    reference = desk.ask()
    desk.world.clock.move(days=4)
    assert "Its time is over" in desk.clerk.look_for(reference).text


def test_requests_for_help_are_limited(world: World) -> None:
    browser = Browser(world.app)
    browser.open("/counter-help")
    told = {"citizen_number": HOLDER.citizen_number, "phone_number": HOLDER.phone_number}
    statuses = [browser.post_form("/counter-help", **told).status_code for _ask in range(11)]  # type: ignore[arg-type]  # no field is called htmx
    assert statuses == [303] * 10 + [429]


def test_a_stranger_can_not_make_a_row_with_each_press_of_one_browser(world: World) -> None:
    browser = world.citizen().browser
    references = set()
    for _press in range(5):
        browser.open("/counter-help")
        page = browser.send(citizen_number="000190000001", phone_number="0900000001")
        references.add(page.text)
    assert len(references) == 1
