"""What a raise leaves: to its owner the ways in that the proof replaces, and to a stranger nothing."""

from collections.abc import Callable

import pytest

from accounts.account.records import Account, AccountEvent, NewAccount
from accounts.account.ways_in import Change
from accounts.portals.records import Scope
from bff.owners.fresh import may_confirm
from bff.rules.portals.claims import userinfo
from bff.rules.proofs import ProofKind
from identity.subject import Subject
from sandbox.people.table import CROWD
from tests.support.browser import Page
from tests.support.citizens import PASSWORD, Citizen
from tests.support.vneid import Traveller
from tests.unit.bff.account.test_raising import (
    BY,
    NEW,
    OWN_PHONE,
    SIGNERS,
    STRANGERS_PHONE,
    Scene,
    events_of,
)
from tests.unit.bff.conftest import World

MakeWorld = Callable[..., World]


def opened_with_email(world: World, by: str) -> Scene:
    """A stranger opened an account with facts, and typed an address of their own."""
    scene = Scene(world, by)
    account = world.services.accounts.open(
        NewAccount(
            subject=Subject.CITIZEN,
            full_name=SIGNERS[by][1],
            citizen_number=scene.number,
            phone_number=STRANGERS_PHONE,
            email="ke.la@example.com",
            method="social_insurance",
            level=2,
            password_hash=world.services.passwords.hash(PASSWORD),
            registered_at=world.clock(),
            language="en",
        )
    )
    assert isinstance(account, Account)
    scene.account_id = account.id
    return scene


# ---------------------------------------------------------------- the e-mail address
@BY
def test_an_email_address_that_a_stranger_typed_is_told_to_no_portal_after_the_raise(
    world: World, by: str
) -> None:
    scene = opened_with_email(world, by)
    scene.signs_in()
    assert "The email address is deleted" in scene.owner.open("/account").text
    page = scene.raises()
    assert "its email address is deleted" in page.text
    assert scene.account.email is None
    assert "ke.la@example.com" not in str(userinfo(scene.account, list(Scope), sub="x"))
    assert AccountEvent.EMAIL_ENDED in events_of(scene)
    assert "Email address deleted" in scene.owner.open("/account").text


# ---------------------------------------------------------------- the flow of the new phone
def at_the_phone(world: World, by: str) -> Scene:
    scene = opened_with_email(world, by)
    scene.signs_in()
    scene.raises()
    assert scene.owner.press("Choose a phone number").path == "/new-phone/phone"
    return scene


def time_of_the_proof_is_over(scene: Scene) -> None:
    """The store of the fresh proofs counts real seconds: delete what they would delete."""
    fresh = scene.world.services.fresh
    for key in fresh.client.keys("fresh:*"):
        fresh.client.delete(key)


@BY
@pytest.mark.parametrize("at_the_code", [False, True])
def test_a_new_phone_is_not_given_after_the_time_of_the_proof(
    world: World, by: str, *, at_the_code: bool
) -> None:
    scene = at_the_phone(world, by)
    if at_the_code:
        scene.owner.send(phone_number=OWN_PHONE)
    time_of_the_proof_is_over(scene)
    page = with_code_of_own_phone(scene) if at_the_code else scene.owner.send(phone_number=OWN_PHONE)
    assert (page.path, scene.account.phone_number) == ("/account/raised", STRANGERS_PHONE)
    assert scene.owner.press("Choose a phone number").path == "/prove/for/new_phone"


@BY
@pytest.mark.parametrize("at_the_code", [False, True])
def test_a_copied_cookie_gives_no_phone_after_the_owner_signed_out(
    world: World, by: str, *, at_the_code: bool
) -> None:
    scene = at_the_phone(world, by)
    if at_the_code:
        scene.owner.send(phone_number=OWN_PHONE)
    copied = scene.owner.second_tab()
    scene.owner.open("/account")
    scene.owner.press("Sign out")
    scene.owner = copied
    scene.owner.open(f"/new-phone/{'code' if at_the_code else 'phone'}")
    page = with_code_of_own_phone(scene) if at_the_code else scene.owner.page
    assert (page.path, scene.account.phone_number) == ("/sign-in", STRANGERS_PHONE)


def with_code_of_own_phone(scene: Scene) -> Page:
    person = next(one for one in CROWD if one.phone_number == OWN_PHONE)
    return scene.owner.send(code=Citizen(person, scene.owner, scene.world.sandbox).last_code)


@BY
def test_a_password_in_between_gives_the_proof_no_new_time(world: World, by: str) -> None:
    scene = opened_with_email(world, by)
    scene.signs_in()
    scene.raises()
    fresh = world.services.fresh
    for key in fresh.client.keys("fresh:*"):
        fresh.client.expire(key, 60)
    scene.owner.open("/account/password")
    scene.owner.send(password=NEW, confirmation=NEW)
    (left,) = [fresh.client.ttl(key) for key in fresh.client.keys("fresh:*")]
    assert 0 < left <= 60


# ---------------------------------------------------------------- a raise by VNeID
def raised_by_vneid(make_world: MakeWorld) -> tuple[World, Traveller, str, Page]:
    """The owner of an account that facts opened raises it by VNeID, where that reaches level 3."""
    world = make_world(vneid_level=3)
    owner = world.traveller("vneid_level_2")
    account = world.services.accounts.open(
        NewAccount(
            subject=Subject.CITIZEN,
            full_name=owner.person.full_name,
            citizen_number=owner.person.citizen_number,
            phone_number=owner.person.phone_number,
            method="social_insurance",
            level=2,
            password_hash=world.services.passwords.hash(PASSWORD),
            registered_at=world.clock(),
            language="en",
        )
    )
    assert isinstance(account, Account)
    owner.sign_in()
    owner.enter_code()
    owner.browser.open("/account")
    owner.browser.press("Raise the level with: VNeID")
    return world, owner, account.id, owner.travel()


def gives_own_phone(world: World, owner: Traveller) -> Page:
    owner.browser.send(phone_number=OWN_PHONE)
    person = next(one for one in CROWD if one.phone_number == OWN_PHONE)
    return owner.browser.send(code=Citizen(person, owner.browser, world.sandbox).last_code)


def test_an_owner_who_raises_by_vneid_chooses_a_phone_and_a_password(make_world: MakeWorld) -> None:
    world, owner, account_id, page = raised_by_vneid(make_world)
    assert page.path == "/account/raised"
    assert "signature" not in page.text
    assert owner.browser.press("Choose a phone number").path == "/new-phone/phone"
    assert gives_own_phone(world, owner).heading == "The phone number is changed"
    assert owner.browser.press("Choose a password").path == "/account/password"
    assert owner.browser.send(password=NEW, confirmation=NEW).path == "/account"
    account = world.services.accounts.get(account_id)
    assert account is not None
    assert (account.level, account.phone_number, account.has_lost_phone) == (3, OWN_PHONE, False)
    assert account.password_hash is not None


def test_an_owner_who_raised_by_vneid_and_chose_nothing_gives_a_phone_later(make_world: MakeWorld) -> None:
    world, owner, account_id, _ = raised_by_vneid(make_world)
    world.services.fresh.client.flushdb()  # the time of the proof is over
    assert owner.sign_in_here().path == "/account"
    owner.browser.open("/account/raised")
    assert owner.browser.press("Choose a phone number").path == "/prove/for/new_phone"
    owner.browser.press("Prove it with: VNeID")
    assert owner.travel().path == "/new-phone/phone"
    gives_own_phone(world, owner)
    account = world.services.accounts.get(account_id)
    assert account is not None
    assert (account.phone_number, account.has_lost_phone) == (OWN_PHONE, False)


def test_vneid_replaces_what_its_raise_ended_once_and_no_more(make_world: MakeWorld) -> None:
    world, owner, account_id, _ = raised_by_vneid(make_world)
    owner.browser.press("Choose a phone number")
    gives_own_phone(world, owner)
    owner.browser.press("Choose a password")
    owner.browser.send(password=NEW, confirmation=NEW)
    account = world.services.accounts.get(account_id)
    assert account is not None
    with world.app.test_request_context():
        for change in (Change.PHONE, Change.FIRST_PASSWORD, Change.NEW_PASSWORD):
            assert not may_confirm(world.services, ProofKind.VNEID, change, account)
            assert not may_confirm(world.services, ProofKind.CARRIER, change, account)
