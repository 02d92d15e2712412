"""A dead holder of a lease holds up no person for longer than two seconds, and a late one does no harm."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import redis

from accounts.storage.ciphers import FieldCipher
from accounts.storage.database import Unavailable
from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.stores.flows import FlowStore, OutOfDate
from bff.stores.leases import LEASE_MILLISECONDS, Lease, Renewer
from bff.stores.pollers import Pollers
from identity.subject import Subject

FLOW = Flow(
    id="one",
    journey="sample",
    purpose=Purpose.REGISTER,
    subject=Subject.CITIZEN,
    step="code",
    started_at=datetime.now(UTC),
)


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url, decode_responses=True)


@pytest.fixture
def store(client: redis.Redis) -> FlowStore:
    return FlowStore(client, FieldCipher([("k", b"k" * 32)]), 900, 43_200, hold_seconds=1)


def test_the_lease_of_a_dead_holder_is_free_within_two_seconds(client: redis.Redis) -> None:
    assert Lease(client, "lease").take()
    assert 0 < client.pttl("lease") <= LEASE_MILLISECONDS <= 2_000
    assert not Lease(client, "lease").take()


def test_a_living_holder_keeps_its_lease(client: redis.Redis) -> None:
    lease = Lease(client, "lease")
    lease.take()
    client.pexpire("lease", 60_000)
    Renewer().renew([lease])
    assert 0 < client.pttl("lease") <= LEASE_MILLISECONDS
    assert not lease.is_lost


def test_a_holder_learns_that_another_has_its_lease(client: redis.Redis) -> None:
    lease = Lease(client, "lease")
    lease.take()
    client.set("lease", "another")
    Renewer().renew([lease])
    lease.let_go()
    assert lease.is_lost
    assert client.get("lease") == "another"


def test_a_request_that_lost_its_lock_saves_nothing(store: FlowStore) -> None:
    flow = store.save(FLOW)
    with store.hold("one"):
        store.client.set("hold:{one}", "another")
        with pytest.raises(OutOfDate):
            store.save(flow.learn(step="done"))
    found = store.load("one", touch=False)
    assert found is not None
    assert found.step == "code"
    assert store.client.get("hold:{one}") == "another"


def test_of_two_holders_one_saves_before_a_side_effect(store: FlowStore) -> None:
    flow = store.save(FLOW)
    with store.hold("one"):
        store.client.delete("hold:{one}")
        with store.hold("one"):
            store.save(flow.learn(step="second"))
        with pytest.raises(OutOfDate):
            store.save(flow.learn(step="first"))


def test_a_redis_that_dies_under_a_request_does_not_replace_its_answer(store: FlowStore) -> None:
    with store.hold("one"):
        store.client.connection_pool.connection_kwargs["path"] = "/nowhere"
        store.client.connection_pool.disconnect()


def poller(client: redis.Redis, run: Callable[..., object]) -> Pollers:
    return Pollers(client, pause=lambda _seconds: None, beside=run)


def test_a_poller_goes_on_while_the_database_is_away(client: redis.Redis) -> None:
    answers: list[object] = [Unavailable(), Unavailable(), True, False]

    def ask() -> bool:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return bool(answer)

    poller(client, lambda work, *arguments: work(*arguments)).keep_running("one", ask)
    assert answers == []
    assert client.get("asking:{one}") is None


def test_a_dead_poller_is_replaced_within_two_seconds(client: redis.Redis) -> None:
    started: list[object] = []
    pollers = poller(client, lambda *arguments: started.append(arguments))
    pollers.keep_running("one", lambda: True)
    pollers.keep_running("one", lambda: True)
    assert len(started) == 1
    assert client.pttl("asking:{one}") <= 2_000
