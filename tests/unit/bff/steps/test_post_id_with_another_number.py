"""The new subscriber of a number that only the post still has freezes no account and gives it no phone.

The account has another phone by now, so nothing of the account is asked about the number of the PostID: the
carrier is asked whether that number is the person's whom the post proved.
"""

import html
from collections.abc import Callable

import pytest

from accounts.account.records import Account
from accounts.disputes.records import NoteKind
from bff.journeys.purpose import Aim
from bff.settings.settings import WhenUnknown
from sandbox.people.table import person_called
from tests.support.browser import Page
from tests.support.citizens import Citizen
from tests.unit.bff.account.test_reset_by_a_new_subscriber import (
    IN_ANOTHER_NAME,
    NOT_KNOWN,
    account_of,
    change_phone,
    give_on,
)
from tests.unit.bff.conftest import World
from tests.unit.bff.dispute.test_dispute import OPENED, STATEMENT, the_case
from tests.unit.bff.steps.test_accounts_of_a_new_subscriber import at_post_code
from tests.unit.bff.steps.test_proof import begin_proof

UNKNOWN_NUMBER = "unknown_number"
ACCOUNTS_PHONE = "crowd_503"
OTHER_AIMS = [aim for aim in Aim if aim not in {Aim.RAISE, Aim.DISPUTE}]


def at_code(world: World, aim: Aim, key: str = "everything_works", *, language: str = "en") -> Citizen:
    """The PostID has the number that the account had before; the holder has changed the account's phone."""
    citizen = at_post_code(world, aim, key, language=language)
    change_phone(world, citizen, person_called(ACCOUNTS_PHONE).phone_number, "signature")
    return citizen


def dispute(citizen: Citizen) -> Page:
    assert citizen.enter_code().path == "/dispute/open/statement"
    return citizen.browser.send(text=STATEMENT)


def account(world: World, citizen: Citizen) -> Account:
    return account_of(world, citizen)


def test_the_new_subscriber_of_the_number_freezes_no_account(world: World) -> None:
    stranger = at_code(world, Aim.DISPUTE)
    give_on(world, stranger)
    page = dispute(stranger)
    assert page.heading != OPENED
    assert account(world, stranger).is_active
    assert not the_case(world).freezes


def test_the_statement_says_before_that_nothing_is_frozen(world: World) -> None:
    stranger = at_code(world, Aim.DISPUTE)
    give_on(world, stranger)
    assert "Freeze the account" not in stranger.enter_code().text


@pytest.mark.parametrize("aim", OTHER_AIMS)
def test_the_new_subscriber_of_the_number_proves_nothing_about_the_account(world: World, aim: Aim) -> None:
    stranger = at_code(world, aim)
    give_on(world, stranger)
    page = stranger.enter_code()
    assert (page.heading, page.path) == (IN_ANOTHER_NAME, "/prove/vietnam-post/refused")
    for step in ("proven", "look-at-sim", "code"):
        assert stranger.browser.open(f"/prove/vietnam-post/{step}").heading == IN_ANOTHER_NAME
    assert account(world, stranger).phone_number == person_called(ACCOUNTS_PHONE).phone_number


def test_the_new_subscriber_answers_no_dispute_in_the_holders_name(world: World) -> None:
    owner = at_code(world, Aim.DISPUTE)
    dispute(owner)
    stranger = world.citizen(owner.person)
    stranger.browser = at_post_code(world, Aim.ANSWER, method="").browser
    give_on(world, stranger)
    assert stranger.enter_code().heading == IN_ANOTHER_NAME
    assert world.services.disputes.notes(the_case(world).id, NoteKind.ANSWER) == []


def test_the_person_whom_the_carrier_knows_by_the_number_freezes_the_account(world: World) -> None:
    owner = at_code(world, Aim.DISPUTE)
    assert dispute(owner).heading == OPENED
    assert not account(world, owner).is_active


def test_the_person_whom_the_carrier_knows_by_the_number_makes_it_the_accounts_phone(world: World) -> None:
    assert at_code(world, Aim.NEW_PHONE).enter_code().path == "/new-phone/phone"


def test_a_silent_carrier_refuses_nothing_and_nothing_is_proved_before_it_speaks(world: World) -> None:
    owner = at_code(world, Aim.DISPUTE)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    page = owner.enter_code()
    assert page.status == 503
    assert "You have not been refused" in f"{page.text} {html.unescape(page.alert or '')}"
    assert owner.browser.open("/dispute/open/statement").path == "/dispute"
    world.sandbox.knobs.turn("carrier", outage="none")
    page = owner.browser.open_and_go_on("/prove/vietnam-post/look-at-sim")
    assert page.path == "/dispute/open/statement"


def test_what_the_carrier_can_not_say_refuses_nothing(world: World) -> None:
    assert dispute(at_code(world, Aim.DISPUTE, UNKNOWN_NUMBER)).heading == OPENED


def test_an_operator_may_refuse_a_number_that_the_carrier_does_not_know(
    make_world: Callable[..., World],
) -> None:
    world = make_world(carrier_number_recycling_unknown=WhenUnknown.REFUSE)
    owner = at_code(world, Aim.NEW_PHONE, UNKNOWN_NUMBER)
    assert owner.enter_code().heading == NOT_KNOWN


def test_where_an_operator_refuses_unknown_numbers_they_freeze_nothing(
    make_world: Callable[..., World],
) -> None:
    world = make_world(carrier_number_recycling_unknown=WhenUnknown.REFUSE)
    owner = at_code(world, Aim.DISPUTE, UNKNOWN_NUMBER)
    assert dispute(owner).heading != OPENED
    assert account(world, owner).is_active


def test_a_case_by_a_thief_with_a_new_sim_is_not_opened_either(world: World) -> None:
    thief = at_code(world, Aim.DISPUTE, "sim_changed")
    give_on(world, thief)
    assert thief.enter_code().path == "/prove/vietnam-post/refused"


def test_without_a_carrier_nothing_is_asked(make_world: Callable[..., World]) -> None:
    world = make_world(carrier_url="")
    owner = at_code(world, Aim.DISPUTE)
    give_on(world, owner)
    assert dispute(owner).heading == OPENED


def test_a_proof_asks_for_the_consent_that_the_carrier_compares_too(world: World) -> None:
    citizen = world.citizen()
    begin_proof(citizen.browser, "vietnam-post", Aim.DISPUTE)
    page = citizen.say_who()
    assert "and my carrier too if my account has another phone number" in page.text
    assert "your carrier is asked the same about it" in page.text
