"""The daily counts for operators: all workers add to them, and they hold no personal data."""

from datetime import UTC, datetime

import pytest
import redis

from bff.commands.__main__ import main
from bff.stores.counts import Counts, table

LATE_AT_NIGHT = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)  # 03:30 of the next day in Viet Nam


@pytest.fixture
def client(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url, decode_responses=True)


def test_a_day_is_the_day_in_viet_nam(client: redis.Redis) -> None:
    counts = Counts(client, lambda: LATE_AT_NIGHT)
    counts.add("not_me", "sim_signature")
    counts.add("not_me", "sim_signature")
    assert table(counts) == "2026-11-25       2  not_me.sim_signature"


def test_the_report_of_a_month_without_counts_says_so(client: redis.Redis) -> None:
    assert table(Counts(client, lambda: LATE_AT_NIGHT)) == "Nothing was reported in the last 28 days."


def test_the_command_reads_what_the_product_counted(
    client: redis.Redis, redis_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Counts(client, lambda: datetime.now(UTC)).add("not_me", "sim_signature")
    assert main(["reports"], {"REDIS_URL": redis_url}) == 0
    assert capsys.readouterr().out.endswith("1  not_me.sim_signature\n")


def test_the_command_names_a_silent_redis(capsys: pytest.CaptureFixture[str], tmp_path: object) -> None:
    assert main(["reports"], {"DATA_FOLDER": str(tmp_path)}) == 2
    assert "REDIS_URL" in capsys.readouterr().err
