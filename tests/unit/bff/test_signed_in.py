"""A session that was ended stays ended, whatever was under way in it."""

from typing import Any

import redis

from bff.signed_in import SignedInStore


class EndedMeanwhile(redis.Redis):
    """Another device ends each session just after it was read."""

    def get(self, name: Any) -> Any:
        text = super().get(name)
        self.delete(name)
        return text


def test_a_request_under_way_does_not_revive_a_session_ended_from_another_device(redis_url: str) -> None:
    store = SignedInStore(redis.Redis.from_url(redis_url, decode_responses=True), 900, 43_200)
    session = store.begin("an account", device="Chrome · Android")
    slow = SignedInStore(EndedMeanwhile.from_url(redis_url, decode_responses=True), 900, 43_200)
    assert slow.find(session.id) is None
    assert store.find(session.id) is None
