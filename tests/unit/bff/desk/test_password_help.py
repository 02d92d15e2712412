"""Help at an office: a clerk compares, another person approves, and the phone in hand gets the link."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from accounts.account.records import Account
from accounts.account.ways_in import Change
from accounts.help_cases import HelpCaseRow
from accounts.second_factors.totp import new_secret
from accounts.staff.records import Role
from accounts.storage.database import make_engine, reading
from accounts.ways_back import NewWaysIn
from identity.claims import Claims
from identity.subject import Subject
from sandbox.people.table import CROWD, PEOPLE
from tests.support.authenticator import new_passkey
from tests.support.browser import Browser, Page
from tests.support.citizens import PASSWORD, Citizen
from tests.support.clerks import Clerk, engage
from tests.support.levels import set_level
from tests.support.work import solve
from tests.unit.accounts.people import person
from tests.unit.bff.conftest import World
from tests.unit.bff.limits.test_one_phone_of_several_accounts import fill_the_bound

NEW_PASSWORD = "Con-đường-4-mùa"
HOLDER = PEOPLE[0]
OTHER_PHONE = CROWD[5].phone_number


@dataclass
class Desk:
    """A desk: a clerk, a supervisor, and a citizen with an account who asks for help there."""

    world: World
    clerk: Clerk
    supervisor: Clerk
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

    def approve(self, reference: str, finding: str = "agrees") -> Page:
        """Look for the reference as the supervisor, and decide."""
        self.supervisor.look_for(reference)
        return self.supervisor.browser.send(finding=finding)

    def help(self, **different: str) -> Page:
        """Ask, compare and approve."""
        reference = self.ask(**different)
        self.compare(reference, **self.good)
        return self.approve(reference)

    @property
    def good(self) -> dict[str, str]:
        return {
            "finding": "agrees",
            "document_name": HOLDER.full_name,
            "document_birth_date": "/".join(reversed(HOLDER.birth_date.split("-"))),
            "document_digits": HOLDER.citizen_number[-4:],
        }


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A world whose messages carry links, as an operator may choose."""
    return make_world(sms_links=True)


@pytest.fixture
def desk(world: World) -> Desk:
    citizen = world.citizen()
    citizen.register()
    clerk = engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK)
    clerk.sign_in()
    supervisor = engage(world.services, Browser(world.app), "hoa.tran", Role.SUPERVISOR)
    supervisor.sign_in()
    return Desk(world, clerk, supervisor, citizen)


def account_in(world: World) -> Account:
    account = world.services.accounts.find(
        Claims(subject=Subject.CITIZEN, citizen_number=HOLDER.citizen_number)
    )
    assert account
    return account


def with_phone(desk: Desk, phone_number: str) -> Citizen:
    """The same citizen in a browser and with a phone of their own."""
    person = replace(HOLDER, phone_number=phone_number)
    return Citizen(person, Browser(desk.world.app), desk.world.sandbox)


def walk_link(citizen: Citizen) -> Page:
    """Open the newest link, enter its code and choose a password."""
    citizen.browser.open(citizen.last_link)
    citizen.browser.press("Send the code")
    citizen.enter_code()
    return citizen.choose_password(NEW_PASSWORD)


def test_a_compared_document_leads_to_a_new_password_by_the_accounts_own_phone(desk: Desk) -> None:
    page = desk.help()
    assert "The citizen gets a link" in page.text
    browser = desk.citizen.browser
    browser.open(desk.citizen.last_link)
    page = browser.press("Send the code")
    assert page.heading == "Enter the verification code"
    desk.citizen.enter_code()
    page = desk.citizen.choose_password(NEW_PASSWORD)
    assert page.heading == "The new password is saved"
    assert any("the password of your account" in text for text in desk.citizen.messages)
    desk.world.clock.move(minutes=2)
    assert desk.citizen.sign_in(PASSWORD).status == 422
    assert desk.citizen.sign_in(NEW_PASSWORD).heading == "Enter the verification code"


def test_the_new_password_ends_every_session_of_the_account(desk: Desk) -> None:
    desk.citizen.sign_in()
    desk.citizen.enter_code()
    desk.help()
    other = Citizen(HOLDER, Browser(desk.world.app), desk.world.sandbox)
    other.browser.open(desk.citizen.last_link)
    desk.world.clock.move(minutes=2)
    other.browser.press("Send the code")
    other.enter_code()
    other.choose_password(NEW_PASSWORD)
    assert desk.citizen.browser.open("/account").path == "/sign-in"


@pytest.mark.parametrize("known", ["1990-03-27", "1990", None])
def test_people_of_whom_less_is_known_are_helped_at_the_office(desk: Desk, known: str | None) -> None:
    old_number = "000000901"
    desk.world.services.accounts.open(
        person(citizen_number=None, old_identity_number=old_number, birth_date=known)
    )
    reference = desk.ask(citizen_number=old_number, phone_number=OTHER_PHONE)
    document = {"document_name": "Nguyễn Thị Thử", "document_digits": "0901"}
    if known:
        page = desk.compare(reference, **{**desk.good, **document, "document_birth_date": "27/3/1991"})
        assert "No account has these facts" in page.text
    desk.compare(reference, **{**desk.good, **document, "document_birth_date": "27/3/1990"})
    assert "The citizen gets a link" in desk.approve(reference).text


def test_a_forwarded_link_needs_the_code_from_the_owners_phone(desk: Desk) -> None:
    desk.help()
    stranger = Browser(desk.world.app)
    stranger.open(desk.citizen.last_link)
    page = stranger.press("Send the code")
    assert page.heading == "Enter the verification code"
    assert stranger.open("/forgot-password/new-password").path == "/forgot-password/code"
    assert stranger.send(code="000000").status == 422


def test_the_clerk_sees_neither_whole_numbers_nor_a_password(desk: Desk) -> None:
    page = desk.clerk.look_for(desk.ask())
    assert "00019000••••" in page.text
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


def test_without_an_account_of_this_number_nothing_can_be_sent(desk: Desk) -> None:
    reference = desk.ask(citizen_number="000190000777")
    sent = len(desk.citizen.messages)
    page = desk.compare(reference, **desk.good)
    assert page.status == 422
    assert "No account has these facts" in page.text
    assert "Recorded" in desk.compare(reference, finding="no_account").text
    assert len(desk.citizen.messages) == sent


def test_a_clerk_alone_can_not_give_an_account_away(desk: Desk) -> None:
    reference = desk.ask()
    sent = len(desk.citizen.messages)
    assert "Another person approves it" in desk.compare(reference, **desk.good).text
    assert "There is nothing for you to do" in desk.clerk.look_for(reference).text
    assert len(desk.citizen.messages) == sent


def test_a_clerk_who_is_a_supervisor_too_can_not_approve_their_own_comparison(desk: Desk) -> None:
    both = engage(desk.world.services, Browser(desk.world.app), "both.two", Role.CLERK, Role.SUPERVISOR)
    both.sign_in()
    reference = desk.ask()
    both.look_for(reference)
    both.browser.send(**desk.good)
    sent = len(desk.citizen.messages)
    page = both.look_for(reference)
    assert "A colleague approves it" in page.text
    address = page.path
    both.browser.post(address, csrf_token=both.browser.csrf_token, finding="agrees")
    assert len(desk.citizen.messages) == sent
    assert "Nothing waits here" in both.browser.open("/desk/help").text


def test_a_supervisor_finds_what_waits_without_the_reference(desk: Desk) -> None:
    desk.compare(desk.ask(), **desk.good)
    page = desk.supervisor.browser.open("/desk/help")
    (case,) = page.soup.select("main .ways a")
    desk.supervisor.browser.open(str(case["href"]))
    assert "The citizen gets a link" in desk.supervisor.browser.send(finding="agrees").text


def test_a_supervisor_can_refuse_what_was_compared(desk: Desk) -> None:
    reference = desk.ask()
    desk.compare(reference, **desk.good)
    sent = len(desk.citizen.messages)
    desk.approve(reference, finding="document_doubtful")
    assert len(desk.citizen.messages) == sent
    assert "There is nothing for you to do" in desk.supervisor.look_for(reference).text


@pytest.mark.parametrize("level", [2, 3])
def test_two_people_recover_an_account_of_every_level(desk: Desk, level: int) -> None:
    set_level(desk.world.services, account_in(desk.world).id, level)
    desk.help()
    assert walk_link(desk.citizen).heading == "The new password is saved"


def test_two_people_give_the_account_the_phone_in_hand_and_the_old_one_is_told(desk: Desk) -> None:
    later = with_phone(desk, OTHER_PHONE)
    old = len(desk.citizen.messages)
    reference = desk.ask(phone_number=OTHER_PHONE)
    desk.compare(reference, **desk.good)
    assert "It is not the phone of the account" in desk.supervisor.look_for(reference).text
    desk.approve(reference)
    assert any("an office compared" in text for text in desk.citizen.messages[old:])
    assert walk_link(later).heading == "The new password is saved"
    assert account_in(desk.world).phone_number == later.person.phone_number
    assert any("changed at" in text or "this is the phone" in text for text in desk.citizen.messages[old:])
    elsewhere = with_phone(desk, OTHER_PHONE)
    assert elsewhere.sign_in(NEW_PASSWORD).path == "/sign-in/code"
    assert elsewhere.enter_code().path == "/account"


@pytest.mark.parametrize("phone_number", [HOLDER.phone_number, OTHER_PHONE])
def test_what_a_thief_set_up_or_the_person_lost_does_not_outlive_two_peoples_help(
    desk: Desk, phone_number: str
) -> None:
    parts, account = desk.world.services, account_in(desk.world)
    parts.second_factors.turn_on(account.id, secret=new_secret(), step=0, generation=0)
    assert parts.passkeys.add(account.id, new_passkey(), most=2, generation=1) is None
    desk.help(phone_number=phone_number)
    later = with_phone(desk, phone_number)
    walk_link(later)
    assert not parts.second_factors.has_app(account.id)
    assert not parts.passkeys.has_any(account.id)
    assert later.sign_in(NEW_PASSWORD).path == "/sign-in/code"


def test_the_numbers_of_a_case_are_deleted_when_the_password_is_saved(desk: Desk) -> None:
    reference = desk.ask()
    desk.compare(reference, **desk.good)
    desk.approve(reference)
    walk_link(desk.citizen)
    case = desk.world.services.help_cases.find(reference)
    assert case
    assert case.phone_number is None


def changed_the_password(desk: Desk) -> None:
    """The owner signed, and chose another password."""
    account = account_in(desk.world)
    desk.world.services.accounts.change_password(
        account.id,
        "a hash",
        Change.RESET_PASSWORD,
        generation=account.generation,
        proved_by="signature",
    )


def reopened(desk: Desk) -> None:
    """The owner stopped the account and proved, by a signature, who they are."""
    account = account_in(desk.world)
    stops = desk.world.services.stops
    stops.stop(account.id)
    stopped = account_in(desk.world)
    new = NewWaysIn(
        method="sim_signature", proved_by="signature", password_hash="x", phone_number=None, keeps_app=True
    )
    assert stops.restore(account.id, new, generation=stopped.generation) is None


def helped_again(desk: Desk) -> None:
    desk.help(phone_number=CROWD[6].phone_number)
    walk_link(with_phone(desk, CROWD[6].phone_number))


DONE_SINCE = pytest.mark.parametrize("done", [changed_the_password, reopened, helped_again])


@DONE_SINCE
def test_a_deceiver_with_an_approved_case_can_not_use_it_after_the_owner_changed_a_way_in(
    desk: Desk, done: Callable[[Desk], None]
) -> None:
    desk.help(phone_number=OTHER_PHONE)
    thief = with_phone(desk, OTHER_PHONE)
    desk.world.clock.move(minutes=5)
    done(desk)
    thief.browser.open(thief.last_link)
    page = thief.browser.press("Send the code")
    assert (page.status, page.heading) == (410, "The account changed since the office looked")
    assert account_in(desk.world).phone_number != OTHER_PHONE


@DONE_SINCE
def test_a_supervisor_can_not_approve_what_was_compared_before_the_owner_changed_a_way_in(
    desk: Desk, done: Callable[[Desk], None]
) -> None:
    reference = desk.ask(phone_number=OTHER_PHONE)
    desk.compare(reference, **desk.good)
    desk.world.clock.move(minutes=5)
    done(desk)
    page = desk.supervisor.look_for(reference)
    assert "Have a clerk compare the document afresh" in page.text
    assert page.soup.find("input", value="agrees") is None
    assert desk.approve(reference).status == 422
    desk.world.clock.move(minutes=5)
    assert desk.compare(reference, **desk.good).path == "/desk"
    desk.approve(reference)
    assert walk_link(with_phone(desk, OTHER_PHONE)).heading == "The new password is saved"


def test_a_supervisor_sees_that_the_phone_stopped_the_account_since(desk: Desk) -> None:
    reference = desk.ask(phone_number=OTHER_PHONE)
    desk.compare(reference, **desk.good)
    desk.world.clock.move(minutes=5)
    desk.world.services.stops.stop(account_in(desk.world).id)
    assert "stopped the account after the comparison" in desk.supervisor.look_for(reference).text
    assert desk.approve(reference).path == "/desk"  # the phone that stops may be the stolen one


def test_a_clerk_compares_nothing_afresh_that_nothing_overtook(desk: Desk) -> None:
    reference = desk.ask()
    desk.compare(reference, **desk.good)
    assert desk.clerk.look_for(reference).soup.find("input", attrs={"name": "document_name"}) is None


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
    page = desk.compare(desk.ask(), **desk.good)
    assert page.status == 422
    assert "frozen" in page.text


def test_an_account_frozen_after_the_link_was_sent_keeps_its_password(desk: Desk) -> None:
    desk.help()
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


def test_a_phone_that_was_given_up_counts_again_for_the_person_who_was_seen_with_it(desk: Desk) -> None:
    desk.world.services.accounts.lose_phone(HOLDER.phone_number)
    desk.help()
    assert walk_link(desk.citizen).heading == "The new password is saved"
    assert not account_in(desk.world).has_lost_phone


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CASE_OFFICER])
def test_only_clerks_and_supervisors_open_a_help_case(desk: Desk, role: Role) -> None:
    reference = desk.ask()
    other = engage(desk.world.services, Browser(desk.world.app), "other", role)
    other.sign_in()
    assert other.browser.open(f"/desk/help/{reference}").status == 403


def test_an_overdue_help_case_is_closed_for_the_clerk_and_the_citizen(desk: Desk) -> None:
    reference = desk.ask()
    desk.world.clock.move(days=4)
    desk.clerk.sign_in()
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


def rows(world: World) -> dict[bool, int]:
    """The number of requests that wait, with and without a proof of work."""
    with reading(make_engine(world.services.settings.database_url)) as session:
        worked = session.scalars(select(HelpCaseRow.worked)).all()
    return {True: sum(worked), False: len(worked) - sum(worked)}


@pytest.mark.parametrize("works", [True, False])
def test_a_request_with_a_proof_of_work_is_kept_apart_from_those_without(
    world: World, *, works: bool
) -> None:
    browser = Browser(world.app, works=works)
    browser.open("/counter-help")
    page = browser.send(citizen_number="000190000001", phone_number="0900000001")
    assert page.path == "/counter-help/reference"
    assert rows(world) == {works: 1, not works: 0}


def test_a_proof_of_work_for_a_reference_counts_once(world: World) -> None:
    browser = Browser(world.app)
    form = browser.open("/counter-help").soup.select_one("form[data-work]")
    work = solve(str(form["data-work"])) if form else ""
    for number in ("000190000001", "000190000002"):
        browser.open("/counter-help")
        browser.post_form("/counter-help", citizen_number=number, phone_number="0900000001", work=work)
    assert rows(world) == {True: 1, False: 1}


def test_the_work_of_another_browser_counts_for_no_reference(world: World) -> None:
    form = Browser(world.app).open("/counter-help").soup.select_one("form[data-work]")
    work = solve(str(form["data-work"])) if form else ""
    browser = Browser(world.app)
    browser.open("/counter-help")
    browser.post_form("/counter-help", citizen_number="000190000001", phone_number="0900000001", work=work)
    assert rows(world) == {True: 0, False: 1}


def test_the_deadline_of_a_reference_goes_into_a_calendar(world: World) -> None:
    browser = Browser(world.app)
    browser.open("/counter-help")
    page = browser.send(citizen_number=HOLDER.citizen_number, phone_number=HOLDER.phone_number)
    link = next(one for one in page.soup.find_all("a") if "calendar" in one.get_text())
    answer = browser.ask(str(link["href"]))
    lines = answer.text.split("\r\n")
    assert answer.mimetype == "text/calendar"
    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert all(len(line.encode()) <= 75 for line in lines)
    ends_at = world.clock() + timedelta(days=world.services.settings.counter_help_days)
    assert f"DTEND:{ends_at:%Y%m%dT%H%M%SZ}" in lines
    assert HOLDER.citizen_number not in answer.text
    assert Browser(world.app).ask(str(link["href"])).status_code == 404


def test_a_thief_who_had_all_codes_of_a_day_sent_does_not_close_the_office(desk: Desk) -> None:
    fill_the_bound(desk.world, desk.citizen)
    desk.help()
    owner = replace(desk.citizen, browser=Browser(desk.world.app))
    owner.browser.open(owner.last_link)
    owner.browser.press("Send the code")
    assert owner.enter_code().path.endswith("/new-password")
