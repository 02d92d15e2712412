"""How often a portal's machine may prove wrongly who it is, and what the others notice of that: nothing."""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_network

import pytest
from werkzeug.test import TestResponse

from accounts.portals.records import ClientAuth
from bff.limits.portals import address_of, network_of
from bff.monitoring.portals import warn_of_portals_not_seen
from bff.settings.settings import Environment
from tests.support.relying_party import JWT_BEARER, RelyingParty
from tests.unit.bff.conftest import World

STRANGER, HERE = "192.0.2.9", "127.0.0.1"
PATHS = ["/oauth2/token", "/oauth2/par", "/oauth2/revoke"]


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A world with small limits."""
    return make_world(portal_wrong_proofs_per_minute=3, portal_wrong_proofs_per_network_minute=5)


def wrong(portal: RelyingParty, path: str, place: str, name: str = "") -> TestResponse:
    proof = {"client_assertion_type": JWT_BEARER, "client_assertion": portal.assertion(aud="x")}
    named = {"client_id": name} if name else {}
    return portal.post(path, {}, place, grant_type="authorization_code", **proof, **named)


@pytest.mark.parametrize("path", PATHS)
def test_who_proves_wrongly_too_often_waits_and_is_told_so_in_json(portal: RelyingParty, path: str) -> None:
    told = [wrong(portal, path, STRANGER) for _ in range(5)]
    assert [one.get_json()["error"] for one in told[:3]] == ["invalid_client"] * 3
    for answer in told[3:]:
        assert (answer.status_code, answer.get_json()["error"]) == (429, "temporarily_unavailable")
        assert 0 < int(answer.headers["Retry-After"]) <= 60
        assert "Set-Cookie" not in answer.headers


def test_a_stranger_can_not_make_the_portal_itself_wait(portal: RelyingParty) -> None:
    for _ in range(20):
        wrong(portal, "/oauth2/token", STRANGER)
    assert portal.pushed().status_code == 201


def test_a_stranger_can_not_begin_new_counts_by_other_names(portal: RelyingParty) -> None:
    told = [wrong(portal, "/oauth2/token", STRANGER, f"p{n}").status_code for n in range(8)]
    assert told[5:] == [429] * 3


def test_who_fails_waits_at_every_address(portal: RelyingParty) -> None:
    for _ in range(3):
        wrong(portal, "/oauth2/token", HERE)
    assert portal.pushed().status_code == 429


def test_a_minute_later_all_is_as_before(world: World, portal: RelyingParty) -> None:
    for _ in range(5):
        wrong(portal, "/oauth2/token", HERE)
    world.clock.move(seconds=61)
    assert portal.pushed().status_code == 201


def test_right_proofs_never_count(portal: RelyingParty) -> None:
    assert {portal.pushed().status_code for _ in range(12)} == {201}


@pytest.mark.parametrize("way", [ClientAuth.CLIENT_SECRET_BASIC, ClientAuth.CLIENT_SECRET_POST])
def test_a_guessed_secret_counts_for_the_portal_that_was_named(
    world: World, make_portal: Callable[..., RelyingParty], way: ClientAuth
) -> None:
    portal = make_portal("secretive", client_auth=way, keys=None)
    client = world.app.test_client()
    facts = {"client_id": portal.id, "client_secret": "wrong"}
    basic = way is ClientAuth.CLIENT_SECRET_BASIC
    told = [
        client.post(
            "/oauth2/revoke",
            base_url="http://localhost:8000",
            auth=(portal.id, "wrong") if basic else None,
            data={} if basic else facts,
        ).status_code
        for _ in range(5)
    ]
    assert told[3:] == [429, 429]
    assert set(told[:3]) <= {400, 401}


def test_a_portal_pushes_only_so_often(make_world: Callable[..., World]) -> None:
    world = make_world(portal_pushes_per_minute=2)
    one, other = RelyingParty(world.app, "one"), RelyingParty(world.app, "other")
    assert [one.pushed().status_code for _ in range(3)] == [201, 201, 429]
    assert other.pushed().status_code == 201


def test_a_portal_can_not_fill_the_store_with_long_requests(make_world: Callable[..., World]) -> None:
    """Letters that are no ASCII take six characters each as they are kept."""
    world = make_world(portal_long_pushes_per_minute=2, portal_all_long_pushes_per_minute=3)
    one, other = RelyingParty(world.app, "one"), RelyingParty(world.app, "other")
    long = "ệ" * 400
    assert [one.pushed(state=long).status_code for _ in range(3)] == [201, 201, 429]
    assert [other.pushed(state=long).status_code for _ in range(2)] == [201, 429]
    assert one.pushed().status_code == other.pushed().status_code == 201


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.9", "192.0.2.9"),
        ("::ffff:192.0.2.9", "192.0.2.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (None, "none"),
        ("unix", "none"),
    ],
)
def test_a_machine_of_ipv6_counts_by_its_network(address: str | None, network: str) -> None:
    assert network_of(address) == network


# ---------------------------------------------------------------- what stands between
@pytest.mark.parametrize(
    ("environment", "proxies", "warns"),
    [
        (Environment.PRODUCTION, 0, True),
        (Environment.PRODUCTION, 1, False),
        (Environment.TRIAL, 0, False),
    ],
)
def test_an_operator_is_warned_where_only_the_proxys_address_is_compared(
    world: World,
    make_portal: Callable[..., RelyingParty],
    capsys: pytest.CaptureFixture[str],
    environment: Environment,
    proxies: int,
    *,
    warns: bool,
) -> None:
    make_portal("open-to-all")
    make_portal("bound", addresses=("192.0.2.0/28",))
    make_portal("ended", addresses=("192.0.2.0/28",))
    world.services.portals.end("ended")
    settings = replace(world.services.settings, environment=environment, trusted_proxies=proxies)
    capsys.readouterr()
    warn_of_portals_not_seen(replace(world.services, settings=settings))
    lines = [line for line in capsys.readouterr().out.splitlines() if "portal_addresses_unseen" in line]
    assert len(lines) == (1 if warns else 0)
    assert all("bound" in line for line in lines)


@pytest.mark.parametrize(
    ("address", "is_there"),
    [
        ("192.0.2.5", True),
        ("::ffff:192.0.2.5", True),
        ("192.0.2.16", False),
        ("::ffff:192.0.2.16", False),
        ("2001:db8::c000:205", False),
        ("unix:", False),
    ],
)
def test_a_portal_of_an_address_is_known_however_a_socket_writes_it(address: str, *, is_there: bool) -> None:
    found = address_of(address)
    assert (found is not None and found in ip_network("192.0.2.0/28")) is is_there
