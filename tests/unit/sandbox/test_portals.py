"""The sandbox's portals believe nothing that a portal must not believe; the product is played here."""

import base64
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from flask.testing import FlaskClient
from joserfc import jwk, jwt

from sandbox import SandboxSettings, create_sandbox, sandbox_of
from sandbox.portals.facts import KEY_FILE, Portal, place_in
from tests.support.pages import check_page

ISSUER = "http://localhost:8000"
STANDARD, LEGACY = "/portals/standard", "/portals/legacy"
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass
class Product:
    """A provider that answers what a test wants; *claims* and *header* replace the right ones."""

    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "someone", "name": "Trần Thử"})
    nonce: str = ""
    codes: set[str] = field(default_factory=lambda: {"a-code"})
    ended: bool = False
    is_silent: bool = False
    asked: list[httpx2.Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key = jwk.RSAKey.generate_key(2048, {"kid": "one"})
        self.signs_with = self.key

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        if self.is_silent:
            raise httpx2.ConnectError("no product")
        match request.url.path:
            case "/.well-known/openid-configuration":
                places = {
                    "authorization_endpoint": "/oauth2/authorize",
                    "token_endpoint": "/oauth2/token",
                    "userinfo_endpoint": "/oauth2/userinfo",
                    "jwks_uri": "/oauth2/jwks",
                }
                return httpx2.Response(
                    200, json={"issuer": ISSUER} | {name: ISSUER + place for name, place in places.items()}
                )
            case "/oauth2/jwks":
                return httpx2.Response(200, json={"keys": [self.key.as_dict(private=False)]})
            case "/oauth2/token":
                return self._token(parse_qs(request.content.decode()))
            case _:
                return (
                    httpx2.Response(401, json={"error": "invalid_token"})
                    if self.ended
                    else httpx2.Response(200, json=self.person)
                )

    def _token(self, form: Mapping[str, list[str]]) -> httpx2.Response:
        (code,) = form["code"]
        if code not in self.codes:
            self.ended = True
            return httpx2.Response(400, json={"error": "invalid_grant"})
        self.codes.discard(code)
        tokens = {"access_token": "a-token-of-access", "id_token": self.sign("a-token-of-access")}
        return httpx2.Response(200, json=tokens)

    def sign(self, access_token: str = "", **changes: Any) -> str:
        now = int(time.time())
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        right = {
            "iss": ISSUER,
            "aud": "sandbox-standard",
            "sub": "someone",
            "sid": "a-session",
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": self.nonce,
            "acr": "urn:cuaso:level:3",
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
        }
        claims = {name: told for name, told in (right | self.claims | changes).items() if told is not None}
        return jwt.encode({"alg": "RS256", "kid": "one"} | self.header, claims, self.signs_with)

    def logout_token(self, **changes: Any) -> str:
        """A message that the session ended; None leaves a claim out."""
        self.header = {"typ": "logout+jwt"} | self.header
        usual = {"nonce": None, "acr": None, "at_hash": None, "auth_time": None}
        return self.sign(**(usual | {"jti": "once", "events": {LOGOUT_EVENT: {}}} | changes))


@pytest.fixture
def product() -> Product:
    return Product()


@pytest.fixture
def browser(product: Product) -> FlaskClient:
    settings = SandboxSettings(product_transport=httpx2.MockTransport(product.answer))
    return create_sandbox(settings).test_client()


def go(browser: FlaskClient, product: Product, **choices: str) -> dict[str, str]:
    """Press "sign in"; return what the product is asked."""
    answer = browser.post(f"{STANDARD}/sign-in", data=choices)
    address = urlsplit(answer.headers["Location"])
    assert address.path == "/oauth2/authorize"
    asked = {name: texts[0] for name, texts in parse_qs(address.query).items()}
    product.nonce = asked["nonce"]
    return asked


def come_back(browser: FlaskClient, path: str = STANDARD, **answer: str) -> str:
    """Return from the product; the text of the portal's page, which is whole."""
    back = browser.get(f"{path}/callback", query_string=answer)
    assert back.status_code == 303
    page = browser.get(back.headers["Location"], headers={"Accept-Language": "en"}).text
    check_page(page, "en")
    return page


def round_trip(browser: FlaskClient, product: Product, **choices: str) -> str:
    asked = go(browser, product, **choices)
    return come_back(browser, code="a-code", state=asked["state"], iss=ISSUER)


def is_signed_in(page: str) -> bool:
    return "You are signed in." in page


# ---------------------------------------------------------------- the standard portal
def test_a_right_answer_signs_in_and_is_shown_whole(browser: FlaskClient, product: Product) -> None:
    page = round_trip(browser, product, level="3", scope="profile")
    assert is_signed_in(page)
    assert "Trần Thử" in page
    assert "✗" not in page
    assert "urn:cuaso:level:3" in page


def test_it_asks_with_pkce_nonce_state_and_its_own_key(browser: FlaskClient, product: Product) -> None:
    asked = go(browser, product, level="2", prompt="login", max_age="60", ui_locales="en", scope="phone")
    assert asked["code_challenge_method"] == "S256"
    assert asked["acr_values"] == "urn:cuaso:level:2"
    assert (asked["prompt"], asked["max_age"], asked["ui_locales"]) == ("login", "60", "en")
    assert asked["scope"] == "openid phone"
    come_back(browser, code="a-code", state=asked["state"], iss=ISSUER)
    (token,) = [one for one in product.asked if one.url.path == "/oauth2/token"]
    form = {name: texts[0] for name, texts in parse_qs(token.content.decode()).items()}
    challenge = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() == asked["code_challenge"]
    assert "client_secret" not in form
    keys = jwk.KeySet.import_key_set(browser.get(f"{STANDARD}/jwks").get_json())
    claims = jwt.decode(form["client_assertion"], keys, algorithms=["ES256"]).claims
    assert (claims["iss"], claims["aud"]) == ("sandbox-standard", ISSUER)


def test_secrets_are_shown_in_part_alone(browser: FlaskClient, product: Product) -> None:
    page = round_trip(browser, product, scope="profile")
    assert "a-token-of-access" not in page
    assert "a-toke… (17)" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"aud": "another-portal"},
        {"aud": ["sandbox-standard", "another-portal"]},
        {"exp": 1},
        {"nonce": "another"},
        {"nonce": None},
        {"at_hash": "another"},
        {"acr": "urn:cuaso:level:2"},
        {"auth_time": 1},
    ],
    ids=str,
)
def test_a_wrong_claim_signs_no_person_in(
    browser: FlaskClient, product: Product, changes: dict[str, Any]
) -> None:
    product.claims = changes
    page = round_trip(browser, product, level="3", max_age="60")
    assert not is_signed_in(page)
    assert "✗" in page
    assert "This portal does not believe the answer" in page
    assert not [one for one in product.asked if one.url.path == "/oauth2/userinfo"]


def test_a_foreign_signature_signs_no_person_in(browser: FlaskClient, product: Product) -> None:
    product.signs_with = jwk.RSAKey.generate_key(2048, {"kid": "one"})
    assert not is_signed_in(round_trip(browser, product))


def test_another_persons_userinfo_signs_no_person_in(browser: FlaskClient, product: Product) -> None:
    product.person = {"sub": "another"}
    assert not is_signed_in(round_trip(browser, product))


@pytest.mark.parametrize("iss", ["", "https://other.example"])
def test_an_answer_of_another_provider_is_not_redeemed(
    browser: FlaskClient, product: Product, iss: str
) -> None:
    asked = go(browser, product)
    assert not is_signed_in(come_back(browser, code="a-code", state=asked["state"], iss=iss))
    assert product.codes


def test_a_code_from_another_browser_is_not_redeemed(browser: FlaskClient, product: Product) -> None:
    asked = go(browser, product)
    other = browser.application.test_client()
    assert not is_signed_in(come_back(other, code="a-code", state=asked["state"], iss=ISSUER))
    assert product.codes


def test_an_answer_that_comes_twice_leaves_the_person_signed_in(
    browser: FlaskClient, product: Product
) -> None:
    asked = go(browser, product)
    answer = {"code": "a-code", "state": asked["state"], "iss": ISSUER}
    come_back(browser, **answer)
    assert is_signed_in(come_back(browser, **answer))
    assert not product.ended


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_error_is_told_by_its_name(browser: FlaskClient, product: Product, language: str) -> None:
    asked = go(browser, product)
    answer = {"error": "access_denied", "error_description": "user_cancel", "state": asked["state"]}
    browser.get(f"{STANDARD}/callback", query_string=answer | {"iss": ISSUER})
    page = browser.get(STANDARD, headers={"Accept-Language": language}).text
    assert "access_denied (user_cancel)" in page
    assert ("The person cancelled" in page) == (language == "en")


def test_a_product_that_does_not_answer_is_told(browser: FlaskClient, product: Product) -> None:
    product.is_silent = True
    answer = browser.post(f"{STANDARD}/sign-in")
    assert answer.headers["Location"] == STANDARD
    page = browser.get(STANDARD, headers={"Accept-Language": "en"}).text
    assert "The product does not answer." in page
    assert "ConnectError" in page


def test_a_code_used_twice_shows_what_came_of_it(browser: FlaskClient, product: Product) -> None:
    page = round_trip(browser, product, twice="yes")
    assert "✓" in page
    assert "✗" not in page
    assert product.ended


def test_a_product_that_takes_a_code_twice_is_shown_as_wrong(browser: FlaskClient, product: Product) -> None:
    class Careless(set[str]):
        def discard(self, _code: object, /) -> None:
            """Forget nothing."""

    product.codes = Careless({"a-code"})
    assert "✗" in round_trip(browser, product, twice="yes")


def test_a_key_in_the_folder_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = (create_sandbox(SandboxSettings(portals_folder=tmp_path)) for _ in range(2))
    assert sandbox_of(first).portal_proof.public_keys == sandbox_of(second).portal_proof.public_keys
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0


# ---------------------------------------------------------------- signing out
def send_logout(browser: FlaskClient, token: str) -> int:
    """Send a message over the back channel, from the product's machine; return the status."""
    machine = browser.application.test_client()
    return machine.post(f"{STANDARD}/back-channel", data={"logout_token": token}).status_code


def page_of(browser: FlaskClient) -> str:
    return browser.get(STANDARD, headers={"Accept-Language": "en"}).text


def test_a_message_over_the_back_channel_ends_its_session(browser: FlaskClient, product: Product) -> None:
    round_trip(browser, product)
    assert send_logout(browser, product.logout_token()) == 200
    page = page_of(browser)
    assert not is_signed_in(page)
    assert "this session ended" in page
    assert "taken, sessions ended: 1" in page
    check_page(page, "en")


def test_a_message_about_another_session_ends_none(browser: FlaskClient, product: Product) -> None:
    round_trip(browser, product)
    assert send_logout(browser, product.logout_token(sid="another")) == 200
    assert is_signed_in(page_of(browser))


def test_a_message_about_a_subject_ends_all_their_sessions(browser: FlaskClient, product: Product) -> None:
    round_trip(browser, product)
    assert send_logout(browser, product.logout_token(sid=None)) == 200
    assert not is_signed_in(page_of(browser))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"aud": "another-portal"},
        {"events": None},
        {"events": {"another": {}}},
        {"nonce": "a-nonce"},
        {"jti": None},
        {"sub": None, "sid": None},
        {"exp": 1},
        {"iat": 1},
    ],
    ids=str,
)
def test_a_wrong_message_is_refused_and_ends_nothing(
    browser: FlaskClient, product: Product, changes: dict[str, Any]
) -> None:
    round_trip(browser, product)
    assert send_logout(browser, product.logout_token(**changes)) == 400
    page = page_of(browser)
    assert is_signed_in(page)
    assert "refused" in page


def test_a_message_of_another_type_is_refused(browser: FlaskClient, product: Product) -> None:
    product.header = {"typ": "JWT"}
    assert send_logout(browser, product.logout_token()) == 400


def test_a_message_that_comes_twice_is_refused(browser: FlaskClient, product: Product) -> None:
    token = product.logout_token()
    assert [send_logout(browser, token) for _ in range(2)] == [200, 400]


@pytest.mark.parametrize("token", ["", "no token", "x" * 10_000])
def test_what_is_no_token_is_refused(browser: FlaskClient, token: str) -> None:
    assert send_logout(browser, token) == 400


def test_who_signs_out_is_sent_to_the_product_with_the_hint(browser: FlaskClient, product: Product) -> None:
    round_trip(browser, product)
    address = urlsplit(browser.post(f"{STANDARD}/sign-out").headers["Location"])
    asked = parse_qs(address.query)
    assert address.path == "/oidc/logout"
    assert asked["id_token_hint"]
    assert asked["post_logout_redirect_uri"] == [f"http://localhost:8001{STANDARD}/signed-out"]
    assert not is_signed_in(page_of(browser))


# ---------------------------------------------------------------- the old portal
def test_the_old_portal_asks_as_old_portals_do(browser: FlaskClient) -> None:
    address = urlsplit(browser.post(f"{LEGACY}/sign-in").headers["Location"])
    asked = {name: texts[0] for name, texts in parse_qs(address.query).items()}
    assert asked["acr_values"] == "LoA1"
    assert not {"nonce", "code_challenge"} & asked.keys()
    state = base64.b64decode(asked["state"]).decode()
    assert state.startswith(f"http://localhost:8001{LEGACY}?")


def test_the_old_portal_believes_every_bearer_of_a_code(
    browser: FlaskClient, product: Product, tmp_path: Path
) -> None:
    product.signs_with = jwk.RSAKey.generate_key(2048, {"kid": "stranger"})
    product.person = {"TechID": "someone", "HoVaTen": "Trần Thử"}
    page = come_back(browser, LEGACY, code="a-code")
    assert is_signed_in(page)
    assert "Trần Thử" in page
    (token,) = [one for one in product.asked if one.url.path == "/oauth2/token"]
    assert b"client_secret=" in token.content


@pytest.mark.parametrize(
    "address", ["https://other.example/", "http://localhost:8001@other.example/", "//other.example", "\0"]
)
def test_a_state_of_the_old_portal_leads_to_its_own_pages_alone(address: str) -> None:
    settings = SandboxSettings()
    for state in (base64.b64encode(address.encode()).decode(), address):
        assert place_in(state, settings) == LEGACY
    own = base64.b64encode(f"{Portal.LEGACY.address(settings)}?from=form".encode()).decode()
    assert place_in(own, settings) == f"{LEGACY}?from=form"


def test_a_portal_that_does_not_exist_is_not_found(browser: FlaskClient) -> None:
    assert browser.get("/portals/third").status_code == 404


def test_forms_of_the_portals_may_lead_to_the_product(browser: FlaskClient) -> None:
    policy = browser.get(STANDARD).headers["Content-Security-Policy"]
    assert f"form-action 'self' {ISSUER}" in policy
    assert ISSUER not in browser.get("/people").headers["Content-Security-Policy"]
