"""What a thief with the account's phone or its password changes does not put off help by two people."""

from collections.abc import Callable

import pytest

from accounts.account.ways_in import Change
from accounts.disputes.records import Decision
from accounts.ways_back import NewWaysIn
from bff.owners.overtaken import is_overtaken
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.unit.bff.account.test_forgot_password import ask
from tests.unit.bff.desk.test_password_help import (
    HOLDER,
    NEW_PASSWORD,
    OTHER_PHONE,
    Desk,
    account_in,
    desk,
    walk_link,
    with_phone,
    world,
)
from tests.unit.bff.dispute.test_dispute import decide, open_dispute

__all__ = ["desk", "world"]
THIEFS = "Cầu-ao-7-bậc-đá"


def reset_by_code(desk: Desk) -> None:
    """The thief resets the password by the number and a code to the stolen phone."""
    thief = Citizen(HOLDER, Browser(desk.world.app), desk.world.sandbox)
    ask(thief)
    thief.enter_code()
    assert thief.choose_password(THIEFS).heading == "The new password is saved"


def changed_by(proof: str, change: Change) -> Callable[[Desk], None]:
    def done(desk: Desk) -> None:
        account = account_in(desk.world)
        desk.world.services.accounts.change_password(
            account.id, "a hash", change, generation=account.generation, proved_by=proof
        )

    return done


def opened_by_the_carrier(desk: Desk) -> None:
    """The thief stops the account by the code on the stolen phone, and opens it again with its SIM."""
    stops, account = desk.world.services.stops, account_in(desk.world)
    stops.stop(account.id)
    new = NewWaysIn(method="mobile_subscriber", proved_by="carrier", password_hash="x")
    assert stops.restore(account.id, new, generation=account_in(desk.world).generation) is None


def disputed_and_withdrawn(desk: Desk) -> None:
    open_dispute(Citizen(HOLDER, Browser(desk.world.app, language="en"), desk.world.sandbox))
    (dispute,) = desk.world.services.disputes.to_do()
    assert desk.world.services.disputes.withdraw(dispute.id)


WEAKER: dict[str, Callable[[Desk], None]] = {
    "a reset by a code to the phone": reset_by_code,
    "a change by the password": changed_by("password", Change.NEW_PASSWORD),
    "a change by the app": changed_by("app", Change.NEW_PASSWORD),
    "a change by the carrier": changed_by("carrier", Change.RESET_PASSWORD),
    "opened by the carrier after a stop": opened_by_the_carrier,
    "a dispute that was withdrawn": disputed_and_withdrawn,
}


@pytest.mark.parametrize("name", WEAKER)
def test_a_thief_with_the_phone_can_not_put_off_what_two_people_give_back(desk: Desk, name: str) -> None:
    reference = desk.ask(phone_number=OTHER_PHONE)
    desk.compare(reference, **desk.good)
    desk.world.clock.move(minutes=5)
    WEAKER[name](desk)
    page = desk.supervisor.look_for(reference)
    assert "Have a clerk compare the document afresh" not in page.text
    assert "by a code or a password" in page.text
    assert desk.approve(reference).path == "/desk"
    owner = with_phone(desk, OTHER_PHONE)
    desk.world.clock.move(minutes=5)
    assert walk_link(owner).heading == "The new password is saved"
    account = account_in(desk.world)
    assert account.phone_number == owner.person.phone_number
    assert account.password_hash is not None
    assert desk.world.services.passwords.verify(account.password_hash, NEW_PASSWORD)


@pytest.mark.parametrize("moment", ["approved", "code sent", "code entered"])
def test_a_thief_who_resets_after_the_approval_takes_nothing_from_the_owner(desk: Desk, moment: str) -> None:
    desk.help(phone_number=OTHER_PHONE)
    owner = with_phone(desk, OTHER_PHONE)
    desk.world.clock.move(minutes=5)
    if moment == "approved":
        reset_by_code(desk)
    owner.browser.open(owner.last_link)
    owner.browser.press("Send the code")
    if moment == "code sent":
        reset_by_code(desk)
    owner.enter_code()
    if moment == "code entered":
        reset_by_code(desk)
    assert owner.choose_password(NEW_PASSWORD).heading == "The new password is saved"
    desk.world.clock.move(minutes=2)
    assert Citizen(HOLDER, Browser(desk.world.app), desk.world.sandbox).sign_in(THIEFS).status == 422


def test_a_deceivers_code_that_was_typed_ends_with_what_the_owner_signed(desk: Desk) -> None:
    desk.help(phone_number=OTHER_PHONE)
    deceiver = with_phone(desk, OTHER_PHONE)
    desk.world.clock.move(minutes=5)
    deceiver.browser.open(deceiver.last_link)
    deceiver.browser.press("Send the code")
    deceiver.enter_code()
    changed_by("signature", Change.RESET_PASSWORD)(desk)
    deceiver.choose_password(NEW_PASSWORD)
    account = account_in(desk.world)
    assert (account.password_hash, account.phone_number) == ("a hash", HOLDER.phone_number)


def test_what_two_officers_decided_overtakes_a_deceivers_case(desk: Desk) -> None:
    reference = desk.ask(phone_number=OTHER_PHONE)
    desk.compare(reference, **desk.good)
    desk.world.clock.move(minutes=5)
    open_dispute(Citizen(HOLDER, Browser(desk.world.app, language="en"), desk.world.sandbox))
    decide(desk.world, Decision.RESTORE)
    case = desk.world.services.help_cases.find(reference)
    assert case is not None
    assert is_overtaken(desk.world.services, case)
