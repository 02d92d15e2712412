"""What ASVS asks of every answer: its type, its cookies, where it leads, who may read it and what it runs."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import session, url_for
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from accounts.account.records import Account
from accounts.staff.records import Role
from accounts.staff.store import BY_COMMAND
from bff.settings.settings import Environment
from bff.web.desk_sessions import begin_desk_session, know_device
from bff.web.devices import become_known_to
from tests.support.browser import ORIGIN
from tests.unit.accounts.people import person
from tests.unit.bff.conftest import World

HTTPS = "https://portal.example.vn"
EVIL = "https://evil.example"
NO_ID = "00000000-0000-4000-8000-000000000000"
#: Fields that a request might name as the place to go to.
PLACES = ("next", "back", "url", "redirect", "return_to", "continue", "notice", "at")
#: Addresses that machines call without a session: the gateway's receipts and the post's signed calls.
FOR_MACHINES = ("/callbacks/", "/oauth2/par", "/oauth2/token", "/oauth2/userinfo", "/oauth2/revoke")
#: Texts that would change if they were read as markup, decoded twice or filled in as a pattern.
TYPED = (
    "\"><script>alert(1)</script><b x='",
    "&lt;script&gt;",
    "%3Cscript%3E%2527",
    "{{ 7 * 7 }}{% raw %}",
    "{code} %(n)s %s",
    "\\u003cscript\\x3e",
)


@pytest.fixture
def production(make_world: Callable[..., World]) -> World:
    return make_world(
        environment=Environment.PRODUCTION, public_origin=HTTPS, operator_name="The operator", sandbox_url=""
    )


def addresses(world: World, method: str = "GET", *, at: str = HTTPS) -> Iterator[str]:
    """Yield the address of every rule that takes *method*, with an unknown id for each variable."""
    with world.app.test_request_context(base_url=at):
        for rule in world.app.url_map.iter_rules():
            if method in (rule.methods or ()):
                yield _address(rule)


def _address(rule: Rule) -> str:
    values: dict[str, Any] = dict.fromkeys(rule.arguments, NO_ID)
    try:
        return url_for(rule.endpoint, **values)
    except ValueError:  # the address takes some values only
        return url_for(rule.endpoint, **values | {"subject": "citizen"})


def asked(world: World, path: str, **more: Any) -> TestResponse:
    client: FlaskClient = world.app.test_client()
    return client.open(path, base_url=HTTPS, **more)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_answer_with_a_body_says_its_type_and_the_letters_of_a_text(
    production: World, method: str
) -> None:
    for path in [*addresses(production), "/nothing", "/static/none.css"]:
        answer = asked(production, path, method=method)
        kind = answer.headers.get("Content-Type", "")
        if answer.data:
            assert kind, path
        if answer.data and (answer.mimetype or "").startswith("text/"):
            assert "charset=utf-8" in kind.lower(), path


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_a_page_of_another_site_can_read_no_answer(production: World, method: str) -> None:
    for path in addresses(production):
        answer = asked(production, path, method=method, headers={"Origin": EVIL})
        assert [name for name, _ in answer.headers if name.startswith("Access-Control-")] == [], path


def test_no_address_leads_to_another_site(production: World) -> None:
    wanted = dict.fromkeys(PLACES, f"{EVIL}/")
    for path in addresses(production):
        answer = asked(production, path, query_string=wanted, headers={"Referer": f"{EVIL}/"})
        place = urlsplit(answer.headers.get("HX-Redirect") or answer.location or "/")
        assert (place.scheme, place.netloc) in {("", ""), ("https", "portal.example.vn")}, path


#: A portal's forms, which come without our cookie: they do nothing but lead to a GET of the same address.
LED_TO_A_GET = {"/oauth2/authorize", "/oidc/logout"}


def test_no_form_of_another_site_does_anything_at_any_address(production: World) -> None:
    paths = [path for path in addresses(production, "POST") if not path.startswith(FOR_MACHINES)]
    for path in paths:
        for headers in ({"Referer": f"{EVIL}/"}, {"Referer": f"{HTTPS}/"}):
            answer = asked(production, path, method="POST", headers=headers, data={"csrf_token": "x"})
            if path in LED_TO_A_GET:
                assert (answer.status_code, answer.location.partition("?")[0]) == (303, path)
            elif path == "/push/moved" and headers["Referer"] != f"{EVIL}/":
                assert answer.status_code == 404  # no form of a page; without PUSH_CONTACT there is nothing
            else:
                assert answer.status_code in {400, 405}, path


def test_no_request_is_traced_back(production: World) -> None:
    for path in addresses(production):
        answer = asked(production, path, method="TRACE", headers={"X-Secret": "only-for-us"})
        assert answer.status_code in {404, 405}, path
        assert "only-for-us" not in answer.text


@pytest.mark.parametrize("path", ["/static/", "/static", "/static/..", "/.git/config", "/.env", "/docs/"])
def test_no_folder_is_listed_and_nothing_of_the_source_served(production: World, path: str) -> None:
    assert asked(production, path).status_code in {308, 404}


def test_production_has_no_debugger_and_no_gallery(production: World) -> None:
    assert (production.app.debug, production.app.testing) == (False, False)
    assert asked(production, "/gallery").status_code == 404
    assert asked(production, "/?__debugger__=yes&cmd=resource&f=style.css").mimetype == "text/html"


def test_each_cookie_of_production_is_for_this_host_alone_and_out_of_reach_of_scripts(
    production: World,
) -> None:
    staff = production.services.staff.add("an.tran", frozenset({Role.CLERK}), by=BY_COMMAND)
    opened = production.services.accounts.open(person())
    assert staff is not None
    assert isinstance(opened, Account)
    with production.app.test_request_context(base_url=HTTPS):
        session["language"] = "en"
        begin_desk_session(staff)
        know_device(staff.name)
        become_known_to(opened.id)
        cookies = production.app.process_response(production.app.make_response("")).headers
    found = {cookie.partition("=")[0]: cookie for cookie in cookies.getlist("Set-Cookie")}
    assert set(found) == {"__Host-cuaso", "__Host-cuaso-desk", "__Host-cuaso-desk-known", "__Host-device"}
    for name, cookie in found.items():
        assert all(f"; {flag}" in cookie for flag in ("Secure", "HttpOnly", "Path=/")), cookie
        assert ("SameSite=Strict" if "desk" in name else "SameSite=Lax") in cookie
        assert "Domain" not in cookie


def test_only_public_pages_and_files_may_be_kept_by_a_browser_or_a_proxy(production: World) -> None:
    for path in addresses(production):
        answer = asked(production, path)
        kept = answer.headers["Cache-Control"]
        if kept != "no-store" and answer.status_code < 400:
            assert "Set-Cookie" not in answer.headers, path
            assert path.startswith(("/static/", "/guides", "/offline", "/service-worker", "/manifest")) or (
                path in {"/favicon.ico", "/robots.txt", "/oauth2/jwks"} or path.startswith("/.well-known/")
            ), path


@pytest.mark.parametrize("typed", TYPED)
def test_what_a_person_types_is_shown_as_it_was_typed(world: World, typed: str) -> None:
    citizen = world.citizen()
    citizen.start()
    before = len(citizen.browser.page.soup.find_all("script"))
    page = citizen.give_details(full_name=typed)
    assert page.status == 422
    assert page.value_of("full_name") == typed
    assert len(page.soup.find_all("script")) == before
    assert page.soup.find("b", attrs={"x": True}) is None


def test_every_page_of_an_account_has_the_button_to_sign_out(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    pages = []
    for path in list(addresses(world, at=ORIGIN)):
        answer = citizen.browser.ask(path)
        if path.startswith("/account") and answer.status_code == 200 and answer.mimetype == "text/html":
            pages.append(path)
            assert 'action="/account/sign-out"' in answer.text, path
    assert len(pages) > 3


def test_no_address_names_an_account(world: World) -> None:
    rules = [rule for rule in world.app.url_map.iter_rules() if rule.rule.startswith("/account")]
    assert len(rules) > 5
    assert [rule.rule for rule in rules if {"account_id", "account", "id"} & set(rule.arguments)] == []


def test_a_field_in_the_address_is_no_field_of_the_form(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    answer = citizen.browser.ask(
        f"{citizen.browser.page.path}?full_name=From+the+address&email=a@b.vn",
        method="POST",
        data={"csrf_token": citizen.browser.csrf_token},
    )
    assert answer.status_code == 422
    assert "From the address" not in answer.text


def test_a_person_who_sends_a_field_twice_is_judged_by_one_of_them_alone(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    fields = [(name, value) for name, value in citizen.details.items()]
    answer = world.app.test_client(use_cookies=False).post(
        citizen.browser.page.path,
        base_url=ORIGIN,
        headers={"Cookie": f"cuaso={citizen.browser.cookie}", "Accept-Language": "en"},
        data={
            "csrf_token": citizen.browser.csrf_token,
            **{name: [value, "Second"] for name, value in fields},
        },
    )
    assert answer.status_code in {200, 303}
    assert "Second" not in world.flow.typed.values()


def test_fields_that_a_form_does_not_have_are_not_stored(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    before = world.flow
    wanted = {
        "level": "3",
        "account_id": NO_ID,
        "step": "done",
        "phone_confirmed": "yes",
        "purpose": "sign_in",
    }
    citizen.give_details(**wanted)
    after = world.flow
    assert (after.purpose, after.account_id, after.step) == (before.purpose, before.account_id, "code")
    assert after.level is None
    assert not set(wanted) & set(after.typed)
