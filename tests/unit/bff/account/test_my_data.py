"""Your data: the stored facts; correcting an email, withdrawing a consent, deleting an account."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.account.records import AccountEvent
from accounts.requests.keeping import carry_out
from accounts.storage.database import make_engine
from sandbox.people.table import CROWD, PEOPLE
from tests.support.browser import Page
from tests.support.citizens import PASSWORD, Citizen
from tests.support.levels import set_level
from tests.support.sim_holders import PIN, Holder, phone_of
from tests.unit.bff.conftest import World


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Signing in takes a password alone: what follows is not about codes."""
    return make_world(sign_in_code=False)


@pytest.fixture
def owner(world: World) -> Citizen:
    citizen = world.citizen(CROWD[0])
    citizen.register()
    citizen.sign_in()
    return citizen


def id_of(world: World, citizen: Citizen) -> str:
    (account_id,) = world.services.accounts.with_phone(citizen.person.phone_number)
    return account_id


def events(world: World, account_id: str) -> list[AccountEvent]:
    return [entry.event for entry in world.services.accounts.history(account_id)]


def ask_deletion(owner: Citizen, password: str = PASSWORD) -> Page:
    owner.browser.open("/account/data/delete")
    return owner.browser.send(current=password)


def carry_out_all(world: World, **later: float) -> None:
    """Run what the command runs, so much later."""
    engine = make_engine(world.services.settings.database_url)
    list(carry_out(engine, clock=lambda: world.clock() + timedelta(**later)))
    engine.dispose()


# ---------------------------------------------------------------- what is stored
def test_your_data_lists_everything_stored_with_masked_numbers(owner: Citizen) -> None:
    page = owner.browser.open("/account").soup
    assert owner.browser.press("Your data").heading == "Your data"
    assert page is not None
    text, source = owner.page.text, str(owner.page.soup)
    assert owner.person.full_name in text
    assert "Identification numbers and your password are sensitive data" in text
    assert "Your carrier: your name" in text
    assert "I agree that my carrier compares these details" in text
    assert owner.person.citizen_number not in source
    assert owner.person.phone_number[-9:] not in source
    assert owner.page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["", "/email", "/withdraw?purpose=p", "/delete"])
def test_your_data_needs_a_sign_in(world: World, path: str) -> None:
    assert world.citizen().browser.open(f"/account/data{path}").path == "/sign-in"


def test_an_organisations_data_includes_its_representative(world: World) -> None:
    holder = Holder(world, phone_of("sim_representative"), "business")
    holder.register()
    holder.sign_in()
    text = holder.browser.open("/account/data").text
    assert "CÔNG TY TNHH THỬ NGHIỆM CỬA SỐ" in text
    assert "Tax number ••••••4561" in text
    assert "Your carrier's signing service" in text
    assert "What you agreed to" not in text


# ---------------------------------------------------------------- correcting
def test_a_holder_corrects_the_email_address(owner: Citizen) -> None:
    owner.open_change("/account/data/email")
    assert owner.browser.send(email="@").errors == [
        "An email address looks like name@example.vn. Check it, or leave it empty."
    ]
    page = owner.browser.send(email=" moi@example.vn ")
    assert "Your email address was changed." in page.text
    assert "moi@example.vn" in page.text
    owner.open_change("/account/data/email")
    assert "moi@example.vn" not in owner.browser.send(email="").text


# ---------------------------------------------------------------- consents
def test_a_consent_is_withdrawn_and_the_answer_has_a_date(world: World, owner: Citizen) -> None:
    owner.browser.open("/account/data")
    assert "within 2 working days" in owner.browser.press("Withdraw this consent").text
    page = owner.browser.press("Withdraw the consent")
    assert "Your consent is withdrawn." in page.text
    assert "You are answered by" in page.text
    assert "Withdraw this consent" not in page.text
    carry_out_all(world)
    page = owner.browser.open("/account/data")
    assert "You are answered by" not in page.text
    assert "withdrawn at" in page.text


def test_withdrawing_an_unknown_consent_shows_not_found(owner: Citizen) -> None:
    assert owner.browser.open("/account/data/withdraw?purpose=fame").status == 404


def test_a_consent_withdrawn_twice_is_withdrawn_once(world: World, owner: Citizen) -> None:
    owner.browser.open("/account/data/withdraw?purpose=carrier_match")
    old_tab = owner.browser.second_tab()
    owner.browser.press("Withdraw the consent")
    old_tab.press("Withdraw the consent")
    assert events(world, id_of(world, owner)).count(AccountEvent.CONSENT_WITHDRAWN) == 1


# ---------------------------------------------------------------- deleting
def test_a_deletion_needs_the_password(world: World, owner: Citizen) -> None:
    page = ask_deletion(owner, "wrong-Passw0rd")
    assert page.errors == ["The current password is not right. Enter it again."]
    assert world.services.requests.open_of(id_of(world, owner)) == []


def test_a_deletion_shows_its_date_and_sends_an_sms(world: World, owner: Citizen) -> None:
    page = ask_deletion(owner)
    assert "We have your request." in page.text
    assert "It is deleted after" in page.text
    assert "Delete my account" not in page.text
    assert "deletion of your account" in owner.messages[-1]
    ask_deletion(owner)
    assert sum("deletion of your account" in text for text in owner.messages) == 1
    carry_out_all(world, hours=71)
    assert owner.browser.open("/account").heading == "My account"


def test_one_press_cancels_a_deletion(world: World, owner: Citizen) -> None:
    ask_deletion(owner)
    page = owner.browser.press("Keep my account")
    assert "Your account stays. Nothing was deleted." in page.text
    carry_out_all(world, days=30)
    assert owner.browser.open("/account").heading == "My account"


def test_a_deleted_account_ends_the_session_and_its_holder_may_register_again(
    world: World, owner: Citizen
) -> None:
    ask_deletion(owner)
    account_id = id_of(world, owner)
    carry_out_all(world, hours=72)
    assert owner.browser.open("/account/data").path == "/sign-in"
    assert owner.sign_in().errors == ["The number or the password is not right."]
    assert owner.register().heading == "Registration complete"
    assert id_of(world, owner) != account_id
    assert events(world, account_id)[0] is AccountEvent.DELETED


def test_cancelling_a_deletion_too_late_changes_nothing(world: World, owner: Citizen) -> None:
    ask_deletion(owner)
    carry_out_all(world, hours=72)
    assert owner.browser.press("Keep my account").path == "/sign-in"


def test_a_freeze_calls_a_deletion_off_and_the_owner_reads_so(world: World, owner: Citizen) -> None:
    ask_deletion(owner)
    account_id = id_of(world, owner)
    world.services.accounts.freeze(account_id)
    carry_out_all(world, days=30)
    assert owner.browser.open("/account/data").path != "/account/data"
    world.services.accounts.restore(account_id)
    owner.sign_in()
    assert "It is deleted after" not in owner.browser.open("/account/data").text
    assert "Deletion of the account called off" in owner.browser.open("/account").text
    assert ask_deletion(owner).path == "/account/data"


# ---------------------------------------------------------------- without a password
def signed_in_without_password(world: World) -> Holder:
    holder = Holder(world, phone_of("sim_citizen"))
    holder.register()
    holder.sign_in()
    return holder


def prove(world: World, holder: Holder, phone_number: str) -> Page:
    holder.browser.open("/account/data/delete")
    assert "Prove that it is you before" in holder.browser.page.text
    holder.browser.press("Prove that it is me")
    holder.browser.press("Prove it with: SIM signature")
    holder.browser.send(phone_number=phone_number)
    world.ask()
    world.sandbox.mssp.confirm(phone_number, PIN)
    world.ask()
    return holder.browser.open_and_go_on("/prove/sim-signature/waiting")


def test_an_account_without_a_password_is_deleted_after_a_fresh_signature(world: World) -> None:
    holder = signed_in_without_password(world)
    page = prove(world, holder, holder.phone_number)
    assert (page.path, "We have your request." in page.text) == ("/account/data", True)


def test_a_strangers_signature_deletes_nothing(world: World) -> None:
    holder = signed_in_without_password(world)
    page = prove(world, holder, CROWD[3].phone_number)
    assert "What you proved belongs to somebody else." in page.text
    (account_id,) = world.services.accounts.with_phone(PEOPLE[0].phone_number)
    assert world.services.requests.open_of(account_id) == []


def test_a_stranger_with_an_open_session_and_the_password_can_not_delete_an_account_of_level_3(
    world: World, owner: Citizen
) -> None:
    account_id = id_of(world, owner)
    set_level(world.services, account_id)
    page = owner.browser.open("/account/data/delete")
    assert page.soup.find("input", type="password") is None
    owner.browser.post("/account/data/delete", csrf_token=owner.browser.csrf_token, current=PASSWORD)
    assert world.services.requests.open_of(account_id) == []
