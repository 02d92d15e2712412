"""SMS to phones that nothing vouches for: a budget that slows and never refuses, and the owners' reserve."""

from collections.abc import Callable

import pytest
import redis

from sandbox.people.table import CROWD
from tests.support.services import Valkey
from tests.support.typed_phones import (
    PHONES,
    PLACES,
    TYPED,
    Stranger,
    let_a_minute_pass,
    received,
    stranger_at,
)
from tests.unit.bff.conftest import World
from tests.unit.bff.web.test_at_the_same_time import at_once

WAITS = "Your message will be sent soon"
SEND = "Send the code"
#: Limits that are not asked about here must not get in the way.
MANY = {"matches_per_person": 1_000, "social_insurance_matches_per_number": 1_000}
EACH_PLACE = pytest.mark.parametrize("key", sorted(TYPED))


def spend(world: World, key: str, phones: list[str], **how: bool) -> list[Stranger]:
    """Let a stranger with fresh cookies for each phone have a code sent to it."""
    strangers = [stranger_at(world, key, **how) for _ in phones]
    for one, phone in zip(strangers, phones, strict=True):
        one.type_phone(phone)
    return strangers


def test_each_place_that_takes_a_typed_phone_is_tried_here() -> None:
    assert sorted(PLACES) == sorted(TYPED)


@EACH_PLACE
def test_a_stranger_with_many_phones_gets_the_budget_and_owners_get_their_codes(
    make_world: Callable[..., World], key: str
) -> None:
    world = make_world(**MANY, sms_unvouched_per_minute=3)
    owner = world.citizen()
    owner.register()
    before = len(owner.codes)
    strangers = spend(world, key, PHONES[:7])
    assert received(world) == PHONES[:3]
    assert [one.browser.page.heading for one in strangers[3:]] == [WAITS] * 4
    assert {one.browser.page.status for one in strangers} == {200}
    assert owner.sign_in().path == "/sign-in/code"
    assert len(owner.codes) == before + 1
    assert owner.enter_code().path == "/account"


@pytest.mark.parametrize("budget", ["sms_unvouched_per_method_minute", "sms_unvouched_per_range_minute"])
def test_a_stranger_gets_no_more_from_one_method_or_for_one_range_of_numbers(
    make_world: Callable[..., World], budget: str
) -> None:
    world = make_world(**MANY, **{budget: 2})
    spend(world, "vietnam_post_office", PHONES[:5])
    assert received(world) == PHONES[:2]
    free = "dispute_open" if "method" in budget else "vietnam_post_office"
    phone = PHONES[6] if "method" in budget else "+84350000001"
    stranger_at(world, free).type_phone(phone)
    assert len(world.sandbox.inbox(phone)) == 1


def test_a_stranger_without_work_can_not_use_up_what_is_left_for_those_with_it(
    make_world: Callable[..., World],
) -> None:
    world = make_world(**MANY, sms_unvouched_without_work_minute=2)
    strangers = spend(world, "vietnam_post_office", PHONES[:5], works=False)
    world.clock.move(seconds=600)
    for one in strangers:
        one.browser.press(SEND)
    assert received(world) == PHONES[:2]
    stranger_at(world, "vietnam_post_office").type_phone(PHONES[9])
    assert received(world) == [*PHONES[:2], PHONES[9]]


@EACH_PLACE
def test_an_empty_budget_slows_and_refuses_nobody(make_world: Callable[..., World], key: str) -> None:
    world = make_world(**MANY, sms_unvouched_per_minute=1)
    first, second = spend(world, key, PHONES[:2])
    assert second.browser.page.soup.select_one("form[data-by-itself]")
    second.browser.press(SEND)
    assert received(world) == PHONES[:1]
    let_a_minute_pass(world)
    assert second.browser.press(SEND).heading == first.browser.page.heading == "Enter the verification code"
    assert received(world) == PHONES[:2]


def test_strangers_who_press_at_once_get_no_more_than_the_budget(make_world: Callable[..., World]) -> None:
    world = make_world(**MANY, matches_per_session_hour=100, sms_unvouched_per_minute=5)
    strangers = [stranger_at(world, "dispute_open") for _ in range(24)]
    presses = [
        lambda one=one, phone=phone: one.type_phone(phone)
        for one, phone in zip(strangers, PHONES, strict=False)
    ]
    pages = at_once(*presses)
    assert len(received(world)) <= 5
    assert {page.status for page in pages} == {200}


def test_a_press_that_comes_twice_pays_for_one_message(world: World) -> None:
    stranger = stranger_at(world, "dispute_open")
    tabs = [stranger.browser.second_tab() for _ in range(3)]
    at_once(*(lambda tab=tab: tab.send(phone_number=PHONES[0]) for tab in tabs))
    assert received(world) == PHONES[:1]
    client = world.services.limits.client
    assert [client.zcard(key) for key in client.scan_iter("limit:sms_unvouched:*")] == [1]


@pytest.mark.parametrize("works", [True, False])
def test_a_message_that_the_gateway_did_not_take_is_not_paid_for_twice(world: World, *, works: bool) -> None:
    stranger = stranger_at(world, "dispute_open", works=works)
    world.sandbox.knobs.turn("sms", outage="http_503")
    stranger.type_phone(PHONES[0])
    world.clock.move(seconds=600)
    if not works:
        assert stranger.browser.press(SEND).status == 503
    world.sandbox.knobs.turn("sms", outage="none")
    client = world.services.limits.client
    assert [client.zcard(key) for key in client.scan_iter("limit:sms_unvouched:*")] == []
    stranger.browser.open(stranger.code_path)
    stranger.browser.works = False  # the work, or the wait, was done: no other is asked for
    stranger.browser.press(SEND)
    assert received(world) == PHONES[:1]


def test_a_turn_outlives_a_restart_of_the_store(valkey: Valkey, world: World) -> None:
    stranger = stranger_at(world, "dispute_open", works=False)
    stranger.type_phone(PHONES[0])
    valkey.restart()
    world.services.limits.client.connection_pool.disconnect()
    world.clock.move(seconds=20)
    assert stranger.browser.open(stranger.code_path).heading == WAITS
    stranger.browser.press(SEND)
    assert received(world) == PHONES[:1]


def test_a_stranger_can_not_ring_one_phone_by_sending_again_beyond_the_budget(
    make_world: Callable[..., World],
) -> None:
    world = make_world(sms_unvouched_per_minute=1, one_time_code_resend_after_seconds=(30, 60))
    stranger = stranger_at(world, "social_insurance")
    stranger.type_phone(PHONES[0])
    world.clock.move(seconds=30)
    page = stranger.browser.press("Send the code again")
    assert "Each message waits its turn" in page.text
    assert received(world) == PHONES[:1]
    (message,) = world.sandbox.inbox(PHONES[0])
    assert stranger.browser.send(code=message.text[-6:]).path.endswith("/password")  # the first code counts


def test_a_budget_that_is_used_up_raises_one_alarm_a_minute(
    make_world: Callable[..., World], capsys: pytest.CaptureFixture[str]
) -> None:
    world = make_world(**MANY, sms_unvouched_per_minute=1)
    spend(world, "vietnam_post_office", PHONES[:4])
    counts = world.services.counts
    assert counts.of(counts.today)["sms_budget_empty.sms_unvouched"] == 1
    assert capsys.readouterr().out.count("sms_budget_empty") == 1


def test_the_reserve_raises_an_alarm_and_never_keeps_a_code_from_its_owner(
    make_world: Callable[..., World],
) -> None:
    world = make_world(sms_reserve_alarm_per_minute=1)
    people = [world.citizen(person) for person in CROWD[:2]]
    for one in people:
        one.register()
        assert one.sign_in().path == "/sign-in/code"
    assert [len(one.codes) for one in people] == [2, 2]
    counts = world.services.counts
    assert counts.of(counts.today)["sms_budget_empty.sms_reserve"] == 1


# ------------------------------------------------------------- without JavaScript
@EACH_PLACE
def test_without_javascript_the_message_waits_and_a_press_sends_it(world: World, key: str) -> None:
    stranger = stranger_at(world, key, works=False)
    page = stranger.type_phone(PHONES[0])
    assert (page.heading, page.path) == (WAITS, stranger.code_path)
    assert "in about 20 seconds" in page.text
    stranger.browser.press(SEND)
    world.clock.move(seconds=20)
    stranger.browser.open(stranger.code_path)
    assert received(world) == []  # neither a press before its time nor a look sends anything
    assert stranger.browser.press(SEND).heading == "Enter the verification code"
    assert received(world) == PHONES[:1]


def test_looking_at_the_waiting_screen_changes_nothing(world: World) -> None:
    stranger = stranger_at(world, "social_insurance", works=False)
    stranger.type_phone(PHONES[0])
    world.clock.move(seconds=30)
    client = redis.Redis.from_url(world.services.settings.redis_url)
    before = {key: client.dump(key) for key in client.scan_iter()}
    stranger.browser.open(stranger.code_path)
    assert {key: client.dump(key) for key in client.scan_iter()} == before


def test_the_wait_grows_with_the_use_of_this_way_and_has_an_end(make_world: Callable[..., World]) -> None:
    world = make_world(**MANY, wait_without_work_most_seconds=50)
    pages = [one.browser.page.text for one in spend(world, "dispute_open", PHONES[:4], works=False)]
    found = [next(n for n in (20, 40, 50) if f"about {n} seconds" in text) for text in pages]
    assert found == [20, 40, 50, 50]


def test_another_phone_waits_for_a_turn_of_its_own(world: World) -> None:
    stranger = stranger_at(world, "social_insurance", works=False)
    stranger.type_phone(PHONES[0])
    world.clock.move(seconds=30)
    stranger.browser.press("Change my details or phone number")
    assert stranger.type_phone(PHONES[1]).heading == WAITS
    stranger.browser.press("Change my details or phone number")
    world.clock.move(seconds=10)
    stranger.type_phone(PHONES[0])
    assert received(world) == []
