"""The store encrypts flows, gives them versions, and keeps them while their browser is active."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
import redis
from hypothesis import given, settings
from hypothesis import strategies as some

from accounts.account.records import ConsentGiven
from accounts.storage.ciphers import CannotDecrypt, FieldCipher
from bff.journeys.codec import Codec
from bff.journeys.codes import OneTimeCodes, SentCode
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.pending import Pending
from bff.journeys.purpose import Purpose
from bff.registry import PARTS
from bff.stores.flows import MOST_WAITING_FOR_ONE, FlowStore, HeldTooLong, OutOfDate
from identity.people import BirthDate, Person
from identity.subject import Subject
from verifiers.delivery import DeliveryState

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Sample(Pending):
    KIND: ClassVar[str] = "sample"

    a: str


CODEC = Codec([Sample])
FULL = Flow(
    id="one",
    journey="sample",
    purpose=Purpose.REGISTER,
    subject=Subject.CITIZEN,
    step="code",
    started_at=NOW,
    phone_number="+84900000500",
    email="a@example.vn",
    typed={"full_name": "Ẩm Ướt"},
    identity=Person("Ẩm Ướt", citizen_number="000190999999", birth_date=BirthDate(1990, 3, 27)),
    consents=(ConsentGiven(purpose="p", text_version="1", language="vi", given_at=NOW),),
    codes=OneTimeCodes((SentCode("d", NOW, "r", DeliveryState.DELIVERED, NOW),), "+84900000500", 2, "w"),
    refusal="differs",
    pending=Sample("b"),
    account_id="account",
)


def a(_flow: Flow) -> str:
    return "first"


def b(_flow: Flow) -> str:
    return "second"


def c(_flow: Flow) -> str:
    return "third"


def no(_flow: Flow) -> str:
    return "beside"


JOURNEY = Journey(
    "sample",
    at="/sample",
    purpose=Purpose.REGISTER,
    steps=(Step(a), Step(b, forgets=frozenset({"identity"})), Step(c)),
    side_steps=(Step(no),),
)


def fresh(flow_id: str = "one") -> Flow:
    return replace(FULL, id=flow_id, started_at=datetime.now(UTC))


@pytest.fixture
def store(redis_url: str) -> FlowStore:
    client = redis.Redis.from_url(redis_url, decode_responses=True)
    return FlowStore(client, FieldCipher([("k", b"k" * 32)]), 900, 43_200, hold_seconds=1, codec=CODEC)


def test_a_flow_survives_being_stored_as_json() -> None:
    assert CODEC.read(CODEC.write(FULL)) == FULL


@settings(max_examples=40, deadline=None)
@given(typed=some.dictionaries(some.text(), some.text(), max_size=3), name=some.text(min_size=1))
def test_any_typed_text_survives_being_stored_as_json(typed: dict[str, str], name: str) -> None:
    written = replace(FULL, typed=typed, identity=Person(name))
    assert CODEC.read(CODEC.write(written)) == written


def test_a_record_of_a_newer_release_is_still_read() -> None:
    assert CODEC.read(CODEC.write(FULL).replace('"id":', '"future":1,"id":', 1)) == FULL


def test_redis_holds_no_readable_record(store: FlowStore) -> None:
    store.save(fresh())
    kept = str(store.client.hgetall("registration:{one}"))
    assert not any(word in kept for word in ("Ẩm", "000190999999", "+84900000500", "citizen", "full_name"))


def test_a_record_copied_to_another_key_cannot_be_read(store: FlowStore) -> None:
    store.save(fresh("victim"))
    store.save(fresh("attacker"))
    record = store.client.hget("registration:{victim}", "record")
    store.client.hset("registration:{attacker}", "record", str(record))
    with pytest.raises(CannotDecrypt):
        store.load("attacker", touch=True)


def test_saving_an_older_version_raises_out_of_date(store: FlowStore) -> None:
    read = store.save(fresh())
    store.save(read)
    with pytest.raises(OutOfDate):
        store.save(read)


def test_an_ended_flow_cannot_be_saved_again(store: FlowStore) -> None:
    saved = store.save(fresh())
    store.delete(saved.id)
    with pytest.raises(OutOfDate):
        store.save(saved)
    assert store.load(saved.id, touch=True) is None


def test_a_new_flow_cannot_replace_another(store: FlowStore) -> None:
    store.save(fresh())
    with pytest.raises(OutOfDate):
        store.save(fresh())


@pytest.mark.parametrize(("touch", "at_least"), [(True, 890), (False, 0)])
def test_only_a_persons_request_extends_a_flow(store: FlowStore, at_least: int, *, touch: bool) -> None:
    saved = store.save(fresh())
    store.client.expire("registration:{one}", 100)
    store.load("one", touch=touch)
    assert at_least <= store.seconds_left("one") <= (900 if touch else 100)
    store.client.expire("registration:{one}", 100)
    store.save(saved, touch=touch)
    assert at_least <= store.seconds_left("one") <= (900 if touch else 100)


@pytest.mark.parametrize(("hours", "found"), [(11.9, True), (12, False), (100, False)])
def test_a_flow_ends_after_its_total_time(store: FlowStore, hours: float, *, found: bool) -> None:
    store.save(replace(fresh(), started_at=datetime.now(UTC) - timedelta(hours=hours)))
    assert (store.load("one", touch=True) is not None) is found


def test_an_unknown_flow_has_no_time_left(store: FlowStore) -> None:
    assert store.seconds_left("nobody") == 0
    assert store.load("nobody", touch=True) is None


def test_a_second_request_waits_and_gives_up_when_the_first_takes_too_long(store: FlowStore) -> None:
    with store.hold("one"):
        store.client.persist("hold:{one}")
        with pytest.raises(HeldTooLong), store.hold("one"):
            pass


def test_a_lock_is_released_even_when_the_work_fails(store: FlowStore) -> None:
    with pytest.raises(ValueError, match="failed"), store.hold("one"):
        raise ValueError("failed")
    assert store.client.get("hold:{one}") is None


def test_the_lock_of_a_killed_process_expires(store: FlowStore) -> None:
    with store.hold("one"):
        assert 0 < store.client.pttl("hold:{one}") <= 2_000


def test_the_flow_of_a_message_is_kept_for_twelve_hours(store: FlowStore) -> None:
    store.remember_message("request", "one")
    assert store.flow_of_message("request") == "one"
    assert 0 < store.client.ttl("message:request") <= 43_200
    assert store.flow_of_message("other") is None


@pytest.mark.parametrize(("step", "before"), [("a", None), ("b", "a"), ("c", None), ("no", "a")])
def test_going_back_leads_only_where_the_journey_allows(step: str, before: str | None) -> None:
    assert JOURNEY.before(step) == before


def test_going_back_forgets_exactly_the_declared_facts() -> None:
    forgot = FULL.forget(frozenset({"identity"}))
    assert forgot == replace(FULL, identity=None)


def test_the_repr_of_a_flow_holds_no_personal_data() -> None:
    told = repr(FULL)
    assert not any(word in told for word in ("Ẩm", "000190999999", "900000500", "example.vn"))


@pytest.mark.parametrize(
    "kind", [kind for part in PARTS for kind in part.pendings], ids=lambda kind: kind.KIND
)
def test_no_pending_fact_overwrites_the_tag_of_its_record(kind: type[Pending]) -> None:
    assert "kind" not in {one.name for one in fields(kind)}


def test_a_stranger_does_not_take_a_workers_places_with_requests_that_wait_for_one_flow(
    store: FlowStore,
) -> None:
    def wait() -> bool:
        try:
            with store.hold("one"):
                return True
        except HeldTooLong:
            return False

    with ThreadPoolExecutor(3 * MOST_WAITING_FOR_ONE) as crowd:
        with store.hold("one"):
            waiting = [crowd.submit(wait) for _request in range(3 * MOST_WAITING_FOR_ONE)]
            while sum(one.done() for one in waiting) < 2 * MOST_WAITING_FOR_ONE:
                time.sleep(0.01)
        let_in = [one.result() for one in waiting]
    assert sum(let_in) == MOST_WAITING_FOR_ONE
    assert not store.waiting
