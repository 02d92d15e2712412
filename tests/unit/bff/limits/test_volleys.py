"""A stranger can not have more tries judged by sending them all at once, at any address that asks a limit."""

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.test import Client, TestResponse

from accounts.account.records import AccountEvent
from accounts.account.ways_in import Change
from accounts.disputes.records import NoteKind
from accounts.references import SIGNS, grouped, new_reference
from accounts.staff.records import Role
from bff.journeys.codes import OneTimeCodes, SentCode, Turn
from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim, Purpose
from bff.limits.table import LimitTable
from bff.registry import journeys
from bff.rules.portals.means import Means
from bff.rules.proofs import ProofKind
from bff.settings.settings import Settings
from bff.stores.attempts import Limit
from bff.views.dispute.opening import OPENING
from bff.views.dispute.pendings import DisputeCase, DisputerProof
from bff.views.dispute.status import LOOKING
from bff.views.sim_signature.transaction import RequestTurn
from bff.views.usb_token.pendings import TokenWork
from identity.people import Person
from sandbox.people.table import CROWD, PEOPLE
from tests.support.browser import ORIGIN, Browser
from tests.support.citizens import PASSWORD, Citizen
from tests.support.clerks import engage
from tests.support.crowds import VOLLEY, Act, Crowd, at_once
from tests.support.refusing import LIMITS
from tests.support.relying_party import RelyingParty, agree
from tests.unit.bff.conftest import World
from tests.unit.bff.desk.test_desk_appointments import an_appointment
from tests.unit.bff.dispute.test_dispute import open_dispute, the_case
from verifiers.usb_token import TokenChallenge

PHONE, WRONG = "+84900000555", "Sai-mật-khẩu-1"


@dataclass(frozen=True)
class Volley:
    """Tries that one limit bounds, all sent at once to one address.

    Attributes:
        limit: the name of the limit in the table.
        where: a journey's key and step, or an address.
        acts: makes the tries in a world.
        judged: counts how many of them were judged, from the answers and the world.
    """

    limit: str
    where: str
    acts: Callable[[World, Crowd], list[Act]]
    judged: Callable[[list[TestResponse], World], int]

    def __str__(self) -> str:
        return f"{self.limit}-{self.where}"


def saying(words: str) -> Callable[[list[TestResponse], World], int]:
    """Count the answers with these words."""
    return lambda answers, _world: sum(words in answer.text for answer in answers)


def let_through(answers: list[TestResponse], _world: World) -> int:
    """Count the answers that neither ask to wait nor ask for a phone first."""
    return sum(
        answer.status_code in {200, 303, 422} and not (answer.location or "").endswith("phone-first")
        for answer in answers
    )


def on_the_phone(_answers: list[TestResponse], world: World) -> int:
    return len(world.sandbox.inbox(PHONE)) - shared_on_the_phone(_answers, world)


def shared_on_the_phone(_answers: list[TestResponse], world: World) -> int:
    return sum(bool(re.search(r"#\d{10}$", one.text)) for one in world.sandbox.inbox(PHONE))


def account_of(world: World) -> str:
    """Return the id of the first person's account, which this opens."""
    world.citizen().register()
    (account_id,) = world.services.accounts.with_phone(PEOPLE[0].phone_number)
    return account_id


# ---------------------------------------------------------------- one-time codes
def code_volleys(journey: Journey, step: str, limit: str, **facts: object) -> list[Volley]:
    """Wrong codes, each in a flow of its own for one phone; and as many presses on "send again"."""
    path = f"{journey.at}/{journey.step(step).slug}"

    def flows(world: World, crowd: Crowd, *, age: int, **fields: Callable[[int], str]) -> list[Act]:
        sent = SentCode("0" * 64, world.clock(), "request")
        world.clock.move(seconds=age)
        codes = OneTimeCodes((sent,), sent_to=PHONE, turn=Turn(world.clock(), worked=True))
        pending = TokenWork() if journey.key.startswith(("usb", "token")) else None
        known = {"phone_number": PHONE, "codes": codes, "pending": pending, **facts}
        if known.get("account_id"):
            account_id = account_of(world)
            generation = world.services.accounts.generation_of(account_id)
            known |= {"account_id": account_id, "generation": generation}
        browsers = [crowd.at(journey, step, **known) for _ in range(VOLLEY)]
        return [
            crowd.posting(browser, path, **{name: make(n) for name, make in fields.items()})
            for n, browser in enumerate(browsers)
        ]

    def guesses(world: World, crowd: Crowd) -> list[Act]:
        return flows(world, crowd, age=0, code="{:06d}".format)

    def presses(world: World, crowd: Crowd) -> list[Act]:
        return flows(world, crowd, age=60, action=lambda _n: "resend")

    where = f"{journey.key}.{step}"
    found = [Volley(limit, where, guesses, saying("Tries left"))]
    if not facts.get("is_quiet"):
        is_rare = getattr(journey.step(step), "is_rare", False)
        most = "rare_codes_to_a_phone" if is_rare else "codes_to_a_phone"
        found.append(Volley(most, where, presses, on_the_phone))
    if step == "phone_first_code":
        found.append(Volley("shared_codes_to_a_phone", where, presses, shared_on_the_phone))
    return found


def all_code_volleys() -> list[Volley]:
    found = []
    for journey in journeys():
        for step in journey.all_steps:
            if step.name == "code" and journey.key == "sign_in":
                known = {"account_id": "an-account", "typed": {"number": "000190000001"}}
                found += code_volleys(journey, "code", "wrong_codes_of_sign_ins", **known)
                quiet = {**known, "is_quiet": True}
                found += code_volleys(journey, "code", "wrong_codes_while_guessed", **quiet)
            elif step.name in {"code", "phone_first_code"}:
                found += code_volleys(journey, step.name, "wrong_codes")
            elif step.name == "phone_first":
                found.append(phone_first_volley(journey))
    return found


def phone_first_volley(journey: Journey) -> Volley:
    def acts(world: World, crowd: Crowd) -> list[Act]:
        codes = OneTimeCodes(sent_to=PHONE, turn=Turn(world.clock(), worked=True))
        browsers = [crowd.at(journey, "phone_first", codes=codes) for _ in range(VOLLEY)]
        path = f"{journey.at}/phone-first"
        return [crowd.posting(browser, path, phone_number=PHONE) for browser in browsers]

    return Volley("codes_to_a_phone", f"{journey.key}.phone_first", acts, on_the_phone)


# ---------------------------------------------------------------- matches
def match_volleys(journey: Journey) -> list[Volley]:
    """Wrong details at one method: of one person, by one browser, by one proven phone, by several."""
    path = f"{journey.at}/details"

    def acts(
        crowd: Crowd, *, people: int = 1, browsers: int = VOLLEY, phones: int = 0, insured: int = VOLLEY
    ) -> list[Act]:
        found = []
        names = [secrets.token_urlsafe(16) for _ in range(browsers)]
        for n in range(VOLLEY):
            facts: dict[str, object] = {"session": {"browser": names[n % browsers]}}
            if phones:
                facts["proven_phone"] = f"+8490000{n % phones:04d}"
            if journey.purpose is Purpose.PROVE:
                facts["aim"] = Aim.RAISE
            fields = details_of(CROWD[n % people], number=n % insured)
            found.append(crowd.posting(crowd.at(journey, "details", **facts), path, **fields))
        return found

    makers: dict[str, Callable[[World, Crowd], list[Act]]] = {
        "matches_of_a_person": lambda _world, crowd: acts(crowd),
        "matches_of_a_browser": lambda _world, crowd: acts(crowd, people=VOLLEY, browsers=1),
        "matches_of_a_proven_phone": lambda _world, crowd: acts(crowd, phones=1),
        "matches_of_a_person_by_proven_phones": lambda _world, crowd: acts(crowd, phones=VOLLEY),
    }
    if "office" not in journey.key:  # an appointment asks no register
        makers["matches_by_a_proven_phone"] = lambda _world, crowd: acts(crowd, people=VOLLEY, phones=1)
        makers["matches_of_a_name"] = lambda _world, crowd: acts(crowd, people=VOLLEY)
    if "mobile_subscriber" in journey.key:
        makers["matches_of_a_typed_phone"] = lambda _world, crowd: acts(crowd, people=VOLLEY, insured=1)
    if journey.key in {"vietnam_post", "vietnam_post_proof"}:
        makers["matches_of_a_post_id"] = lambda _world, crowd: acts(crowd, people=VOLLEY, insured=1)
    if "social_insurance" in journey.key:
        makers["matches_of_an_insurance_number"] = lambda _world, crowd: acts(crowd, people=VOLLEY, insured=1)
    return [Volley(limit, f"{journey.key}.details", make, let_through) for limit, make in makers.items()]


def details_of(person: object, *, number: int) -> dict[str, str]:
    """Everything that any details form asks for, with a name that no register has."""
    details = Citizen(person, None, None).details  # type: ignore[arg-type]  # nothing but the person is read
    return details | {
        "full_name": "Người Khác",
        "phone_number": f"09000{number:05d}",
        "social_insurance_number": f"00{number:08d}",
        "account": f"09000{number:05d}",
        "sex": "male",  # as all of the crowd
        "province": "Thành phố Hà Nội",
        "commune": "Phường Ba Đình",
    }


# ---------------------------------------------------------------- passwords and app codes
def sign_ins(*, browsers: int) -> Callable[[World, Crowd], list[Act]]:
    def acts(world: World, crowd: Crowd) -> list[Act]:
        account_of(world)
        names = [secrets.token_urlsafe(16) for _ in range(browsers)]
        fields = {"citizen_number": PEOPLE[0].citizen_number, "password": WRONG}
        return [
            crowd.posting(crowd.browser(browser=names[n % browsers]), "/sign-in", **fields)
            for n in range(VOLLEY)
        ]

    return acts


def in_the_account(path: str, *, has_app: bool = False, **fields: str) -> Callable[[World, Crowd], list[Act]]:
    """Tries from sessions that are signed in to one account."""

    def acts(world: World, crowd: Crowd) -> list[Act]:
        account_id = account_of(world)
        if has_app:
            world.services.second_factors.turn_on(account_id, secret="A" * 32, step=0, generation=0)
        begin = world.services.signed_in.begin
        generation = world.services.accounts.generation_of(account_id) or 0  # the app moved it on
        ids = [begin(account_id, device="x", generation=generation).token for _ in range(VOLLEY)]
        return [crowd.posting(crowd.browser(signed_in=one), path, **fields) for one in ids]

    return acts


def changes(change: Change, path: str, **fields: str) -> Callable[[World, Crowd], list[Act]]:
    """The same change from sessions that have each proved a way in."""

    def acts(world: World, crowd: Crowd) -> list[Act]:
        account_id = account_of(world)
        generation = world.services.accounts.generation_of(account_id) or 0
        found = []
        for _ in range(VOLLEY):
            session = world.services.signed_in.begin(account_id, device="x", generation=generation)
            world.services.fresh.give(session.id, change, by="password")
            found.append(crowd.posting(crowd.browser(signed_in=session.token), path, **fields))
        return found

    return acts


def noted(event: AccountEvent) -> Callable[[list[TestResponse], World], int]:
    """Count such entries of the account's history."""

    def judged(_answers: list[TestResponse], world: World) -> int:
        (account_id,) = world.services.accounts.with_phone(PEOPLE[0].phone_number)
        return sum(one.event is event for one in world.services.accounts.history(account_id))

    return judged


def texts_of_a_disputer(world: World, crowd: Crowd) -> list[Act]:
    account_of(world)
    open_dispute(world.citizen())
    case = DisputeCase(the_case(world).id)
    browsers = [crowd.at(LOOKING, "case", pending=case) for _ in range(VOLLEY)]
    return [crowd.posting(one, "/dispute/case/case", action="add", text="Còn nữa") for one in browsers]


def disputes_of_a_signer(world: World, crowd: Crowd) -> list[Act]:
    account_of(world)
    person = PEOPLE[0]
    claimed = Person(person.full_name, citizen_number=person.citizen_number)
    proof = DisputerProof("usb_token", proof=ProofKind.SIGNATURE, freezes="yes")
    known = {"identity": claimed, "phone_number": PHONE, "pending": proof, "aim": Aim.DISPUTE}
    browsers = [crowd.at(OPENING, "statement", **known) for _ in range(VOLLEY)]
    return [crowd.posting(one, "/dispute/open/statement", text="Không phải tôi") for one in browsers]


def opened_disputes(_answers: list[TestResponse], world: World) -> int:
    return len(world.services.disputes.to_do())


def added_texts(_answers: list[TestResponse], world: World) -> int:
    return len(world.services.disputes.notes(the_case(world).id, NoteKind.STATEMENT)) - 1


def app_sign_ins(world: World, crowd: Crowd) -> list[Act]:
    account_id = account_of(world)
    world.services.second_factors.turn_on(account_id, secret="A" * 32, step=0, generation=0)
    (journey,) = (one for one in journeys() if one.key == "sign_in_app")
    known = {"account_id": account_id, "generation": world.services.accounts.generation_of(account_id)}
    browsers = [crowd.at(journey, "app_code", **known) for _ in range(VOLLEY)]
    return [crowd.posting(one, "/sign-in/app/app-code", code=f"{n:06d}") for n, one in enumerate(browsers)]


def in_one_browser(path: str, **fields: str) -> Callable[[World, Crowd], list[Act]]:
    """The same form from tabs of one browser."""
    return lambda _world, crowd: [
        crowd.posting(crowd.browser(browser="one"), path, **fields) for _ in range(VOLLEY)
    ]


# ---------------------------------------------------------------- SIM and token
def sim_volley(journey: Journey) -> Volley:
    def acts(world: World, crowd: Crowd) -> list[Act]:
        pending = RequestTurn(Turn(world.clock(), worked=True))
        at_turn = [crowd.at(journey, "turn", phone_number=PHONE, pending=pending) for _ in range(VOLLEY)]
        return [crowd.posting(one, f"{journey.at}/turn", action="go") for one in at_turn]

    def judged(answers: list[TestResponse], _world: World) -> int:
        return sum((answer.location or "").endswith("/waiting") for answer in answers)

    return Volley("sim_requests", f"{journey.key}.turn", acts, judged)


def reports(journey: Journey) -> Volley:
    def acts(world: World, crowd: Crowd) -> list[Act]:
        account_of(world)
        facts = {"phone_number": PEOPLE[0].phone_number, "refusal": "cancelled", "aim": Aim.NEW_PHONE}
        browsers = [crowd.at(journey, "refused", **facts) for _ in range(VOLLEY)]
        return [crowd.posting(one, f"{journey.at}/refused", action="not_me") for one in browsers]

    def judged(_answers: list[TestResponse], world: World) -> int:
        (account_id,) = world.services.accounts.with_phone(PEOPLE[0].phone_number)
        return sum(one.event is AccountEvent.NOT_ME for one in world.services.accounts.history(account_id))

    return Volley("not_me_reports", f"{journey.key}.refused", acts, judged)


def token_volley(journey: Journey) -> Volley:
    def acts(world: World, crowd: Crowd) -> list[Act]:
        found = []
        for _ in range(VOLLEY):
            challenge = TokenChallenge.make(
                moment=world.clock(),
                origin="http://localhost:8000",
                purpose=journey.purpose,
                registration_id="0" * 32,
                browser=world.services.lookup.digest("browser", "one")[:32],
            )
            pending = TokenWork(challenge=challenge)
            browser = crowd.at(journey, "token", pending=pending, session={"browser": "one"})
            found.append(crowd.posting(browser, f"{journey.at}/token", helper="vgca", answer="{}"))
        return found

    return Volley("token_signatures", f"{journey.key}.token", acts, let_through)


# ---------------------------------------------------------------- disputes and the desk
def disputes(*, browsers: int) -> Callable[[World, Crowd], list[Act]]:
    def acts(_world: World, crowd: Crowd) -> list[Act]:
        names = [secrets.token_urlsafe(16) for _ in range(browsers)]
        fields = {"reference": new_reference(), "secret": "2345-6789"}
        return [
            crowd.posting(crowd.browser(browser=names[n % browsers]), "/dispute/status", **fields)
            for n in range(VOLLEY)
        ]

    return acts


def desk_sign_ins(*, browsers: int) -> Callable[[World, Crowd], list[Act]]:
    def acts(world: World, crowd: Crowd) -> list[Act]:
        engage(world.services, Browser(world.app), "ngoc", Role.CLERK)
        names = [secrets.token_urlsafe(16) for _ in range(browsers)]
        fields = {"name": "ngoc", "password": WRONG, "code": "000000"}
        return [
            crowd.posting(crowd.browser(browser=names[n % browsers]), "/desk/sign-in", **fields)
            for n in range(VOLLEY)
        ]

    return acts


def desk_passwords(world: World, crowd: Crowd) -> list[Act]:
    staff = engage(world.services, Browser(world.app), "ngoc", Role.CLERK).staff
    found = []
    for _ in range(VOLLEY):
        client = crowd.browser()
        client.set_cookie("cuaso-desk", world.services.desk_sessions.begin(staff.id, staff.generation).token)
        fields = {"current": WRONG, "code": "000000", "password": PASSWORD, "confirmation": PASSWORD}
        found.append(crowd.posting(client, "/desk/password", **fields))
    return found


def desk_documents(*, records: int, of: str) -> Callable[[World, Crowd], list[Act]]:
    """Wrong facts that one clerk types about one record or many: of appointments or of cases of help."""

    def acts(world: World, crowd: Crowd) -> list[Act]:
        staff = engage(world.services, Browser(world.app), "ngoc", Role.CLERK).staff
        made = [_record(world, of) for _ in range(records)]
        wrong = {"document_name": "Lê Văn Sai", "document_birth_date": "1950", "document_digits": "9999"}
        found = []
        for n in range(VOLLEY):
            token = world.services.desk_sessions.begin(staff.id, staff.generation).token
            client = crowd.browser()
            client.set_cookie("cuaso-desk", token)
            found.append(crowd.posting(client, made[n % records], finding="agrees", **wrong))
        return found

    return acts


def _record(world: World, of: str) -> str:
    """Make an appointment or a case of help; return its address at the desk."""
    if of == "help":
        made = world.services.help_cases.make(number="000190000777", phone_number=PHONE, days=3)
        return f"/desk/help/{grouped(made)}"
    return f"/desk/appointments/{grouped(an_appointment(world).reference)}"


def way_on_codes(*, browsers: int) -> Callable[[World, Crowd], list[Act]]:
    """Wrong codes that share two groups, of one browser or of many."""

    def acts(_world: World, crowd: Crowd) -> list[Act]:
        names = [secrets.token_urlsafe(16) for _ in range(browsers)]
        codes = [SIGNS[:10] + SIGNS[n % 23] + SIGNS[n // 23] for n in range(VOLLEY)]
        return [
            crowd.posting(crowd.browser(browser=names[n % browsers]), "/code", code=code)
            for n, code in enumerate(codes)
        ]

    return acts


WRONG_WAY_ON = saying("This code is not right.")
WRONG_PAIR = saying("The number or the password is not right.")
WRONG_CURRENT = saying("The current password is not right.")
WRONG_APP = saying("The code is not right, or it was used before.")
WRONG_DESK = saying("The name, the password or the code is not right.")
WRONG_DISPUTE = saying("No dispute has this reference number")

VOLLEYS = [
    *all_code_volleys(),
    *(volley for one in journeys() if one.asking == "details" for volley in match_volleys(one)),
    *(sim_volley(one) for one in journeys() if one.first == "phone" and "sim" in one.key),
    *(reports(one) for one in journeys() if one.first == "phone" and "sim" in one.key),
    *(token_volley(one) for one in journeys() if any(step.name == "token" for step in one.steps)),
    Volley("wrong_passwords_of_a_browser", "/sign-in", sign_ins(browsers=1), WRONG_PAIR),
    Volley("wrong_passwords_of_an_account", "/sign-in", sign_ins(browsers=VOLLEY), WRONG_PAIR),
    Volley(
        "wrong_current_passwords",
        "/account/confirm",
        in_the_account("/account/confirm/app_on", current=WRONG),
        WRONG_CURRENT,
    ),
    Volley(
        "wrong_current_passwords",
        "/account/data/delete",
        in_the_account("/account/data/delete", current=WRONG),
        WRONG_CURRENT,
    ),
    Volley("wrong_app_codes", "/sign-in/app/app-code", app_sign_ins, WRONG_APP),
    Volley(
        "wrong_app_codes",
        "/account/confirm",
        in_the_account("/account/confirm/email?by=app", has_app=True, code="000000"),
        WRONG_APP,
    ),
    Volley(
        "changes_of_the_email",
        "/account/data/email",
        changes(Change.EMAIL, "/account/data/email", email="lan@example.vn"),
        noted(AccountEvent.EMAIL_CHANGED),
    ),
    Volley(
        "changes_of_a_way_in",
        "/account/password",
        changes(
            Change.NEW_PASSWORD,
            "/account/password",
            current=PASSWORD,
            password="Cầu-ao-7-bậc",
            confirmation="Cầu-ao-7-bậc",
        ),
        noted(AccountEvent.PASSWORD_CHANGED),
    ),
    Volley(
        "deletions_asked",
        "/account/data/delete",
        in_the_account("/account/data/delete", current=PASSWORD),
        noted(AccountEvent.DELETION_ASKED),
    ),
    Volley("disputes_of_an_account", "/dispute/open/statement", disputes_of_a_signer, opened_disputes),
    Volley("texts_of_a_side", "/dispute/case/case", texts_of_a_disputer, added_texts),
    Volley(
        "password_resets",
        "/forgot-password",
        in_one_browser("/forgot-password", citizen_number="000190000001", phone_number="0900000001"),
        let_through,
    ),
    Volley(
        "office_help_requests",
        "/counter-help",
        in_one_browser("/counter-help", citizen_number="000190000001", phone_number="0900000001"),
        let_through,
    ),
    Volley(
        "appointment_lookups",
        "/post-office",
        in_one_browser("/post-office", reference=new_reference()),
        let_through,
    ),
    Volley("wrong_way_on_codes_of_a_browser", "/code", way_on_codes(browsers=1), WRONG_WAY_ON),
    Volley("wrong_way_on_codes_of_a_group", "/code", way_on_codes(browsers=VOLLEY), WRONG_WAY_ON),
    Volley("joins", "/continue", in_one_browser("/continue", code="23456789"), let_through),
    Volley("joins", "/continue/join", in_one_browser("/continue/join", code="23456789"), let_through),
    Volley("wrong_dispute_codes_of_a_browser", "/dispute/status", disputes(browsers=1), WRONG_DISPUTE),
    Volley("wrong_dispute_codes_of_a_reference", "/dispute/status", disputes(browsers=VOLLEY), WRONG_DISPUTE),
    Volley("desk_sign_ins_of_a_browser", "/desk/sign-in", desk_sign_ins(browsers=1), WRONG_DESK),
    Volley("desk_sign_ins_of_a_name", "/desk/sign-in", desk_sign_ins(browsers=VOLLEY), WRONG_DESK),
    Volley("desk_sign_ins_of_a_name", "/desk/password", desk_passwords, saying("or the code is not right.")),
    Volley(
        "wrong_documents_of_a_record",
        "/desk/help",
        desk_documents(records=1, of="help"),
        saying("No account has these facts"),
    ),
    Volley(
        "wrong_documents_of_a_record",
        "/desk/appointments",
        desk_documents(records=1, of="appointments"),
        saying("These are not the last digits"),
    ),
    Volley(
        "wrong_documents_of_staff",
        "/desk/help",
        desk_documents(records=VOLLEY, of="help"),
        saying("No account has these facts"),
    ),
]


# ---------------------------------------------------------------- portals
def wrong_proofs(*, portals: int) -> Callable[[World, Crowd], list[Act]]:
    """Wrong proofs from one machine, in the name of one portal or of many."""

    def acts(world: World, crowd: Crowd) -> list[Act]:
        facts = {"grant_type": "authorization_code", "client_secret": "x" * 43}
        client = crowd.app.test_client
        return [
            partial(
                client().post,
                "/oauth2/token",
                base_url=ORIGIN,
                data={**facts, "client_id": f"portal{n % portals}"},
            )
            for n in range(VOLLEY)
        ]

    return acts


def pushes(*, portals: int = 1, **changes: str) -> Callable[[World, Crowd], list[Act]]:
    """Push a request from each of so many portals in turn."""

    def acts(world: World, _crowd: Crowd) -> list[Act]:
        asking = [RelyingParty(world.app, f"portal{n}") for n in range(portals)]
        bodies = [portal.parameters | portal.proof | changes for portal in asking]
        push = partial(Client(world.app).post, "/oauth2/par", base_url=ORIGIN)
        return [partial(push, data=bodies[n % portals]) for n in range(VOLLEY)]

    return acts


def begun_requests(world: World, crowd: Crowd) -> list[Act]:
    path = RelyingParty(world.app).address().replace("/oauth2/authorize", "/portal")
    return [crowd.posting(crowd.browser(browser="one"), path, action="sign_in") for _ in range(VOLLEY)]


def answers_to_a_portal(world: World, crowd: Crowd) -> list[Act]:
    portal, owner = RelyingParty(world.app), world.citizen()
    owner.register()
    (account_id,) = world.services.accounts.with_phone(owner.person.phone_number)
    agree(world.app, account_id, portal)
    means = (Means.PASSWORD, Means.CODE)
    begun = world.services.signed_in.begin(account_id, device="x", means=means)
    clients = [crowd.browser(signed_in=begun.token) for _ in range(VOLLEY)]
    return [partial(client.get, portal.address(), base_url=ORIGIN) for client in clients]


def consents_to_portals(world: World, crowd: Crowd) -> list[Act]:
    owner = world.citizen()
    owner.register()
    (account_id,) = world.services.accounts.with_phone(owner.person.phone_number)
    means = (Means.PASSWORD, Means.CODE)
    begun = world.services.signed_in.begin(account_id, device="x", means=means)
    portals = [RelyingParty(world.app, f"portal{n}") for n in range(VOLLEY)]
    queries = [urlsplit(portal.address()).query for portal in portals]
    return [
        crowd.posting(crowd.browser(signed_in=begun.token), f"/portal?{query}", action="agree")
        for query in queries
    ]


def kept_requests(*, portals: int = 1, state: str = "s") -> Callable[[World, Crowd], list[Act]]:
    """Requests of portals that browsers without history begin to answer, each once."""

    def acts(world: World, crowd: Crowd) -> list[Act]:
        asking = [RelyingParty(world.app, f"portal{n}") for n in range(portals)]
        queries = [urlsplit(portal.address(state=state)).query for portal in asking]
        paths = [f"/portal?{queries[n % portals]}" for n in range(VOLLEY)]
        return [crowd.posting(crowd.browser(), path, action="sign_in") for path in paths]

    return acts


def with_status(*statuses: int) -> Callable[[list[TestResponse], World], int]:
    """Count the answers with one of these statuses."""
    return lambda answers, _world: sum(answer.status_code in statuses for answer in answers)


VOLLEYS += [
    Volley(
        "passkey_challenges",
        "/sign-in/passkey/options",
        in_one_browser("/sign-in/passkey/options"),
        with_status(200),
    ),
    Volley(
        "wrong_passkeys",
        "/sign-in/passkey",
        in_one_browser("/sign-in/passkey", credential="{}"),
        let_through,
    ),
    Volley("wrong_proofs_of_a_portal", "/oauth2/token", wrong_proofs(portals=1), with_status(400, 401)),
    Volley("wrong_proofs_of_a_network", "/oauth2/token", wrong_proofs(portals=VOLLEY), with_status(400, 401)),
    Volley("pushed_requests", "/oauth2/par", pushes(), with_status(201)),
    Volley("long_pushes_of_a_portal", "/oauth2/par", pushes(state="ệ" * 400), with_status(201)),
    Volley("long_pushes", "/oauth2/par", pushes(portals=4, state="ệ" * 400), with_status(201)),
    Volley("portal_requests", "/portal", begun_requests, with_status(303)),
    Volley("kept_requests", "/portal", kept_requests(portals=2), with_status(303)),
    Volley("kept_requests_of_a_portal", "/portal", kept_requests(), with_status(303)),
    Volley("kept_long_requests", "/portal", kept_requests(state="s" * 2_000), with_status(303)),
    Volley("portal_answers", "/oauth2/authorize", answers_to_a_portal, with_status(303)),
    Volley("portal_consents", "/portal", consents_to_portals, with_status(303)),
]


def test_every_limit_of_the_table_has_a_volley() -> None:
    assert {volley.limit for volley in VOLLEYS} == LIMITS


def most_of(limit: str, settings: Settings) -> int:
    """Return how many tries the limit allows; of several the narrowest."""
    found = getattr(LimitTable(settings), limit)
    several: tuple[Limit, ...] = found if isinstance(found, tuple) else (found,)
    return min(one.most for one in several)


def one_of_each_limit() -> Iterator[Any]:
    """Every volley; all but the first of each limit belong to `make attack`, because they take minutes."""
    met: set[str] = set()
    for volley in VOLLEYS:
        yield pytest.param(volley, id=str(volley), marks=pytest.mark.attack if volley.limit in met else ())
        met.add(volley.limit)


@pytest.mark.parametrize("volley", list(one_of_each_limit()))
def test_a_stranger_can_not_pass_a_limit_by_a_volley(
    make_world: Callable[..., World], volley: Volley
) -> None:
    # below the volley, where the product allows more
    world = make_world(
        dispute_tries_per_reference_hour=20,
        portal_wrong_proofs_per_network_minute=70,
        portal_pushes_per_minute=20,
        portal_long_pushes_per_minute=10,
        portal_all_long_pushes_per_minute=15,
        portal_requests_per_session_hour=20,
        portal_kept_requests=30,
        portal_kept_requests_per_portal=20,
        portal_kept_long_requests=10,
        portal_consents_per_session_day=10,
    )
    answers = at_once(volley.acts(world, Crowd(world.app)))
    judged = volley.judged(answers, world)
    assert 0 < judged <= most_of(volley.limit, world.services.settings), [
        (one.status, one.location) for one in answers
    ][:4]
