"""Fifty sockets hold back the last byte of one form and send it together: what counts once counts once."""

import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from secrets import token_urlsafe

import pyotp
import pytest
from bs4 import Tag

from accounts.account.records import AccountEvent
from accounts.appointments.records import AppointmentState, Place
from accounts.references import grouped
from accounts.staff.records import Role
from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from sandbox.people.table import PEOPLE
from tests.support.browser import Browser
from tests.support.citizens import PASSWORD, type_code
from tests.support.clerks import Clerk, engage
from tests.support.live.wire import Answer, Letter, letter, together
from tests.support.live.world import LiveCitizen, LiveCrowd, LiveWorld
from tests.support.qa import eventually
from tests.support.token_holders import Phone
from tests.unit.bff.account.test_forgot_password import ask
from tests.unit.bff.desk.test_desk_appointments import an_appointment
from tests.unit.bff.limits.test_no_owner_is_locked_out import journey
from tests.unit.bff.steps.test_proof import begin_proof
from tests.unit.bff.vietnam_post.test_post_office import begin as begin_appointment
from verifiers.vietnam_post.news import sign

SOCKETS = 50
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def owner(world: LiveWorld) -> LiveCitizen:
    """A person with an account and no session."""
    citizen = world.citizen()
    citizen.register()
    world.services.signed_in.end_all(world.account_of().id)
    return citizen


@pytest.fixture
def signed_in(world: LiveWorld, owner: LiveCitizen) -> LiveCitizen:
    owner.sign_in()
    assert owner.enter_code().path == "/account"
    return owner


def race(world: LiveWorld, letters: Sequence[Letter]) -> list[Answer]:
    """Send the letters together; none of the answers is a fault."""
    answers = together(world.netloc, letters)
    assert {one.status_code for one in answers} <= {200, 204, 303, 401, 403, 404, 409, 422, 429, 503}
    return answers


def sessions(world: LiveWorld) -> int:
    return len(world.services.signed_in.of_account(world.account_of().id))


def events(world: LiveWorld, *wanted: AccountEvent) -> int:
    history = world.services.accounts.history(world.account_of().id)
    return sum(one.event in wanted for one in history)


def flows(world: LiveWorld, purpose: Purpose) -> list[Flow]:
    """All flows of a purpose in Redis."""
    store = world.services.flows
    keys = [str(key) for key in store.client.scan_iter("registration:*")]
    found = [store.load(key[len("registration:{") : -1], touch=False) for key in keys]
    return [flow for flow in found if flow is not None and flow.purpose is purpose]


def rows(world: LiveWorld, table: str) -> int:
    file = world.services.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, timeout=10)) as database:
        return int(database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608


def settled(count: Callable[[], int]) -> int:
    """Return a count that has not changed for longer than a beat."""
    last, since = count(), time.monotonic()
    while time.monotonic() - since < 1.5:
        time.sleep(0.1)
        if (now := count()) != last:
            last, since = now, time.monotonic()
    return last


def passwords(number: int = SOCKETS) -> list[str]:
    return [f"Cầu-ao-{n}-bậc-rêu" for n in range(number)]


def new_passwords(world: LiveWorld, browser: Browser, **more: str) -> list[Letter]:
    return [
        world.posting(browser, browser.page.path, password=one, confirmation=one, **more)
        for one in passwords()
    ]


# ---------------------------------------------------------------- codes
def test_a_thief_of_one_code_can_not_open_two_sessions(world: LiveWorld, owner: LiveCitizen) -> None:
    owner.sign_in()
    form = world.posting(owner.browser, owner.page.path, code=owner.last_code)
    race(world, [form] * SOCKETS)
    assert sessions(world) == 1


def test_a_guesser_can_not_have_more_wrong_codes_judged_in_one_flow(
    world: LiveWorld, owner: LiveCitizen
) -> None:
    owner.sign_in()
    right = owner.last_code
    wrong = [f"{n:06d}" for n in range(SOCKETS + 1) if f"{n:06d}" != right][:SOCKETS]
    race(world, [world.posting(owner.browser, owner.page.path, code=one) for one in wrong])
    (flow,) = flows(world, Purpose.SIGN_IN)
    assert flow.codes.wrong_tries <= world.services.settings.one_time_code_tries
    assert sessions(world) == 0


def test_a_thief_of_an_app_code_can_not_use_it_twice(
    world: LiveWorld, owner: LiveCitizen, crowd: LiveCrowd
) -> None:
    account = world.account_of()
    world.services.second_factors.turn_on(account.id, secret=SECRET, step=0, generation=account.generation)
    race(world, at_the_app(world, crowd, code=pyotp.TOTP(SECRET).now()))
    assert sessions(world) == 1


def test_a_thief_of_a_recovery_code_can_not_use_it_twice(
    world: LiveWorld, owner: LiveCitizen, crowd: LiveCrowd
) -> None:
    account, factors = world.account_of(), world.services.second_factors
    codes = factors.turn_on(account.id, secret=SECRET, step=0, generation=account.generation)
    race(world, at_the_app(world, crowd, code=codes[0]))
    assert (sessions(world), factors.recovery_codes_left(account.id)) == (1, len(codes) - 1)


def at_the_app(world: LiveWorld, crowd: LiveCrowd, *, code: str) -> list[Letter]:
    """One code in fifty flows that all know the password."""
    account = world.account_of()
    known = {"account_id": account.id, "generation": account.generation}
    found = [crowd.at(journey("sign_in_app"), "app_code", **known) for _ in range(SOCKETS)]
    return [crowd.posting(one, "/sign-in/app/app-code", code=code) for one in found]


def test_a_finder_of_a_stop_code_can_not_use_it_twice(world: LiveWorld, signed_in: LiveCitizen) -> None:
    change_email(signed_in)
    browser = world.browser()
    type_code(browser, signed_in.way_on(already=1))
    race(world, [letter_of_button(world, browser, "Stop it")] * SOCKETS)
    assert events(world, AccountEvent.STOPPED) == 1


def test_fifty_finders_of_a_stop_code_can_not_use_it_twice(
    world: LiveWorld, signed_in: LiveCitizen, crowd: LiveCrowd
) -> None:
    change_email(signed_in)
    browser = world.browser()
    type_code(browser, signed_in.way_on(already=1))
    path, fields = button(browser, "Stop it")
    fields.pop("csrf_token")
    race(world, [crowd.posting(crowd.browser(), path, **fields) for _ in range(SOCKETS)])
    assert events(world, AccountEvent.STOPPED) == 1


def change_email(citizen: LiveCitizen) -> None:
    citizen.open_change("/account/data/email")
    citizen.browser.send(email="moi@example.vn")


def button(browser: Browser, words: str) -> tuple[str, dict[str, str]]:
    """The address and the fields that a press on a button sends."""
    found = next(one for one in browser.page.soup.find_all("button") if words in one.get_text(" "))
    named = found.get("form")
    form = browser.page.soup.find("form", id=named) if named else found.find_parent("form")
    assert isinstance(form, Tag)
    fields = {
        str(one["name"]): str(one.get("value") or "") for one in form.find_all("input") if one.get("name")
    }
    own = {str(found["name"]): str(found.get("value", ""))} if found.get("name") else {}
    return str(form.get("action") or "") or browser.page.path, {**fields, **own}


def letter_of_button(world: LiveWorld, browser: Browser, words: str) -> Letter:
    path, fields = button(browser, words)
    return world.posting(browser, path, **fields)


# ---------------------------------------------------------------- registrations and proofs
def test_a_person_can_not_get_two_accounts_by_one_form(world: LiveWorld) -> None:
    citizen = world.citizen()
    citizen.reach_password()
    race(world, new_passwords(world, citizen.browser))
    assert rows(world, "accounts") == 1
    assert events(world, AccountEvent.OPENED) == 1


def test_a_person_can_not_get_two_accounts_by_fifty_registrations(world: LiveWorld, crowd: LiveCrowd) -> None:
    citizen = world.citizen()
    citizen.reach_password()
    (flow,) = flows(world, Purpose.REGISTER)
    letters = []
    for _ in range(SOCKETS):
        copy = replace(flow, id=token_urlsafe(24), version=0)
        world.services.flows.save(copy)
        browser = crowd.browser(**{str(copy.purpose): copy.id})
        fields = {"password": PASSWORD, "confirmation": PASSWORD}
        letters.append(crowd.posting(browser, citizen.page.path, **fields))
    race(world, letters)
    assert rows(world, "accounts") == 1


def test_a_doubled_form_can_not_ask_a_register_or_send_a_message_twice(world: LiveWorld) -> None:
    citizen = world.citizen()
    citizen.start()
    race(world, [world.posting(citizen.browser, citizen.page.path, **citizen.details)] * SOCKETS)
    assert settled(lambda: len(citizen.messages)) == 1


def test_a_proof_of_identity_can_not_be_used_twice(world: LiveWorld, owner: LiveCitizen) -> None:
    begin_proof(owner.browser, "mobile-subscriber", aim="new_phone")
    owner.give_details()
    form = world.posting(owner.browser, owner.page.path, code=owner.last_code)
    race(world, [form] * SOCKETS)
    assert len(flows(world, Purpose.RECOVER)) == 1
    assert flows(world, Purpose.PROVE) == []


def test_a_fresh_proof_can_not_change_a_way_in_twice(world: LiveWorld, signed_in: LiveCitizen) -> None:
    signed_in.open_change("/account/password")
    race(world, new_passwords(world, signed_in.browser, current=PASSWORD))
    assert events(world, AccountEvent.PASSWORD_CHANGED) == 1


def test_a_code_for_a_forgotten_password_can_not_set_two(world: LiveWorld, owner: LiveCitizen) -> None:
    ask(owner)
    race(world, [world.posting(owner.browser, owner.page.path, code=owner.last_code)] * SOCKETS)
    owner.browser.open("/forgot-password/new-password")
    race(world, new_passwords(world, owner.browser))
    assert events(world, AccountEvent.PASSWORD_RESET, AccountEvent.PASSWORD_CHANGED) == 1


def test_parallel_challenges_for_a_token_can_not_break_a_registration(world: LiveWorld) -> None:
    browser = world.browser()
    browser.open("/register/citizen/usb-token")
    browser.press("Start")
    path = "/register/usb-token/token"
    answers = race(world, [world.posting(browser, f"{path}/challenge")] * SOCKETS)
    assert any(one.status_code == 200 for one in answers)
    race(world, [world.posting(browser, path, helper="vgca", answer="{}")] * SOCKETS)
    assert browser.open(path).path in {path, "/register/usb-token/refused"}


def test_a_join_code_can_not_join_two_computers(world: LiveWorld, crowd: LiveCrowd) -> None:
    phone = Phone(world.app, language="vi")
    phone.open("/register/citizen/usb-token")
    page = phone.press("Bắt đầu")
    shown = page.soup.select_one(".ticket [aria-hidden]")
    assert shown is not None, page.text
    code = shown.get_text().replace(" ", "")
    letters = [crowd.posting(crowd.browser(), "/continue/join", code=code) for _ in range(SOCKETS)]
    answers = race(world, letters)
    assert sum(one.path.startswith("/register/usb-token") for one in answers) == 1


# ---------------------------------------------------------------- appointments, desk and post
def test_a_person_can_not_take_two_appointments_by_one_code(world: LiveWorld) -> None:
    citizen = world.citizen()
    begin_appointment(citizen)
    race(world, [world.posting(citizen.browser, citizen.page.path, code=citizen.last_code)] * SOCKETS)
    assert rows(world, "appointments") == 1


@pytest.fixture
def staff(world: LiveWorld) -> list[Clerk]:
    """Two clerks and two supervisors, who compare too, all signed in."""
    both = (Role.CLERK, Role.SUPERVISOR)
    found = [
        engage(world.services, world.browser(), "lan.nguyen", Role.CLERK),
        engage(world.services, world.browser(), "an.pham", Role.CLERK),
        engage(world.services, world.browser(), "mai.le", *both),
        engage(world.services, world.browser(), "hoa.tran", *both),
    ]
    for one in found:
        one.sign_in()
    return found


def test_two_clerks_can_not_both_compare_an_appointment(world: LiveWorld, staff: list[Clerk]) -> None:
    made = an_appointment(world.in_process)
    path = f"/desk/appointments/{grouped(made.reference)}"
    good = {"finding": "agrees", "document_digits": "0001"}
    race(world, [world.posting(staff[n % 2].browser, path, **good) for n in range(SOCKETS)])
    now = world.services.appointments.get(made.id)
    assert now is not None
    assert now.state is AppointmentState.COMPARED


def test_two_supervisors_can_not_decide_an_appointment_twice(world: LiveWorld, staff: list[Clerk]) -> None:
    made = an_appointment(world.in_process)
    world.services.appointments.compare(
        made.id, place=Place.DESK, clerk=staff[0].staff.id, document_digits="0001"
    )
    path = f"/desk/appointments/{grouped(made.reference)}"
    findings = ("agrees", "document_doubtful")
    race(
        world,
        [world.posting(staff[2 + n % 2].browser, path, finding=findings[n // 2 % 2]) for n in range(SOCKETS)],
    )
    phones = world.sandbox
    eventually(lambda: phones.inbox(PEOPLE[0].phone_number), "a message about the decision")
    assert settled(lambda: len(phones.inbox(PEOPLE[0].phone_number))) == 1


def test_a_clerk_can_not_approve_what_the_same_clerk_compared(world: LiveWorld, staff: list[Clerk]) -> None:
    made, clerk = an_appointment(world.in_process), staff[2]
    path = f"/desk/appointments/{grouped(made.reference)}"
    forms: list[dict[str, str]] = [{"finding": "agrees", "document_digits": "0001"}, {"finding": "agrees"}]
    race(world, [world.posting(clerk.browser, path, **forms[n % 2]) for n in range(SOCKETS)])
    now = world.services.appointments.get(made.id)
    assert now is not None
    assert now.state is not AppointmentState.APPROVED


def test_a_recorded_call_of_the_post_can_not_be_played_again(world: LiveWorld) -> None:
    made = an_appointment(world.in_process)
    said = {"reference": made.reference, "act": "compared", "staff": "CLERK-1", "documentDigits": "0001"}
    calls = [office_call(world, said, nonce="n" * 20)] * SOCKETS
    answers = race(world, calls)
    assert sorted({one.status_code for one in answers}) == [204, 401]
    assert sum(one.status_code == 204 for one in answers) == 1


def test_one_person_of_the_post_can_not_compare_and_approve(world: LiveWorld) -> None:
    made = an_appointment(world.in_process)
    acts: list[dict[str, str]] = [{"act": "compared", "documentDigits": "0001"}, {"act": "approved"}]
    calls = [
        office_call(
            world, {"reference": made.reference, "staff": "CLERK-1", **acts[n % 2]}, nonce=f"{n:020d}"
        )
        for n in range(SOCKETS)
    ]
    race(world, calls)
    now = world.services.appointments.get(made.id)
    assert now is not None
    assert now.state is AppointmentState.COMPARED


def office_call(world: LiveWorld, said: dict[str, str], *, nonce: str) -> Letter:
    """A call that the post has signed."""
    body, moment = json.dumps(said).encode(), str(int(time.time()))
    headers = {
        "X-Post-Timestamp": moment,
        "X-Post-Nonce": nonce,
        "X-Post-Signature": sign(body, timestamp=moment, nonce=nonce, secret=b"sandbox"),
        "Content-Type": "application/json",
    }
    return letter(world.netloc, "POST", "/callbacks/post-office", fields=body, headers=headers)
