"""The code in the message about a change stops the account; the phone alone never opens it again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.account.records import AccountEvent
from accounts.account.ways_in import Change
from accounts.links import LinkKind
from accounts.ways_back import NewWaysIn
from bff.messages.notices import of_change
from tests.support.browser import Browser, Page
from tests.support.citizens import PASSWORD, Citizen, type_code
from tests.support.sim_holders import Holder, phone_of
from tests.unit.bff.account.test_changes_of_ways_in import ACTS, account_of, owner_at_email
from tests.unit.bff.account.test_forgot_password import ask
from tests.unit.bff.account.test_new_phone import change as give_own_number
from tests.unit.bff.account.test_new_phone import give_up
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof, prove_with_sim

NEW = "Cầu-ao-7-bậc"


@pytest.fixture
def owner(world: World) -> Citizen:
    """An owner whose e-mail address was changed a moment ago, and who was told."""
    citizen = owner_at_email(world)
    citizen.browser.send(email="moi@example.vn")
    return citizen


def stop(world: World, owner: Citizen) -> Page:
    """Type the newest code in a browser that nobody knows, and press the button."""
    browser = world.citizen().browser
    type_code(browser, owner.way_on_codes[-1])
    return browser.press("Stop it")


def events(world: World) -> list[AccountEvent]:
    return [entry.event for entry in world.services.accounts.history(account_of(world).id)]


def test_the_page_of_a_stop_code_shows_nothing_personal_and_changes_nothing(
    world: World, owner: Citizen
) -> None:
    stranger = world.citizen().browser
    page = type_code(stranger, owner.way_on_codes[-1])
    assert page.heading == "Stop a change that was not yours"
    for told in (owner.person.full_name, owner.person.citizen_number, owner.person.phone_number[-6:]):
        assert told not in str(page.soup)
    assert account_of(world).is_active


def test_a_stop_freezes_the_account_and_ends_its_sessions_and_what_was_half_done(
    world: World, owner: Citizen
) -> None:
    world.clock.move(minutes=5)
    half_done = world.citizen()
    half_done.sign_in()
    code = half_done.last_code
    assert stop(world, owner).heading == "The account is stopped"
    assert not account_of(world).is_active
    assert owner.browser.open("/account").path in {"/sign-in", "/sign-in/frozen"}
    assert half_done.enter_code(code).path == "/sign-in"
    assert events(world)[0] is AccountEvent.STOPPED


def test_a_stop_code_counts_once_and_for_72_hours(world: World, owner: Citizen) -> None:
    world.clock.move(hours=71)
    stop(world, owner)
    assert type_code(world.citizen().browser, owner.way_on_codes[-1]).errors
    assert events(world).count(AccountEvent.STOPPED) == 1


def test_a_stop_code_is_too_old_after_72_hours(world: World, owner: Citizen) -> None:
    world.clock.move(hours=73)
    page = type_code(world.citizen().browser, owner.way_on_codes[-1])
    assert "too old" in page.errors[0]
    assert account_of(world).is_active


def test_either_code_of_two_changes_in_a_row_stops_and_the_second_changes_nothing_more(
    world: World, owner: Citizen
) -> None:
    owner.open_change("/account/data/email")
    owner.browser.send(email="neu@example.vn")
    first, second = owner.way_on_codes[-2:]
    for code in (second, first):
        browser = world.citizen().browser
        type_code(browser, code)
        assert browser.press("Stop it").heading == "The account is stopped"
    assert events(world).count(AccountEvent.STOPPED) == 1


def test_the_phone_alone_opens_no_stopped_account(world: World, owner: Citizen) -> None:
    stop(world, owner)
    world.clock.move(minutes=10)
    thief = world.citizen()
    assert thief.sign_in().path != "/account"
    codes = len(owner.codes)
    ask(thief)
    assert len(owner.codes) == codes
    assert not account_of(world).is_active


def prove_with_carrier(world: World, browser: Browser | None = None) -> Citizen:
    citizen = world.citizen()
    citizen.browser = browser or citizen.browser
    begin_proof(citizen.browser, "mobile-subscriber", aim="after_stop")
    citizen.give_details()
    citizen.enter_code()
    return citizen


def sign(world: World) -> Holder:
    holder = Holder(world, phone_of("sim_citizen"))
    begin_proof(holder.browser, "sim-signature", aim="after_stop")
    prove_with_sim(holder)
    return holder


def test_the_owner_opens_the_account_with_a_signature_and_the_old_phone_can_not_stop_it_again(
    world: World, owner: Citizen
) -> None:
    owner.open_change("/account/data/email")
    owner.browser.send(email="neu@example.vn")
    unused, used = owner.way_on_codes[-2:]
    stop(world, owner)
    holder = sign(world)
    assert holder.browser.page.path == "/stopped/new-ways"
    assert holder.browser.send(password=NEW, confirmation=NEW).heading == "Your account is open again"
    assert account_of(world).is_active
    assert "opened again" in owner.messages[-1]
    assert owner.way_on_codes[-1] == used
    assert type_code(world.citizen().browser, unused).errors


def test_the_carriers_proof_opens_an_account_of_level_two_and_the_message_has_a_new_code(
    world: World, owner: Citizen
) -> None:
    stop(world, owner)
    world.clock.move(minutes=10)
    citizen = prove_with_carrier(world)
    assert citizen.page.path == "/stopped/new-ways"
    before = len(owner.way_on_codes)
    assert citizen.choose_password(NEW).heading == "Your account is open again"
    assert len(owner.way_on_codes) == before + 1
    assert world.citizen().sign_in(PASSWORD).errors
    assert world.citizen().sign_in(NEW).path == "/sign-in/code"


def test_an_owner_takes_back_a_phone_that_a_stranger_gave_up_after_the_stop(
    world: World, owner: Citizen
) -> None:
    stop(world, owner)
    world.clock.move(seconds=1)
    give_up(world, owner.person.phone_number)
    citizen = prove_with_carrier(world)
    assert citizen.browser.send(password=NEW, confirmation=NEW).heading == "Your account is open again"
    assert not account_of(world).has_lost_phone
    assert citizen.sign_in(NEW).path == "/sign-in/code"
    assert citizen.enter_code().path == "/account"


@pytest.mark.parametrize("other_phone", [False, True], ids=["the phone stays", "another phone"])
def test_a_strangers_browser_is_a_new_one_after_the_account_was_opened_again(
    world: World, owner: Citizen, *, other_phone: bool
) -> None:
    if other_phone:
        change_the_phone_before(world)
    stranger = owner.browser
    stop(world, owner)
    prove_with_carrier(world).browser.send(password=NEW, confirmation=NEW)
    inside = replace(owner, browser=stranger)
    if other_phone:
        assert inside.sign_in(NEW).path == "/sign-in/phone-too-new"
        world.clock.move(hours=25)
    inside.sign_in(NEW)
    inside.enter_code()
    assert "new device" in owner.messages[-1]


@pytest.mark.parametrize("other_phone", [False, True], ids=["the phone stays", "another phone"])
def test_an_owner_who_proves_in_a_known_browser_need_not_wait_there(
    world: World, owner: Citizen, *, other_phone: bool
) -> None:
    if other_phone:
        change_the_phone_before(world)
    home = owner.browser
    stop(world, owner)
    prove_with_carrier(world, home).browser.send(password=NEW, confirmation=NEW)
    messages = len(owner.messages)
    assert owner.sign_in(NEW).path == "/sign-in/code"
    assert owner.enter_code().path == "/account"
    assert not any("new device" in text for text in owner.messages[messages:])


@pytest.mark.parametrize("other_phone", [False, True], ids=["the phone stays", "another phone"])
def test_a_browser_that_the_account_did_not_know_is_not_known_by_proving_alone(
    world: World, owner: Citizen, *, other_phone: bool
) -> None:
    if other_phone:
        change_the_phone_before(world)
    stop(world, owner)
    citizen = prove_with_carrier(world)
    citizen.browser.send(password=NEW, confirmation=NEW)
    assert citizen.sign_in(NEW).path == ("/sign-in/phone-too-new" if other_phone else "/sign-in/code")


def change_the_phone_before(world: World) -> None:
    """Change the account's phone by a proof of a number alone, long enough ago that the number counts."""
    account = account_of(world)
    world.services.accounts.change_phone(
        account.id,
        "+84900000888",
        method="mobile_subscriber",
        proved_by="carrier",
        generation=account.generation,
    )
    world.clock.move(hours=25)


def test_a_thief_with_the_old_phone_can_not_undo_by_the_carrier_what_the_owner_signed(world: World) -> None:
    owner = world.citizen()
    owner.register()
    account = account_of(world)
    world.services.accounts.change_phone(
        account.id, "+84900000888", method="sim_signature", proved_by="signature", generation=0
    )
    assert world.services.stops.stop(account.id)
    thief = prove_with_carrier(world)
    assert thief.page.heading == "A stronger proof is needed"
    world.clock.move(minutes=10)
    assert sign(world).browser.page.path == "/stopped/new-ways"


@pytest.fixture
def replaced(world: World) -> tuple[Citizen, Citizen]:
    """An owner, and a thief who gave the account the number of a SIM in the owner's name."""
    thief = world.citizen()
    owner = replace(world.citizen(), person=replace(thief.person, phone_number="+84900000889"))
    thief.register()
    with world.app.test_request_context():
        account = account_of(world)
        world.services.accounts.change_phone(
            account.id, owner.person.phone_number, method="x", proved_by="signature", generation=0
        )
    world.clock.move(days=30)
    give_own_number(thief)
    return owner, thief


def test_a_thief_can_not_open_the_account_with_the_number_whose_change_was_stopped(
    world: World, replaced: tuple[Citizen, Citizen]
) -> None:
    owner, _thief = replaced
    assert owner.use_code().heading == "Stop a change that was not yours"
    owner.browser.press("Stop it")
    assert account_of(world).has_lost_phone
    thief = prove_with_carrier(world)
    assert thief.page.heading == "A stronger proof is needed"
    assert not account_of(world).is_active


def test_an_owner_who_proves_without_a_number_does_not_get_the_thiefs_phone(
    world: World, replaced: tuple[Citizen, Citizen]
) -> None:
    owner, thief = replaced
    owner.use_code()
    owner.browser.press("Stop it")
    account = account_of(world)
    new = NewWaysIn(method="vneid", proved_by="vneid", password_hash=world.services.passwords.hash(NEW))
    assert world.services.stops.restore(account.id, new, generation=account.generation) is None
    assert account_of(world).has_lost_phone
    sent = len(thief.messages)
    assert owner.sign_in(NEW).path == "/sign-in/lost-phone"
    world.clock.move(days=2)
    ask(thief)
    assert len(thief.messages) == sent


def test_a_second_stop_from_the_phone_before_distrusts_the_new_one_too(
    world: World, replaced: tuple[Citizen, Citizen]
) -> None:
    owner, _thief = replaced
    assert world.services.stops.stop(account_of(world).id)
    assert not account_of(world).has_lost_phone
    owner.use_code()
    owner.browser.press("Stop it")
    assert account_of(world).distrusts_phone


def test_a_proof_of_somebody_else_opens_nothing(world: World, owner: Citizen) -> None:
    stop(world, owner)
    stranger = Holder(world, phone_of("sim_representative"))
    begin_proof(stranger.browser, "sim-signature", aim="after_stop")
    prove_with_sim(stranger)
    assert stranger.browser.page.path != "/stopped/new-ways"
    assert not account_of(world).is_active


def test_an_account_stopped_again_while_its_holder_chooses_is_not_opened(
    world: World, owner: Citizen
) -> None:
    stop(world, owner)
    holder = sign(world)
    world.services.accounts.lose_phone(owner.person.phone_number)  # any change since the proof
    assert holder.browser.send(password=NEW, confirmation=NEW).path == "/forgot-password"


@pytest.mark.parametrize("change", [Change.NEW_PASSWORD, Change.APP_ON])
def test_a_deletion_or_a_change_tells_no_phone_that_was_given_up_days_ago(
    world: World, owner: Citizen, change: Change
) -> None:
    world.services.accounts.lose_phone(owner.person.phone_number)
    world.clock.move(hours=world.services.settings.stop_code_hours)
    messages = len(owner.messages)
    ACTS[change](world, account_of(world))
    owner.sign_in()
    owner.browser.open("/account/data/delete")
    assert len(owner.messages) == messages


@pytest.mark.parametrize("change", Change)
def test_a_number_that_was_given_up_hears_of_each_change_for_three_days(
    world: World, owner: Citizen, change: Change
) -> None:
    world.services.accounts.lose_phone(owner.person.phone_number)
    for hours, is_told in ((71, True), (1, False)):
        world.clock.move(hours=hours)
        with world.app.test_request_context():
            told = of_change(account_of(world), change)
        assert [(one.phone_number, one.way_on and one.way_on[0]) for one in told] == [
            (owner.person.phone_number, LinkKind.STOP)
        ] * is_told


def test_a_stop_code_looks_the_same_when_the_account_is_deleted(world: World) -> None:
    code = world.services.links.issue_code(LinkKind.STOP, "no-account", timedelta(hours=1))
    browser = world.citizen().browser
    type_code(browser, code)
    assert browser.press("Stop it").heading == "The account is stopped"
