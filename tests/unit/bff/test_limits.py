"""How attempts are counted, by themselves and around the carrier's match."""

from collections.abc import Callable

import pytest
import redis

from bff.stores.attempts import AttemptLimits, Limit, TooOften
from tests.unit.bff.conftest import World

TWICE = Limit("twice", 2, 60)


@pytest.fixture
def limits(redis_url: str) -> AttemptLimits:
    return AttemptLimits(redis.Redis.from_url(redis_url, decode_responses=True))


def test_one_attempt_too_many_is_refused_and_not_counted(limits: AttemptLimits) -> None:
    limits.take(TWICE, "a")
    limits.take(TWICE, "a")
    for _ in range(3):
        with pytest.raises(TooOften) as refused:
            limits.take(TWICE, "a")
        assert 58 <= refused.value.retry_after_seconds <= 60
    limits.take(TWICE, "b")


def test_what_is_given_back_was_never_counted(limits: AttemptLimits) -> None:
    for _ in range(5):
        limits.give_back(TWICE, "a", limits.take(TWICE, "a"))
    assert not limits.reached(TWICE, "a")


def test_an_attempt_that_fails_is_counted_nowhere(limits: AttemptLimits) -> None:
    once = Limit("once", 1, 60)
    with pytest.raises(ValueError, match="silent"), limits.attempt((TWICE, "a"), (once, "b")):
        raise ValueError("silent")
    with limits.attempt((TWICE, "a"), (once, "b")):
        pass
    with pytest.raises(TooOften), limits.attempt((TWICE, "a"), (once, "b")):
        pass
    assert not limits.reached(TWICE, "a")


def test_what_lies_outside_the_window_counts_no_more(limits: AttemptLimits) -> None:
    limits.count((TWICE, "a"))
    limits.count((TWICE, "a"))
    with pytest.raises(TooOften):
        limits.require((TWICE, "a"))
    tickets = [str(ticket) for ticket in limits.client.zrange("limit:twice:{a}", 0, -1)]
    limits.client.zadd("limit:twice:{a}", dict.fromkeys(tickets, 1.0))
    limits.require((TWICE, "a"))
    limits.take(TWICE, "a")


def test_no_count_outlives_its_window(limits: AttemptLimits) -> None:
    limits.count((TWICE, "a"))
    limits.take(TWICE, "b")
    assert all(0 < limits.client.ttl(key) <= 60 for key in limits.client.scan_iter("limit:*"))


@pytest.mark.parametrize("htmx", [False, True])
def test_a_person_is_matched_only_so_often_from_whatever_browser(
    make_world: Callable[..., World], *, htmx: bool
) -> None:
    world = make_world(matches_per_person=1)
    first, second = world.citizen(), world.citizen(htmx=htmx)
    first.start()
    first.give_details(full_name="Somebody Else")
    page = second.reach_code()
    assert page.status == 429
    assert page.headers["Retry-After"]
    assert "other ways" in page.alert + page.text


def test_a_browser_may_ask_only_so_often_for_whatever_person(make_world: Callable[..., World]) -> None:
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
