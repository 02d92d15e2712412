"""No form breaks, whatever stands in its fields: every POST address, and every screen of the gallery."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import url_for
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from bff.methods.gallery_states import Shown
from bff.registry import METHODS, gallery_of
from tests.support.browser import ORIGIN, Browser
from tests.unit.bff.conftest import World

#: Texts that some code trusts: digits that are none, marks without end, half of a pair, ends of lines.
GARBAGE = {
    "superscripts": "²" * 12,
    "other_digits": "٣" * 12,
    "half_a_pair": "\ud800" * 12,
    "nul": "12\x0034",
    "nine_thousand_digits": "9" * 9_000,
    "ten_digits": "9" * 10,
    "marks": "a" + "\u0301\u0323" * 4_000,
    "marks_without_a_class": "a" + "\u0f73\uff9e" * 4_000,
    "lines": "a\r\nX: y\u2028b",
    "number_signs": "1_0e5+-.",
    "markup": "<script>{{7*7}}%(x)s{0}",
}
STATES = [state for state in gallery_of(iter(METHODS)) if state.raises is None]
#: Fields that decide which part of a view reads the others.
ACTIONS = ("", "resend", "back", "add", "answer", "not_me", "here")


def fields_of(page: BeautifulSoup) -> set[str]:
    """The names of all fields on a page, whatever kind they are."""
    found = page.find_all(["input", "select", "textarea", "button"])
    return {str(one["name"]) for one in found if isinstance(one, Tag) and one.get("name")} - {
        "csrf_token",
        "language",
    }


@pytest.fixture
def names(world: World) -> set[str]:
    """The names of the fields of all public screens, and those that views read by hand."""
    found = {"action", "answer", "helper", "ending", "code", "aim", "subject", "back", "version", "reference"}
    for path in (
        "/sign-in",
        "/forgot-password",
        "/counter-help",
        "/dispute/status",
        "/continue",
        "/desk/sign-in",
    ):
        found |= fields_of(world.citizen().browser.open(path).soup)
    return found | {"birth_date_day", "birth_date_month", "birth_date_year", "full_name", "email", "commune"}


def send(browser: Browser, path: str, data: object, kind: str = "multipart/form-data") -> TestResponse:
    """Send what no browser of the product sends."""
    return browser._client.post(  # noqa: SLF001 - see above
        path,
        base_url=ORIGIN,
        data=data,
        content_type=kind,
        headers={"Referer": ORIGIN, "Accept-Language": "en", "X-CSRFToken": browser.csrf_token},
    )


def encoded(names: set[str], text: str) -> dict[str, list[bytes]]:
    """Each field twice, as bytes: half of a surrogate pair has no other way onto the wire."""
    return {name: [text.encode("utf-8", "surrogatepass")] * 2 for name in sorted(names)}


def multipart(fields: dict[str, list[bytes]]) -> bytes:
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + text + b"\r\n"
        for name, texts in fields.items()
        for text in texts
    ]
    return b"".join(parts) + b"--x--\r\n"


def address(rule: Rule) -> str:
    """The rule's address, with a text for each of its variables."""
    known = {"subject": "citizen", "name": "prepare", "aim": "reset"}
    values: dict[str, Any] = {
        one: known.get(one, "00000000-0000-4000-8000-000000000000") for one in rule.arguments
    }
    try:
        return url_for(rule.endpoint, **values)
    except ValueError:  # the address takes some values only
        return rule.rule


def posts(world: World) -> list[Rule]:
    return [rule for rule in world.app.url_map.iter_rules() if "POST" in (rule.methods or ())]


@pytest.mark.parametrize("text", GARBAGE.values(), ids=GARBAGE)
def test_a_stranger_can_not_break_an_address_with_a_text(world: World, names: set[str], text: str) -> None:
    world.app.config["MAX_CONTENT_LENGTH"] = world.app.config["MAX_FORM_MEMORY_SIZE"] = None
    browser = world.citizen().browser
    browser.open("/sign-in")
    with world.app.test_request_context(base_url=ORIGIN):
        addresses = [address(rule) for rule in posts(world)]
    assert len(addresses) > 60
    body = multipart(encoded(names, text))
    answers = {path: send(browser, path, body, "multipart/form-data; boundary=x") for path in addresses}
    assert {path: one.status_code for path, one in answers.items() if one.status_code >= 500} == {}


def test_a_stranger_can_not_ask_a_database_for_what_it_can_not_hold(world: World) -> None:
    browser = world.citizen().browser
    browser.open("/desk/sign-in")
    typed = {"name": "lan\0nguyen", "password": "Sai-mật-khẩu-1", "code": "123456"}
    assert send(browser, "/desk/sign-in", typed).status_code == 400
    assert world.services.staff.find("lan\0nguyen") is None
    for path in ("/desk/staff/a%00b", "/desk/help/%00", "/stop/%00", "/%00"):
        assert browser.ask(path).status_code == 404


#: What PostgreSQL and Redis can not hold, by the ways in which a request brings it.
UNHOLDABLE = {
    "query": ("?a=1&purpose=a%00b", "", ""),
    "name in a query": ("?purpose%00=a", "", ""),
    "form": ("", "a=1&purpose=a%00b", "application/x-www-form-urlencoded"),
    "name in a form": ("", "purpose%00=a", "application/x-www-form-urlencoded"),
    "part": ("", multipart({"purpose": [b"a\0b"]}), "multipart/form-data; boundary=x"),
    "name of a part": ("", multipart({"purpose\0": [b"a"]}), "multipart/form-data; boundary=x"),
    "name of a file": (
        "",
        multipart({'purpose"; filename="a\0b': [b"a"]}),
        "multipart/form-data; boundary=x",
    ),
}


@pytest.mark.parametrize(("query", "body", "kind"), UNHOLDABLE.values(), ids=UNHOLDABLE)
def test_a_stranger_can_not_bring_any_address_a_text_that_no_store_can_hold(
    world: World, query: str, body: str | bytes, kind: str
) -> None:
    browser = world.citizen().browser
    browser.open("/sign-in")
    with world.app.test_request_context(base_url=ORIGIN):
        asked = [
            (method, address(rule))
            for rule in world.app.url_map.iter_rules()
            for method in sorted((rule.methods or set()) & ({"POST"} if kind else {"GET", "POST"}))
        ]
    assert len(asked) > 60
    statuses = {
        (method, path): browser._client.open(  # noqa: SLF001 - no browser sends it
            path + query,
            method=method,
            base_url=ORIGIN,
            data=body or None,
            content_type=kind or None,
            headers={"Referer": ORIGIN, "X-CSRFToken": browser.csrf_token},
        ).status_code
        for method, path in asked
    }
    assert {at: status for at, status in statuses.items() if status != 400} == {}


@pytest.mark.parametrize(
    "body", ['{"%s": 12}', '{"%s": ["a", {"b": null}]}', "[1, 2]", "null", "1e999", "[" * 9_000]
)
def test_a_stranger_can_not_break_an_address_with_json(world: World, names: set[str], body: str) -> None:
    browser = world.citizen().browser
    browser.open("/sign-in")
    with world.app.test_request_context(base_url=ORIGIN):
        addresses = [address(rule) for rule in posts(world)]
    for path in addresses:
        assert send(browser, path, body.replace("%s", "code").encode(), "application/json").status_code < 500


def test_a_stranger_can_not_break_an_address_with_files(world: World, names: set[str]) -> None:
    browser = world.citizen().browser
    browser.open("/sign-in")
    with world.app.test_request_context(base_url=ORIGIN):
        addresses = [address(rule) for rule in posts(world)]
    for path in addresses:
        files = {name: (io.BytesIO(b"\xff12"), "a.txt") for name in names}
        assert send(browser, path, files).status_code < 500


def one_of_each(states: list[Shown]) -> list[Shown]:
    """One state of each screen: its other states show other words."""
    return list({(one.screen, one.path, one.step): one for one in states}.values())


def with_texts() -> Iterator[Any]:
    """Yield each screen with two kinds of garbage in turn; under attack, with all of them."""
    kinds, of_a_screen = list(GARBAGE), 2
    for place, state in enumerate(one_of_each(STATES)):
        name = state.address.removeprefix("/gallery/")
        some = [kinds[(place * of_a_screen + number) % len(kinds)] for number in range(of_a_screen)]
        yield pytest.param(state, some, id=name)
        yield pytest.param(state, kinds, id=f"{name}-all", marks=pytest.mark.attack)


@pytest.mark.parametrize(("state", "texts"), list(with_texts()))
def test_a_person_in_the_middle_can_not_break_a_screen(world: World, state: Shown, texts: list[str]) -> None:
    browser = world.citizen().browser
    for number, text in ((list(GARBAGE).index(kind), GARBAGE[kind]) for kind in texts):
        page = browser.open(state.address)
        fields = encoded(fields_of(page.soup), text) | {"action": [ACTIONS[number % len(ACTIONS)].encode()]}
        answer = send(browser, state.path or page.path, multipart(fields), "multipart/form-data; boundary=x")
        assert answer.status_code < 500, (number, state.path or page.path)
