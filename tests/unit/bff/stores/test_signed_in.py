"""How signed-in sessions begin, are listed, last, and end."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import redis

from bff.services import utc_now
from bff.stores.signed_in import SignedIn, SignedInStore


@pytest.fixture
def store(redis_url: str) -> SignedInStore:
    client = redis.Redis.from_url(redis_url, decode_responses=True)
    return SignedInStore(client, idle_seconds=900, total_seconds=43_200, clock=utc_now)


def aged(store: SignedInStore, signed_in: SignedIn, **by: float) -> SignedIn:
    """Make a session have begun longer ago."""
    older = replace(signed_in, began_at=signed_in.began_at - timedelta(**by))
    store._write(older)  # noqa: SLF001 - time cannot be passed in here
    return older


def test_every_session_has_an_id_of_its_own(store: SignedInStore) -> None:
    one, other = store.begin("a", device="x"), store.begin("a", device="x")
    assert (one.id, one.token) != (other.id, other.token)


def test_an_unused_session_ends_after_its_idle_time(store: SignedInStore) -> None:
    signed_in = store.begin("a", device="x")
    assert 0 < store.client.ttl(f"signed_in:{{{signed_in.id}}}") <= 900


def test_using_a_session_gives_it_its_idle_time_again(store: SignedInStore) -> None:
    signed_in = store.begin("a", device="x")
    store.client.expire(f"signed_in:{{{signed_in.id}}}", 10)
    assert store.find(signed_in.token)
    assert store.client.ttl(f"signed_in:{{{signed_in.id}}}") > 800


def test_a_session_never_outlives_its_total_time(store: SignedInStore) -> None:
    signed_in = aged(store, store.begin("a", device="x"), hours=11, minutes=59)
    assert store.find(signed_in.token)
    assert store.client.ttl(f"signed_in:{{{signed_in.id}}}") <= 60


def test_a_busy_session_ends_after_its_total_time(store: SignedInStore) -> None:
    signed_in = store.begin("a", device="x")
    short = replace(store, total_seconds=0)
    assert short.find(signed_in.token) is None
    assert store.find(signed_in.token) is None


class EndedAfterReading(redis.Redis):
    """Another device ends each session just after it was read."""

    def get(self, name: Any) -> Any:
        text = super().get(name)
        self.delete(name)
        return text


def test_a_request_under_way_does_not_revive_a_session_ended_from_another_device(
    store: SignedInStore, redis_url: str
) -> None:
    session = store.begin("an account", device="Chrome · Android")
    slow = replace(store, client=EndedAfterReading.from_url(redis_url, decode_responses=True))
    assert slow.find(session.token) is None
    assert store.find(session.token) is None


def test_ending_the_others_ends_no_session_of_another_account(store: SignedInStore) -> None:
    mine, other, strangers = (store.begin(account, device="x") for account in "aab")
    assert store.end_others(mine) == 1
    assert [store.find(one.token) is None for one in (mine, other, strangers)] == [False, True, False]


def test_sessions_are_listed_the_last_used_first(store: SignedInStore) -> None:
    first, second = store.begin("a", device="x"), store.begin("a", device="y")
    store.find(first.token)
    assert [one.id for one in store.of_account("a")] == [first.id, second.id]


@pytest.mark.parametrize("session_id", ["", "*", "x}{y", "\0", "a" * 5_000])
def test_an_unknown_session_id_finds_no_session(store: SignedInStore, session_id: str) -> None:
    store.begin("a", device="x")
    assert store.find(session_id) is None
