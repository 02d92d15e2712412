"""Every answer of every address is under the full policy, as production serves it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import url_for
from werkzeug.routing import Rule

from bff.settings.settings import Environment
from tests.unit.bff.conftest import World

HTTPS = "https://portal.example.vn"
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "DELETE", "TRACE")
NO_ID = "00000000-0000-4000-8000-000000000000"
NEEDED = {
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PAGES_ONLY = ("Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy", "X-Frame-Options")


@pytest.fixture
def production(make_world: Callable[..., World]) -> World:
    return make_world(
        environment=Environment.PRODUCTION, public_origin=HTTPS, operator_name="The operator", sandbox_url=""
    )


def addresses(world: World) -> list[str]:
    """The address of every rule, with something that does not exist for each variable."""
    found = ["/nothing", "/static/none.css", "/static/none", "/static/../x", "/l/none", "/%00", "/desk/none"]
    with world.app.test_request_context(base_url=HTTPS):
        for rule in world.app.url_map.iter_rules():
            found.append(_address(rule))
    return sorted(set(found))


def _address(rule: Rule) -> str:
    values: dict[str, Any] = dict.fromkeys(rule.arguments, NO_ID)
    try:
        return url_for(rule.endpoint, **values)
    except ValueError:  # the address takes some values only
        return url_for(rule.endpoint, **values | {"subject": "citizen"})


@pytest.mark.parametrize("method", METHODS)
def test_no_answer_of_production_is_without_the_policies(production: World, method: str) -> None:
    client = production.app.test_client()
    for path in addresses(production):
        answer = client.open(path, method=method, base_url=HTTPS, headers={"Referer": HTTPS})
        missing = {name for name, value in NEEDED.items() if answer.headers.get(name) != value}
        assert missing == set(), (path, answer.status_code)
        is_file = path.startswith("/static/") and answer.status_code < 400
        if not is_file:
            policy = answer.headers.get("Content-Security-Policy", "")
            assert "default-src 'none'" in policy, (path, answer.status_code)
            assert "frame-ancestors 'none'" in policy, path
            assert [name for name in PAGES_ONLY if name not in answer.headers] == [], path
        assert answer.status_code < 500, path


@pytest.mark.parametrize("path", ["/static/none", "/static/none.css", "/static/app.00000000.js"])
def test_a_missing_file_is_no_page_and_gets_no_token(production: World, path: str) -> None:
    answer = production.app.test_client().get(path, base_url=HTTPS)
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
    assert "csrf" not in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:1", "LOCALHOST:1", "localhost:8001", "localhost:80", "127.0.0.1"]
)
def test_a_stranger_can_not_be_answered_under_another_host(world: World, host: str) -> None:
    answer = world.app.test_client().get("/", headers={"Host": host})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert host not in answer.text


def test_the_portals_own_host_is_answered(world: World) -> None:
    assert world.app.test_client().get("/", headers={"Host": "localhost:8000"}).status_code == 200
