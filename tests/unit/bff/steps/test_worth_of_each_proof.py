"""Every proof that a person can give, for every aim and level, on the real screens: the table decides."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from accounts.account.records import Account, NewAccount, Standing
from accounts.requests.store import RequestKind
from bff.journeys.purpose import Aim
from bff.rules.proofs import PURPOSE_OF, ProofKind, ProofPurpose, verdict
from identity.subject import Subject
from sandbox.people.person import SandboxPerson
from sandbox.people.table import PEOPLE, person_called
from sandbox.vietnam_post.people import post_person_called
from tests.support.browser import Browser, Page
from tests.support.citizens import PASSWORD, Citizen, Insured
from tests.support.sim_holders import Holder as SimHolder
from tests.support.sim_holders import phone_of
from tests.support.token_holders import Holder as TokenHolder
from tests.support.vneid import Traveller
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof, prove_with_sim
from tests.unit.bff.vietnam_post.test_vietnam_post import details_of

TOO_WEAK = "A stronger proof is needed"
STRANGERS_PHONE = "+84900000777"


@dataclass(frozen=True)
class Way:
    """One way to prove: who the person is, and how they walk from the begin of the proof to its end."""

    name: str
    kind: ProofKind
    slug: str
    person: SandboxPerson
    walk: Callable[[World, Browser, "Way"], Page]
    sandbox_key: str = ""
    subject: Subject = Subject.CITIZEN
    tax_number: str | None = None


def with_carrier(world: World, browser: Browser, way: Way) -> Page:
    citizen = Citizen(way.person, browser, world.sandbox)
    citizen.give_details()
    return citizen.enter_code()


def with_insurance(world: World, browser: Browser, way: Way) -> Page:
    insured = Insured(way.person, browser, world.sandbox)
    insured.give_details()
    return insured.enter_code()


def with_post_id(world: World, browser: Browser, way: Way) -> Page:
    browser.send(**details_of(post_person_called(way.sandbox_key)))
    return Citizen(way.person, browser, world.sandbox).enter_code()


def with_sim(world: World, browser: Browser, way: Way) -> Page:
    holder = SimHolder(world, phone_of(way.sandbox_key), way.subject)
    holder.browser = browser
    return prove_with_sim(holder)


def with_token(world: World, browser: Browser, way: Way) -> Page:
    holder = TokenHolder(world, way.sandbox_key, way.subject)
    holder.browser = browser  # type: ignore[assignment]  # any browser will do
    return holder.sign(at="/prove/usb-token/token")


def with_vneid(world: World, browser: Browser, way: Way) -> Page:
    return Traveller(way.person, browser, world.sandbox, world.sandbox_app).travel()


def holding(number: str, phone: str = STRANGERS_PHONE) -> SandboxPerson:
    return replace(PEOPLE[0], citizen_number=number, phone_number=phone)


_POST = post_person_called("post_id_works")
CITIZENS = (
    Way("carrier", ProofKind.CARRIER, "mobile-subscriber", PEOPLE[0], with_carrier),
    Way("post_id", ProofKind.POST_ID, "vietnam-post", _POST.person, with_post_id, "post_id_works"),
    Way(
        "cards",
        ProofKind.SOCIAL_INSURANCE,
        "social-insurance",
        person_called("insured"),
        with_insurance,
    ),
    Way("vneid", ProofKind.VNEID, "vneid", PEOPLE[0], with_vneid),
    Way("sim", ProofKind.SIGNATURE, "sim-signature", PEOPLE[0], with_sim, "sim_citizen"),
    Way("token", ProofKind.SIGNATURE, "usb-token", holding("000089000150"), with_token, "token_150"),
)
#: Company's keys that name their director, in the hand of a person who wants the director's private account.
COMPANY = ProofKind.ORGANISATION_SIGNATURE
COMPANIES = (
    Way(
        "company_sim",
        COMPANY,
        "sim-signature",
        holding("000182000102"),
        with_sim,
        "sim_representative",
        tax_number="0001234561",
    ),
    Way(
        "company_token",
        COMPANY,
        "usb-token",
        holding("000189000153"),
        with_token,
        "token_153",
        tax_number="0001530017",
    ),
)


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Signing in takes a password alone: what follows is not about codes."""
    return make_world(sign_in_code=False)


def account_for(world: World, way: Way, level: int) -> Account:
    """Open the account that the person of this way holds, with their phone."""
    is_citizen = way.subject is Subject.CITIZEN
    opened = world.services.accounts.open(
        NewAccount(
            subject=way.subject,
            full_name=way.person.full_name,
            citizen_number=way.person.citizen_number,
            phone_number=way.person.phone_number,
            tax_number=None if is_citizen else way.tax_number,
            organisation_name=None if is_citizen else "CÔNG TY",
            method="mobile_subscriber" if is_citizen else "usb_token",
            level=level,
            password_hash=world.services.passwords.hash(PASSWORD),
            registered_at=world.clock(),
        )
    )
    assert isinstance(opened, Account)
    return opened


def prove(world: World, way: Way, aim: Aim, account: Account) -> Page:
    """Walk from the begin of a proof to the screen after it; 404 where it cannot begin."""
    if aim is Aim.ANSWER:
        world.services.accounts.freeze(account.id)
    if aim is Aim.AFTER_STOP:
        world.services.stops.stop(account.id)
    browser = Browser(world.app, language="en")
    if aim in {Aim.RAISE, Aim.DELETE} or aim.startswith("change_"):
        browser.open("/sign-in")
        number = account.tax_number if way.subject is not Subject.CITIZEN else way.person.citizen_number
        browser.send(citizen_number=number or "", password=PASSWORD)
        token = browser.open("/account").soup.find("input", attrs={"name": "csrf_token"})
        assert token
        page = browser.post(f"/prove/{way.slug}", csrf_token=browser.csrf_token, aim=aim, subject=way.subject)
    else:
        page = begin_proof(browser, way.slug, aim, way.subject)
    return page if page.status == 404 else way.walk(world, browser, way)


def succeeded(world: World, aim: Aim, account: Account, page: Page) -> bool:
    """Whether what the proof was for can go on, or was done."""
    match aim:
        case Aim.RAISE:
            found = world.services.accounts.get(account.id)
            return found is not None and found.level > account.level
        case Aim.DELETE:
            open_requests = world.services.requests.open_of(account.id)
            return any(asked.kind is RequestKind.DELETION for asked in open_requests)
        case Aim.NEW_PHONE:
            return page.path == "/new-phone/phone"
        case Aim.RESET:
            return page.path == "/forgot-password/new-password"
        case Aim.DISPUTE:
            return page.path in {"/dispute/open/statement", "/dispute/open/phone"}
        case Aim.ANSWER:
            return page.path == "/dispute/refused/ended"  # frozen by hand: no dispute is there to answer
        case Aim.AFTER_STOP:
            return page.path == "/stopped/new-ways"
        case _:  # a change of a way in: the session has a fresh proof
            return bool(world.services.fresh.client.keys("fresh:*"))


@pytest.mark.parametrize("level", [2, 3])
@pytest.mark.parametrize("aim", list(Aim))
@pytest.mark.parametrize("way", CITIZENS, ids=lambda way: way.name)
def test_a_proof_does_on_the_screens_what_the_table_says(
    world: World, way: Way, aim: Aim, level: int
) -> None:
    account = account_for(world, way, level)
    expected = verdict(way.kind, PURPOSE_OF[aim], account_level=level, subject=Subject.CITIZEN)
    page = prove(world, way, aim, account)
    assert succeeded(world, aim, account, page) is expected.is_allowed, page.text


@pytest.mark.parametrize("aim", list(Aim))
@pytest.mark.parametrize("way", COMPANIES, ids=lambda way: way.name)
def test_a_company_s_key_does_nothing_to_its_directors_private_account(
    world: World, way: Way, aim: Aim
) -> None:
    account = account_for(world, way, 2)
    page = prove(world, way, aim, account)
    assert not succeeded(world, aim, account, page), page.text
    after = world.services.accounts.get(account.id)
    assert after is not None
    assert replace(after, standing=Standing.ACTIVE, generation=0, stopped_at=None) == account


@pytest.mark.parametrize("aim", [Aim.NEW_PHONE, Aim.RESET, Aim.DISPUTE, Aim.ANSWER])
@pytest.mark.parametrize("way", COMPANIES, ids=lambda way: way.name)
def test_a_company_s_key_is_enough_for_its_own_account(world: World, way: Way, aim: Aim) -> None:
    own = replace(way, subject=Subject.BUSINESS)
    account = account_for(world, own, 3)
    assert succeeded(world, aim, account, prove(world, own, aim, account))


@pytest.mark.parametrize("way", COMPANIES, ids=lambda way: way.name)
def test_a_company_s_key_signs_no_person_in_to_a_private_account(world: World, way: Way) -> None:
    account_for(world, way, 2)
    if way.slug == "sim-signature":
        holder = SimHolder(world, phone_of(way.sandbox_key))
        page = holder.sign_in()
        browser: Browser = holder.browser
    else:
        token = TokenHolder(world, way.sandbox_key)
        token.browser.open("/sign-in")
        token.browser.press("USB signing token")
        page = token.sign(at="/sign-in/token/token")
        browser = token.browser
    assert "There is no account with this signature yet" in page.text
    assert browser.open("/account").path == "/sign-in"


@pytest.mark.parametrize("kind", list(ProofKind))
@pytest.mark.parametrize("purpose", list(ProofPurpose))
def test_no_proof_is_worth_more_for_a_higher_account(kind: ProofKind, purpose: ProofPurpose) -> None:
    for subject in Subject:
        low, high = (
            verdict(kind, purpose, account_level=level, subject=subject).is_allowed for level in (2, 3)
        )
        assert low or not high


@pytest.mark.parametrize("way", COMPANIES, ids=lambda way: way.name)
def test_a_company_s_key_registers_no_private_account(world: World, way: Way) -> None:
    if way.slug == "sim-signature":
        holder = SimHolder(world, phone_of(way.sandbox_key))
        holder.reach_waiting()
        holder.confirm_on_the_phone()
        page = holder.look()
    else:
        token = TokenHolder(world, way.sandbox_key)
        token.reach_token()
        page = token.sign()
    assert page.heading == "This certificate is for another kind of account"
