"""A stranger with an open session changes no way in, and what was half done ends with a change."""

from collections.abc import Callable, Mapping

import pyotp
import pytest
from flask import url_for

from accounts.account.raising import Raised
from accounts.account.records import Account
from accounts.account.ways_in import Change, WayIn
from bff.owners.fresh import BY_PROOF, BY_RECOVERY, IN_THE_ACCOUNT, PURPOSES, SHOWS, may_confirm
from bff.rules.proofs import STRONGEST, ProofKind
from tests.support.authenticator import new_passkey
from tests.support.browser import Browser
from tests.support.citizens import PASSWORD, Citizen, way_on_codes_in
from tests.support.levels import set_level
from tests.support.sim_holders import phone_of
from tests.unit.bff.account.test_my_data import signed_in_without_password
from tests.unit.bff.conftest import World

#: Addresses under /account that change no way in; each says why.
HARMLESS = {
    "account.sign_out": "ends one's own session",
    "account.end_other_sessions": "ends sessions",
    "confirm.ask": "the fresh proof itself",
    "confirm.send_code": "the fresh proof itself",
    "confirm.by_passkey": "the fresh proof itself",
    "passkeys.options": "a challenge, which changes nothing by itself",
    "passkeys.name": "a name, not what opens",
    "raising.choose_phone": "takes the proof of the raise just before, or leads to a proof",
    "passkeys.offer": "takes the fresh proof of the sign-in just before, for adding a passkey only",
    "confirm_code.code": "the fresh proof itself",
    "confirm_code.look_at_sim": "the fresh proof itself",
    "confirm_code.sim_changed": "says why the code does not count",
    "confirm_code.confirmed": "the fresh proof itself",
    "privacy.withdraw": "withdraws a consent",
    "provider.withdraw": "ends what a portal may be told",
    "privacy.delete": "asks for the password, or for a proof",
    "privacy.keep": "keeps the account",
    "news.here": "messages about this account to this device, which say nothing and open nothing",
}
#: What an attacker would send to each form; the right password is among it.
EVERYTHING = {
    "current": PASSWORD,
    "password": "Cầu-ao-7-bậc",
    "confirmation": "Cầu-ao-7-bậc",
    "email": "thief@example.vn",
    "code": "123456",
}


def with_password(world: World) -> Browser:
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    return citizen.browser


def with_app(world: World) -> Browser:
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    page = citizen.open_change("/account/second-step")
    key = page.soup.select_one("dl.facts dd")
    assert key is not None
    app = pyotp.TOTP(key.get_text().replace(" ", ""))
    citizen.browser.send(code=app.at(world.clock.now))
    return citizen.browser


def with_signature(world: World) -> Browser:
    return signed_in_without_password(world).browser


def raised(world: World) -> Browser:
    browser = with_password(world)
    set_level(world.services, account_of(world).id)
    return browser


#: The kinds of session that a stranger may find open.
SESSIONS: Mapping[str, Callable[[World], Browser]] = {
    "password": with_password,
    "app": with_app,
    "signature": with_signature,
    "raised": raised,
}


def account_of(world: World) -> Account:
    (account_id,) = world.services.accounts.with_phone(phone_of("sim_citizen"))
    found = world.services.accounts.get(account_id)
    assert found is not None
    return found


def state(world: World) -> tuple[object, ...]:
    account, factors = account_of(world), world.services.second_factors
    return account, factors.has_app(account.id), factors.recovery_codes_left(account.id)


def address_of(world: World, endpoint: str) -> str:
    with world.app.test_request_context():
        return url_for(endpoint)


def test_no_way_in_and_no_change_is_forgotten() -> None:
    places = [*IN_THE_ACCOUNT, *BY_RECOVERY, *BY_PROOF]
    assert sorted(places) == sorted(PURPOSES) == sorted(Change)
    assert {change.way for change in Change} == set(WayIn)


def test_each_address_of_the_account_is_a_change_or_harmless(world: World) -> None:
    takes_forms = {
        rule.endpoint
        for rule in world.app.url_map.iter_rules()
        if rule.rule.startswith("/account") and "POST" in (rule.methods or ())
    }
    assert takes_forms == set(IN_THE_ACCOUNT.values()) | set(HARMLESS)


@pytest.mark.parametrize("kind", SESSIONS)
def test_a_stranger_with_an_open_session_can_not_change_a_way_in(world: World, kind: str) -> None:
    browser = SESSIONS[kind](world)
    before = state(world)
    for endpoint in sorted(set(IN_THE_ACCOUNT.values())):
        if endpoint == "second_step.set_up" and kind == "app":
            continue  # it shows the settings of the app
        browser.open("/account")
        answer = browser.post_form(address_of(world, endpoint), htmx=False, **EVERYTHING)
        assert "/account/confirm/" in answer.location, endpoint
    assert state(world) == before


@pytest.mark.parametrize("change", Change)
def test_no_way_in_confirms_its_own_change(world: World, change: Change) -> None:
    with_password(world)
    account = account_of(world)
    itself = [kind for kind, ways in SHOWS.items() if change.way in ways]
    assert not any(may_confirm(world.services, kind, change, account) for kind in itself)
    assert any(may_confirm(world.services, kind, change, account) for kind in ProofKind)


@pytest.mark.parametrize("change", [change for change in Change if change is not Change.RAISE])
def test_less_than_a_signature_confirms_no_change_of_a_raised_account(world: World, change: Change) -> None:
    raised(world)
    account = account_of(world)
    enough = {kind for kind in ProofKind if may_confirm(world.services, kind, change, account)}
    assert enough == {ProofKind.SIGNATURE, ProofKind.TWO_PEOPLE}
    assert enough < STRONGEST


def owner_at_email(world: World) -> Citizen:
    owner = world.citizen()
    owner.register()
    owner.sign_in()
    owner.enter_code()
    assert owner.open_change("/account/data/email").path == "/account/data/email"
    return owner


def test_a_fresh_proof_counts_for_one_change_in_one_session_for_some_minutes(world: World) -> None:
    owner = owner_at_email(world)
    other = world.citizen()
    other.sign_in()
    other.enter_code()
    assert other.browser.open("/account/data/email").path == "/account/confirm/email"
    assert owner.browser.open("/account/password").path == "/account/confirm/new_password"
    (key,) = world.services.fresh.client.keys("fresh:*:email")
    assert 0 < world.services.fresh.client.ttl(key) <= world.services.settings.fresh_proof_seconds
    owner.browser.open("/account/data/email")
    assert "was changed" in owner.browser.send(email="moi@example.vn").text
    assert owner.browser.open("/account/data/email").path == "/account/confirm/email"


def test_a_wrong_password_confirms_nothing(world: World) -> None:
    with_password(world)
    browser = world.citizen().browser
    citizen = world.citizen()
    citizen.browser = browser
    citizen.sign_in()
    citizen.enter_code()
    assert citizen.open_change("/account/data/email", password="Sai-mật-khẩu-1").errors
    assert citizen.browser.open("/account/data/email").path == "/account/confirm/email"


def remove_passkey(world: World, account: Account) -> None:
    """Add a passkey and remove it."""
    passkeys = world.services.passkeys
    passkeys.add(account.id, new_passkey(), most=2, generation=account.generation)
    (kept,) = passkeys.of_owner(account.id)
    passkeys.remove(account.id, kept.id, generation=account.generation + 1)


Act = Callable[[World, Account], object]
#: Each change as the stores make it, from another browser.
ACTS: Mapping[Change, Act] = {
    **{
        change: lambda world, account, change=change: world.services.accounts.change_password(  # type: ignore[misc]
            account.id, "$argon2id$x", change, generation=account.generation
        )
        for change in (Change.FIRST_PASSWORD, Change.NEW_PASSWORD, Change.RESET_PASSWORD)
    },
    Change.APP_ON: lambda world, account: world.services.second_factors.turn_on(
        account.id, secret="A" * 32, step=1, generation=account.generation
    ),
    Change.APP_OFF: lambda world, account: world.services.second_factors.turn_off(
        account.id, generation=account.generation
    ),
    Change.RECOVERY_CODES: lambda world, account: world.services.second_factors.renew_recovery_codes(
        account.id, generation=account.generation
    ),
    Change.PHONE: lambda world, account: world.services.accounts.change_phone(
        account.id, "+84900000888", method="x", proved_by="signature", generation=account.generation
    ),
    Change.EMAIL: lambda world, account: world.services.requests.correct_email(
        account.id, "x@example.vn", generation=account.generation
    ),
    Change.PASSKEY_ON: lambda world, account: world.services.passkeys.add(
        account.id, new_passkey(), most=2, generation=account.generation
    ),
    Change.PASSKEY_OFF: remove_passkey,
    Change.RAISE: lambda world, account: world.services.accounts.raise_level(
        account.id,
        Raised(level=3, method="sim_signature", proved_by="signature"),
        generation=account.generation,
    ),
}


@pytest.mark.parametrize("change", Change)
def test_a_sign_in_begun_before_a_change_does_not_complete(world: World, change: Change) -> None:
    owner = world.citizen()
    owner.register()
    thief = world.citizen()
    thief.sign_in()
    ACTS[change](world, account_of(world))
    assert thief.enter_code().path == "/sign-in"
    assert thief.browser.open("/account").path == "/sign-in"


def test_a_sign_in_with_the_old_password_does_not_complete_with_the_app_either(world: World) -> None:
    with_app(world)
    world.clock.move(seconds=30)
    thief = world.citizen()
    assert thief.sign_in().path == "/sign-in/app/app-code"
    ACTS[Change.NEW_PASSWORD](world, account_of(world))
    assert thief.browser.send(code="123456").path == "/sign-in"


@pytest.mark.parametrize("change", Change)
@pytest.mark.parametrize("at_the_code", [True, False])
def test_a_reset_begun_before_a_change_does_not_complete(
    world: World, change: Change, *, at_the_code: bool
) -> None:
    owner = world.citizen()
    owner.register()
    thief = world.citizen()
    thief.browser.open("/forgot-password")
    thief.browser.send(citizen_number=owner.person.citizen_number, phone_number=owner.person.phone_number)
    if not at_the_code:
        thief.enter_code()
    ACTS[change](world, account_of(world))
    before = account_of(world) if change is not Change.PHONE else None
    page = thief.enter_code() if at_the_code else thief.choose_password("Cầu-ao-7-bậc")
    assert page.path == "/forgot-password"
    assert before is None or account_of(world) == before


@pytest.mark.parametrize("change", Change)
def test_a_change_ends_the_sessions_that_are_open(world: World, change: Change) -> None:
    browser = with_password(world)
    ACTS[change](world, account_of(world))
    assert browser.open("/account").path == "/sign-in"


def test_the_session_that_made_the_change_goes_on_under_a_new_token(world: World) -> None:
    owner = owner_at_email(world)
    stolen = owner.browser.second_tab()
    owner.browser.send(email="moi@example.vn")
    assert owner.browser.open("/account").path == "/account"
    assert stolen.open("/account").path == "/sign-in"


@pytest.mark.parametrize(("language", "words"), [("vi", "khoa lai: ma "), ("en", "stop it: code ")])
def test_a_change_is_told_in_the_accounts_language_with_a_code_that_stops_it(
    world: World, language: str, words: str
) -> None:
    owner = world.citizen(language=language)
    owner.register()
    owner.sign_in()
    owner.enter_code()
    owner.open_change("/account/data/email")
    owner.browser.send(email="moi@example.vn")
    told = owner.messages[-1]
    assert words in told
    assert len(told) <= 160
    assert len(way_on_codes_in(told)) == 1


def test_ending_the_other_sessions_asks_for_no_proof(world: World) -> None:
    browser = with_password(world)
    other = world.citizen()
    other.sign_in()
    other.enter_code()
    browser.open("/account")
    assert browser.post_form("/account/sessions/end-others").location.startswith("/account?notice=sessions")
    assert other.browser.open("/account").path == "/sign-in"


def test_a_thief_with_a_copied_cookie_is_signed_out_with_the_others(world: World) -> None:
    browser = with_password(world)
    browser.open("/account")
    thief = browser.second_tab()
    browser.post_form("/account/sessions/end-others")
    assert browser.open("/account").path == "/account"
    assert thief.open("/account").path == "/sign-in"


def test_a_second_press_for_a_code_inside_the_account_sends_no_second_message(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    citizen.browser.open("/account")
    before = len(citizen.codes)
    for _ in range(6):
        answer = citizen.browser.post_form("/account/confirm/new_password/code")
        assert answer.status_code == 303
    assert len(citizen.codes) == before + 1
