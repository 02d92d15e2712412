"""The Lua scripts go to the store by their digest, and whole where the store does not know them."""

import redis

from bff.services import utc_now
from bff.stores.attempts import AttemptLimits, Limit
from bff.stores.open_requests import OpenRequests


def test_a_store_that_forgot_the_scripts_is_sent_them_again(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url, decode_responses=True)
    limits, requests = AttemptLimits(client, utc_now), OpenRequests(client)
    client.script_flush()  # as after a restart, or on a replica that took over
    with limits.attempt((Limit("scripts", most=1, window_seconds=60), "who")) as attempt:
        assert attempt.receipt
    assert requests.take("phone", whose="ours", seconds=60)
    client.script_flush()
    assert not requests.take("phone", whose="theirs", seconds=60)
