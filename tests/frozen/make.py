"""The record of how the fixture in this folder was made; it runs with the code of commit a959375 only.

The tests of "records of an older release" load the fixture into a newer release and finish each way that was
begun here. To make the fixture again, check out commit a959375, add this file and run:

    python -m pytest tests/frozen/make.py

It writes four files beside itself:

- ``accounts.sql``: the SQLite database, as SQL.
- ``redis.json``: every key of Redis with its type, its value and its time to live.
- ``browsers.json``: the keys of the product, the product's moment, and for each way the browser's cookies and
  what its person knows: the newest code, a link, a reference.
- ``records.json``: for each way its record, decrypted: the JSON that ``registration_codec.to_json`` gave.

People, numbers and keys are fictitious: the people are the sandbox's, the keys are for tests. The product
itself writes everything, driven through its screens. One value differs from what production would hold: the
time at which the gateway stops waiting for a SIM is in the year 2100, because the client that compares it
uses the machine's clock.
"""
# mypy: ignore-errors
# The modules of commit a959375 may have other names today.
# ruff: noqa: SLF001

import base64
import json
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import redis
from flask.sessions import SecureCookieSessionInterface

from accounts.ciphers import FieldCipher
from accounts.dispute_records import Decision
from accounts.staff import Role
from sandbox.people import CROWD, person_called
from tests.browser import Browser
from tests.citizens import PASSWORD, Citizen
from tests.clerks import engage
from tests.token_holders import Holder as TokenHolder
from tests.unit.bff.conftest import World
from tests.unit.bff.sim import Holder as SimHolder
from tests.unit.bff.test_dispute import look, open_dispute, prove, tickets
from tests.unit.bff.test_forgot_password import ask as ask_for_password
from tests.unit.bff.test_new_phone import reach_phone
from tests.unit.bff.test_post_office import approve, call, reference_on, waiting
from tests.unit.bff.test_post_office import begin as begin_at_office
from tests.unit.bff.test_proof import begin_proof
from tests.unit.bff.test_second_step import shown_codes
from tests.unit.bff.test_usb_token_pair import Pair
from tests.unit.bff.test_vietnam_post import give
from verifiers.sim_signature import SimSigning

pytest_plugins = ["tests.unit.bff.conftest"]

FOLDER = Path(__file__).parent
COMMIT = "a959375"
SECRET_KEY = "frozen for tests: this key signs no cookie of a portal"
ENCRYPTION_KEY, LOOKUP_KEY = b"frozen encryption key for tests!", b"frozen lookup key for the tests!"
COOKIES = ("cuaso", "cuaso-desk", "cuaso-desk-known", "device")
WRONG_PASSWORD = "Sai-mật-khẩu-1"
#: Longer than the lease of a poller: the release that held it is gone.
LEASE_SECONDS = 16


class Freezer:
    """Keeps one browser after another as it stands, with the record that its session names."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.browsers: dict[str, Any] = {}
        self.records: dict[str, Any] = {}
        self.cipher = FieldCipher((("frozen", ENCRYPTION_KEY),))
        self.redis = redis.Redis.from_url(world.services.settings.redis_url)

    def keep(self, name: str, browser: Browser, purpose: str | None = "register", **known: Any) -> None:
        cookies = {one: found.value for one in COOKIES if (found := browser._client.get_cookie(one))}
        self.browsers[name] = {
            "path": browser.page.path,
            "agent": getattr(browser, "agent", ""),
            "cookies": cookies,
            **known,
        }
        if purpose is not None:
            signed = SecureCookieSessionInterface().get_signing_serializer(self.world.app)
            key = f"registration:{{{signed.loads(cookies['cuaso'])[purpose]}}}"
            record = self.redis.hget(key, "record").decode()
            self.records[name] = json.loads(self.cipher.decrypt(record, context=key))

    def inbox(self, phone_number: str) -> str:
        """Give the newest code on a phone."""
        codes = [re.search(r"#(\d{6})$", one.text) for one in self.world.sandbox.inbox(phone_number)]
        return [found[1] for found in codes if found][-1]


def owner(world: World, number: int, *, signed_in: bool = False) -> Citizen:
    """Register one of the crowd with a password, and sign in if asked."""
    citizen = world.citizen(CROWD[number])
    citizen.register()
    if signed_in:
        citizen.sign_in()
        citizen.enter_code()
    return citizen


def sim_of(world: World, number: int) -> SimHolder:
    return SimHolder(world, CROWD[number].phone_number)


def ring_for_long(world: World) -> None:
    """Let the newest poller ring its SIM; the product's client believes that the gateway waits until 2100."""
    signing = world.services.verifiers[SimSigning]
    machine_clock = signing._clock
    signing._clock = lambda: datetime(2100, 1, 1, tzinfo=UTC)
    world.ask()
    signing._clock = machine_clock


class WorkerEnds(BaseException):
    """A worker that is killed."""


def ring_and_die(world: World) -> None:
    """Let the worker of the newest poller end while it rings the SIM."""
    signing = world.services.verifiers[SimSigning]

    def die(*_arguments: Any, **_named: Any) -> None:
        raise WorkerEnds

    signing.start = die
    with suppress(WorkerEnds):
        world.ask()
    del signing.start


def on_the_gateway(world: World, phone_number: str) -> dict[str, Any]:
    """Give what the gateway knows of the request that this phone shows."""
    found = world.sandbox.mssp.on_the_phone(phone_number)
    return {
        "phone_number": phone_number,
        "transaction": found.id,
        "application_transaction": found.asked.application_transaction,
        "data": base64.b64encode(found.asked.data).decode(),
        "text": found.asked.text,
        "lifetime_seconds": found.asked.lifetime_seconds,
    }


# ---------------------------------------------------------------- before the moment: accounts, decided cases
def prepare(world: World) -> dict[str, Any]:
    """Make what was there long before, and let some minutes pass, so that codes may be sent again."""
    known = {
        "has_account": world.citizen(person_called("has_account")),
        "secret": set_up_app(world),
        **{f"owner_{number}": owner(world, number) for number in (3, 7, 14, 36, 40, 41)},
        **{f"owner_{number}": owner(world, number) for number in (30, 31, 32, 33, 34, 42, 43, 45)},
        "sim_owner": sim_of(world, 15),
        "token_owner": TokenHolder(world, "token_both_numbers"),
        "disputed_token": TokenHolder(world, "token_152"),
    }
    known["has_account"].register()
    known["sim_owner"].register()
    known["token_owner"].register()
    known["disputed_token"].register()
    world.clock.move(minutes=6)
    return known


def set_up_app(world: World) -> str:
    """Give the secret of the authenticator app that the sixth of the crowd has set up."""
    citizen = owner(world, 6, signed_in=True)
    page = citizen.browser.open("/account/second-step")
    secret = page.soup.select_one("dl.facts dd").get_text().replace(" ", "")
    page = citizen.browser.send(code=pyotp.TOTP(secret).at(world.clock.now), current=PASSWORD)
    assert len(shown_codes(page)) == 10
    return secret


# ---------------------------------------------------------------- at the moment: every way that is under way
def with_a_phone_number(freezer: Freezer, _known: dict[str, Any]) -> None:
    world = freezer.world
    half_typed = world.citizen(CROWD[0])
    half_typed.start()
    half_typed.give_details(consent="")
    freezer.keep("mobile_details", half_typed.browser)
    at_code = world.citizen(CROWD[1])
    at_code.reach_code()
    freezer.keep("mobile_code", at_code.browser, code=at_code.last_code)
    one_try_wrong = world.citizen(CROWD[2])
    one_try_wrong.reach_code()
    one_try_wrong.enter_code("000000" if one_try_wrong.last_code != "000000" else "111111")
    one_try_wrong.enter_code()
    freezer.keep("mobile_password", one_try_wrong.browser)
    refused = world.citizen(person_called("name_differs"))
    refused.reach_code()
    freezer.keep("mobile_refused", refused.browser)
    insured = world.insured()
    insured.reach_code()
    freezer.keep("insurance_code", insured.browser, code=insured.last_code)
    post_id = give(world, "post_id_works")
    freezer.keep("post_id_code", post_id.browser, code=post_id.last_code)


def existing(freezer: Freezer, _known: dict[str, Any]) -> None:
    world = freezer.world
    again = world.citizen(person_called("has_account"))
    again.reach_code()
    freezer.keep("existing_unsigned", again.browser)
    asking = world.citizen(person_called("has_account"))
    asking.reach_code()
    asking.browser.press("Send a code to the account's phone")
    freezer.keep("existing_code", asking.browser, "recover", code=asking.last_code)


def signing_in(freezer: Freezer, known: dict[str, Any]) -> None:
    world = freezer.world
    at_code = world.citizen(CROWD[3])
    at_code.sign_in()
    freezer.keep("sign_in_code", at_code.browser, "sign_in", code=at_code.last_code)
    with_app = world.citizen(CROWD[6])
    with_app.sign_in()
    freezer.keep("sign_in_app", with_app.browser, "sign_in", secret=known["secret"])
    signed_in = owner(world, 4, signed_in=True)
    freezer.keep("signed_in", signed_in.browser, None)
    guesser = world.citizen(CROWD[7])
    for _guess in range(5):
        guesser.sign_in(WRONG_PASSWORD)
    freezer.keep("guesser", guesser.browser, None, number=CROWD[7].citizen_number)


def with_a_sim(freezer: Freezer, _known: dict[str, Any]) -> None:
    world = freezer.world
    new = sim_of(world, 10)
    new.reach_waiting()
    freezer.keep("sim_new", new.browser, phone_number=new.phone_number)
    ringing = sim_of(world, 13)
    ringing.reach_waiting()
    ring_and_die(world)
    freezer.keep("sim_ringing", ringing.browser)
    on_the_phone = sim_of(world, 11)
    on_the_phone.reach_waiting()
    ring_for_long(world)
    gateway = on_the_gateway(world, on_the_phone.phone_number)
    freezer.keep("sim_on_the_phone", on_the_phone.browser, gateway=gateway)
    confirming = sim_of(world, 12)
    confirming.reach_waiting()
    confirming.confirm_on_the_phone()
    confirming.look()
    freezer.keep("sim_confirm", confirming.browser)
    not_me = SimHolder(world, "+84900000130")
    not_me.reach_waiting()
    while world.ask():
        pass
    not_me.look()
    not_me.browser.post_form(not_me.browser.page.path, action="not_me")
    freezer.keep("sim_refused_not_me", not_me.browser)
    signed = sim_of(world, 14)
    signed.reach_waiting()
    signed.confirm_on_the_phone()
    signed.look()
    freezer.keep("sim_existing_signed", signed.browser)


def signing_in_with_a_sim(freezer: Freezer, _known: dict[str, Any]) -> None:
    """Wait for a signature with which a person signs in: extended once, the gateway silent at the moment."""
    world, holder = freezer.world, sim_of(freezer.world, 15)
    holder.browser.open("/sign-in")
    holder.browser.press("Sign in with")
    holder.browser.send(phone_number=holder.phone_number)
    ring_for_long(world)
    holder.browser.post_form("/sign-in/sim/waiting", action="extend")
    world.sandbox.knobs.turn("mssp", outage="http_503")
    world.ask()
    world.sandbox.knobs.turn("mssp", outage="none")
    holder.browser.open("/sign-in/sim/waiting")
    gateway = on_the_gateway(world, holder.phone_number)
    freezer.keep("sim_sign_in", holder.browser, "sign_in", gateway=gateway)


def raising_with_a_sim(freezer: Freezer, _known: dict[str, Any]) -> None:
    world = freezer.world
    citizen = owner(world, 16, signed_in=True)
    citizen.browser.press("Raise the level with: SIM signature")
    citizen.browser.send(phone_number=citizen.person.phone_number)
    ring_for_long(world)
    gateway = on_the_gateway(world, citizen.person.phone_number)
    freezer.keep("sim_prove", citizen.browser, "prove", gateway=gateway)


def with_a_token(freezer: Freezer, _known: dict[str, Any]) -> None:
    world = freezer.world
    joined = Pair(world, "token_150")
    joined.join()
    asked = joined.holder.challenge()
    freezer.keep("token_computer", joined.computer, asked=asked, token="token_150")
    freezer.keep("token_phone", joined.phone)
    shown = Pair(world, "token_151")
    freezer.keep("token_handover", shown.phone, join_code=shown.code, token="token_151")
    alone = TokenHolder(world, "token_153", "business")
    alone.reach_token()
    alone.sign()
    freezer.keep("token_confirm", alone.browser)
    called_off = Pair(world, "token_expires_soon")
    called_off.join()
    called_off.phone.open("/register/usb-token/token")
    called_off.phone.press("Hủy đăng ký")
    freezer.keep("token_called_off", called_off.phone)
    again = Pair(world, "token_both_numbers")
    again.join()
    again.holder.sign()
    freezer.keep("token_existing_signed", again.computer)
    signing_in = TokenHolder(world, "token_both_numbers")
    signing_in.browser.open("/sign-in")
    signing_in.browser.post("/sign-in/token", csrf_token=signing_in.browser.csrf_token)
    asked = signing_in.challenge("/sign-in/token/token")
    freezer.keep("token_sign_in", signing_in.browser, "sign_in", asked=asked, token="token_both_numbers")


def approved(world: World, number: int) -> Citizen:
    """Make an appointment that two people at a post office have approved."""
    citizen = waiting(world, CROWD[number])
    reference = reference_on(citizen.page)
    digits = citizen.person.citizen_number[-4:]
    compared = {"reference": reference, "act": "compared", "staff": "CLERK-1", "documentDigits": digits}
    assert call(world, compared, nonce=f"nonce-for-number-{number}") == 204
    assert approve(world, reference) == 204
    return citizen


def at_a_post_office(freezer: Freezer, _known: dict[str, Any]) -> None:
    world = freezer.world
    made = waiting(world, CROWD[20])
    reference, digits = reference_on(made.page), made.person.citizen_number[-4:]
    freezer.keep("post_made", made.browser, reference=reference, digits=digits)
    asking = world.citizen(CROWD[21])
    begin_at_office(asking)
    freezer.keep("post_office_code", asking.browser, code=asking.last_code)
    verified = approved(world, 22)
    freezer.keep("post_approved", verified.browser, link=verified.last_link)
    going_on = approved(world, 23)
    going_on.browser.open(going_on.last_link)
    going_on.browser.send_any("Continue")
    freezer.keep("post_continuing_code", going_on.browser, code=going_on.last_code)
    elsewhere = world.citizen(CROWD[20])
    elsewhere.browser.open("/post-office")
    elsewhere.browser.send(reference=reference)
    freezer.keep("post_looking_code", elsewhere.browser, code=elsewhere.last_code)
    nowhere = world.citizen(CROWD[20])
    nowhere.browser.open("/post-office")
    nowhere.browser.send(reference="222-222-222")
    freezer.keep("post_looking_nothing", nowhere.browser)


def decide_transfer(world: World, reference: str) -> None:
    """Let two officers decide that the account goes to the disputer."""
    disputes = world.services.disputes
    (case,) = [one for one in disputes.to_do() if one.reference == reference.replace("-", "")]
    disputes.propose(case.id, Decision.TRANSFER, version=case.version, by="first", reason="x", reasons="y")
    disputes.decide(case.id, version=case.version + 1, by="second", reason="x")


def disputing(freezer: Freezer, known: dict[str, Any]) -> None:
    world = freezer.world
    opened = world.citizen(CROWD[30])
    reference, secret = tickets(open_dispute(opened))
    ticket = {"reference": reference, "secret": secret}
    freezer.keep("dispute_opened", opened.browser, "dispute", answer_link=opened.last_link, **ticket)
    (case,) = world.services.disputes.to_do()
    freezer.records["dispute_proof"] = json.loads(json.loads(case.proof)["registration"])
    looking = world.citizen(CROWD[30])
    look(looking, reference, secret)
    freezer.keep("dispute_looking", looking.browser, "dispute", reference=reference)
    telling = world.citizen(CROWD[31])
    prove(telling)
    freezer.keep("dispute_statement", telling.browser, "dispute")
    begin_proof(known["disputed_token"].browser, "usb-token", "dispute")
    known["disputed_token"].sign(at="/prove/usb-token/token")
    freezer.keep("dispute_phone", known["disputed_token"].browser, "dispute")


def answering(freezer: Freezer, _known: dict[str, Any]) -> None:
    world = freezer.world
    open_dispute(world.citizen(CROWD[32]))
    by_link = world.citizen(CROWD[32])
    by_link.browser.open(by_link.last_link)
    by_link.browser.press("Answer")
    freezer.keep("dispute_answer_code", by_link.browser, "dispute", code=by_link.last_code)
    open_dispute(world.citizen(CROWD[33]))
    by_proof = world.citizen(CROWD[33])
    prove(by_proof, "answer")
    freezer.keep("dispute_answer_proved", by_proof.browser, "dispute")


def after_a_decision(freezer: Freezer, _known: dict[str, Any]) -> None:
    world = freezer.world
    disputer = world.citizen(CROWD[34])
    reference, secret = tickets(open_dispute(disputer))
    decide_transfer(world, reference)
    looking = world.citizen(CROWD[34])
    look(looking, reference, secret)
    freezer.keep("dispute_transferred", looking.browser, "dispute")
    look(disputer, reference, secret)
    disputer.browser.press("Register now")
    freezer.keep("dispute_register_code", disputer.browser, "dispute", code=disputer.last_code)


def freeing(freezer: Freezer, _known: dict[str, Any]) -> None:
    newcomer = freezer.world.citizen(CROWD[36])
    newcomer.browser.open("/dispute/reported")
    newcomer.browser.press("Stop their messages")
    newcomer.browser.send(phone_number=newcomer.person.phone_number)
    freezer.keep("freeing_code", newcomer.browser, "dispute", code=newcomer.last_code)


def recovering(freezer: Freezer, _known: dict[str, Any]) -> None:
    world = freezer.world
    forgot = world.citizen(CROWD[40])
    ask_for_password(forgot)
    freezer.keep("forgot_code", forgot.browser, "recover", code=forgot.last_code)
    choosing = world.citizen(CROWD[41])
    ask_for_password(choosing)
    choosing.enter_code()
    freezer.keep("forgot_new_password", choosing.browser, "recover")
    moving = world.citizen(CROWD[42])
    reach_phone(moving)
    freezer.keep("new_phone", moving.browser, "recover", new_phone=CROWD[46].phone_number)
    confirming = world.citizen(CROWD[43])
    reach_phone(confirming)
    confirming.browser.send(phone_number=CROWD[44].phone_number)
    code = freezer.inbox(CROWD[44].phone_number)
    freezer.keep("new_phone_code", confirming.browser, "recover", code=code)
    proving = world.citizen(CROWD[45])
    begin_proof(proving.browser, "mobile-subscriber", aim="new_phone")
    proving.give_details()
    freezer.keep("prove_code", proving.browser, "prove", code=proving.last_code)
    helped = world.citizen(CROWD[41])
    helped.browser.open("/counter-help")
    numbers = {"citizen_number": CROWD[41].citizen_number, "phone_number": CROWD[41].phone_number}
    reference = reference_on(helped.browser.send(**numbers))
    freezer.keep("counter_help", helped.browser, None, reference=reference)


def at_the_desk(freezer: Freezer, _known: dict[str, Any]) -> None:
    world = freezer.world
    for name, called, role in (
        ("desk_clerk", "mai.le", Role.CLERK),
        ("desk_officer", "lan.nguyen", Role.CASE_OFFICER),
    ):
        clerk = engage(world.services, Browser(world.app), called, role)
        clerk.sign_in()
        freezer.keep(name, clerk.browser, None, staff=called)


WAYS = (
    with_a_phone_number,
    existing,
    signing_in,
    with_a_sim,
    signing_in_with_a_sim,
    raising_with_a_sim,
    with_a_token,
    at_a_post_office,
    disputing,
    answering,
    after_a_decision,
    freeing,
    recovering,
    at_the_desk,
)


# ---------------------------------------------------------------- what is written
def text_or_base64(value: bytes) -> Any:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}


def value_of(client: redis.Redis, key: bytes, kind: str) -> Any:
    match kind:
        case "string":
            return text_or_base64(client.get(key))
        case "hash":
            return {name.decode(): text_or_base64(one) for name, one in sorted(client.hgetall(key).items())}
        case "zset":
            return [[text_or_base64(one), score] for one, score in client.zrange(key, 0, -1, withscores=True)]
        case "set":
            return sorted(one.decode() for one in client.smembers(key))
        case _:
            raise ValueError(f"no way to write a {kind}")


def dump_redis(client: redis.Redis) -> list[dict[str, Any]]:
    found = []
    for key in sorted(client.scan_iter()):
        kind, seconds = client.type(key).decode(), client.ttl(key)
        ttl = seconds if seconds >= 0 else None
        value = value_of(client, key, kind)
        found.append({"key": key.decode(), "type": kind, "ttl_seconds": ttl, "value": value})
    return found


def write(name: str, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (FOLDER / name).write_text(text + "\n", encoding="utf-8")


def dump_database(url: str) -> str:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        return "\n".join(connection.iterdump()) + "\n"


def test_freeze(make_world: Callable[..., World], clock: Any) -> None:
    """Walk every way as far as it stands in the fixture, and write down what the product keeps."""
    clock.now = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=20)
    world = make_world(
        secret_key=SECRET_KEY,
        encryption_keys=(("frozen", ENCRYPTION_KEY),),
        lookup_key=LOOKUP_KEY,
        usb_challenge_seconds=86_400,  # the client that compares it uses the machine's clock
    )
    known = prepare(world)
    freezer = Freezer(world)
    for walk in WAYS:
        walk(freezer, known)
    time.sleep(LEASE_SECONDS)
    facts = {
        "commit": COMMIT,
        "moment": clock.now.isoformat(),
        "machine_time": time.time(),
        "secret_key": SECRET_KEY,
        "encryption_keys": {"frozen": ENCRYPTION_KEY.decode()},
        "lookup_key": LOOKUP_KEY.decode(),
        "password": PASSWORD,
        "browsers": freezer.browsers,
    }
    write("browsers.json", facts)
    write("records.json", freezer.records)
    write("redis.json", dump_redis(freezer.redis))
    sql = dump_database(world.services.settings.database_url)
    (FOLDER / "accounts.sql").write_text(sql, encoding="utf-8")
