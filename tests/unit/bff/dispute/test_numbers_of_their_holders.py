"""A code that was read on a phone once takes the phone from no account whose holder still has the number.

"This number is mine now" is for the new subscriber of a number, and the carrier knows whether there is one.
"""

import html
from collections.abc import Callable

import pytest

from tests.support.browser import Page
from tests.support.citizens import Citizen
from tests.unit.bff.account.test_forgot_password import ask
from tests.unit.bff.account.test_reset_by_a_new_subscriber import account_of, give_on, holder_of
from tests.unit.bff.conftest import World

STILL_THEIRS = "This number has no new holder"
FREED = "No more codes come to this number"


def at_the_code(world: World, owner: Citizen) -> Citizen:
    reader = world.citizen(owner.person)
    reader.browser.open("/dispute/reported")
    reader.browser.press("Stop their messages")
    reader.browser.send(phone_number=owner.person.phone_number)
    return reader


def say_it_is_mine(world: World, owner: Citizen) -> Page:
    return at_the_code(world, owner).enter_code()


def test_who_read_a_code_once_closes_no_account_of_the_phone(world: World) -> None:
    owner = holder_of(world, method="social_insurance")
    owner.sign_in()
    owner.enter_code()
    page = say_it_is_mine(world, owner)
    assert page.heading == STILL_THEIRS
    assert page.soup.find("a", href="/dispute")
    assert not account_of(world, owner).has_lost_phone
    assert owner.browser.open("/account").path == "/account"
    before = len(owner.codes)
    ask(world.citizen(owner.person))
    assert len(owner.codes) == before + 1


def test_the_new_subscriber_of_a_number_stops_the_messages_at_once(world: World) -> None:
    owner = holder_of(world, method="social_insurance")
    give_on(world, owner)
    assert say_it_is_mine(world, owner).heading == FREED
    assert account_of(world, owner).has_lost_phone


def test_the_new_subscribers_own_account_keeps_its_phone(world: World) -> None:
    """The carrier is asked about each account of the phone: one is older than the contract, one younger."""
    before = holder_of(world, method="social_insurance")
    number = before.person.phone_number
    now = holder_of(world, "crowd_501", method="social_insurance", days=50)
    own = account_of(world, now)
    world.services.accounts.change_phone(
        own.id, number, method="method", proved_by="signature", generation=own.generation
    )
    give_on(world, before)
    assert say_it_is_mine(world, before).heading == FREED
    assert account_of(world, before).has_lost_phone
    assert not account_of(world, now).has_lost_phone


def test_a_silent_carrier_gives_nothing_up_and_refuses_nothing(world: World) -> None:
    owner = holder_of(world, method="social_insurance")
    give_on(world, owner)
    reader = at_the_code(world, owner)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    page = reader.enter_code()
    assert page.status == 503
    assert "You have not been refused" in f"{page.text} {html.unescape(page.alert or '')}"
    assert not account_of(world, owner).has_lost_phone
    world.sandbox.knobs.turn("carrier", outage="none")
    assert reader.browser.open_and_go_on("/dispute/number/free").heading == FREED


@pytest.mark.parametrize(
    ("key", "configured"),
    [
        ("subscriber_change_unknown", {}),
        ("everything_works", {"carrier_number_recycling": ""}),
        ("everything_works", {"carrier_url": ""}),
    ],
)
def test_where_the_carrier_can_not_say_a_code_to_the_phone_is_enough(
    make_world: Callable[..., World], key: str, configured: dict[str, object]
) -> None:
    world = make_world(**configured)
    owner = holder_of(world, key, method="social_insurance")
    assert say_it_is_mine(world, owner).heading == FREED
    assert account_of(world, owner).has_lost_phone
