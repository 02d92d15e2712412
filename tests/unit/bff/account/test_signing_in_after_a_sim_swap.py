"""A thief with the password and the number on a new SIM does not sign in; the owner still does."""

from collections.abc import Callable

import pytest

from accounts.second_factors.passkeys import NewPasskey
from identity.claims import Claims
from identity.subject import Subject
from sandbox.people.table import person_called
from tests.support.browser import Browser
from tests.support.citizens import PASSWORD, Citizen
from tests.support.relying_party import RelyingParty
from tests.unit.bff.account.test_reset_after_a_sim_swap import REFUSED, with_account
from tests.unit.bff.account.test_signing_in import attack
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_accounts_after_a_sim_swap import LONG_AGO, sim_is_changed

CHANGED = "sim_changed"


def known(world: World) -> Citizen:
    """An owner in a browser that signed in before the SIM was changed."""
    owner = with_account(world, CHANGED)
    world.sandbox.clock.set_offset(LONG_AGO)
    owner.sign_in()
    assert owner.enter_code().path == "/account"
    owner.browser.press("Sign out")
    sim_is_changed(world)
    return owner


def test_a_thief_with_password_and_new_sim_begins_no_session(world: World) -> None:
    thief = with_account(world, CHANGED)
    thief.sign_in()
    assert thief.enter_code().heading == REFUSED
    for path in ("/account", "/sign-in/enter", "/sign-in/code"):
        assert thief.browser.open(path).path in {"/sign-in", "/sign-in/sim-changed"}
    assert len(thief.messages) == 1  # no "a new device has signed in"


def test_a_browser_that_signed_in_before_asks_no_carrier(world: World) -> None:
    owner = known(world)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    owner.sign_in()
    assert owner.enter_code().path == "/account"


def test_under_attack_the_carrier_is_asked_behind_the_right_code_too(
    make_world: Callable[..., World],
) -> None:
    world = make_world(sign_ins_per_account_hour=2)
    owner = with_account(world, CHANGED)
    attack(world, owner, 3)
    thief = world.citizen(owner.person)
    thief.sign_in()
    assert thief.enter_code().heading == REFUSED


def test_where_the_app_decides_the_carrier_is_not_asked(make_world: Callable[..., World]) -> None:
    world = make_world(sign_ins_per_account_hour=2)
    owner = with_account(world, CHANGED)
    turn_on_app(world, owner)
    attack(world, owner, 3)
    elsewhere = world.citizen(owner.person)
    elsewhere.sign_in()
    assert elsewhere.enter_code().path == "/sign-in/app/app-code"


def turn_on_app(world: World, owner: Citizen) -> None:
    account = account_id_of(world, owner)
    world.services.second_factors.turn_on(
        account, secret="JBSWY3DPEHPK3PXP", step=1, generation=0, proved_by="password"
    )


def account_id_of(world: World, owner: Citizen) -> str:
    claims = Claims(subject=Subject.CITIZEN, citizen_number=owner.person.citizen_number)
    account = world.services.accounts.find(claims)
    assert account is not None
    return account.id


def test_without_a_code_at_sign_in_the_carrier_is_not_asked(make_world: Callable[..., World]) -> None:
    world = make_world(sign_in_code=False)
    assert with_account(world, CHANGED).sign_in().path == "/account"


@pytest.mark.parametrize("has_one", [False, True])
def test_the_screen_offers_the_passkey_that_the_account_has(world: World, *, has_one: bool) -> None:
    owner = with_account(world, CHANGED)
    if has_one:
        add_passkey(world, owner)
    owner.sign_in()
    page = owner.enter_code()
    assert bool(page.soup.find("a", href="/sign-in/passkey")) == has_one


def add_passkey(world: World, owner: Citizen) -> None:
    new = NewPasskey(
        credential_id=b"one",
        public_key=b"key",
        sign_count=0,
        is_backup_eligible=False,
        is_backed_up=False,
        transports=("usb",),
        name="YubiKey",
    )
    world.services.passkeys.add(account_id_of(world, owner), new, most=1, generation=0)


@pytest.mark.parametrize("way", ["sim", "token", "vneid"])
def test_the_screen_offers_the_ways_that_need_no_code(world: World, way: str) -> None:
    owner = with_account(world, CHANGED)
    owner.sign_in()
    page = owner.enter_code()
    assert page.soup.find("form", action=f"/sign-in/{way}")
    assert page.soup.find("a", href="/counter-help")
    assert "in a browser that you signed in with before" in page.text


def test_an_owner_who_is_refused_signs_in_there_with_another_way(world: World) -> None:
    owner = with_account(world, CHANGED)
    owner.sign_in()
    owner.enter_code()
    assert owner.browser.press("Sign in with: SIM signature").path == "/sign-in/sim/phone"


def test_a_new_number_from_the_counter_signs_in_at_once(world: World) -> None:
    owner = with_account(world, CHANGED)
    other = person_called("everything_works").phone_number
    world.services.accounts.change_phone(
        account_id_of(world, owner), other, method="office", proved_by="two_people", generation=0
    )
    owner.sign_in()
    code = world.citizen(person_called("everything_works")).last_code
    assert owner.enter_code(code).path == "/account"


def test_a_thief_gets_no_further_at_a_portal_either(world: World) -> None:
    owner, portal = with_account(world, CHANGED), RelyingParty(world.app)
    thief = world.citizen(owner.person)
    thief.browser = Browser(world.app)
    portal.send(thief.browser)
    thief.browser.press("Sign in")
    thief.browser.send(citizen_number=owner.person.citizen_number, password=PASSWORD)
    assert thief.enter_code().heading == REFUSED


def test_a_portal_waits_while_the_carrier_is_silent(world: World) -> None:
    owner, portal = with_account(world, "sim_change_unknown"), RelyingParty(world.app)
    portal.send(owner.browser)
    owner.browser.press("Sign in")
    owner.browser.send(citizen_number=owner.person.citizen_number, password=PASSWORD)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    assert owner.enter_code().status == 503
    world.sandbox.knobs.turn("carrier", outage="none")
    page = owner.browser.open_and_go_on("/sign-in/look-at-sim")
    assert page.heading == "Trial portal asks for data of yours"
