"""A database and a Redis of commit a959375: every way that was begun with that release ends in this one.

``tests/frozen`` holds them and says how they were made. Each test goes on as the browser that began the way.
"""

import base64
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
import redis

from accounts.storage.database import make_engine, upgrade
from identity.claims import Claims
from identity.subject import Subject
from sandbox.mssp.dialects import VIETNAMESE
from sandbox.mssp.sims import sim_in
from sandbox.mssp.transactions import PIN, Asked, Transaction
from sandbox.people.table import CROWD, person_called
from tests.support.browser import Browser, Page
from tests.support.citizens import PASSWORD
from tests.support.services import Valkey
from tests.support.token_holders import PHONE_NUMBER, Agent
from tests.support.token_holders import Holder as TokenHolder
from tests.unit.bff.conftest import Clock, World

FROZEN = Path(__file__).parents[2] / "frozen"
REPOSITORY = FROZEN.parents[1]
KNOWN = json.loads((FROZEN / "browsers.json").read_text(encoding="utf-8"))
MOMENT = datetime.fromisoformat(KNOWN["moment"])
NEW_PASSWORD = "Cầu-ao-7-bậc"
#: The stores of records and sessions use the machine's clock: their longest life must reach to this day.
A_CENTURY = 100 * 366 * 86_400
#: A page that another browser has left for its person: the computer joined, so that the phone watches.
MOVED_SINCE = {"new_phone": "/prove/too-weak/new_phone", "token_phone": "/register/usb-token/token"}
COMPLETE = "Registration complete"


class Kept(Browser):
    """A browser as it stood: its cookies, its kind, the page it was on, and what its person knows."""

    def __init__(self, world: World, name: str) -> None:
        super().__init__(world.app, language="en")
        self.known: dict[str, Any] = KNOWN["browsers"][name]
        for cookie, value in self.known["cookies"].items():
            self._client.set_cookie(cookie, value)

    def _headers(self) -> dict[str, str]:
        return super()._headers() | ({"User-Agent": self.known["agent"]} if self.known["agent"] else {})

    def look(self) -> Page:
        """Load the page again that the browser was on, and go on where it only asks for a press."""
        return self.open_and_go_on(self.known["path"])

    def enter_code(self, code: str = "") -> Page:
        """Type *code*, or the one that the person read before the moment."""
        return self.send(code=code or self.known["code"])

    def choose_password(self, password: str = NEW_PASSWORD, **more: str) -> Page:
        return self.send(password=password, confirmation=password, **more)


# ---------------------------------------------------------------- the older release's data, and its moment
@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = MOMENT + timedelta(seconds=5)
    return clock


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The older release's SQLite database, brought to this release's tables."""
    file = tmp_path_factory.mktemp("frozen") / "accounts.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((FROZEN / "accounts.sql").read_text(encoding="utf-8"))
    engine = make_engine(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


@pytest.fixture
def redis_url(valkey: Valkey) -> str:
    """A Valkey that holds the older release's keys."""
    with redis.Redis.from_url(valkey.url) as client:
        for entry in json.loads((FROZEN / "redis.json").read_text(encoding="utf-8")):
            _restore(client, entry)
    return valkey.url


def _restore(client: "redis.Redis", entry: dict[str, Any]) -> None:
    key, value = entry["key"], entry["value"]
    match entry["type"]:
        case "string":
            client.set(key, _raw(value))
        case "hash":
            client.hset(key, mapping={name: _raw(one) for name, one in value.items()})
        case "set":
            client.sadd(key, *value)
        case "zset":  # attempts, by the machine's time: as long ago as they were at the moment
            since = time.time() - KNOWN["machine_time"]
            client.zadd(key, {_raw(member): score + since for member, score in value})
        case kind:
            raise ValueError(f"the fixture holds a {kind}")
    if entry["ttl_seconds"] is not None:
        client.expire(key, max(1, entry["ttl_seconds"]))


def _raw(value: Any) -> bytes:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else str(value).encode()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world(
        secret_key=KNOWN["secret_key"],
        encryption_keys=tuple((name, key.encode()) for name, key in KNOWN["encryption_keys"].items()),
        lookup_key=KNOWN["lookup_key"].encode(),
        registration_total_seconds=A_CENTURY,
        session_total_seconds=A_CENTURY,
        desk_session_total_seconds=A_CENTURY,
        usb_challenge_seconds=A_CENTURY,
    )


@pytest.fixture
def came_back(world: World) -> Callable[[str], Kept]:
    """Give a browser of the fixture by its name; loaded again, it shows the page that it was on."""

    def come_back(name: str) -> Kept:
        browser = Kept(world, name)
        page = browser.look()
        assert (page.status, page.path) == (200, MOVED_SINCE.get(name, browser.known["path"]))
        return browser

    return come_back


CameBack = Callable[[str], Kept]


def ended(world: World, name: str, path: str) -> Kept:
    """Give a browser whose session ended with the upgrade: its page leads to *path*."""
    browser = Kept(world, name)
    assert browser.look().path == path
    return browser


def at_the_desk_again(world: World, name: str) -> Kept:
    """Give a browser of the desk after its member of staff has signed in again."""
    browser = ended(world, name, "/desk/sign-in")
    staff = world.services.staff.find(browser.known["staff"])
    assert staff is not None
    assert staff.totp_secret is not None
    code = pyotp.TOTP(staff.totp_secret).at(world.clock() + timedelta(seconds=30))
    browser.send(name=staff.name, password=PASSWORD, code=code)
    assert browser.page.path == "/desk"
    return browser


def code_on(world: World, phone_number: str) -> str:
    """Give the newest code on a phone."""
    found = [re.search(r"#(\d{6})$", one.text) for one in world.sandbox.inbox(phone_number)]
    return [match[1] for match in found if match][-1]


def answer_on_the_phone(world: World, browser: Kept) -> None:
    """Let the gateway know the transaction as it did, and enter the PIN on the phone."""
    kept, now = browser.known["gateway"], datetime.now(UTC)
    sim = sim_in(kept["phone_number"])
    assert sim is not None
    asked = Asked(
        VIETNAMESE,
        kept["application_transaction"],
        base64.b64decode(kept["data"]),
        kept["text"],
        kept["lifetime_seconds"],
    )
    ends = now + timedelta(seconds=kept["lifetime_seconds"])
    world.sandbox.mssp.restore(Transaction(kept["transaction"], sim, asked, now, ends))
    world.sandbox.mssp.confirm(kept["phone_number"], PIN)
    world.ask()


def test_the_audit_of_the_older_release_is_unbroken(world: World, migrated_database: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{migrated_database}"}
    command = [sys.executable, "-m", "accounts", "verify-audit"]
    done = subprocess.run(command, env=environment, cwd=REPOSITORY, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


# ---------------------------------------------------------------- registering with a number
def test_half_typed_details_are_still_there_and_lead_to_an_account(world: World, came_back: CameBack) -> None:
    browser, person = came_back("mobile_details"), CROWD[0]
    assert person.full_name in browser.page.text
    browser.send(consent="y")
    browser.enter_code(code_on(world, person.phone_number))
    assert browser.choose_password().heading == COMPLETE


@pytest.mark.parametrize("name", ["mobile_code", "insurance_code", "post_id_code"])
def test_a_code_that_was_sent_counts_and_leads_to_an_account(came_back: CameBack, name: str) -> None:
    browser = came_back(name)
    assert browser.enter_code().path.endswith("/password")
    assert browser.choose_password().heading == COMPLETE


def test_a_person_who_was_about_to_choose_a_password_gets_an_account(came_back: CameBack) -> None:
    assert came_back("mobile_password").choose_password().heading == COMPLETE


def test_a_refused_person_goes_back_to_the_details(came_back: CameBack) -> None:
    browser = came_back("mobile_refused")
    page = browser.post(browser.page.path, csrf_token=browser.csrf_token, action="back")
    assert page.path == "/register/mobile-subscriber/who"
    assert page.value_of("full_name") == person_called("name_differs").full_name


def test_an_account_that_exists_is_shown_after_a_code_to_its_phone(world: World, came_back: CameBack) -> None:
    browser = came_back("existing_unsigned")
    assert browser.page.soup.find("dl") is None
    browser.press("Send a code to the account's phone")
    page = browser.enter_code(code_on(world, person_called("has_account").phone_number))
    assert page.heading == "The account with your number"


def test_a_code_to_the_phone_of_an_existing_account_counts(came_back: CameBack) -> None:
    assert came_back("existing_code").enter_code().heading == "The account with your number"


# ---------------------------------------------------------------- signing in
def test_a_code_for_signing_in_counts(came_back: CameBack) -> None:
    assert came_back("sign_in_code").enter_code().heading == "My account"


def test_a_code_of_the_app_counts(world: World, came_back: CameBack) -> None:
    browser = came_back("sign_in_app")
    assert browser.enter_code(pyotp.TOTP(browser.known["secret"]).at(world.clock.now)).heading == "My account"


def test_a_session_whose_token_stood_bare_has_ended_and_says_so(world: World) -> None:
    browser = ended(world, "signed_in", "/sign-in")
    assert "session has ended" in browser.page.text


def test_wrong_passwords_that_were_counted_still_count(came_back: CameBack) -> None:
    browser = came_back("guesser")
    page = browser.send(citizen_number=browser.known["number"], password=KNOWN["password"])
    assert page.status == 429


# ---------------------------------------------------------------- waiting for a SIM
def test_a_sim_that_was_not_rung_yet_rings_and_registers_its_holder(
    world: World, came_back: CameBack
) -> None:
    browser = came_back("sim_new")
    world.ask()
    world.sandbox.mssp.confirm(browser.known["phone_number"], PIN)
    world.ask()
    assert browser.look().heading == "Check the details in your certificate"
    assert browser.press("Register").heading == COMPLETE


def test_a_sim_whose_worker_ended_while_it_rang_is_told_so(world: World, came_back: CameBack) -> None:
    browser = came_back("sim_ringing")
    world.ask()
    assert browser.look().heading == "The signing service did not answer"


def test_a_request_on_the_phone_is_answered_and_registers_its_holder(
    world: World, came_back: CameBack
) -> None:
    browser = came_back("sim_on_the_phone")
    answer_on_the_phone(world, browser)
    assert browser.look().heading == "Check the details in your certificate"
    assert browser.press("Register").heading == COMPLETE


def test_a_request_on_the_phone_can_be_cancelled(came_back: CameBack) -> None:
    page = came_back("sim_on_the_phone").press("Cancel the request")
    assert page.path == "/register/sim-signature/phone"


def test_a_certificate_that_was_shown_registers_its_holder(came_back: CameBack) -> None:
    assert came_back("sim_confirm").press("Register").heading == COMPLETE


def test_a_report_of_a_strange_request_stays_reported(came_back: CameBack) -> None:
    browser = came_back("sim_refused_not_me")
    assert 'value="not_me"' not in str(browser.page.soup)
    page = browser.post(browser.page.path, csrf_token=browser.csrf_token, action="back")
    assert page.path == "/register/sim-signature/phone"


@pytest.mark.parametrize(
    ("name", "method"),
    [("sim_existing_signed", "Mobile number in your own name"), ("token_existing_signed", "USB")],
)
def test_a_person_who_signed_sees_how_their_account_came_to_be(
    came_back: CameBack, name: str, method: str
) -> None:
    page = came_back(name).page
    assert page.heading == "An account already exists"
    assert method in page.text


def test_a_request_for_signing_in_that_was_extended_and_met_a_silent_gateway_is_answered(
    world: World, came_back: CameBack
) -> None:
    browser = came_back("sim_sign_in")
    assert "We keep asking" in browser.page.text
    world.clock.move(seconds=215)  # almost over: a request that was not extended offers it now
    assert "Wait longer for the phone" not in browser.look().text
    answer_on_the_phone(world, browser)
    assert browser.look().heading == "My account"


def test_a_request_that_proves_who_a_person_is_asks_for_a_new_sign_in(
    world: World, came_back: CameBack
) -> None:
    browser = came_back("sim_prove")
    answer_on_the_phone(world, browser)
    assert browser.look().path == "/sign-in"


# ---------------------------------------------------------------- with a USB token
def sign(world: World, browser: Browser, key: str, at: str, asked: dict[str, str] | None = None) -> Page:
    """Have the token sign what was *asked* before the moment, or a new challenge."""
    if asked is None:
        asked = browser.post_form(f"{at}/challenge").get_json()
    answer = TokenHolder(world, key).answer(asked)
    return browser.post(at, csrf_token=browser.csrf_token, helper="vgca", answer=answer)


def test_a_challenge_that_was_out_is_signed_on_the_computer_while_the_phone_watches(
    world: World, came_back: CameBack
) -> None:
    computer, phone = came_back("token_computer"), came_back("token_phone")
    assert "Enter the PIN of the token on the computer" in phone.page.text
    page = sign(world, computer, "token_150", computer.known["path"], computer.known["asked"])
    assert page.heading == "Check the details in your certificate"
    computer.send(phone_number=PHONE_NUMBER)
    assert computer.enter_code(code_on(world, PHONE_NUMBER)).heading == COMPLETE
    assert phone.look().heading == COMPLETE


def test_a_code_that_the_phone_shows_joins_a_computer(world: World, came_back: CameBack) -> None:
    phone, computer = came_back("token_handover"), Agent(world.app, language="en")
    computer.open("/continue")
    computer.send(code=phone.known["join_code"])
    assert computer.press("Yes, continue here").path == "/register/usb-token/token"
    sign(world, computer, phone.known["token"], "/register/usb-token/token")
    computer.send(phone_number=PHONE_NUMBER)
    assert computer.send(code=code_on(world, PHONE_NUMBER)).heading == COMPLETE


def test_an_organisation_whose_certificate_was_shown_registers(world: World, came_back: CameBack) -> None:
    browser = came_back("token_confirm")
    assert "0001530017" in browser.page.text
    browser.send(phone_number=PHONE_NUMBER)
    assert browser.enter_code(code_on(world, PHONE_NUMBER)).heading == COMPLETE


def test_a_registration_that_the_phone_cancelled_begins_again_with_a_new_code(came_back: CameBack) -> None:
    phone = came_back("token_called_off")
    assert "was cancelled" in phone.page.text
    page = phone.press("Start again with a new code")
    assert page.path == "/register/usb-token/handover"
    assert page.soup.select_one(".ticket [aria-hidden]") is not None


def test_a_company_s_token_no_longer_opens_its_directors_account(world: World, came_back: CameBack) -> None:
    browser = came_back("token_sign_in")
    known = browser.known
    assert sign(world, browser, known["token"], known["path"], known["asked"]).heading == (
        "There is no account with this signature yet"
    )


# ---------------------------------------------------------------- at a post office
def test_an_appointment_is_shown_after_a_code_and_can_be_withdrawn(world: World) -> None:
    browser = ended(world, "post_made", "/post-office")
    browser.send(reference=browser.known["reference"])
    browser.enter_code(code_on(world, CROWD[20].phone_number))
    assert browser.page.heading == "Go to a post office"
    assert browser.known["reference"] in browser.page.text
    assert browser.press("Withdraw the appointment").heading == "The appointment is withdrawn"


def test_a_clerk_who_signs_in_again_compares_an_appointment(world: World) -> None:
    clerk, known = at_the_desk_again(world, "desk_clerk"), KNOWN["browsers"]["post_made"]
    clerk.send(reference=known["reference"])
    page = clerk.send(finding="agrees", document_digits=known["digits"])
    assert "Another person approves it" in page.text


def test_an_appointment_that_was_asked_for_is_made(came_back: CameBack) -> None:
    assert came_back("post_office_code").enter_code().heading == "Go to a post office"


def test_the_link_of_an_approved_appointment_leads_to_an_account(world: World) -> None:
    browser = ended(world, "post_approved", "/post-office")
    assert browser.open(browser.known["link"]).heading == "Finish your registration"
    browser.press("Continue")
    browser.enter_code(code_on(world, CROWD[22].phone_number))
    assert browser.choose_password().heading == COMPLETE


def test_a_person_who_had_followed_the_link_gets_an_account(world: World, came_back: CameBack) -> None:
    browser = came_back("post_continuing_code")
    assert browser.enter_code().path == "/register/post-office/continue/password"
    assert browser.choose_password().heading == COMPLETE
    number = CROWD[23].citizen_number
    account = world.services.accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=number))
    assert account is not None
    assert account.address == "Xã Thử, Tỉnh Lâm Đồng"


def test_a_code_shows_an_appointment_in_another_browser(came_back: CameBack) -> None:
    browser = came_back("post_looking_code")
    assert browser.enter_code().heading == "Go to a post office"


def test_a_reference_that_nothing_has_still_shows_nothing(came_back: CameBack) -> None:
    browser = came_back("post_looking_nothing")
    assert browser.enter_code("000000").status == 422


# ---------------------------------------------------------------- disputes
def test_reference_and_viewing_code_of_a_dispute_are_still_shown(world: World, came_back: CameBack) -> None:
    browser = came_back("dispute_opened")
    known = browser.known
    assert [known["reference"] in browser.page.text, known["secret"] in browser.page.text] == [True, True]
    elsewhere = Browser(world.app)
    elsewhere.open("/dispute/status")
    page = elsewhere.send(reference=known["reference"], secret=known["secret"])
    assert page.path == "/dispute/case/case"


def test_a_dispute_that_was_looked_at_takes_a_statement_and_its_withdrawal(came_back: CameBack) -> None:
    browser = came_back("dispute_looking")
    page = browser.post("/dispute/case/case", csrf_token=browser.csrf_token, action="add", text="Còn nữa")
    assert "Còn nữa" in page.text
    browser.press("Withdraw the dispute")
    assert "You withdrew the dispute" in browser.press("Yes, withdraw it").text


def test_the_holder_answers_a_dispute_by_the_link_in_the_message(world: World, came_back: CameBack) -> None:
    link, holder = came_back("dispute_opened").known["answer_link"], Browser(world.app)
    assert holder.open(link).heading == "Somebody says that your account is theirs"
    holder.press("Answer")
    holder.send(code=code_on(world, CROWD[30].phone_number))
    assert holder.send(text="Tài khoản là của tôi").heading == "Your answer is kept"


def test_an_officer_who_signs_in_again_proposes_a_decision(world: World) -> None:
    officer, reference = (
        at_the_desk_again(world, "desk_officer"),
        KNOWN["browsers"]["dispute_opened"]["reference"],
    )
    assert reference in officer.open("/desk/disputes").text
    page = officer.open(f"/desk/disputes/{reference}")
    officer.send(act="close", text="Đã xem xét", reasons="Đã rõ", version=page.value_of("version"))
    assert "Take my proposal back" in officer.open(f"/desk/disputes/{reference}").text


def test_a_statement_opens_the_dispute_and_freezes_the_account(world: World, came_back: CameBack) -> None:
    page = came_back("dispute_statement").send(text="Tôi chưa bao giờ đăng ký tài khoản này")
    assert page.heading == "Your dispute is open, the account is frozen"
    number = CROWD[31].citizen_number
    account = world.services.accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=number))
    assert account is not None
    assert not account.is_active


def test_a_dispute_by_a_token_asks_for_a_phone_and_is_opened(world: World, came_back: CameBack) -> None:
    browser = came_back("dispute_phone")
    browser.send(phone_number=PHONE_NUMBER)
    browser.enter_code(code_on(world, PHONE_NUMBER))
    page = browser.send(text="Tôi chưa bao giờ đăng ký tài khoản này")
    assert page.heading == "Your dispute is open, the account is frozen"


def test_a_code_lets_the_holder_answer(came_back: CameBack) -> None:
    browser = came_back("dispute_answer_code")
    assert browser.enter_code().path == "/dispute/answer/answer"
    assert browser.send(text="Tài khoản là của tôi").heading == "Your answer is kept"


def test_a_holder_who_proved_who_they_are_answers(came_back: CameBack) -> None:
    page = came_back("dispute_answer_proved").send(text="Tài khoản là của tôi")
    assert page.heading == "Your answer is kept"


def test_after_a_transfer_was_decided_the_disputer_registers(world: World, came_back: CameBack) -> None:
    browser = came_back("dispute_transferred")
    assert browser.press("Register now").path == "/dispute/register/code"
    browser.enter_code(code_on(world, CROWD[34].phone_number))
    assert browser.choose_password(consent="y").path == "/dispute/register/registered"


def test_a_disputer_whose_code_was_sent_registers(came_back: CameBack) -> None:
    browser = came_back("dispute_register_code")
    assert browser.enter_code().path == "/dispute/register/choose"
    assert browser.choose_password(consent="y").path == "/dispute/register/registered"


def test_a_number_is_taken_off_an_account_that_is_not_its_owners(world: World, came_back: CameBack) -> None:
    world.sandbox.numbers.give_on(CROWD[36].phone_number)
    assert came_back("freeing_code").enter_code().heading == "No more codes come to this number"


# ---------------------------------------------------------------- getting an account back
def test_a_forgotten_password_is_replaced_after_the_code(world: World, came_back: CameBack) -> None:
    browser = came_back("forgot_code")
    browser.enter_code()
    assert browser.choose_password().heading == "The new password is saved"
    browser.open("/sign-in")
    page = browser.send(citizen_number=CROWD[40].citizen_number, password=NEW_PASSWORD)
    assert page.path == "/sign-in/code"


def test_a_person_who_was_about_to_choose_a_new_password_does(came_back: CameBack) -> None:
    assert came_back("forgot_new_password").choose_password().heading == "The new password is saved"


def test_a_new_phone_by_a_weak_proof_has_to_be_proved_again(came_back: CameBack) -> None:
    """Before the upgrade this proof gave any number; what it binds was not kept, so it gives none now."""
    assert came_back("new_phone").page.heading == "A stronger proof is needed"


def test_a_code_to_a_new_phone_by_a_weak_proof_changes_nothing(came_back: CameBack) -> None:
    assert came_back("new_phone_code").enter_code().heading == "A stronger proof is needed"


def test_a_proof_for_a_new_phone_leads_to_it(came_back: CameBack) -> None:
    assert came_back("prove_code").enter_code().path == "/new-phone/phone"


def test_a_reference_for_help_at_an_office_is_found_at_the_desk(world: World) -> None:
    citizen, clerk = ended(world, "counter_help", "/counter-help"), at_the_desk_again(world, "desk_clerk")
    reference = citizen.known["reference"]
    clerk.send(reference=reference)
    person = CROWD[41]
    page = clerk.send(
        finding="agrees",
        document_name=person.full_name,
        document_birth_date="/".join(reversed(person.birth_date.split("-"))),
        document_digits=person.citizen_number[-4:],
    )
    assert "Another person approves it" in page.text
