"""The headers, cookies and limits of every kind of answer and request."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.support.browser import ORIGIN, Browser
from tests.unit.bff.conftest import World

DETAILS = "/register/mobile-subscriber/who"
HTTPS = "https://portal.example.vn"
ANSWERS: dict[str, Callable[[Browser], TestResponse]] = {
    "page": lambda browser: browser.ask("/"),
    "part": lambda browser: browser.ask(DETAILS, htmx=True),
    "redirect": lambda browser: browser.ask("/account"),
    "redirect of htmx": lambda browser: browser.ask("/account", htmx=True),
    "slip": lambda browser: browser.post_form(DETAILS),
    "no token": lambda browser: browser.ask(DETAILS, method="POST"),
    "not found": lambda browser: browser.ask("/nothing"),
    "not found by htmx": lambda browser: browser.ask("/nothing", htmx=True),
    "wrong method": lambda browser: browser.ask("/language"),
    "too large": lambda browser: browser.ask(DETAILS, method="POST", data=b"x" * 2**20),
    "json": lambda browser: browser.ask("/health/live"),
    "forged receipt": lambda browser: browser.ask("/callbacks/sms/x"),
    "gallery": lambda browser: browser.ask("/gallery/index.json"),
    "silence": lambda browser: browser.ask("/gallery/trouble/silence"),
    "options": lambda browser: browser.ask("/", method="OPTIONS"),
    "head": lambda browser: browser.ask("/", method="HEAD"),
}


@pytest.fixture
def visitor(world: World) -> Browser:
    citizen = world.citizen()
    citizen.start()
    return citizen.browser


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_is_under_the_policies(visitor: Browser, kind: str) -> None:
    headers = ANSWERS[kind](visitor).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")


def test_every_page_has_its_security_headers(visitor: Browser) -> None:
    headers = visitor.ask("/").headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "ws://localhost:8000" in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_only_public_pages_may_be_kept_and_they_set_no_cookie(visitor: Browser) -> None:
    answer = visitor.ask("/guides?language=vi")
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers
    assert visitor.ask("/guides").headers["Cache-Control"] == "private, no-cache"


def test_over_http_the_cookie_has_a_plain_name_and_still_no_script_reads_it(world: World) -> None:
    cookie = world.citizen().browser.ask("/").headers["Set-Cookie"]
    assert cookie.startswith("cuaso=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_belongs_to_the_host_and_the_scheme(make_world: Callable[..., World]) -> None:
    world = make_world(public_origin=HTTPS)
    answer = world.app.test_client().get("/", base_url=HTTPS)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-cuaso=")
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
    assert "Domain" not in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert "wss://portal.example.vn" in answer.headers["Content-Security-Policy"]


def test_the_cookie_holds_nothing_personal(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    held = world.app.session_interface.get_signing_serializer(world.app).loads(citizen.browser.cookie)  # type: ignore[attr-defined]  # Flask's own has it
    assert set(held) <= {"register", "csrf_token", "browser", "completed", "_permanent", "language"}


@pytest.mark.parametrize(
    "cookie", ["", "x", "a.b.c", '"', "=", ";", "ẫ".encode().decode("latin-1"), "e30.x" * 500]
)
def test_a_broken_cookie_is_ignored(visitor: Browser, cookie: str) -> None:
    answer = visitor.app.test_client(use_cookies=False).get(
        DETAILS, base_url=ORIGIN, headers={"Cookie": f"cuaso={cookie}; text_size=<script>"}
    )
    assert (answer.status_code, answer.location) == (303, "/register")


@pytest.mark.parametrize("token", [None, "", "x", "ẫ", "0" * 5_000])
def test_a_form_without_its_token_is_offered_again_with_what_was_typed(
    visitor: Browser, token: str | None
) -> None:
    fields = {"full_name": "Lan", **({} if token is None else {"csrf_token": token})}
    page = visitor.post(DETAILS, **fields)
    assert (page.status, page.heading) == (400, "Please send the form again")
    assert page.value_of("full_name") == "Lan"
    page = visitor.press("Try again")
    assert (page.status, page.path, page.value_of("full_name")) == (422, DETAILS, "Lan")


def test_with_htmx_a_form_without_its_token_gets_a_notice_above_the_form(visitor: Browser) -> None:
    answer = visitor.ask(DETAILS, method="POST", htmx=True, data={"full_name": "Lan"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (400, "#alert")
    assert "Send the form once more." in answer.get_data(as_text=True)


def test_a_form_of_another_site_neither_replaces_the_cookie_nor_is_offered_again(world: World) -> None:
    client = world.app.test_client(use_cookies=False)  # SameSite: the visitor sends none
    answer = client.post(
        DETAILS, base_url=ORIGIN, data={"full_name": "Evil"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers
    assert "Evil" not in answer.get_data(as_text=True)


def test_a_form_of_another_site_is_refused_by_its_referrer_over_https(
    make_world: Callable[..., World],
) -> None:
    world = make_world(public_origin=HTTPS)
    answer = world.app.test_client().post(
        "/register/citizen/mobile-subscriber", base_url=HTTPS, headers={"Referer": "https://evil.example/"}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data"]
)
def test_a_form_of_a_megabyte_is_refused(visitor: Browser, kind: str) -> None:
    answer = visitor.ask(DETAILS, method="POST", data=b"full_name=" + b"x" * 2**20, Content_Type=kind)
    assert answer.status_code == 413
    assert "too large" in answer.get_data(as_text=True)


def test_a_form_of_too_many_parts_is_refused(visitor: Browser) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    answer = visitor.ask(
        DETAILS, method="POST", data=part * 200 + b"--x--", Content_Type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:8000@evil.example"])
def test_a_foreign_host_name_is_refused(world: World, host: str) -> None:
    answer = world.app.test_client().get("/register", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Proto", "https"),
        ("Forwarded", "host=evil.example"),
    ],
)
def test_proxy_headers_are_ignored_unless_a_proxy_is_configured(
    world: World, header: str, value: str
) -> None:
    answer = world.app.test_client().get("/account", base_url=ORIGIN, headers={header: value})
    assert answer.location == "/sign-in"


@pytest.mark.parametrize("path", ["/%0d%0aX-Evil:1", "/%00", "/%ff", "/..%2f..%2fetc", "/\u1eab"])
def test_a_malformed_address_shows_not_found(visitor: Browser, path: str) -> None:
    answer = visitor.ask(path)
    assert answer.status_code in {308, 404}
    assert "X-Evil" not in answer.headers
    assert not (answer.location or "").startswith("//evil")


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\nX-Evil: 1",
        "javascript:alert(1)",
        " //evil.example",
        "http:evil.example",
        "@evil.example",
    ],
)
def test_switching_the_language_leads_to_no_other_site(visitor: Browser, back: str) -> None:
    answer = visitor.post_form("/language", language="vi", back=back)
    assert answer.status_code == 303
    place = answer.location or ""
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
    assert "X-Evil" not in answer.headers


def test_pages_of_another_origin_cannot_open_the_socket(world: World) -> None:
    allowed = world.services.bell.server.eio.cors_allowed_origins
    assert allowed == [ORIGIN]
