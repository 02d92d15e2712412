"""Every address of the product in production settings, over the network: policies, cookies, no caching."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import cast
from urllib.parse import urlsplit

import pytest

from bff.app import create_app
from bff.settings.settings import Settings
from sandbox.state import Sandbox
from tests.attack.conftest import start_with
from tests.support.live.wire import Answer, letter, send
from tests.support.running import RunningProduct
from tests.unit.bff.conftest import World
from tests.unit.bff.serving.test_headers_everywhere import HTTPS, NEEDED, PAGES_ONLY, addresses

HOST = "portal.example.vn"
COUNTERPARTS = (
    *("CARRIER_URL", "CARRIER_TOKEN_URL", "SOCIAL_INSURANCE_URL", "SMS_URL", "POST_URL", "SIM_URL"),
    *("VNEID_AUTHORIZATION_URL", "VNEID_TOKEN_URL", "VNEID_USERINFO_URL"),
)
PRODUCTION = {
    "ENVIRONMENT": "production",
    "PUBLIC_ORIGIN": HTTPS,
    "OPERATOR_NAME": "The operator",
    "SANDBOX_URL": "",
    "PUSH_HOSTS": "push.invalid",
    "TRUSTED_PROXIES": "1",
    "REVOCATION_URLS": "",
    "USB_VGCA_URL": "",
    "USB_VNPT_URLS": "",
    **dict.fromkeys(COUNTERPARTS, "https://counterpart.invalid"),
}
#: What the proxy in front adds.
BY_THE_PROXY = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1", "Referer": f"{HTTPS}/"}
KINDS: Mapping[str, tuple[str, bytes | None, dict[str, str]]] = {
    "get": ("GET", None, {}),
    "head": ("HEAD", None, {}),
    "part": ("GET", None, {"HX-Request": "true", "HX-Request-Type": "partial"}),
    "post without a token": ("POST", b"a=1", {}),
    "post from another site": (
        "POST",
        b"a=1",
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    ),
    "too long": ("POST", b"a=" + b"1" * 70_000, {}),
    "wrong method": ("DELETE", None, {}),
    "trace": ("TRACE", None, {}),
}


@pytest.fixture(scope="module")
def production() -> Iterator[RunningProduct]:
    with ExitStack() as stack:
        yield start_with(stack, PRODUCTION)


@pytest.fixture(scope="module")
def paths(production: RunningProduct) -> list[str]:
    """The address of every rule of the product as it runs."""
    settings = Settings.from_environment(production.product.environment)
    app = create_app(settings, start_poller=lambda *_arguments: None)
    found = addresses(World(app, cast(Sandbox, None), cast("object", None), app))  # type: ignore[arg-type]  # its app alone is read
    return [one for one in found if one.isascii()]


def ask(
    production: RunningProduct, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
) -> Answer:
    own = {**BY_THE_PROXY, "Host": HOST, **headers}
    return send(urlsplit(production.url).netloc, letter("", method, path, fields=body, headers=own))


@pytest.mark.parametrize("kind", KINDS)
def test_no_answer_of_production_is_without_its_policies(
    production: RunningProduct, paths: list[str], kind: str
) -> None:
    method, body, headers = KINDS[kind]
    assert len(paths) > 100
    for path in paths:
        answer = ask(production, method, path, body, headers)
        assert answer.status_code not in {0, 500}, path
        if answer.status_code in {400, 405, 501} and answer.header("Content-Security-Policy") is None:
            # gunicorn's own refusal of what is no request: it holds nothing of ours
            assert method == "TRACE" or ".." in path, path
        missing = {name for name, value in NEEDED.items() if answer.header(name) != value}
        assert missing == set(), (path, answer.status_code)
        is_file = path.startswith("/static/") and answer.status_code < 400
        if not is_file:
            policy = answer.header("Content-Security-Policy") or ""
            assert "default-src 'none'" in policy, (path, answer.status_code)
            assert "frame-ancestors 'none'" in policy, path
            assert "unsafe" not in policy
            if kind != "part":
                assert [name for name in PAGES_ONLY if answer.header(name) is None] == [], path
        check_cookies(answer, path)


def check_cookies(answer: Answer, path: str) -> None:
    """A cookie belongs to the host and to https, no script reads it, and nothing public has one."""
    set_here = [value for name, value in answer.headers if name.lower() == "set-cookie"]
    for cookie in set_here:
        assert cookie.startswith(("__Host-", "text_size=")), (path, cookie)
        if cookie.startswith("__Host-"):
            for flag in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
                assert flag in cookie, (path, cookie)
            assert "Domain" not in cookie
    cache = answer.header("Cache-Control") or ""
    if set_here or answer.status_code >= 400:
        assert "public" not in cache, path
    if "public" not in cache and not path.startswith("/static/"):
        is_kept_by_us = "no-cache" in cache and ("private" in cache or not set_here)
        assert "no-store" in cache or is_kept_by_us, (path, cache)


def test_the_gallery_and_the_walk_are_no_part_of_production(
    production: RunningProduct, paths: list[str]
) -> None:
    assert [path for path in paths if path.startswith("/gallery")] == []
    assert ask(production, "GET", "/gallery/index.json", None, {}).status_code == 404


def test_no_other_host_is_answered_in_production(production: RunningProduct) -> None:
    for host in ("evil.example", f"{HOST}:1", f"www.{HOST}", "localhost"):
        assert ask(production, "GET", "/", None, {"Host": host}).status_code == 400
