"""Where strangers keep their places at a register, a person confirms a phone first; an owner goes on."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from structlog.testing import capture_logs

from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim
from bff.owners.askers import LATELY_SECONDS, Lately, asker, has_shown, rank_of_a_stranger
from tests.support.browser import Browser
from tests.support.crowds import Crowd
from tests.unit.bff.conftest import World
from tests.unit.bff.limits.test_phone_first import (
    COMPARING,
    asked_by,
    details_of,
    key_of,
    last_code,
    person_of,
    send_details,
    standing_at,
)
from verifiers.places import Asker, Places

#: The messages have a budget, and no places for strangers.
SMS = "http://sms.test/sms"
ASKING = [one for one in COMPARING if asked_by(one)]


@dataclass
class Crowded:
    """A world where strangers keep all of their places at every counterpart."""

    world: World
    places: Places
    strangers: ExitStack


@pytest.fixture
def crowded(make_world: Callable[..., World]) -> Iterator[Crowded]:
    places = Places(4, wait_seconds=0.1)
    with ExitStack() as strangers:
        for number in range(2):
            strangers.enter_context(places.take(Asker(f"stranger {number}", has_shown=False)))
        yield Crowded(make_world(places=places, sms_url=SMS), places, strangers)


@pytest.mark.parametrize("journey", ASKING, ids=key_of)
def test_strangers_who_keep_their_places_close_no_way_to_a_registrant(
    crowded: Crowded, journey: Journey
) -> None:
    world, right = crowded.world, details_of(crowded.world, journey)
    person = standing_at(world, journey, "details")
    with capture_logs() as logs:
        page = send_details(person, journey, right)
    assert page.path == f"{journey.at}/phone-first"
    (told,) = [one for one in logs if one["event"] == "phone_first"]
    assert told["why"] == f"crowded_{asked_by(journey)}"
    phone = person_of(journey).phone_number
    assert person.send(phone_number=phone).path == f"{journey.at}/phone-first-code"
    page = person.send(code=last_code(world, phone))
    assert right["full_name"] in page.text
    assert not send_details(person, journey, right).path.endswith(("/details", "/phone-first", "/refused"))


def test_strangers_who_leave_their_places_make_room_for_a_registrant(crowded: Crowded) -> None:
    crowded.strangers.close()
    assert crowded.world.citizen().reach_code().path == "/register/mobile-subscriber/code"


def test_a_crowd_counts_no_try_and_is_not_told_as_silence(crowded: Crowded) -> None:
    (journey,) = (one for one in ASKING if one.key == "mobile_subscriber")
    with ExitStack() as all_places:
        for number in range(2):
            all_places.enter_context(crowded.places.take(Asker(f"owner {number}", has_shown=True)))
        client = Crowd(crowded.world.app).at(journey, "details", proven_phone="+84900000001")
        browser = Browser(crowded.world.app)
        browser.cookie = getattr(client.get_cookie("cuaso"), "value", "")
        browser.open(f"{journey.at}/details")
        right = details_of(crowded.world, journey)
        page = send_details(browser, journey, right)
    assert (page.status, page.heading) == (503, "Please try again in a moment")
    assert "Nothing you entered is lost" in page.text
    assert right["full_name"] in browser.open(f"{journey.at}/details").text
    assert not crowded.world.services.flows.client.keys("attempts:*match*")


def test_an_owner_who_is_signed_in_asks_where_strangers_keep_their_places(
    make_world: Callable[..., World],
) -> None:
    places = Places(4, wait_seconds=0.1)
    world = make_world(places=places, sms_url=SMS)
    world.citizen().register()
    (account_id,) = world.services.accounts.with_phone(person_of(ASKING[0]).phone_number)
    begun = world.services.signed_in.begin(account_id, device="", generation=0, means=())
    (journey,) = (one for one in ASKING if one.key == "mobile_subscriber_proof")
    client = Crowd(world.app).at(journey, "details", aim=Aim.RAISE, session={"signed_in": begun.token})
    browser = Browser(world.app)
    browser.cookie = getattr(client.get_cookie("cuaso"), "value", "")
    browser.open(f"{journey.at}/details")
    with ExitStack() as strangers:
        for number in range(2):
            strangers.enter_context(places.take(Asker(f"stranger {number}", has_shown=False)))
        page = send_details(browser, journey, details_of(world, journey))
    assert page.path == f"{journey.at}/code"


def test_strangers_who_keep_their_places_are_no_silence_to_a_probe(crowded: Crowded) -> None:
    told = Browser(crowded.world.app).ask("/health/counterparts").get_json()
    assert all(told.values())


# ---------------------------------------------------------------- who goes first
class Seconds:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_was_asked_lately_counts_for_some_seconds() -> None:
    seconds = Seconds()
    lately = Lately(seconds)
    assert [lately.note("a"), lately.note("a"), lately.note("b")] == [0, 1, 0]
    seconds.now += LATELY_SECONDS
    assert lately.note("a") == 2
    seconds.now += 2 * LATELY_SECONDS
    assert lately.note("a") == 0


def test_a_busy_network_goes_behind_a_quiet_one_and_a_busy_browser_behind_a_new_one(world: World) -> None:
    def rank(network: str, browser: str) -> tuple[int, ...]:
        with world.app.test_request_context(environ_base={"REMOTE_ADDR": network}) as context:
            context.session["browser"] = browser
            return rank_of_a_stranger()

    flood = [rank("198.51.100.7", "one") for _ in range(40)]
    neighbour, elsewhere = rank("198.51.100.7", "two"), rank("203.0.113.20", "three")
    same_network_of_ipv6 = [rank(f"2001:db8::{number}", "four")[0] for number in range(1, 3)]
    assert elsewhere < neighbour < flood[-1]
    assert same_network_of_ipv6 == [0, 1]


def test_the_product_itself_asks_as_no_stranger(world: World) -> None:
    assert asker() is None
    with world.app.test_request_context():
        told = asker()
        assert told is not None
        assert not told.has_shown
        has_shown("+84900000001")
        assert asker() == Asker("+84900000001", has_shown=True)
