"""A household business and its owner have one number and one certificate: the person says which account."""

from datetime import timedelta

import pytest

from accounts.account.records import Account
from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.owners.certificates import go_on_with
from identity.claims import Claims
from identity.subject import Subject
from sandbox.authority.kinds import Hierarchy
from sandbox.authority.kinds import Holder as CertificateHolder
from tests.support.browser import Page
from tests.support.token_holders import Agent, Holder
from tests.unit.bff.conftest import World
from tests.unit.bff.usb_token.test_proving_with_a_token import SIGNING_IN, sign_in_with
from verifiers.certificates import Certificate, RootKind, SubjectFacts
from verifiers.examination.subject import NumberKind

NUMBER, NAME = "000089000199", "Ngô Thử Hộ"
HOUSEHOLD = CertificateHolder(
    "token_household",
    NAME,
    (("UID", f"MST:{NUMBER}"), ("UID", f"CCCD:{NUMBER}")),
    "A household business: one number.",
    hierarchy=Hierarchy.TOKEN,
    rsa=True,
)
WHICH = "Which account do you want?"
BUTTONS = {Subject.CITIZEN: "My private account", Subject.BUSINESS: f"The household business {NAME}"}


class Household(Holder):
    """The person whose one certificate is good for both accounts."""

    def __init__(self, world: World, subject: str = "citizen", *, htmx: bool = False) -> None:
        self.world, self.subject = world, subject
        self.token = world.sandbox.authority.credential(HOUSEHOLD)
        self.browser = Agent(world.app, language="en", htmx=htmx)


def account_of(world: World, subject: Subject) -> Account:
    number = {"citizen_number" if subject is Subject.CITIZEN else "tax_number": NUMBER}
    found = world.services.accounts.find(Claims(subject=subject, **number))
    assert found is not None
    return found


@pytest.fixture
def both(world: World) -> World:
    """A world in which the business and its owner have registered with one token."""
    for subject in BUTTONS:
        assert Household(world, subject).register().path.endswith("/done")
    return world


def sessions(world: World) -> dict[Subject, int]:
    signed_in = world.services.signed_in
    return {subject: len(signed_in.of_account(account_of(world, subject).id)) for subject in BUTTONS}


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("subject", BUTTONS)
def test_an_owner_is_not_locked_out_of_the_account_that_shares_a_number_with_another(
    both: World, subject: Subject, *, htmx: bool
) -> None:
    holder = Household(both, htmx=htmx)
    assert sign_in_with(holder).heading == WHICH
    assert sum(sessions(both).values()) == 0
    assert holder.browser.press(BUTTONS[subject]).path == "/account"
    assert sessions(both) == {one: int(one is subject) for one in BUTTONS}


@pytest.mark.parametrize("subject", BUTTONS)
def test_a_person_with_one_account_is_asked_nothing(world: World, subject: Subject) -> None:
    Household(world, subject).register()
    assert sign_in_with(Household(world)).path == "/account"


def test_a_second_press_arrives_where_the_first_one_led(both: World) -> None:
    holder = Household(both)
    sign_in_with(holder)
    second = holder.browser.second_tab()
    for browser in (holder.browser, second):
        assert browser.press(BUTTONS[Subject.BUSINESS]).path == "/account"
    assert sessions(both) == {Subject.CITIZEN: 0, Subject.BUSINESS: 1}


@pytest.mark.parametrize("form", [{}, {"account": "agency"}, {"account": "dog"}, {"account": ""}])
def test_a_form_without_a_choice_asks_again(both: World, form: dict[str, str]) -> None:
    holder = Household(both)
    page = sign_in_with(holder)
    again = holder.browser.post(page.path, csrf_token=holder.browser.csrf_token, **form)
    assert again.heading == WHICH
    assert sum(sessions(both).values()) == 0


def test_the_question_shows_nothing_of_either_account(both: World) -> None:
    holder = Household(both)
    page = sign_in_with(holder)
    assert page.heading == WHICH
    kept = [account_of(both, subject) for subject in BUTTONS]
    for secret in (NUMBER, *(account.id for account in kept), *(account.phone_number for account in kept)):
        assert secret not in str(page.soup)


def test_going_back_forgets_the_signature(both: World) -> None:
    holder = Household(both)
    page = sign_in_with(holder)
    assert holder.browser.press("Back").path == SIGNING_IN
    pressed = holder.browser.post(page.path, csrf_token=holder.browser.csrf_token, account="business")
    assert pressed.path == SIGNING_IN
    assert sum(sessions(both).values()) == 0


def test_an_earlier_copy_of_the_cookie_can_not_choose_for_the_person_who_signed(both: World) -> None:
    holder = Household(both)
    holder.browser.open("/sign-in")
    holder.browser.press("USB signing token")
    thief = holder.browser.second_tab()
    asked = holder.challenge(SIGNING_IN)
    also = holder.browser.second_tab()
    page: Page = holder.hand_over(holder.answer(asked), at=SIGNING_IN)
    assert page.heading == WHICH
    for copy in (thief, also):
        copy.post(page.path, csrf_token=copy.csrf_token, account="business")
        assert copy.open("/account").path == "/sign-in"
    assert holder.browser.press(BUTTONS[Subject.BUSINESS]).path == "/account"


def test_a_change_of_a_way_in_after_the_signature_ends_the_choice(both: World) -> None:
    holder = Household(both)
    sign_in_with(holder)
    business = account_of(both, Subject.BUSINESS)
    both.services.accounts.change_password(business.id, "$argon2id$new", generation=business.generation)
    assert holder.browser.press(BUTTONS[Subject.BUSINESS]).path != "/account"
    assert sum(sessions(both).values()) == 0


@pytest.mark.parametrize("journey", ["sim_sign_in", "token_sign_in"])
def test_each_way_of_signing_in_by_a_certificate_asks(both: World, journey: str) -> None:
    now = both.clock.now
    numbers = frozenset({(NumberKind.TAX, NUMBER), (NumberKind.CITIZEN, NUMBER)})
    subject = SubjectFacts(NAME, numbers=numbers)
    certificate = Certificate(b"", "CA", "01", now, now + timedelta(days=90), RootKind.PUBLIC, subject)
    flow = Flow("f", journey, Purpose.SIGN_IN, Subject.CITIZEN, step="waiting", started_at=now)
    assert go_on_with(both.services, flow, certificate).step == "which_account"
    declared = both.app.extensions["journeys"][journey]
    assert declared.step("which_account")
    assert declared.before("which_account") == declared.first
