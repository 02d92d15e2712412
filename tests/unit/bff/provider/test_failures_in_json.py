"""What goes wrong at an address that a portal's machine calls is told to a machine: JSON, and no cookie."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from bff.serving.overload import Places, Shelter
from bff.stores.portals.records import Kind
from bff.stores.sessions import id_of
from tests.support.browser import ORIGIN, Browser
from tests.support.relying_party import JWT_BEARER, RelyingParty
from tests.unit.bff.conftest import World

#: Method and address of each request that a portal's machine sends.
REQUESTS = [
    ("GET", "/.well-known/openid-configuration"),
    ("GET", "/.well-known/oauth-authorization-server"),
    ("GET", "/oauth2/jwks"),
    ("POST", "/oauth2/par"),
    ("POST", "/oauth2/token"),
    ("GET", "/oauth2/userinfo"),
    ("POST", "/oauth2/userinfo"),
    ("POST", "/oauth2/revoke"),
]
#: Those that need the database, and those that need Redis.
ASKS_DATABASE = [one for one in REQUESTS if "well-known" not in one[1] and "userinfo" not in one[1]]
ASKS_REDIS = [one for one in ASKS_DATABASE if one[0] == "POST"] + [
    one for one in REQUESTS if "user" in one[1]
]


def told_in_json(answer: TestResponse, status: int, error: str) -> bool:
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/json"
    assert answer.get_json()["error"] == error
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    return True


def sent(world: World, method: str, path: str, **fields: str) -> TestResponse:
    """Send a request of a portal's machine, which is right in its form."""
    token = {"Authorization": f"Bearer {secrets.token_urlsafe(32)}"}
    headers = token if path.endswith("userinfo") else {}
    facts: dict[str, Any] = {"data": fields} if method == "POST" else {}
    return world.app.test_client().open(path, method=method, base_url=ORIGIN, headers=headers, **facts)


def test_these_are_all_addresses_that_portals_call(world: World) -> None:
    known = {
        (method, rule.rule)
        for rule in world.app.url_map.iter_rules()
        for method in {"GET", "POST"} & (rule.methods or set())
        if rule.endpoint.startswith("provider_machine.")
    }
    assert known == set(REQUESTS)


@pytest.mark.parametrize(("method", "path"), ASKS_DATABASE)
def test_a_database_that_is_away_is_told_in_json(
    make_world: Callable[..., World], method: str, path: str
) -> None:
    world = make_world(database_url="postgresql+psycopg://nobody@/none?host=/nowhere")
    proof = {"client_id": "portal", "client_secret": "x"}
    answer = sent(world, method, path, **proof, token="x", grant_type="authorization_code")
    assert told_in_json(answer, 503, "temporarily_unavailable")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(("method", "path"), ASKS_REDIS)
def test_a_redis_that_is_away_is_told_in_json(
    make_world: Callable[..., World], portal: RelyingParty, tmp_path: Path, method: str, path: str
) -> None:
    world = make_world(redis_url=f"unix://{tmp_path}/none")
    answer = sent(world, method, path, **portal.proof, code="x", token="x", grant_type="authorization_code")
    assert told_in_json(answer, 503, "temporarily_unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def test_a_mistake_of_ours_is_told_in_json(world: World) -> None:
    token = secrets.token_urlsafe(32)
    world.services.portal_store.client.set(f"{Kind.TOKEN}:{{{id_of(token)}}}", "no record")
    headers = {"Authorization": f"Bearer {token}"}
    answer = world.app.test_client().get("/oauth2/userinfo", base_url=ORIGIN, headers=headers)
    assert told_in_json(answer, 500, "server_error")


@pytest.mark.parametrize(("method", "path"), REQUESTS)
def test_a_method_that_an_address_does_not_know_is_told_in_json(world: World, method: str, path: str) -> None:
    assert method
    answer = sent(world, "PUT", path)
    assert told_in_json(answer, 405, "invalid_request")
    assert method in answer.headers["Allow"]


@pytest.mark.parametrize(("method", "path"), [one for one in REQUESTS if one[0] == "POST"])
@pytest.mark.parametrize(
    ("status", "text"), [(413, "x" * 70_000), (400, "a" + "\u0301" * 50)], ids=["long", "marks"]
)
def test_a_form_that_is_refused_unread_is_told_in_json(
    world: World, method: str, path: str, status: int, text: str
) -> None:
    answer = sent(world, method, path, client_id=text)
    assert told_in_json(answer, status, "invalid_request")


@pytest.mark.parametrize(("method", "path"), REQUESTS)
def test_a_worker_that_has_no_place_says_so_in_json(world: World, method: str, path: str) -> None:
    full = Shelter(world.app, world.app.wsgi_app, places=Places(most=0, reserved=0))
    answer = Client(full).open(path, method=method, base_url=ORIGIN)
    assert told_in_json(answer, 503, "temporarily_unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def test_the_keys_of_a_portal_that_are_away_are_told_in_json(
    make_world: Callable[..., World],
) -> None:
    world = make_world(portal_keys_hosts=("keys.portal.example.vn",))
    portal = RelyingParty(
        world.app, changes={"keys": None, "keys_uri": "https://keys.portal.example.vn/away"}
    )
    answer = sent(
        world,
        "POST",
        "/oauth2/token",
        client_assertion=portal.assertion(),
        client_assertion_type=JWT_BEARER,
        grant_type="authorization_code",
    )
    assert told_in_json(answer, 503, "temporarily_unavailable")


LISTS = "eyJhbGciOiJFUzI1NiJ9." + "W1tb" * 900 + ".AAAA"


@pytest.mark.parametrize("assertion", [LISTS, "e30.e30.", "..", "a.b.c", "é.b.c"])
def test_no_assertion_is_a_mistake_of_ours(world: World, assertion: str) -> None:
    fields = {"client_assertion_type": JWT_BEARER, "client_assertion": assertion}
    answer = sent(world, "POST", "/oauth2/token", grant_type="authorization_code", **fields)
    assert answer.status_code in {400, 401}
    assert answer.get_json()["error"] == "invalid_client"


def test_a_page_for_people_stays_a_page(make_world: Callable[..., World], tmp_path: Path) -> None:
    world = make_world(redis_url=f"unix://{tmp_path}/none")
    browser = Browser(world.app)
    assert browser.ask("/portal/token").mimetype == "text/html"
