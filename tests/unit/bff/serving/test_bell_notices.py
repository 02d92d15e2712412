"""The bell's subscriber does not stay deaf behind a connection that passes nothing on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from bff.serving.bell import ASK_AFTER_SECONDS, SILENT_AFTER_SECONDS, Ringing, heard
from bff.stores.client import connect
from tests.support.services import Valkey
from tests.support.silent_way import Way


@pytest.fixture
def way(valkey: Valkey, short_folder: Path) -> Iterator[Way]:
    place = short_folder / "bell.sock"
    place.unlink(missing_ok=True)
    one = Way(place, valkey.url.removeprefix("unix://"))
    yield one
    one.close()


def listening(short_folder: Path) -> redis.Redis:
    return connect(f"unix://{short_folder}/bell.sock", most=2, decodes=False)


def test_a_subscriber_notices_within_five_seconds_that_its_connection_is_dead() -> None:
    assert SILENT_AFTER_SECONDS + ASK_AFTER_SECONDS / 2 < 5


def test_a_connection_that_passes_nothing_on_is_noticed(way: Way, short_folder: Path) -> None:
    coming = heard(listening(short_folder), "bell", ask_after=0.05, silent_after=0.2)
    assert next(coming)["type"] == "pong"
    way.fall_silent()
    with pytest.raises(redis.ConnectionError, match="silent"):
        for _message in coming:
            pass


def test_a_subscriber_connects_and_hears_again(way: Way, valkey: Valkey, short_folder: Path) -> None:
    store = connect(valkey.url, most=2)
    ringing = Ringing(store=store, connect=lambda: listening(short_folder))
    coming = ringing._redis_listen_with_retries()  # noqa: SLF001 - what Socket.IO's thread reads
    for said in ("one", "two"):
        assert next(coming)["type"] == "pong"
        ringing._publish({"said": said})  # noqa: SLF001
        message = next(one for one in coming if one["type"] == "message")
        assert said.encode() in message["data"]
        store.client_kill_filter(_type="pubsub")
