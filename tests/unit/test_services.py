"""The tests' servers are real, empty for each test, and can be stopped and started."""

import pytest
import redis
import sqlalchemy

from tests.support.services import Valkey


@pytest.mark.parametrize("attempt", [1, 2])
def test_every_test_gets_an_empty_valkey(redis_client: redis.Redis, attempt: int) -> None:
    assert redis_client.dbsize() == 0
    redis_client.set("left behind by", attempt)


def test_a_killed_valkey_comes_back_with_what_it_held(valkey: Valkey, redis_client: redis.Redis) -> None:
    redis_client.set("kept", "yes")
    valkey.kill()
    assert not valkey.running
    valkey.start()
    assert redis_client.get("kept") == b"yes"


@pytest.mark.parametrize("attempt", [1, 2])
def test_every_test_gets_an_empty_database_of_its_own(database_url: str, attempt: int) -> None:
    engine = sqlalchemy.create_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE left_behind (number INTEGER)")
        assert connection.exec_driver_sql("SELECT count(*) FROM left_behind").scalar() == 0
    engine.dispose()
