"""The account that a proof belongs to: an old identity number of two people opens neither account."""

import pytest

from accounts.account.records import Account, AccountEvent, NewAccount
from bff.owners.numbers import organisation_key
from identity.people import Organisation
from identity.subject import Subject
from sandbox.people.table import person_called
from tests.support.citizens import Citizen
from tests.support.sim_holders import Holder, phone_of
from tests.unit.bff.account.test_my_data import signed_in_without_password
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof, prove_with_sim

SIGNER = person_called("old_identity_number")


def account_with_the_same_old_number(world: World, **different: object) -> Account:
    facts: dict[str, object] = {
        "subject": Subject.CITIZEN,
        "full_name": "Trần Thị Khác",
        "citizen_number": "000160000888",
        "old_identity_number": SIGNER.old_identity_number,
        "phone_number": "+84900000888",
        "method": "mobile_subscriber",
        "level": 2,
        "password_hash": "$argon2id$somebodys",
        "registered_at": world.clock.now,
        "consents": (),
    }
    opened = world.services.accounts.open(NewAccount(**{**facts, **different}))  # type: ignore[arg-type]  # each test names its own facts
    assert isinstance(opened, Account)
    return opened


@pytest.mark.parametrize("aim", ["reset", "new_phone"])
@pytest.mark.parametrize("different", [{}, {"citizen_number": None}])
def test_an_old_number_of_two_people_proves_neither_account(
    world: World, aim: str, different: dict[str, object]
) -> None:
    account_with_the_same_old_number(world, **different)
    signer = Holder(world, phone_of("sim_old_number"))
    begin_proof(signer.browser, "sim-signature", aim=aim)
    assert prove_with_sim(signer).heading == "You have no account yet"


def test_an_old_number_of_two_people_signs_in_to_neither_account(world: World) -> None:
    account = account_with_the_same_old_number(world)
    page = Holder(world, phone_of("sim_old_number")).sign_in()
    assert page.heading == "There is no account with this signature yet"
    assert world.services.signed_in.of_account(account.id) == []


def test_a_signer_who_registers_with_the_old_number_of_two_people_learns_no_detail(world: World) -> None:
    account = account_with_the_same_old_number(world)
    signer = Holder(world, phone_of("sim_old_number"))
    signer.reach_waiting()
    signer.confirm_on_the_phone()
    page = signer.look()
    assert page.path == "/register/sim-signature/account-exists"
    assert "Registered on" not in page.text
    assert account.phone_number[-3:] not in page.text


def test_an_account_with_only_an_old_number_still_opens_for_its_holder(world: World) -> None:
    account_with_the_same_old_number(world, citizen_number=None, full_name=SIGNER.full_name.upper())
    assert Holder(world, phone_of("sim_old_number")).sign_in().path == "/account"


def test_an_account_with_the_signers_old_number_can_be_disputed(world: World) -> None:
    account_with_the_same_old_number(world, level=3)
    signer = Holder(world, phone_of("sim_old_number"))
    begin_proof(signer.browser, "sim-signature", aim="dispute")
    assert prove_with_sim(signer).path == "/dispute/open/statement"


def test_a_weaker_proof_than_the_accounts_deletes_nothing(world: World) -> None:
    holder = signed_in_without_password(world)
    (account_id,) = world.services.accounts.with_phone(holder.phone_number)
    weaker = Citizen(world.citizen().person, holder.browser, world.sandbox)
    begin_proof_signed_in(weaker)
    weaker.give_details()
    assert weaker.enter_code().path == "/prove/too-weak/delete"
    assert world.services.requests.open_of(account_id) == []


def begin_proof_signed_in(citizen: Citizen) -> None:
    citizen.browser.open("/account")
    token = citizen.browser.csrf_token
    citizen.browser.post("/prove/mobile-subscriber", csrf_token=token, aim="delete", subject="citizen")


def test_a_reset_begun_with_the_old_phone_ends_with_it(world: World) -> None:
    owner = world.citizen()
    owner.register()
    owner.browser.open("/forgot-password")
    owner.browser.send(citizen_number=owner.person.citizen_number, phone_number=owner.person.phone_number)
    assert owner.enter_code().path == "/forgot-password/new-password"
    (account_id,) = world.services.accounts.with_phone(owner.person.phone_number)
    world.services.accounts.change_phone(
        account_id, "+84900000888", method="usb_token", proved_by="signature", generation=0
    )
    page = owner.choose_password("Cầu-ao-7-bậc")
    assert page.path == "/forgot-password"
    assert not [
        entry
        for entry in world.services.accounts.history(account_id)
        if entry.event is AccountEvent.PASSWORD_RESET
    ]


@pytest.mark.parametrize(
    ("tax_number", "budget_code", "key"),
    [("0001234561", "0001001", "0001001"), (None, "0001001", "0001001"), ("0001234561", None, None)],
)
def test_an_agency_whose_certificates_hold_one_or_both_numbers_has_one_account(
    tax_number: str | None, budget_code: str | None, key: str | None
) -> None:
    organisation = Organisation("Sở Thử", tax_number=tax_number, budget_code=budget_code)
    assert organisation_key(organisation) == key
