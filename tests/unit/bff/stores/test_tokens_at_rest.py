"""What a person who reads all of Redis can do with it: enter no session, at the desk or of a citizen."""

import re

import pytest
import redis
from flask.sessions import SecureCookieSessionInterface

from accounts.staff.records import Role
from tests.support.browser import Browser
from tests.support.clerks import engage
from tests.unit.bff.conftest import World


def everything_in(client: redis.Redis) -> list[str]:
    """Every key, field and value, whatever its type."""
    found: list[str] = []
    for key in client.scan_iter("*"):
        values: list[object]
        match client.type(key):
            case "string":
                values = [client.get(key)]
            case "hash":
                values = [part for pair in client.hgetall(key).items() for part in pair]
            case "set":
                values = list(client.smembers(key))
            case kind:
                assert kind == "zset"
                values = list(client.zrange(key, 0, -1))
        found += [str(key), *map(str, values)]
    return found


def session_in(world: World, cookie: str) -> dict[str, str]:
    """What the signed cookie of a citizen's browser holds."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(world.app)
    assert serializer is not None
    return dict(serializer.loads(cookie))


@pytest.fixture
def signed_in(world: World) -> Browser:
    """A browser that is signed in as a citizen and as a clerk."""
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    engage(world.services, citizen.browser, "lan.nguyen", Role.CLERK).sign_in()
    assert citizen.browser.open("/account").heading == "My account"
    assert citizen.browser.open("/desk").heading == "Desk"
    return citizen.browser


def test_a_stranger_who_reads_all_of_redis_finds_no_cookie_of_a_session(
    world: World, signed_in: Browser
) -> None:
    told = "\n".join(everything_in(world.services.flows.client))
    citizens = session_in(world, signed_in.cookie)["signed_in"]
    assert "desk_session:" in told
    assert "signed_in:" in told
    assert [cookie for cookie in (signed_in.desk_cookie, signed_in.cookie, citizens) if cookie in told] == []


def test_a_stranger_can_not_enter_the_desk_with_what_stands_in_redis(
    world: World, signed_in: Browser
) -> None:
    told = "\n".join(everything_in(world.services.flows.client))
    thief = Browser(world.app)
    for word in sorted(set(re.findall(r"[\w-]{16,}", told))):
        thief.desk_cookie = word
        assert thief.open("/desk").path == "/desk/sign-in"
    thief.desk_cookie = signed_in.desk_cookie
    assert thief.open("/desk").heading == "Desk"


def test_a_stranger_can_not_enter_an_account_with_what_stands_in_redis(
    world: World, signed_in: Browser
) -> None:
    told = "\n".join(everything_in(world.services.signed_in.client))
    words = set(re.findall(r"[\w-]{16,}", told))
    assert [word for word in words if world.services.signed_in.find(word)] == []
    assert world.services.signed_in.find(session_in(world, signed_in.cookie)["signed_in"])
