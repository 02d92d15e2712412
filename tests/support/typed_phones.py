"""Browsers that stand where a phone is typed: before the code of each journey that sends it to any phone."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask.sessions import SecureCookieSessionInterface

from bff.journeys.flow import CertificateFacts, Flow
from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim
from bff.messages.vouching import CodeStep, Vouching
from bff.registry import journeys
from bff.rules.proofs import ProofKind
from bff.views.account.new_phone import ProvedBy
from bff.views.dispute.pendings import DisputerProof
from identity.claims import Claims
from identity.people import Person
from identity.subject import Subject
from sandbox.people.table import PEOPLE, person_called
from tests.support.browser import Browser, Page
from tests.support.citizens import Citizen, Insured
from tests.unit.bff.conftest import World
from tests.unit.bff.vietnam_post.test_post_office import GOER, details_of

#: The journeys whose code goes to a phone that a person typed and that nothing vouches for.
TYPED = {
    journey.key: journey
    for journey in journeys()
    for step in journey.all_steps
    if isinstance(step, CodeStep) and step.vouched_by is Vouching.NOTHING and step.name == "code"
}
PHONES = [f"+8490{number:07d}" for number in range(3_000_000, 3_000_120)]


@dataclass(frozen=True)
class Place:
    """What the flow knows where the phone is typed, and what the form asks for beside the phone."""

    facts: Callable[[World], Mapping[str, Any]] = lambda _world: {}
    fields: Callable[[World], Mapping[str, str]] = lambda _world: {}


def _insured(world: World) -> Mapping[str, str]:
    browser = Browser(world.app)
    return Insured(person_called("insured"), browser, world.sandbox).details


def _signed(world: World) -> Mapping[str, Any]:
    until = world.clock() + timedelta(days=300)
    return {
        "identity": Person("Nguyễn Thử", citizen_number="000190999998"),
        "certificate": CertificateFacts("Sandbox Token CA", "01", until),
    }


def _holder(world: World) -> Mapping[str, Any]:
    owner = Citizen(PEOPLE[0], Browser(world.app), world.sandbox)
    claims = Claims(subject=Subject.CITIZEN, citizen_number=owner.person.citizen_number)
    if world.services.accounts.find(claims) is None:
        owner.register()
    account = world.services.accounts.find(claims)
    assert account is not None
    return {
        "account_id": account.id,
        "generation": account.generation,
        "aim": Aim.NEW_PHONE,
        "pending": ProvedBy("vneid", ProofKind.VNEID),  # a signature would vouch for the phone
    }


PLACES: dict[str, Place] = {
    "social_insurance": Place(fields=_insured),
    "social_insurance_proof": Place(facts=lambda _world: {"aim": Aim.RAISE}, fields=_insured),
    "vietnam_post_office": Place(fields=lambda _world: details_of(GOER)),
    "usb_token": Place(facts=_signed),
    "vneid": Place(facts=lambda _world: {"identity": Person("Nguyễn Thử", citizen_number="000190999998")}),
    "dispute_open": Place(facts=lambda _world: {"pending": DisputerProof("sim_signature", "3")}),
    "new_phone": Place(facts=_holder),
}


@dataclass
class Stranger:
    """A browser with fresh cookies at the screen where a phone is typed."""

    world: World
    key: str
    browser: Browser

    @property
    def code_path(self) -> str:
        return f"{TYPED[self.key].at}/code"

    def type_phone(self, phone_number: str, **more: str) -> Page:
        """Fill the screen in with this phone, and press."""
        fields = {**PLACES[self.key].fields(self.world), "phone_number": phone_number, **more}
        return self.browser.send(**fields)

    @property
    def challenge(self) -> str:
        """The challenge on the screen."""
        form = self.browser.page.soup.select_one("form[data-work]")
        return str(form["data-work"]) if form else ""

    @property
    def flow_id(self) -> str:
        """The id of the flow in this browser's cookie."""
        return str(cookie_of(self.world).loads(self.browser.cookie)[TYPED[self.key].purpose])


def stranger_at(world: World, key: str, *, works: bool = True, htmx: bool = False) -> Stranger:
    """Let a browser with fresh cookies stand where the journey asks for the phone."""
    journey = TYPED[key]
    browser = Browser(world.app, works=works, htmx=htmx)
    browser.open("/sign-in")
    flow = world.services.flows.save(_flow(world, journey))
    cookie = cookie_of(world)
    browser.cookie = str(cookie.dumps({**cookie.loads(browser.cookie), journey.purpose: flow.id}))
    browser.open(f"{journey.at}/{journey.step(flow.step).slug}")
    return Stranger(world, key, browser)


def _flow(world: World, journey: Journey) -> Flow:
    names = [step.name for step in journey.steps]
    asks = names[names.index("code") - 1]
    return Flow(
        id=secrets.token_urlsafe(24),
        journey=journey.key,
        purpose=journey.purpose,
        subject=Subject.CITIZEN,
        step=journey.first if asks == journey.asking else asks,  # the person stands on the page before
        started_at=world.clock(),
        **PLACES[journey.key].facts(world),
    )


def cookie_of(world: World) -> Any:
    """What signs and reads the product's cookies."""
    return SecureCookieSessionInterface().get_signing_serializer(world.app)


def received(world: World) -> list[str]:
    """The phones of `PHONES` that have a message, each as often as it has one."""
    return [phone for phone in PHONES for _message in world.sandbox.inbox(phone)]


def use_up_the_range(world: World) -> None:
    """Take the minute's codes to the range of numbers in which the sandbox's phones are."""
    for number in range(10):
        stranger_at(world, "dispute_open").type_phone(f"+849000100{number:02}")


def let_a_minute_pass(world: World) -> None:
    """Move the clock past every wait, and empty the budgets, whose minutes are the machine's."""
    world.clock.move(seconds=75)
    client = world.services.limits.client
    for pattern in ("limit:sms_*", "limit:sim_unvouched*"):
        for key in client.scan_iter(pattern):
            client.delete(key)
