"""A stranger can not lock an owner out: after a simulated day of tries one own way of the owner is open.

A row says for each limit of the table who may drive it, and which way of the owner must stay open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import count, islice
from urllib.parse import urlsplit

import pyotp
import pytest
from flask.testing import FlaskClient

from accounts.account.ways_in import Change
from accounts.disputes.records import Decision
from accounts.links import parse_code
from accounts.references import SIGNS, grouped, new_reference
from accounts.staff.records import Role
from bff.journeys.codes import OneTimeCodes, SentCode, Turn
from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim
from bff.limits.table import LimitTable
from bff.registry import journeys
from bff.rules.portals.means import Means
from bff.rules.proofs import ProofKind
from bff.views.dispute.pendings import DisputeCase
from bff.views.dispute.status import LOOKING
from bff.views.sim_signature.transaction import RequestTurn
from identity.phones import national_mobile
from sandbox.people.table import CROWD, PEOPLE, person_called
from tests.support.browser import ORIGIN, Browser
from tests.support.citizens import PASSWORD, Citizen, Insured
from tests.support.clerks import engage
from tests.support.crowds import Crowd
from tests.support.refusing import LIMITS
from tests.support.relying_party import JWT_BEARER, RelyingParty, agree
from tests.support.sim_holders import Holder, phone_of
from tests.unit.bff.conftest import World
from tests.unit.bff.dispute.test_dispute import (
    STATEMENT,
    decide,
    open_dispute,
    prove,
    the_case,
    tickets,
    write_again,
)
from tests.unit.bff.limits.test_phone_first import (
    details_of,
    last_code,
    person_of,
    send_details,
    standing_at,
)
from tests.unit.bff.steps.test_proof import begin_proof

WRONG, SECRET = "Sai-mật-khẩu-1", "A" * 32
HOURS, TRIES_AN_HOUR = 24, 5
#: How many hours lie between those in which a stranger tries; under attack there is no pause.
PAUSES = [pytest.param(4, id="every_fourth_hour"), pytest.param(1, id="every_hour", marks=pytest.mark.attack)]
BOTH = (Means.PASSWORD, Means.CODE)
#: Small, so that a stranger fills each with few requests; the owner has to get in with less than this.
SMALL = {
    "one_time_codes_per_hour": 3,
    "code_tries_per_session_hour": 3,
    "one_time_codes_per_day": 4,
    "wrong_codes_per_phone_day": 3,
    "matches_per_person": 3,
    "social_insurance_matches_per_number": 3,
    "matches_per_proven_phone": 3,
    "matches_by_proven_phones": 4,
    "matches_per_proven_phone_day": 14,
    "matches_per_typed_phone_day": 14,
    "matches_per_name_day": 14,
    "matches_per_session_hour": 3,
    "sign_ins_per_session": 3,
    "sign_ins_per_account_hour": 3,
    "app_codes_per_account_hour": 3,
    "resets_per_session_hour": 3,
    "usb_joins_per_hour": 3,
    "usb_signatures_per_hour": 3,
    "dispute_tries": 3,
    "dispute_tries_per_reference_hour": 3,
    "desk_sign_ins": 3,
    "desk_sign_ins_per_name_hour": 3,
    "desk_wrong_documents_per_day": 3,
    "passkey_challenges_per_session_hour": 3,
    "portal_wrong_proofs_per_minute": 3,
    "portal_wrong_proofs_per_network_minute": 4,
    "portal_pushes_per_minute": 3,
    "portal_long_pushes_per_minute": 2,
    "portal_all_long_pushes_per_minute": 2,
    "portal_requests_per_session_hour": 3,
    "portal_consents_per_session_day": 3,
    "portal_kept_requests": 5,
    "portal_kept_requests_per_portal": 4,
    "portal_kept_long_requests": 3,
}


class Driver(StrEnum):
    """Who may fill a count that concerns the owner."""

    A_STRANGER = "a stranger"
    THE_PASSWORD = "a stranger who has the password"
    A_SESSION = "a stranger who has an open session"
    OWN_BROWSER = "the browser itself alone"
    A_CLERK = "a member of staff"
    A_PORTAL = "a portal"


Hammer = Callable[[World, Crowd, int], object]
Way = Callable[[World], bool]


@dataclass(frozen=True)
class Row:
    """One limit, who may drive it and how, and what the owner does afterwards."""

    limit: str
    driver: Driver
    begin: Callable[[World], tuple[Hammer, Way]]


def journey(key: str) -> Journey:
    (found,) = (one for one in journeys() if one.key == key)
    return found


def owner_of(world: World) -> tuple[Citizen, str]:
    """Register the first person in a browser that the account knows from then on; return also its account."""
    owner = world.citizen()
    owner.register()
    (account_id,) = world.services.accounts.with_phone(owner.person.phone_number)
    return owner, account_id


def signs_in(citizen: Citizen) -> Way:
    """The owner signs in with the password and a code, in this citizen's browser."""

    def way(_world: World) -> bool:
        citizen.sign_in()
        return citizen.enter_code().path == "/account"

    return way


def signs_in_with_a_longer_code(citizen: Citizen) -> Way:
    """The owner signs in in a browser that the account does not know, where short codes are refused."""

    def way(world: World) -> bool:
        citizen.sign_in()
        assert "send a longer code" in citizen.enter_code().text
        world.clock.move(seconds=60)
        citizen.browser.press("Send the code again")
        return citizen.enter_code(citizen.longer_code).path == "/account"

    return way


def signs_in_with(citizen: Citizen, code: Callable[[World], str]) -> Way:
    """The owner signs in with the password and an app's code or a recovery code."""

    def way(world: World) -> bool:
        citizen.sign_in()
        return citizen.browser.send(code=code(world)).path == "/account"

    return way


def both(*ways: Way) -> Way:
    return lambda world: all(way(world) for way in ways)


# ---------------------------------------------------------------- codes
def codes_are_sent(world: World) -> tuple[Hammer, Way]:
    owner, _ = owner_of(world)
    elsewhere = world.citizen()
    facts = {"citizen_number": owner.person.citizen_number, "phone_number": owner.person.phone_number}

    def hammer(_world: World, crowd: Crowd, _n: int) -> object:
        return crowd.posting(crowd.browser(), "/forgot-password", **facts)()

    return hammer, both(signs_in(owner), signs_in(elsewhere))


def numbers_are_given_up(world: World) -> tuple[Hammer, Way]:
    """A stranger with the number alone says all day that it has a new owner."""
    owner, _ = owner_of(world)

    def hammer(_world: World, crowd: Crowd, _n: int) -> object:
        browser = crowd.browser()
        crowd.posting(browser, "/dispute/number")()
        phone_number = owner.person.phone_number
        return crowd.posting(browser, "/dispute/number/phone", phone_number=phone_number)()

    return hammer, both(signs_in(owner), signs_in(world.citizen()))


def codes_are_guessed(key: str, **known: object) -> Callable[[World], tuple[Hammer, Way]]:
    def begin(world: World) -> tuple[Hammer, Way]:
        owner, account_id = owner_of(world)
        phone = owner.person.phone_number

        def hammer(world: World, crowd: Crowd, n: int) -> object:
            sent = SentCode("0" * 64, world.clock(), "request")
            codes = OneTimeCodes((sent,), sent_to=phone)
            facts = {"phone_number": phone, "codes": codes, "account_id": account_id, **known}
            path = f"{journey(key).at}/code"
            if known:  # the number is one whose passwords are guessed
                fields = {"citizen_number": owner.person.citizen_number, "password": WRONG}
                crowd.posting(crowd.browser(), "/sign-in", **fields)()
            return crowd.posting(crowd.at(journey(key), "code", **facts), path, code=f"{n:06d}")()

        elsewhere = world.citizen()
        if key != "sign_in":
            return hammer, both(signs_in(owner), signs_in(elsewhere))
        return hammer, both(signs_in(owner), signs_in_with_a_longer_code(elsewhere))

    return begin


# ---------------------------------------------------------------- matches
def matches_fail(
    method: str, person: str, *, proven: Callable[[int], str] | None = None
) -> Callable[[World], tuple[Hammer, Way]]:
    """A stranger enters wrong names for the owner; the owner proves by the same method, or signs in."""

    def begin(world: World) -> tuple[Hammer, Way]:
        kind = Insured if method == "social_insurance" else Citizen
        owner = kind(person_called(person), Browser(world.app), world.sandbox)
        owner.register()
        proving = journey(f"{method}_proof")
        # what the card's facts alone may do is to open a case
        aim = Aim.DISPUTE if method == "social_insurance" else Aim.NEW_PHONE

        def hammer(_world: World, crowd: Crowd, n: int) -> object:
            phone = proven(n) if proven else None
            facts = {"aim": aim, "proven_phone": phone}
            own = {"phone_number": national_mobile(phone)} if phone else {}
            fields = owner.details | {"full_name": "Người Khác"} | own
            return crowd.posting(crowd.at(proving, "details", **facts), f"{proving.at}/details", **fields)()

        def proves(world: World) -> bool:
            elsewhere = kind(owner.person, Browser(world.app), world.sandbox)
            begin_proof(elsewhere.browser, method.replace("_", "-"), aim)
            page = elsewhere.give_details()
            if page.path.endswith("/phone-first"):
                elsewhere.browser.send()
                elsewhere.enter_code()
                page = elsewhere.give_details()
            else:
                page = elsewhere.enter_code()
            return not page.path.startswith("/prove")

        return hammer, signs_in(owner) if proven else proves

    return begin


def numbers_are_guessed(key: str, *, phone: str | None = None) -> Callable[[World], tuple[Hammer, Way]]:
    """A stranger tries citizen numbers with the owner's other details; the owner proves by the same way."""

    def begin(world: World) -> tuple[Hammer, Way]:
        proving = journey(key)
        right, own = details_of(world, proving), person_of(proving).phone_number
        guess = {"phone_number": national_mobile(phone), "account": national_mobile(phone)} if phone else {}

        def hammer(_world: World, crowd: Crowd, n: int) -> object:
            client = crowd.at(proving, "details", aim=Aim.RAISE, proven_phone=phone)
            born = right["birth_date_year"][2:]
            fields = right | guess | {"citizen_number": f"000{'0' if born == '00' else '1'}{born}{n:06d}"}
            return crowd.posting(client, f"{proving.at}/details", **fields)()

        def proves(world: World) -> bool:
            browser = standing_at(world, proving, "details")
            page = send_details(browser, proving, right)
            if page.path.endswith("/phone-first"):
                browser.send(phone_number=own)
                browser.send(code=last_code(world, own))
                page = send_details(browser, proving, right)
            else:
                page = browser.send(code=last_code(world, own))
            return not page.path.endswith(("/details", "/phone-first", "/refused", "/code"))

        return hammer, proves

    return begin


# ---------------------------------------------------------------- passwords
def passwords_are_guessed(world: World) -> tuple[Hammer, Way]:
    owner, account_id = owner_of(world)
    codes = world.services.second_factors.turn_on(account_id, secret=SECRET, step=0, generation=0)
    elsewhere = [world.citizen() for _ in range(2)]
    fields = {"citizen_number": owner.person.citizen_number, "password": WRONG}

    def hammer(_world: World, crowd: Crowd, _n: int) -> object:
        return crowd.posting(crowd.browser(), "/sign-in", **fields)()

    def app_code(world: World) -> str:
        world.clock.move(seconds=30)
        return pyotp.TOTP(SECRET).at(world.clock())

    return hammer, both(
        signs_in_with(owner, app_code),
        signs_in_with(elsewhere[0], app_code),
        signs_in_with(elsewhere[1], lambda _world: codes[0]),
    )


def current_passwords_are_guessed(world: World) -> tuple[Hammer, Way]:
    owner, account_id = owner_of(world)

    def hammer(world: World, crowd: Crowd, _n: int) -> object:
        stolen = world.services.signed_in.begin(account_id, device="x").token
        return crowd.posting(crowd.browser(signed_in=stolen), "/account/confirm/app_on", current=WRONG)()

    def way(_world: World) -> bool:
        owner.sign_in()
        owner.enter_code()
        return owner.open_change("/account/second-step").heading == "Set up an authenticator app"

    return hammer, way


def changes_are_made(change: Change, path: str, **fields: str) -> Callable[[World], tuple[Hammer, Way]]:
    """A stranger with a session and a way in changes one way in again and again; the owner stops that."""

    def begin(world: World) -> tuple[Hammer, Way]:
        owner, account_id = owner_of(world)
        passwords = [PASSWORD, "Cầu-ao-7-bậc"]

        def hammer(world: World, crowd: Crowd, _n: int) -> object:
            generation = world.services.accounts.generation_of(account_id) or 0
            stolen = world.services.signed_in.begin(account_id, device="x", generation=generation)
            world.services.fresh.give(stolen.id, change, by="password")
            new = {"current": passwords[0], "password": passwords[1], "confirmation": passwords[1]}
            client = crowd.browser(signed_in=stolen.token)
            answer = crowd.posting(client, path, **(fields or new))()
            if answer.status_code == 303:
                passwords.reverse()
            return answer

        def stops(world: World) -> bool:
            owner.use_code()
            owner.browser.press("Stop")
            account = world.services.accounts.get(account_id)
            return account is not None and not account.is_active

        return hammer, stops

    return begin


def deletions_are_asked(world: World) -> tuple[Hammer, Way]:
    """A stranger with a session and the password asks for the deletion and keeps; the owner can keep."""
    owner, account_id = owner_of(world)

    def hammer(world: World, crowd: Crowd, _n: int) -> object:
        generation = world.services.accounts.generation_of(account_id) or 0
        stolen = world.services.signed_in.begin(account_id, device="x", generation=generation)
        client = crowd.browser(signed_in=stolen.token)
        crowd.posting(client, "/account/data/keep")()
        return crowd.posting(client, "/account/data/delete", current=PASSWORD)()

    def keeps(world: World) -> bool:
        owner.sign_in()
        owner.enter_code()
        owner.browser.open("/account/data")
        owner.browser.post_form("/account/data/keep")
        return world.services.requests.open_of(account_id) == []

    return hammer, keeps


def disputes_are_opened(world: World) -> tuple[Hammer, Way]:
    """A signer opens and withdraws all day; two people who saw the person open one all the same."""
    _owner, account_id = owner_of(world)

    def hammer(world: World, _crowd: Crowd, _n: int) -> object:
        answer = write_again(world, "usb_token", ProofKind.SIGNATURE)(STATEMENT)
        for dispute in world.services.disputes.to_do():
            world.services.disputes.withdraw(dispute.id)
        return answer

    def way(world: World) -> bool:
        write_again(world, "usb_token", ProofKind.TWO_PEOPLE)(STATEMENT)
        return the_case(world).account_id == account_id

    return hammer, way


def statements_are_written(world: World) -> tuple[Hammer, Way]:
    """A false disputer writes all day; two officers decide all the same, and the owner signs in."""
    owner, account_id = owner_of(world)
    open_dispute(world.citizen())
    case = DisputeCase(the_case(world).id)

    def hammer(_world: World, crowd: Crowd, _n: int) -> object:
        client = crowd.at(LOOKING, "case", pending=case)
        return crowd.posting(client, "/dispute/case/case", action="add", text="Còn nữa")()

    def way(world: World) -> bool:
        decide(world, Decision.RESTORE)
        account = world.services.accounts.get(account_id)
        assert account is not None
        return account.is_active and signs_in(owner)(world)

    return hammer, way


def app_codes_are_guessed(world: World) -> tuple[Hammer, Way]:
    owner, account_id = owner_of(world)
    codes = world.services.second_factors.turn_on(account_id, secret=SECRET, step=0, generation=0)

    def hammer(_world: World, crowd: Crowd, n: int) -> object:
        guesser = crowd.at(journey("sign_in_app"), "app_code", account_id=account_id, generation=1)
        return crowd.posting(guesser, "/sign-in/app/app-code", code=f"{n:06d}")()

    return hammer, signs_in_with(owner, lambda _world: codes[0])


# ---------------------------------------------------------------- SIMs
def sims_are_asked(world: World, *, with_codes: bool = False) -> tuple[Hammer, Way]:
    """A stranger has a SIM asked all day, and has the codes sent that come first then; each did the work."""
    owner, elsewhere = (Holder(world, phone_of("sim_citizen")) for _ in range(2))
    owner.register()
    signing_in = journey("sim_sign_in")

    def hammer(_world: World, crowd: Crowd, _n: int) -> object:
        turn = Turn(world.clock(), worked=True)
        facts = {"phone_number": owner.phone_number, "pending": RequestTurn(turn)}
        client = crowd.at(signing_in, "turn", **facts)
        crowd.posting(client, "/sign-in/sim/turn", action="go")()
        answer = crowd.posting(client, "/sign-in/sim/waiting", action="cancel")()
        if with_codes:
            codes = OneTimeCodes(turn=turn, sent_to=owner.phone_number)
            client = crowd.at(signing_in, "phone_first", codes=codes)
            crowd.posting(client, "/sign-in/sim/phone-first", phone_number=owner.phone_number)()
        return answer

    def proves_the_phone(world: World) -> bool:
        elsewhere.browser.open("/sign-in")
        elsewhere.browser.press("Sign in with")
        assert elsewhere.browser.send(phone_number=owner.phone_number).path.endswith("/phone-first")
        elsewhere.browser.send()
        newest = max(world.sandbox.inbox(owner.phone_number), key=lambda one: one.received_at)
        elsewhere.browser.send(code=newest.text.rpartition("#")[2])
        elsewhere.browser.send()
        elsewhere.confirm_on_the_phone()
        return elsewhere.browser.open_and_go_on("/sign-in/sim/waiting").path == "/account"

    return hammer, both(lambda _world: owner.sign_in().path == "/account", proves_the_phone)


def reports_are_made(world: World) -> tuple[Hammer, Way]:
    owner, _ = owner_of(world)
    registering = journey("sim_signature")

    def hammer(_world: World, crowd: Crowd, _n: int) -> object:
        facts = {"phone_number": owner.person.phone_number, "refusal": "cancelled"}
        client = crowd.at(registering, "refused", **facts)
        return crowd.posting(client, f"{registering.at}/refused", action="not_me")()

    return hammer, signs_in(owner)


# ---------------------------------------------------------------- disputes and the desk
def disputes_are_guessed(world: World) -> tuple[Hammer, Way]:
    owner_of(world)
    disputer = world.citizen()
    prove(disputer)
    reference, secret = tickets(disputer.browser.send(text=STATEMENT))

    def hammer(_world: World, crowd: Crowd, _n: int) -> object:
        fields = {"reference": reference, "secret": "2345-6789"}
        return crowd.posting(crowd.browser(), "/dispute/status", **fields)()

    def way(_world: World) -> bool:
        disputer.browser.open("/dispute/status")
        return disputer.browser.send(reference=reference, secret=secret).path == "/dispute/case/case"

    return hammer, way


def desk_is_guessed(world: World) -> tuple[Hammer, Way]:
    clerk = engage(world.services, Browser(world.app), "ngoc", Role.CLERK)
    clerk.sign_in()

    def hammer(_world: World, crowd: Crowd, _n: int) -> object:
        fields = {"name": "ngoc", "password": WRONG, "code": "000000"}
        return crowd.posting(crowd.browser(), "/desk/sign-in", **fields)()

    def way(_world: World) -> bool:
        clerk.seconds = 30
        return clerk.sign_in().path == "/desk"

    return hammer, way


def documents_are_guessed(world: World) -> tuple[Hammer, Way]:
    """A clerk types wrong facts about an owner's case of help; a colleague compares it."""
    owner, _account = owner_of(world)
    guesser = engage(world.services, Browser(world.app), "ngoc", Role.CLERK).staff
    colleague = engage(world.services, Browser(world.app), "lan", Role.CLERK)
    person = owner.person
    made = world.services.help_cases.make(
        number=person.citizen_number, phone_number=person.phone_number, days=3
    )
    right = {
        "finding": "agrees",
        "document_name": person.full_name,
        "document_birth_date": "/".join(reversed(person.birth_date.split("-"))),
        "document_digits": person.citizen_number[-4:],
    }

    def hammer(_world: World, crowd: Crowd, _n: int) -> object:
        client = crowd.browser()
        session = world.services.desk_sessions.begin(guesser.id, guesser.generation)
        client.set_cookie("cuaso-desk", session.token)
        return crowd.posting(client, f"/desk/help/{grouped(made)}", **{**right, "document_digits": "9999"})()

    def way(_world: World) -> bool:
        colleague.sign_in()
        colleague.look_for(made)
        return "Another person approves it" in colleague.browser.send(**right).text

    return hammer, way


# ---------------------------------------------------------------- what only the own browser fills
def from_other_browsers(path: str, **fields: str) -> Callable[[World], tuple[Hammer, Way]]:
    """A stranger's browser fills its own count; the owner's browser does the same thing."""

    def begin(world: World) -> tuple[Hammer, Way]:
        crowd = Crowd(world.app)
        own = crowd.browser()

        def hammer(_world: World, crowd: Crowd, _n: int) -> object:
            return crowd.posting(crowd.browser(browser="one"), path, **fields)()

        return hammer, lambda _world: send(crowd, own, path, fields) in {303, 422}

    return begin


def passkeys_are_asked(path: str, **fields: str) -> Callable[[World], tuple[Hammer, Way]]:
    """A stranger's browser fills its own counts of passkeys; the owner's asks for a challenge."""

    def begin(world: World) -> tuple[Hammer, Way]:
        crowd, owner = Crowd(world.app), world.citizen()
        own = crowd.browser()
        owner.register()

        def hammer(_world: World, crowd: Crowd, _n: int) -> object:
            return crowd.posting(crowd.browser(browser="one"), path, **fields)()

        return hammer, both(
            lambda _world: send(crowd, own, "/sign-in/passkey/options", {}) == 200, signs_in(owner)
        )

    return begin


def way_on_codes_are_guessed(world: World) -> tuple[Hammer, Way]:
    """A stranger has glanced at the first group of the owner's code and guesses the others."""
    owner = world.citizen()
    owner.register()
    code = owner.way_on_codes[-1]
    seen = parse_code(code) or ""

    def hammer(_world: World, crowd: Crowd, n: int) -> object:
        guess = seen[:4] + SIGNS[n % 23] * 4 + SIGNS[n // 23 % 23] * 4
        return crowd.posting(crowd.browser(), "/code", code=guess)()

    return (
        hammer,
        lambda _world: world.citizen().use_code(code).heading == "Was it not you?",
    )


def send(crowd: Crowd, client: FlaskClient, path: str, fields: dict[str, str]) -> int:
    return crowd.posting(client, path, **fields)().status_code


def one_browser_matches(world: World) -> tuple[Hammer, Way]:
    owner, proving = world.citizen(), journey("mobile_subscriber_proof")

    def hammer(_world: World, crowd: Crowd, n: int) -> object:
        other = {"full_name": CROWD[n + 1].full_name}
        fields = Citizen(CROWD[n], owner.browser, world.sandbox).details | other
        client = crowd.at(proving, "details", aim=Aim.RAISE, session={"browser": "one"})
        return crowd.posting(client, f"{proving.at}/details", **fields)()

    return hammer, lambda _world: owner.register().path.endswith("/done")


def one_browser_signs(world: World) -> tuple[Hammer, Way]:
    from tests.unit.bff.limits.test_volleys import token_volley  # noqa: PLC0415 - the same tries

    acts = iter(token_volley(journey("token_sign_in")).acts(world, Crowd(world.app)))
    holder = Holder(world, phone_of("sim_citizen"))
    holder.register()
    return lambda _world, _crowd, _n: next(acts, lambda: None)(), (
        lambda _world: holder.sign_in().path == "/account"
    )


# ---------------------------------------------------------------- portals
def portals_are_guessed(*, names: int) -> Callable[[World], tuple[Hammer, Way]]:
    """A stranger elsewhere sends wrong proofs in the name of portals; one pushes and redeems as always."""

    def begin(world: World) -> tuple[Hammer, Way]:
        portal, owner = RelyingParty(world.app, "portal0"), world.citizen()
        owner.register()

        def hammer(_world: World, _crowd: Crowd, n: int) -> object:
            wrong = {"client_assertion_type": JWT_BEARER, "client_assertion": portal.assertion(aud="x")}
            who = {"client_id": f"portal{n % names}", "grant_type": "authorization_code"}
            return portal.post("/oauth2/token", {}, "192.0.2.9", **who, **wrong)

        def way(_world: World) -> bool:
            asked = [portal.pushed() for _ in range(3)]
            return [one.status_code for one in asked] == [201, 201, 201] and signs_in_at(portal, owner)

        return hammer, way

    return begin


def a_portal_pushes(state: str = "") -> Callable[[World], tuple[Hammer, Way]]:
    """One portal pushes all day; another portal does so too, and signs the owner in."""

    def begin(world: World) -> tuple[Hammer, Way]:
        loud, other = (RelyingParty(world.app, name) for name in ("loud", "other"))
        owner = world.citizen()
        owner.register()
        return lambda _world, _crowd, _n: loud.pushed(state=state or loud.state), (
            lambda _world: other.pushed().status_code == 201 and signs_in_at(other, owner)
        )

    return begin


def requests_are_begun(world: World) -> tuple[Hammer, Way]:
    """A stranger's browser begins to answer a portal's requests; the owner signs in there from another."""
    portal, owner = RelyingParty(world.app), world.citizen()
    owner.register()
    path = portal.address().replace("/oauth2/authorize", "/portal")

    def hammer(_world: World, crowd: Crowd, _n: int) -> object:
        return crowd.posting(crowd.browser(browser="one"), path, action="sign_in")()

    return hammer, lambda _world: signs_in_at(portal, owner)


def requests_are_kept(*, portals: int = 1, state: str = "") -> Callable[[World], tuple[Hammer, Way]]:
    """Fresh cookies begin to answer portals' requests; known browsers go on, and others sign in first."""

    def begin(world: World) -> tuple[Hammer, Way]:
        (owner, _), elsewhere = owner_of(world), world.citizen()
        asking = [RelyingParty(world.app, f"portal{n}") for n in range(portals)]
        queries = [urlsplit(one.address(**({"state": state} if state else {}))).query for one in asking]

        def hammer(_world: World, crowd: Crowd, n: int) -> object:
            return crowd.posting(crowd.browser(), f"/portal?{queries[n % portals]}", action="sign_in")()

        def goes_on(citizen: Citizen, *, is_known: bool) -> bool:
            asking[0].send(citizen.browser)
            citizen.browser.press("Sign in")
            if not is_known and citizen.page.status == 429:
                citizen.browser.press("Sign in")
            citizen.browser.send(citizen_number=owner.person.citizen_number, password=PASSWORD)
            citizen.enter_code()
            if not is_known and citizen.page.path == "/account":
                asking[0].send(citizen.browser)
            if not citizen.browser.left_for:
                asks = "asks for data" in citizen.page.heading
                citizen.browser.press("Agree and go on" if asks else "Go on")
            code = asking[0].answer_to(citizen.browser)["code"]
            return asking[0].redeem(code).status_code == 200

        return hammer, lambda _world: goes_on(owner, is_known=True) and goes_on(elsewhere, is_known=False)

    return begin


def portals_are_answered(world: World) -> tuple[Hammer, Way]:
    """A stranger with a session goes to a portal all day; the owner does from a session of their own."""
    portal, (owner, account_id) = RelyingParty(world.app), owner_of(world)
    agree(world.app, account_id, portal)

    def hammer(world: World, crowd: Crowd, n: int) -> object:
        if n % TRIES_AN_HOUR == 0:
            begun = world.services.signed_in.begin(account_id, device="x", means=BOTH).token
            stolen.append(crowd.browser(signed_in=begun))
        return stolen[-1].get(portal.address(), base_url=ORIGIN)

    stolen: list[FlaskClient] = []
    return hammer, lambda _world: signs_in_at(portal, owner)


def portals_are_allowed_and_forbidden(world: World) -> tuple[Hammer, Way]:
    """A stranger with a session agrees and withdraws all day; the owner agrees in a session of their own."""
    portal, (owner, account_id) = RelyingParty(world.app), owner_of(world)

    def hammer(world: World, crowd: Crowd, n: int) -> object:
        if n % TRIES_AN_HOUR == 0:
            begun = world.services.signed_in.begin(account_id, device="x", means=BOTH).token
            stolen.append(crowd.browser(signed_in=begun))
        world.services.grants.withdraw(account_id, portal.id)
        return crowd.posting(stolen[-1], f"/portal?{urlsplit(portal.address()).query}", action="agree")()

    stolen: list[FlaskClient] = []
    return hammer, lambda _world: signs_in_at(portal, owner)


def signs_in_at(portal: RelyingParty, owner: Citizen) -> bool:
    """Whether the owner, who signs in in a browser without history, gets to the portal with a good code."""
    owner.browser = Browser(portal.app)
    portal.send(owner.browser)
    owner.browser.press("Sign in")
    owner.browser.send(citizen_number=owner.person.citizen_number, password=PASSWORD)
    owner.enter_code()
    if not owner.browser.left_for:
        owner.browser.press("Agree and go on" if "asks for data" in owner.page.heading else "Go on")
    return portal.redeem(portal.answer_to(owner.browser)["code"]).status_code == 200


#: Counts of single browsers, and of groups of codes: a stranger who changes them fills none. And the texts
#: of a dispute: after a day the dispute itself takes no more of them.
SPREAD = {
    "texts_of_a_side",
    "wrong_passwords_of_a_browser",
    "wrong_dispute_codes_of_a_browser",
    "desk_sign_ins_of_a_browser",
    "wrong_way_on_codes_of_a_group",
}
OWNER = {"citizen_number": PEOPLE[0].citizen_number, "phone_number": "0900000001"}
ROWS = [
    Row("codes_to_a_phone", Driver.A_STRANGER, codes_are_sent),
    Row("rare_codes_to_a_phone", Driver.A_STRANGER, numbers_are_given_up),
    Row("wrong_codes", Driver.A_STRANGER, codes_are_guessed("forgot_password")),
    Row("wrong_codes_of_sign_ins", Driver.THE_PASSWORD, codes_are_guessed("sign_in")),
    Row(
        "wrong_codes_while_guessed",
        Driver.A_STRANGER,
        codes_are_guessed("sign_in", is_quiet=True, typed={"number": PEOPLE[0].citizen_number}),
    ),
    Row("matches_of_a_person", Driver.A_STRANGER, matches_fail("mobile_subscriber", "everything_works")),
    Row("matches_of_an_insurance_number", Driver.A_STRANGER, matches_fail("social_insurance", "insured")),
    Row(
        "matches_of_a_proven_phone",
        Driver.A_STRANGER,
        matches_fail("mobile_subscriber", "everything_works", proven=lambda _n: "+84900000555"),
    ),
    Row(
        "matches_of_a_person_by_proven_phones",
        Driver.A_STRANGER,
        matches_fail("mobile_subscriber", "everything_works", proven="+84900{:06d}".format),
    ),
    Row("matches_of_a_post_id", Driver.A_STRANGER, numbers_are_guessed("vietnam_post_proof")),
    Row("matches_of_a_typed_phone", Driver.A_STRANGER, numbers_are_guessed("mobile_subscriber_proof")),
    Row("matches_of_a_name", Driver.A_STRANGER, numbers_are_guessed("mobile_subscriber_proof")),
    Row(
        "matches_by_a_proven_phone",
        Driver.A_STRANGER,
        numbers_are_guessed("mobile_subscriber_proof", phone="+84900000555"),
    ),
    Row("matches_of_a_browser", Driver.OWN_BROWSER, one_browser_matches),
    Row(
        "appointment_lookups",
        Driver.OWN_BROWSER,
        from_other_browsers("/post-office", reference=new_reference()),
    ),
    Row("office_help_requests", Driver.OWN_BROWSER, from_other_browsers("/counter-help", **OWNER)),
    Row("password_resets", Driver.OWN_BROWSER, from_other_browsers("/forgot-password", **OWNER)),
    Row(
        "wrong_way_on_codes_of_a_browser",
        Driver.OWN_BROWSER,
        from_other_browsers("/code", code="2345-6789-2345"),
    ),
    Row("wrong_way_on_codes_of_a_group", Driver.A_STRANGER, way_on_codes_are_guessed),
    Row("joins", Driver.OWN_BROWSER, from_other_browsers("/continue", code="23456789")),
    Row("token_signatures", Driver.OWN_BROWSER, one_browser_signs),
    Row("wrong_passwords_of_a_browser", Driver.A_STRANGER, passwords_are_guessed),
    Row("wrong_passwords_of_an_account", Driver.A_STRANGER, passwords_are_guessed),
    Row("wrong_current_passwords", Driver.A_SESSION, current_passwords_are_guessed),
    Row(
        "changes_of_the_email",
        Driver.A_SESSION,
        changes_are_made(Change.EMAIL, "/account/data/email", email="thief@example.vn"),
    ),
    Row(
        "changes_of_a_way_in",
        Driver.A_SESSION,
        changes_are_made(Change.NEW_PASSWORD, "/account/password"),
    ),
    Row("deletions_asked", Driver.A_SESSION, deletions_are_asked),
    Row("disputes_of_an_account", Driver.A_STRANGER, disputes_are_opened),
    Row("texts_of_a_side", Driver.A_STRANGER, statements_are_written),
    Row("wrong_app_codes", Driver.THE_PASSWORD, app_codes_are_guessed),
    Row("sim_requests", Driver.A_STRANGER, sims_are_asked),
    Row("shared_codes_to_a_phone", Driver.A_STRANGER, partial(sims_are_asked, with_codes=True)),
    Row("not_me_reports", Driver.A_STRANGER, reports_are_made),
    Row("wrong_dispute_codes_of_a_browser", Driver.A_STRANGER, disputes_are_guessed),
    Row("wrong_dispute_codes_of_a_reference", Driver.A_STRANGER, disputes_are_guessed),
    Row("desk_sign_ins_of_a_browser", Driver.A_STRANGER, desk_is_guessed),
    Row("desk_sign_ins_of_a_name", Driver.A_STRANGER, desk_is_guessed),
    Row("wrong_documents_of_a_record", Driver.A_CLERK, documents_are_guessed),
    Row("wrong_documents_of_staff", Driver.A_CLERK, documents_are_guessed),
    Row("passkey_challenges", Driver.OWN_BROWSER, passkeys_are_asked("/sign-in/passkey/options")),
    Row("wrong_passkeys", Driver.OWN_BROWSER, passkeys_are_asked("/sign-in/passkey", credential="{}")),
    Row("wrong_proofs_of_a_portal", Driver.A_STRANGER, portals_are_guessed(names=1)),
    Row("wrong_proofs_of_a_network", Driver.A_STRANGER, portals_are_guessed(names=5)),
    Row("pushed_requests", Driver.A_PORTAL, a_portal_pushes()),
    Row("long_pushes_of_a_portal", Driver.A_PORTAL, a_portal_pushes(state="ệ" * 400)),
    Row("long_pushes", Driver.A_PORTAL, a_portal_pushes(state="ệ" * 400)),
    Row("portal_requests", Driver.OWN_BROWSER, requests_are_begun),
    Row("kept_requests", Driver.A_STRANGER, requests_are_kept(portals=3)),
    Row("kept_requests_of_a_portal", Driver.A_STRANGER, requests_are_kept()),
    Row("kept_long_requests", Driver.A_STRANGER, requests_are_kept(state="s" * 2_000)),
    Row("portal_answers", Driver.A_SESSION, portals_are_answered),
    Row("portal_consents", Driver.A_SESSION, portals_are_allowed_and_forbidden),
]


def test_every_limit_of_the_table_says_who_may_drive_it() -> None:
    assert {row.limit for row in ROWS} == LIMITS


@pytest.mark.parametrize("pause", PAUSES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.limit)
def test_a_stranger_can_not_lock_an_owner_out_by_a_day_of_tries(
    make_world: Callable[..., World], row: Row, pause: int
) -> None:
    world = make_world(**SMALL)
    hammer, way = row.begin(world)
    crowd = Crowd(world.app)
    world.clock.move(hours=1)
    numbers = count()
    for hour in range(HOURS):
        if hour % pause == 0:
            for number in islice(numbers, TRIES_AN_HOUR):
                hammer(world, crowd, number)
        world.clock.move(minutes=59)
    for number in islice(numbers, TRIES_AN_HOUR):
        hammer(world, crowd, number)
    assert row.limit in SPREAD or full_counts(world, row.limit) >= 1
    assert way(world)


def full_counts(world: World, limit: str) -> int:
    """Return how many counts of this limit are full: the stranger did reach it."""
    found = getattr(LimitTable(world.services.settings), limit)
    client = world.services.limits.client
    full = 0
    for one in found if isinstance(found, tuple) else (found,):
        full += sum(client.zcard(key) >= one.most for key in client.scan_iter(f"limit:{one.name}:*"))
    return full
