"""Help at a counter with a forgotten password: nobody there sees one, and the phone decides."""

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
SOMEBODY = PEOPLE[0]


@dataclass
class Counter:
    """A counter: a clerk, a citizen with an account, and a browser that both may look at."""

    world: World
    clerk: Clerk
    citizen: Citizen

    def ask(self, **different: str) -> str:
        """Ask for help as the citizen, and read the reference out."""
        browser = Browser(self.world.app)
        browser.open("/counter-help")
        told = {"citizen_number": SOMEBODY.citizen_number, "phone_number": SOMEBODY.phone_number}
        page = browser.send(**{**told, **different})
        found = re.search(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}", page.text)
        assert found, page.text
        return found[0]

    def compare(self, reference: str, **form: str) -> Page:
        """Look for the reference as the clerk, and send what was found."""
        self.clerk.look_for(reference)
        return self.clerk.browser.send(**form)

    @property
    def good(self) -> dict[str, str]:
        return {"finding": "agrees", "document_digits": SOMEBODY.citizen_number[-4:]}


@pytest.fixture
def counter(world: World) -> Counter:
    citizen = world.citizen()
    citizen.register()
    clerk = engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK)
    clerk.sign_in()
    return Counter(world, clerk, citizen)


def test_a_compared_document_leads_to_a_new_password_by_the_accounts_own_phone(counter: Counter) -> None:
    page = counter.compare(counter.ask(), **counter.good)
    assert "The citizen gets a link" in page.text
    browser = counter.citizen.browser
    browser.open(counter.citizen.last_link)
    page = browser.press("Send the code")
    assert page.heading == "Enter the verification code"
    counter.citizen.enter_code()
    page = counter.citizen.choose_password(NEW_PASSWORD)
    assert page.heading == "The new password is saved"
    assert any("duoc dat lai luc" in text for text in counter.citizen.messages)
    counter.world.clock.move(minutes=2)
    assert counter.citizen.sign_in(PASSWORD).status == 422
    assert counter.citizen.sign_in(NEW_PASSWORD).heading == "Enter the verification code"


def test_the_new_password_ends_every_session_of_the_account(counter: Counter) -> None:
    counter.citizen.sign_in()
    counter.citizen.enter_code()
    counter.compare(counter.ask(), **counter.good)
    other = Citizen(SOMEBODY, Browser(counter.world.app), counter.world.sandbox)
    other.browser.open(counter.citizen.last_link)
    counter.world.clock.move(minutes=2)
    other.browser.press("Send the code")
    other.enter_code()
    other.choose_password(NEW_PASSWORD)
    assert counter.citizen.browser.open("/account").path == "/sign-in"


def test_a_forwarded_link_is_worth_nothing_without_the_phone(counter: Counter) -> None:
    counter.compare(counter.ask(), **counter.good)
    stranger = Browser(counter.world.app)
    stranger.open(counter.citizen.last_link)
    page = stranger.press("Send the code")
    assert page.heading == "Enter the verification code"
    assert stranger.open("/forgot-password/new-password").path == "/forgot-password/code"
    assert stranger.send(code="000000").status == 422


def test_the_clerk_sees_neither_whole_numbers_nor_a_password(counter: Counter) -> None:
    page = counter.clerk.look_for(counter.ask())
    assert SOMEBODY.full_name in page.text
    assert SOMEBODY.citizen_number not in str(page.soup)
    assert SOMEBODY.phone_number not in str(page.soup)
    assert page.soup.find("input", type="password") is None


def test_the_answer_to_the_citizen_is_the_same_whether_there_is_an_account_or_not(world: World) -> None:
    pages = []
    for number in (SOMEBODY.citizen_number, "000190000777"):
        browser = Browser(world.app)
        browser.open("/counter-help")
        page = browser.send(citizen_number=number, phone_number=SOMEBODY.phone_number)
        pages.append(re.sub(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}", "", page.text))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("different", [{"phone_number": "0900000777"}, {"citizen_number": "000190000777"}])
def test_without_an_account_of_this_number_and_phone_nothing_can_be_sent(
    counter: Counter, different: dict[str, str]
) -> None:
    reference = counter.ask(**different)
    page = counter.clerk.look_for(reference)
    assert "No account has this number and this phone together" in page.text
    assert SOMEBODY.full_name not in page.text
    sent = len(counter.citizen.messages)
    assert counter.compare(reference, **counter.good).status == 422
    assert "Recorded" in counter.compare(reference, finding="no_account").text
    assert len(counter.citizen.messages) == sent


@pytest.mark.parametrize("finding", ["other_person", "document_expired", "document_doubtful"])
def test_a_clerk_refuses_with_a_reason_and_the_owner_reads_of_it(counter: Counter, finding: str) -> None:
    sent = len(counter.citizen.messages)
    counter.compare(counter.ask(), finding=finding)
    assert len(counter.citizen.messages) == sent
    counter.citizen.sign_in()
    counter.citizen.enter_code()
    page = counter.citizen.browser.open("/account")
    assert "At a counter: somebody asked for a new password and was refused" in page.text


def test_a_case_ends_with_one_act(counter: Counter) -> None:
    reference = counter.ask()
    counter.compare(reference, **counter.good)
    page = counter.clerk.look_for(reference)
    assert "There is nothing for you to do" in page.text
    assert SOMEBODY.full_name not in page.text


def test_a_frozen_account_is_given_to_nobody(counter: Counter) -> None:
    accounts = counter.world.services.accounts
    account = accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=SOMEBODY.citizen_number))
    assert account
    accounts.freeze(account.id)
    assert "frozen" in counter.clerk.look_for(counter.ask()).text


def test_an_account_frozen_after_the_link_was_sent_keeps_its_password(counter: Counter) -> None:
    counter.compare(counter.ask(), **counter.good)
    accounts = counter.world.services.accounts
    account = accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=SOMEBODY.citizen_number))
    assert account
    counter.citizen.browser.open(counter.citizen.last_link)
    counter.citizen.browser.press("Send the code")
    accounts.freeze(account.id)
    counter.citizen.enter_code()
    kept = accounts.get(account.id)
    assert kept
    assert kept.password_hash == account.password_hash


def test_no_link_goes_to_a_phone_that_is_somebody_elses_by_now(counter: Counter) -> None:
    counter.world.services.accounts.lose_phone(SOMEBODY.phone_number)
    reference = counter.ask()
    assert "nothing is sent" in counter.clerk.look_for(reference).text
    sent = len(counter.citizen.messages)
    assert counter.compare(reference, **counter.good).status == 422
    assert len(counter.citizen.messages) == sent


def test_a_link_to_a_phone_that_was_lost_meanwhile_leads_to_no_code(counter: Counter) -> None:
    counter.compare(counter.ask(), **counter.good)
    counter.world.services.accounts.lose_phone(SOMEBODY.phone_number)
    sent = len(counter.citizen.messages)
    counter.citizen.browser.open(counter.citizen.last_link)
    assert counter.citizen.browser.press("Send the code").path == "/sign-in"
    assert len(counter.citizen.messages) == sent


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR, Role.CASE_OFFICER])
def test_only_clerks_open_such_a_case(counter: Counter, role: Role) -> None:
    reference = counter.ask()
    other = engage(counter.world.services, Browser(counter.world.app), "other", role)
    other.sign_in()
    assert other.browser.open(f"/desk/help/{reference}").status == 403


def test_after_its_days_a_case_is_over_for_both(counter: Counter) -> None:
    reference = counter.ask()
    counter.world.clock.move(days=4)
    assert "Its time is over" in counter.clerk.look_for(reference).text


def test_asking_is_slowed_down(world: World) -> None:
    browser = Browser(world.app)
    browser.open("/counter-help")
    told = {"citizen_number": SOMEBODY.citizen_number, "phone_number": SOMEBODY.phone_number}
    statuses = [browser.post_form("/counter-help", **told).status_code for _ask in range(11)]  # type: ignore[arg-type]  # no field is called htmx
    assert statuses == [303] * 10 + [429]
