"""Passkeys: added by the owner, used to sign in, and never by a stranger."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from accounts.account.records import Account, AccountEvent
from accounts.account.ways_in import Change
from accounts.second_factors.passkeys import Passkey
from accounts.ways_back import NewWaysIn
from bff.rules.proofs import ProofKind
from tests.support.authenticator import UP, UV, Authenticator, text
from tests.support.browser import Browser, Page
from tests.support.citizens import PASSWORD, Citizen
from tests.support.levels import set_level
from tests.unit.bff.conftest import World

KEYS = "/account/passkeys"


def owner_of(world: World) -> Citizen:
    """A citizen with an account, signed in."""
    owner = world.citizen()
    owner.register()
    owner.sign_in()
    owner.enter_code()
    return owner


def account_of(world: World, owner: Citizen) -> Account:
    (account_id,) = world.services.accounts.with_phone(owner.person.phone_number)
    found = world.services.accounts.get(account_id)
    assert found is not None
    return found


def keys_of(world: World, owner: Citizen) -> list[Passkey]:
    return world.services.passkeys.of_owner(account_of(world, owner).id)


def options(browser: Browser, path: str, **fields: str) -> dict[str, Any]:
    answer = browser.post_form(path, htmx=False, **fields)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = json.loads(answer.get_data(as_text=True))
    return found


def send(browser: Browser, path: str, credential: str) -> Page:
    return browser.post(path, csrf_token=browser.csrf_token, credential=credential)


def add(owner: Citizen, device: Authenticator) -> Page:
    """Add a passkey as the owner does, after a fresh proof."""
    assert owner.open_change(f"{KEYS}/new").path == f"{KEYS}/new"
    made = device.make(options(owner.browser, f"{KEYS}/options"))
    return send(owner.browser, f"{KEYS}/new", made)


def sign_in(browser: Browser, device: Authenticator, **wrong: Any) -> Page:
    browser.open("/sign-in")
    asked = options(browser, "/sign-in/passkey/options")
    return send(browser, "/sign-in/passkey", device.sign(asked, **wrong))


def test_a_passkey_is_added_listed_named_used_and_removed(world: World) -> None:
    owner, device = owner_of(world), Authenticator()
    page = add(owner, device)
    assert "was added" in page.text
    assert "not used yet" in page.text
    (key,) = keys_of(world, owner)
    page = owner.browser.open(f"{KEYS}/name?which={key.id}")
    page = owner.browser.send(name="  My   own phone ")
    assert "My own phone" in page.text
    stranger_to_code = Browser(world.app)
    page = sign_in(stranger_to_code, device)
    assert page.path == "/account"
    assert keys_of(world, owner)[0].used_at is not None
    assert owner.open_change(f"{KEYS}/remove").path == f"{KEYS}/remove"
    page = owner.browser.send(which=key.id)
    assert "was removed" in page.text
    assert keys_of(world, owner) == []
    page = sign_in(Browser(world.app), device)
    assert page.errors
    assert "not known here" in page.errors[0]


def test_a_passkey_counts_as_both_factors_and_sends_no_code(world: World) -> None:
    owner, device = owner_of(world), Authenticator()
    add(owner, device)
    before = len(owner.codes)
    browser = Browser(world.app)
    assert sign_in(browser, device).path == "/account"
    assert len(owner.codes) == before
    assert account_of(world, owner).level == 2


def test_the_owner_is_told_of_a_new_passkey_and_can_stop_it(world: World) -> None:
    owner, device = owner_of(world), Authenticator()
    add(owner, device)
    assert "passkey" in owner.messages[-1]
    stranger = Citizen(owner.person, Browser(world.app), owner.sandbox)
    stranger.use_code(owner.way_on_codes[-1])
    stranger.browser.press("Stop it")
    assert not account_of(world, owner).is_active
    assert sign_in(Browser(world.app), device).path == "/sign-in/frozen"


def test_a_frozen_account_lets_no_passkey_in(world: World) -> None:
    owner, device = owner_of(world), Authenticator()
    add(owner, device)
    world.services.accounts.freeze(account_of(world, owner).id)
    browser = Browser(world.app)
    assert sign_in(browser, device).path == "/sign-in/frozen"
    assert browser.open("/account").path == "/sign-in"


#: What a stranger gets wrong when signing in.
WRONG: Mapping[str, dict[str, Any]] = {
    "a challenge of another": {"challenge": text(b"x" * 32)},
    "another site": {"origin": "https://evil.example"},
    "another site's passkey": {"rp_id": "evil.example"},
    "nobody verified": {"flags": UP},
    "another's handle": {"handle": b"h" * 32},
    "no handle": {"handle": None},
    "a wrong signature": {"signature": b"\x30\x06\x02\x01\x01\x02\x01\x01"},
    "a frame": {"cross_origin": True},
}


@pytest.mark.parametrize("case", WRONG)
def test_a_stranger_can_not_sign_in_with(world: World, case: str) -> None:
    owner, device = owner_of(world), Authenticator()
    add(owner, device)
    page = sign_in(Browser(world.app), device, **WRONG[case])
    assert page.path == "/sign-in/passkey"
    assert len(page.errors) == 1
    assert keys_of(world, owner)[0].used_at is None


def test_an_answer_counts_once_and_in_the_browser_that_asked(world: World) -> None:
    owner, device = owner_of(world), Authenticator()
    add(owner, device)
    thief, victim = Browser(world.app), Browser(world.app)
    for browser in (thief, victim):
        browser.open("/sign-in")
    answer = device.sign(options(victim, "/sign-in/passkey/options"))
    assert "too long" in send(thief, "/sign-in/passkey", answer).errors[0]
    thief.open("/sign-in")
    answer = device.sign(options(thief, "/sign-in/passkey/options"))
    assert send(thief, "/sign-in/passkey", answer).path == "/account"
    thief.open("/account")
    thief.press("Sign out")
    thief.open("/sign-in")
    assert "too long" in send(thief, "/sign-in/passkey", answer).errors[0]


def test_a_challenge_of_one_purpose_counts_for_no_other(world: World) -> None:
    owner, device = owner_of(world), Authenticator()
    add(owner, device)
    asked = options(owner.browser, f"{KEYS}/options", purpose="confirm")
    assert "too long" in send(owner.browser, "/sign-in/passkey", device.sign(asked)).errors[0]


def test_a_copied_passkey_is_refused_and_stands_in_the_history(world: World) -> None:
    owner, device = owner_of(world), Authenticator(counts=True, flags=UP | UV)
    add(owner, device)
    assert sign_in(Browser(world.app), device).path == "/account"
    device.credentials[0].counter = 0
    page = sign_in(Browser(world.app), device)
    assert "a copy" in page.errors[0]
    events = [entry.event for entry in world.services.accounts.history(account_of(world, owner).id)]
    assert events[0] is AccountEvent.PASSKEY_COPIED
    assert "a copy of a passkey" in owner.browser.open("/account").text


def test_an_unknown_passkey_is_told_to_the_device(world: World) -> None:
    owner, device = owner_of(world), Authenticator()
    add(owner, device)
    world.services.passkeys.remove(
        account_of(world, owner).id, keys_of(world, owner)[0].id, generation=1, proved_by="app"
    )
    page = sign_in(Browser(world.app), device)
    form = page.soup.select_one("[data-passkey]")
    assert form is not None
    assert form["data-unknown"] == text(device.credentials[0].id)


def test_wrong_answers_make_a_browser_wait(world: World) -> None:
    owner, device = owner_of(world), Authenticator()
    add(owner, device)
    browser = Browser(world.app)
    for _ in range(world.services.settings.sign_ins_per_session):
        sign_in(browser, device, signature=b"wrong")
    assert sign_in(browser, device).status == 429
    assert sign_in(Browser(world.app), device).path == "/account"


def test_a_browser_can_not_ask_for_challenges_without_end(world: World) -> None:
    browser = Browser(world.app)
    browser.open("/sign-in")
    for _ in range(world.services.settings.passkey_challenges_per_session_hour):
        options(browser, "/sign-in/passkey/options")
    assert browser.post_form("/sign-in/passkey/options").status_code == 429


GARBAGE = ("", "{", "null", "[]", '{"rawId": 1}', "ẩ", "x" * 6_001, '{"response":' * 900)


@pytest.mark.parametrize("credential", GARBAGE)
@pytest.mark.parametrize("path", ["/sign-in/passkey", f"{KEYS}/new", "/account/confirm/passkey_on/passkey"])
def test_garbage_gets_an_answer_in_words_and_changes_nothing(
    world: World, credential: str, path: str
) -> None:
    owner = owner_of(world)
    owner.open_change(f"{KEYS}/new")
    page = send(owner.browser, path, credential)
    assert page.status in {200, 422}
    assert keys_of(world, owner) == []


def test_a_stranger_with_an_open_session_can_not_add_a_passkey(world: World) -> None:
    owner, device = owner_of(world), Authenticator()
    made = device.make(options(owner.browser, f"{KEYS}/options"))
    page = send(owner.browser, f"{KEYS}/new", made)
    assert page.path == "/account/confirm/passkey_on"
    assert keys_of(world, owner) == []


def test_a_passkey_made_for_another_session_is_refused(world: World) -> None:
    owner, device = owner_of(world), Authenticator()
    owner.open_change(f"{KEYS}/new")
    made = device.make(options(owner.browser, f"{KEYS}/options"))
    other = Citizen(owner.person, Browser(world.app), owner.sandbox)
    other.sign_in()
    other.enter_code()
    other.open_change(f"{KEYS}/new")
    assert "too long" in send(other.browser, f"{KEYS}/new", made).errors[0]


def test_an_account_of_level_3_adds_a_passkey_by_a_signature_only(world: World) -> None:
    owner = owner_of(world)
    set_level(world.services, account_of(world, owner).id)
    page = owner.browser.open(f"{KEYS}/new")
    assert page.path == "/account/confirm/passkey_on"
    assert page.soup.find(attrs={"name": "current"}) is None


def test_as_many_passkeys_as_may_be_and_then_words(world: World) -> None:
    owner = owner_of(world)
    most = world.services.settings.passkeys_per_account
    for number in range(most):
        answer = Authenticator()
        answer.make({"rp": {"id": "localhost"}, "user": {"id": ""}, "challenge": "x"})
        world.services.passkeys.add(
            account_of(world, owner).id,
            world.services.ceremonies.new_passkey(
                answer.answer_of_making(answer.credentials[0], "x" * 43), "x" * 43, name=f"phone {number}"
            ),
            most=most,
            generation=number,
        )
    world.clock.move(hours=1)
    owner.sign_in()
    owner.enter_code()
    assert "Add a passkey" not in owner.browser.open(KEYS).text
    page = add(owner, Authenticator())
    assert "as many passkeys" in page.text
    assert len(keys_of(world, owner)) == most


def confirmed_by(world: World, owner: Citizen, device: Authenticator, change: str) -> Page:
    owner.browser.open(f"/account/confirm/{change}")
    asked = options(owner.browser, f"{KEYS}/options", purpose="confirm")
    return send(owner.browser, f"/account/confirm/{change}/passkey", device.sign(asked))


def test_a_passkey_confirms_the_change_of_another_way_in(world: World) -> None:
    owner, device = owner_of(world), Authenticator()
    add(owner, device)
    assert confirmed_by(world, owner, device, "email").path == "/account/data/email"
    assert confirmed_by(world, owner, device, "new_password").path == "/account/password"


def test_a_passkey_confirms_no_change_of_passkeys_and_none_of_level_3(world: World) -> None:
    owner, device = owner_of(world), Authenticator()
    add(owner, device)
    for change in (Change.PASSKEY_ON, Change.PASSKEY_OFF):
        assert confirmed_by(world, owner, device, change).path == f"/account/confirm/{change}"
    set_level(world.services, account_of(world, owner).id)
    assert confirmed_by(world, owner, device, "email").path == "/account/confirm/email"


def test_anothers_passkey_confirms_nothing(world: World) -> None:
    owner, device = owner_of(world), Authenticator()
    add(owner, device)
    thief = world.insured()
    thief.register()
    thief.sign_in()
    thief.enter_code()
    add(thief, Authenticator())
    page = confirmed_by(world, thief, device, "email")
    assert page.path == "/account/confirm/email"
    assert "belongs to another account" in page.text


def test_your_data_names_the_passkeys(world: World) -> None:
    owner = owner_of(world)
    add(owner, Authenticator())
    assert "Passkeys" in owner.browser.open("/account/data").text


def test_passkeys_turned_off_are_neither_offered_nor_accepted(
    make_world: Callable[..., World],
) -> None:
    world = make_world(passkeys=False)
    browser = Browser(world.app)
    page = browser.open("/sign-in")
    assert page.soup.select_one("[data-passkey]") is None
    assert browser.open("/sign-in/passkey").path == "/sign-in"
    assert browser.post_form("/sign-in/passkey/options").status_code == 404
    owner = owner_of(world)
    assert "Passkeys" not in owner.browser.open("/account").text
    assert owner.browser.open(f"{KEYS}/new").path == KEYS


def offered(world: World, owner: Citizen, *, device: str = "yes") -> Page:
    """Sign in with password and code in a browser that can make passkeys."""
    world.clock.move(minutes=11)
    owner.browser.open("/sign-in")
    options(owner.browser, "/sign-in/passkey/options", device=device)
    owner.sign_in()
    return owner.enter_code()


def registered(world: World, *, hours: int = 3) -> Citizen:
    owner = world.citizen()
    owner.register()
    world.clock.move(hours=hours)
    return owner


def test_a_passkey_is_offered_after_password_and_code_on_ones_own_phone(world: World) -> None:
    owner, device = registered(world), Authenticator()
    page = offered(world, owner)
    assert page.heading == "Is this your own phone or computer?"
    page = owner.browser.press("Yes, it is my own")
    assert page.path == f"{KEYS}/new"  # the sign-in was the fresh proof
    send(owner.browser, f"{KEYS}/new", device.make(options(owner.browser, f"{KEYS}/options")))
    assert len(keys_of(world, owner)) == 1
    (entry,) = world.services.accounts.history(
        account_of(world, owner).id, events={AccountEvent.PASSKEY_ADDED}
    )
    assert entry.codes["proof"] == ProofKind.PASSWORD


def test_not_now_is_silent_for_a_week(world: World) -> None:
    owner = registered(world)
    offered(world, owner)
    assert owner.browser.press("Not now").path == "/account"
    assert owner.browser.open(f"{KEYS}/new").path == "/account/confirm/passkey_on"
    assert offered(world, owner).path == "/account"
    world.clock.move(days=7)
    assert offered(world, owner).path == f"{KEYS}/offer"


def test_nothing_is_offered_in_the_first_hours_of_an_account(world: World) -> None:
    assert offered(world, registered(world, hours=1)).path == "/account"


def test_nothing_is_offered_to_a_browser_without_a_device(world: World) -> None:
    assert offered(world, registered(world), device="no").path == "/account"


def test_nothing_is_offered_where_a_passkey_exists(world: World) -> None:
    owner = owner_of(world)
    add(owner, Authenticator())
    world.clock.move(hours=3)
    assert offered(world, owner).path == "/account"


def test_nothing_is_offered_while_one_person_helps_others(world: World) -> None:
    owner = registered(world)
    owner.browser.open("/")
    owner.browser.post("/helping/begin", csrf_token=owner.browser.csrf_token)
    assert owner.browser.open("/sign-in").soup.select_one("[data-passkey]") is None


def test_nothing_is_offered_to_a_password_that_could_not_add_one(world: World) -> None:
    owner = registered(world)
    set_level(world.services, account_of(world, owner).id)
    assert offered(world, owner).path == "/account"


def test_the_offer_opens_nothing_without_its_sign_in(world: World) -> None:
    owner = owner_of(world)
    page = owner.browser.post(f"{KEYS}/offer", csrf_token=owner.browser.csrf_token, answer="yes")
    assert page.path == "/account"
    assert owner.browser.open(f"{KEYS}/new").path == "/account/confirm/passkey_on"


def test_a_stopped_account_opens_again_without_its_passkeys(world: World) -> None:
    owner, device = owner_of(world), Authenticator()
    add(owner, device)
    account = account_of(world, owner)
    world.services.stops.stop(account.id)
    new = NewWaysIn(
        method="desk",
        proved_by="two_people",
        password_hash=world.services.passwords.hash(PASSWORD),
        phone_number=None,
    )
    frozen = account_of(world, owner)
    assert world.services.stops.restore(account.id, new, generation=frozen.generation) is None
    assert keys_of(world, owner) == []
    assert "not known here" in sign_in(Browser(world.app), device).errors[0]
