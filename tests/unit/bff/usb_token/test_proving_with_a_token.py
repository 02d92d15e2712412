"""A USB token and an existing account: signing in, a higher level, a new password."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts.account.records import Account, AccountEvent, NewAccount
from identity.claims import Claims
from identity.subject import Subject
from sandbox.people.table import PEOPLE
from tests.support.browser import Page
from tests.support.citizens import PASSWORD, Citizen
from tests.support.token_holders import PHONE_NUMBER, Holder
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof

PROVING = "/prove/usb-token/token"
SIGNING_IN = "/sign-in/token/token"
NEW = "Cầu-ao-7-bậc"


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Signing in takes a password alone: what follows is not about codes."""
    return make_world(sign_in_code=False)


def owner_of(world: World, citizen_number: str = "000089000150") -> Citizen:
    """The owner of an account of level 2 with this number, who knows its password; not signed in yet."""
    opened = world.services.accounts.open(
        NewAccount(
            subject=Subject.CITIZEN,
            full_name="Ngô Thử Một Năm Không",
            citizen_number=citizen_number,
            phone_number=PHONE_NUMBER,
            method="mobile_subscriber",
            level=2,
            password_hash=world.services.passwords.hash(PASSWORD),
            registered_at=world.clock(),
        )
    )
    assert isinstance(opened, Account)
    return world.citizen(replace(PEOPLE[0], citizen_number=citizen_number, phone_number=PHONE_NUMBER))


def with_token(world: World, citizen: Citizen, key: str = "token_150") -> Holder:
    """A token in the computer before which this citizen sits."""
    holder = Holder(world, key)
    holder.browser = citizen.browser  # type: ignore[assignment]  # any browser will do
    return holder


def account_of(world: World, citizen_number: str = "000089000150") -> Account:
    found = world.services.accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=citizen_number))
    assert found is not None
    return found


def events_of(world: World) -> list[AccountEvent]:
    return [entry.event for entry in world.services.accounts.history(account_of(world).id)]


def raise_with(world: World, citizen: Citizen, key: str) -> Page:
    """Sign in with the password, and raise the level with this token."""
    citizen.sign_in()
    citizen.browser.press("Raise the level with: USB signing token")
    return with_token(world, citizen, key).sign(at=PROVING)


# ---------------------------------------------------------------- a higher level
def test_the_holders_certificate_raises_the_level_and_is_recorded(world: World) -> None:
    page = raise_with(world, owner_of(world), "token_150")
    assert (page.heading, "The level of your account is higher now." in page.text) == ("My account", True)
    assert "Raise the level with" not in page.text
    assert account_of(world).level == 3
    assert AccountEvent.LEVEL_RAISED in events_of(world)


@pytest.mark.parametrize("has_account", [False, True], ids=["without-an-account", "with-an-account"])
def test_a_strangers_certificate_does_not_raise_the_level(world: World, *, has_account: bool) -> None:
    if has_account:
        Holder(world, "token_151").register()
    page = raise_with(world, owner_of(world), "token_151")
    assert "What you proved belongs to somebody else" in page.text
    assert world.sandbox.authority.credential("token_151").holder.full_name not in page.text
    assert account_of(world).level == 2


@pytest.mark.parametrize(
    ("key", "citizen_number", "heading"),
    [
        ("token_expired", "000089000161", "The certificate has expired"),
        ("token_revoked_by_crl", "000089000163", "The certificate is revoked or suspended"),
        ("token_revoked_by_ocsp", "000089000164", "The certificate is revoked or suspended"),
        ("token_155", "000089000150", "This certificate is for another kind of account"),
    ],
)
def test_an_unacceptable_certificate_does_not_raise_the_level(
    world: World, key: str, citizen_number: str, heading: str
) -> None:
    citizen = owner_of(world, citizen_number)
    assert raise_with(world, citizen, key).heading == heading
    assert account_of(world, citizen_number).level == 2
    assert "Raise the level with" in citizen.browser.open("/account").text


# ---------------------------------------------------------------- a new password
def test_a_token_leads_to_a_new_password_and_every_session_ends(world: World) -> None:
    citizen = owner_of(world)
    citizen.sign_in()
    elsewhere = Holder(world)
    begin_proof(elsewhere.browser, "usb-token", aim="reset")
    assert elsewhere.sign(at=PROVING).path == "/forgot-password/new-password"
    assert elsewhere.browser.send(password=NEW, confirmation=NEW).heading == "The new password is saved"
    assert citizen.browser.open("/account").path == "/sign-in"
    assert citizen.sign_in(PASSWORD).path == "/sign-in"
    assert citizen.sign_in(NEW).heading == "My account"
    assert AccountEvent.PASSWORD_RESET in events_of(world)
    assert any("mat khau" in message.text for message in world.sandbox.inbox(PHONE_NUMBER))


def test_a_token_without_an_account_resets_no_password(world: World) -> None:
    owner_of(world)
    stranger = Holder(world, "token_151")
    begin_proof(stranger.browser, "usb-token", aim="reset")
    assert stranger.sign(at=PROVING).heading == "You have no account yet"


def test_a_signature_made_for_signing_in_resets_no_password(world: World) -> None:
    owner_of(world)
    holder = Holder(world)
    holder.browser.open("/sign-in")
    holder.browser.press("USB signing token")
    for_sign_in = holder.answer(holder.challenge(SIGNING_IN))
    begin_proof(holder.browser, "usb-token", aim="reset")
    holder.challenge(PROVING)
    assert holder.hand_over(for_sign_in, at=PROVING).heading == "The signature is not one for this page"


# ---------------------------------------------------------------- signing in
def sign_in_with(holder: Holder) -> Page:
    holder.browser.open("/sign-in")
    holder.browser.press("USB signing token")
    return holder.sign(at=SIGNING_IN)


def test_only_a_new_device_that_signs_in_with_the_token_sends_a_message(world: World) -> None:
    citizen = owner_of(world)
    elsewhere = Holder(world)
    for _time in range(2):
        assert sign_in_with(elsewhere).heading == "My account"
        elsewhere.browser.press("Sign out")
    told = [message.text for message in world.sandbox.inbox(PHONE_NUMBER) if "thiet bi moi" in message.text]
    assert len(told) == 1
    assert events_of(world).count(AccountEvent.NEW_DEVICE) == 1
    assert "Signed in from a new device" in citizen.sign_in().text


def test_a_token_cannot_sign_in_to_a_frozen_account(world: World) -> None:
    owner_of(world)
    world.services.accounts.freeze(account_of(world).id)
    page = sign_in_with(Holder(world))
    assert page.heading != "My account"
    assert Holder(world).browser.open("/account").path == "/sign-in"
