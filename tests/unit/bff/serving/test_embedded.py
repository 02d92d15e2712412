"""The product's embedded Valkey keeps its data across restarts, in any folder."""

from pathlib import Path

import pytest
import redis

from bff.serving.embedded import EmbeddedValkey


def test_a_store_that_dies_while_it_starts_is_started_again(tmp_path: Path) -> None:
    valkey = EmbeddedValkey(tmp_path / "valkey", mebibytes=64)
    valkey.start()
    with redis.Redis.from_url(valkey.url) as client:
        for _death in range(3):
            process = valkey._server._process  # noqa: SLF001 - as if the system killed it
            if process is not None:
                process.kill()
            retry = redis.retry.Retry(redis.backoff.ConstantBackoff(0.02), 500)
            with redis.Redis.from_url(valkey.url, retry=retry) as patient:
                assert patient.ping()
        assert client.ping()
    valkey.stop()


@pytest.mark.parametrize("name", ["valkey", "a-folder-with-a-very-long-name-" * 6])
def test_the_embedded_store_keeps_its_data_in_a_folder_with_a_long_path(tmp_path: Path, name: str) -> None:
    for expected in (None, b"kept"):
        valkey = EmbeddedValkey(tmp_path / name, mebibytes=64)
        valkey.start()
        with redis.Redis.from_url(valkey.url) as client:
            assert client.get("fact") == expected
            client.set("fact", "kept")
            assert client.config_get("maxmemory") == {"maxmemory": str(64 * 1024 * 1024)}
        valkey.stop()
