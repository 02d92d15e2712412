"""The product's embedded Valkey keeps its data across restarts, in any folder."""

from pathlib import Path

import pytest
import redis

from bff.serving.embedded import EmbeddedValkey


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
