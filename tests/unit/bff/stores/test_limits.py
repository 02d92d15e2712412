"""How attempts are counted, by themselves and around the carrier's match."""

from collections.abc import Callable

import pytest
import redis

from bff.stores.attempts import AttemptLimits, Counted, Limit, TooOften
from tests.unit.bff.conftest import Clock, World

TWICE, ONCE = Limit("twice", 2, 60), Limit("once", 1, 60)


@pytest.fixture
def limits(redis_url: str, clock: Clock) -> AttemptLimits:
    return AttemptLimits(redis.Redis.from_url(redis_url, decode_responses=True), clock)


def attempted(limits: AttemptLimits, *counted: Counted) -> str:
    """Make one attempt that stays counted, and return its receipt."""
    with limits.attempt(*counted) as attempt:
        return attempt.receipt


def held(limits: AttemptLimits) -> dict[str, int]:
    """The attempts that stand in each count."""
    keys = [str(key) for key in limits.client.scan_iter("limit:*")]
    return {key.split(":")[1]: int(limits.client.zcard(key)) for key in keys}


def test_one_attempt_too_many_is_refused_and_not_counted(limits: AttemptLimits) -> None:
    attempted(limits, (TWICE, "a"))
    attempted(limits, (TWICE, "a"))
    for _ in range(3):
        with pytest.raises(TooOften) as refused:
            attempted(limits, (TWICE, "a"))
        assert refused.value.retry_after_seconds == 60
    attempted(limits, (TWICE, "b"))


def test_an_attempt_that_is_given_back_is_not_counted(limits: AttemptLimits) -> None:
    for _ in range(5):
        with limits.attempt((TWICE, "a"), (ONCE, "b")) as attempt:
            attempt.give_back()
    assert held(limits) == {}


def test_a_later_request_gives_an_attempt_back_with_its_receipt(limits: AttemptLimits) -> None:
    receipt = attempted(limits, (TWICE, "a"), (ONCE, "b"))
    attempted(limits, (TWICE, "a"))
    for _ in range(2):  # a form that is sent twice
        limits.give_back(receipt)
    limits.give_back(None)
    assert held(limits) == {"twice": 1}


def test_an_attempt_that_fails_before_it_is_judged_is_counted_nowhere(limits: AttemptLimits) -> None:
    with pytest.raises(ValueError, match="silent"), limits.attempt((TWICE, "a"), (ONCE, "b")):
        raise ValueError("silent")
    assert held(limits) == {}


def test_an_attempt_that_one_limit_refuses_is_counted_in_no_other(limits: AttemptLimits) -> None:
    attempted(limits, (ONCE, "b"))
    with pytest.raises(TooOften) as refused:
        attempted(limits, (TWICE, "a"), (ONCE, "b"))
    assert (refused.value.name, held(limits)) == ("once", {"once": 1})


def test_the_limit_that_is_asked_first_is_the_one_that_is_named(limits: AttemptLimits) -> None:
    attempted(limits, (ONCE, "a"), (TWICE, "b"))
    attempted(limits, (TWICE, "b"))
    with pytest.raises(TooOften) as refused:
        attempted(limits, (TWICE, "b"), (ONCE, "a"))
    assert refused.value.name == "twice"


def test_attempts_outside_the_window_are_not_counted(limits: AttemptLimits, clock: Clock) -> None:
    attempted(limits, (TWICE, "a"))
    clock.move(seconds=59)
    attempted(limits, (TWICE, "a"))
    with pytest.raises(TooOften) as refused:
        attempted(limits, (TWICE, "a"))
    assert refused.value.retry_after_seconds == 1
    clock.move(seconds=1)
    attempted(limits, (TWICE, "a"))


def test_a_limit_that_was_lowered_waits_until_enough_attempts_are_old(
    limits: AttemptLimits, clock: Clock
) -> None:
    for _ in range(2):
        attempted(limits, (TWICE, "a"))
        clock.move(seconds=10)
    with pytest.raises(TooOften) as refused:
        attempted(limits, (Limit("twice", 1, 60), "a"))
    assert refused.value.retry_after_seconds == 50


def test_a_count_expires_with_its_window(limits: AttemptLimits) -> None:
    attempted(limits, (TWICE, "a"), (ONCE, "b"))
    assert [limits.client.ttl(key) for key in limits.client.scan_iter("limit:*")] == [60, 60]


@pytest.mark.parametrize("htmx", [False, True])
def test_the_matches_of_one_person_are_limited_across_browsers(
    make_world: Callable[..., World], *, htmx: bool
) -> None:
    world = make_world(matches_per_person=1)
    first, second = world.citizen(), world.citizen(htmx=htmx)
    first.start()
    first.give_details(full_name="Somebody Else")
    assert second.reach_code().heading == "Confirm your phone first"


def test_the_matches_of_one_browser_are_limited_across_people(make_world: Callable[..., World]) -> None:
    world = make_world(matches_per_session_hour=1)
    citizen = world.citizen()
    citizen.start()
    citizen.give_details(full_name="Somebody Else")
    citizen.browser.press("Check my details")
    page = citizen.give_details(citizen_number="000190000777")
    assert (page.status, page.heading) == (429, "Please wait before you try again")


def test_neither_numbers_nor_names_are_in_the_keys_of_limits(world: World) -> None:
    world.citizen().reach_code()
    keys = " ".join(world.services.limits.client.scan_iter("limit:*"))
    assert "000190000001" not in keys
    assert "900000001" not in keys
