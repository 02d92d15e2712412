"""Every parameter of a request: missing, doubled, too long, of another kind; and what is told of it."""

from collections.abc import Callable
from inspect import signature
from urllib.parse import urlencode

import pytest
from flask import Flask, redirect, url_for
from werkzeug.routing import MapAdapter

from accounts.portals.records import ClientAuth, Scope
from bff.serving.wire.lines import LONGEST_REQUEST_LINE
from tests.support.browser import Browser
from tests.support.relying_party import RETURN, RelyingParty
from tests.unit.bff.conftest import World


@pytest.fixture
def visitor(world: World) -> Browser:
    """A browser in which no person is signed in."""
    return Browser(world.app)


#: A change of a faultless request, and the error that the portal is told.
FAULTS = {
    "response type missing": ({"response_type": None}, "unsupported_response_type"),
    "response type token": ({"response_type": "token"}, "unsupported_response_type"),
    "response type id_token": ({"response_type": "id_token"}, "unsupported_response_type"),
    "response mode fragment": ({"response_mode": "fragment"}, "invalid_request"),
    "response mode form_post": ({"response_mode": "form_post"}, "invalid_request"),
    "scope missing": ({"scope": None}, "invalid_scope"),
    "scope without openid": ({"scope": "profile"}, "invalid_scope"),
    "nonce missing": ({"nonce": None}, "invalid_request"),
    "challenge missing": ({"code_challenge": None}, "invalid_request"),
    "challenge and method missing": (
        {"code_challenge": None, "code_challenge_method": None},
        "invalid_request",
    ),
    "method missing": ({"code_challenge_method": None}, "invalid_request"),
    "method plain": ({"code_challenge_method": "plain"}, "invalid_request"),
    "challenge too short": ({"code_challenge": "short"}, "invalid_request"),
    "request object": ({"request": "e30.e30."}, "request_not_supported"),
    "request object elsewhere": ({"request_uri": "https://portal.example.vn/r"}, "request_uri_not_supported"),
    "pushed request that is none": (
        {"request_uri": "urn:ietf:params:oauth:request_uri:none"},
        "invalid_request_uri",
    ),
    "registration": ({"registration": "{}"}, "registration_not_supported"),
    "prompt unknown": ({"prompt": "sing"}, "invalid_request"),
    "prompt none with login": ({"prompt": "none login"}, "invalid_request"),
    "prompt none, nobody signed in": ({"prompt": "none"}, "login_required"),
    "max age is no number": ({"max_age": "-1"}, "invalid_request"),
    "max age in other digits": ({"max_age": "٣"}, "invalid_request"),
    "nonce too long": ({"nonce": "n" * 5_000}, "invalid_request"),
}


@pytest.mark.parametrize(("change", "error"), FAULTS.values(), ids=FAULTS)
def test_a_fault_goes_back_to_the_portal_by_name(
    portal: RelyingParty, visitor: Browser, change: dict[str, str | None], error: str
) -> None:
    portal.send(visitor, **change)
    answer = portal.answer_to(visitor)
    assert answer["error"] == error
    assert answer["state"] == portal.state
    assert answer["iss"] == "http://localhost:8000"
    assert "code" not in answer


@pytest.mark.parametrize("name", ["response_type", "scope", "nonce", "code_challenge", "prompt", "max_age"])
def test_a_parameter_that_stands_there_twice_is_refused(
    portal: RelyingParty, visitor: Browser, name: str
) -> None:
    visitor.open(f"{portal.address(prompt='login', max_age='5')}&{name}=other")
    assert portal.answer_to(visitor)["error"] == "invalid_request"


#: Changes after which no one can tell to whom the answer should go.
NOWHERE = {
    "portal missing": {"client_id": None},
    "portal unknown": {"client_id": "nobody"},
    "portal empty": {"client_id": ""},
    "portal of 100 kB": {"client_id": "p" * 50_000},
    "portal not ASCII": {"client_id": "cổng"},
    "address missing": {"redirect_uri": None},
    "address of another": {"redirect_uri": "https://evil.example/callback"},
    "address with more": {"redirect_uri": f"{RETURN}/more"},
    "address with a query": {"redirect_uri": f"{RETURN}?a=b"},
    "address with other letters": {"redirect_uri": RETURN.upper()},
    "address with a script": {"redirect_uri": "javascript:alert(1)"},
}


@pytest.mark.parametrize("change", NOWHERE.values(), ids=NOWHERE)
def test_a_request_that_names_no_portal_and_address_is_redirected_nowhere(
    portal: RelyingParty, visitor: Browser, change: dict[str, str | None]
) -> None:
    page = portal.send(visitor, **change)
    assert not visitor.left_for
    assert page.status in {400, 414}
    assert "evil" not in page.text
    if page.status == 400:
        assert page.heading == "This portal is not known here"


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_two_portals_or_addresses_in_one_request_are_redirected_nowhere(
    portal: RelyingParty, visitor: Browser, name: str
) -> None:
    page = visitor.open(f"{portal.address()}&{name}={portal.parameters[name]}")
    assert page.heading == "This portal is not known here"
    assert not visitor.left_for


#: Parameters that mean nothing here, or wishes: none of them makes a request fail.
HARMLESS = {
    "unknown": {"foo": "bar"},
    "display page": {"display": "page"},
    "display popup": {"display": "popup"},
    "ui locales": {"ui_locales": "vi en"},
    "claims locales": {"claims_locales": "vi"},
    "login hint": {"login_hint": "000190000001"},
    "acr unknown": {"acr_values": "1 2"},
    "claims": {"claims": '{"userinfo":{"name":{"essential":true}}}'},
    "long state": {"state": "aHR0cHM6Ly8=+/" * 200},
}


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_a_wish_or_an_unknown_parameter_makes_no_request_fail(
    portal: RelyingParty, visitor: Browser, change: dict[str, str]
) -> None:
    assert portal.send(visitor, **change).heading == "Trial portal asks who you are"


#: Names that code of ours, Flask's or Werkzeug's could take for arguments of its own.
OWN_NAMES = sorted(
    {*signature(url_for).parameters, *signature(Flask.url_for).parameters, *signature(redirect).parameters}
    | {*signature(MapAdapter.build).parameters, "token", "static", "filename", "__class__", "class", "é", ""}
)


@pytest.mark.parametrize("name", OWN_NAMES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_can_not_break_the_address_of_requests_with_the_name_of_a_parameter(
    portal: RelyingParty, visitor: Browser, method: str, name: str
) -> None:
    odd = portal.parameters | {name: "//evil.example/"}
    if method == "POST":
        answer = visitor.ask("/oauth2/authorize", method="POST", data=odd)
        assert answer.status_code == 303
        page = visitor.open(answer.location)
    else:
        page = visitor.open("/oauth2/authorize?" + urlencode(odd))
    assert page.heading == "Trial portal asks who you are"
    assert "evil" not in page.text
    assert visitor.press("Sign in").heading == "Sign in"


def test_a_portal_that_ended_is_not_known_any_more(
    world: World, portal: RelyingParty, visitor: Browser
) -> None:
    world.services.portals.end(portal.id)
    assert portal.send(visitor).heading == "This portal is not known here"


def test_a_form_from_the_portals_own_page_is_led_to_a_get(portal: RelyingParty, visitor: Browser) -> None:
    response = visitor.ask(
        "/oauth2/authorize", method="POST", data=portal.parameters, Sec_Fetch_Site="cross-site"
    )
    assert response.status_code == 303
    assert "Set-Cookie" not in response.headers
    assert visitor.open(response.location).heading == "Trial portal asks who you are"


@pytest.mark.parametrize("signs", ["aHR0cHM6", "/:?=,;()", "=+ %&#Aa", "ươẫệ"])
def test_a_form_is_led_to_a_get_that_the_server_reads_or_is_refused_at_once(
    portal: RelyingParty, visitor: Browser, signs: str
) -> None:
    seen = set()
    for count in range(0, 6_000 // len(signs), 40):
        form = portal.parameters | {"state": signs * count}
        answer = visitor.ask("/oauth2/authorize", method="POST", data=form)
        seen.add(answer.status_code)
        if answer.status_code == 303:
            assert len(f"GET {answer.location} HTTP/1.1") <= LONGEST_REQUEST_LINE
    assert seen == {303, 413}


@pytest.mark.parametrize("safe", ["/:?=(),;", ""], ids=["as it may stand there", "all with a percent"])
def test_the_button_of_a_long_request_has_no_longer_address(
    portal: RelyingParty, visitor: Browser, safe: str
) -> None:
    odd = "https://portal.example.vn/a?b=(c),d;e" * 40
    sent = "/oauth2/authorize?" + urlencode(portal.parameters | {"state": odd}, safe=safe)
    (press,) = {str(form["action"]) for form in visitor.open(sent).soup.select("form[action^='/portal?']")}
    assert len(press) < len(sent)


def test_the_page_may_lead_to_the_portal_and_to_no_other_site(portal: RelyingParty, visitor: Browser) -> None:
    page = portal.send(visitor)
    assert "form-action 'self' https://portal.example.vn;" in page.headers["Content-Security-Policy"]
    assert "portal.example.vn" not in visitor.open("/sign-in").headers["Content-Security-Policy"]


def test_a_legacy_portal_may_leave_nonce_and_challenge_out(
    make_portal: Callable[..., RelyingParty], visitor: Browser
) -> None:
    legacy = make_portal(
        is_legacy=True,
        client_auth=ClientAuth.CLIENT_SECRET_POST,
        keys=None,
        addresses=("127.0.0.1/32",),
        scopes=frozenset({Scope.OPENID, Scope.VN_PORTAL}),
    )
    page = legacy.send(
        visitor, nonce=None, code_challenge=None, code_challenge_method=None, acr_values="LoA1"
    )
    assert page.heading == "Trial portal asks who you are"


@pytest.mark.parametrize("change", [{}, {"prompt": "login"}], ids=["sign in", "sign in again"])
def test_a_page_that_a_script_fetches_is_no_mistake_of_ours(
    portal: RelyingParty, visitor: Browser, change: dict[str, str | None]
) -> None:
    assert visitor.ask(portal.address(**change), htmx=True).status_code in {200, 204}


@pytest.mark.parametrize("sign", ["s", "ệ", "😀"])
def test_a_pushed_request_of_any_length_is_refused_by_name_or_answered(
    portal: RelyingParty, visitor: Browser, sign: str
) -> None:
    """As it is kept, a letter that is no ASCII takes six signs and a smiley twelve."""
    refused = 0
    for count in (500, 1_000, 1_900, 2_000, 2_100, 2_640, 2_700, 4_000, 4_097):
        answer = portal.pushed(state=sign * count)
        if answer.status_code == 201:
            address = urlencode({"client_id": portal.id, "request_uri": answer.get_json()["request_uri"]})
            visitor.open(f"/oauth2/authorize?{address}")
            assert visitor.press("Sign in").path == "/sign-in"
        else:
            assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")
            refused += 1
    assert 0 < refused < 9
