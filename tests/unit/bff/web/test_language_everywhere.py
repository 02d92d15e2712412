"""The language switch of every page shows the page again; every form leads to an address that takes it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from accounts.staff.records import Role
from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim
from bff.web.walking import begin
from identity.subject import Subject
from tests.support.browser import ORIGIN
from tests.unit.bff.conftest import World
from tests.unit.bff.web.test_gets_change_nothing import JOURNEYS, OTHER_RULES, _account_id, _facts, addresses

#: What addresses of the product carry behind the "?"; each page takes from it what it knows.
QUERIES = (
    "",
    "?subject=citizen&level=3&why=other_number&by=app&notice=expired",
    "?subject=business&level=2&why=level_too_low&aim=answer&notice=somebody_else",
)
AIMS = [f"/prove/{page}/{aim}" for page in ("too-weak", "for") for aim in Aim]


def look(client: FlaskClient, address: str) -> tuple[TestResponse, BeautifulSoup]:
    answer = client.get(address, base_url=ORIGIN, headers={"Accept-Language": "en"})
    return answer, BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def switch(client: FlaskClient, address: str, soup: BeautifulSoup, button: Tag) -> TestResponse:
    """Press the language switch as a browser without JavaScript does."""
    named = button.get("form")
    form = soup.find("form", id=named) if named else button.find_parent("form")
    assert isinstance(form, Tag), address
    fields = {str(one["name"]): str(one.get("value", "")) for one in form.select("input[name]")}
    fields["language"] = str(button["value"])
    return client.post(str(form.get("action") or address), base_url=ORIGIN, data=fields)


def check_switch(client: FlaskClient, address: str) -> None:
    answer, soup = look(client, address)
    button = soup.select_one("button[name=language]")
    if button is None:
        return  # no page, or one that caches keep: its switch is a link
    wanted = str(button["value"])
    switched = switch(client, address, soup, button)
    if switched.status_code == 303:
        form = soup.find("form", id=str(button.get("form")))
        own = str(form.get("action") or address) if isinstance(form, Tag) else address
        assert urlsplit(switched.location)._replace(scheme="", netloc="").geturl() in {address, own}
        switched = client.get(switched.location, base_url=ORIGIN)
    again = BeautifulSoup(switched.get_data(as_text=True), "html.parser")
    assert switched.status_code == answer.status_code, address
    assert again.html is not None
    assert again.html["lang"] == wanted, address
    assert len(again.select("form")) == len(soup.select("form")), address
    client.post(
        "/language",
        base_url=ORIGIN,
        data={"csrf_token": again.select_one("[name=csrf_token]")["value"], "language": "en"},  # type: ignore[index]
    )


def check_forms(world: World, client: FlaskClient, address: str) -> None:
    _answer, soup = look(client, address)
    adapter = world.app.url_map.bind("localhost:8000")
    for form in soup.select("form[method=post]"):
        path = urlsplit(str(form.get("action") or address)).path
        try:
            adapter.match(path, method="POST")
        except RequestRedirect:
            raise
        except HTTPException as none:
            raise AssertionError(f"{address} has a form for {path}: {none.code}") from none


def walk(
    world: World, client: FlaskClient, endpoints: str = "", queries: tuple[str, ...] = QUERIES[1:]
) -> None:
    for address in addresses(world, endpoints):
        for query in queries:
            check_switch(client, address + query)
        check_forms(world, client, address)


def test_the_switch_of_each_page_of_a_visitor_shows_the_page_again(world: World) -> None:
    walk(world, world.app.test_client())


@pytest.mark.parametrize("query", QUERIES[1:])
@pytest.mark.parametrize("address", AIMS)
def test_the_switch_of_each_page_of_an_aim_shows_the_page_again(
    world: World, address: str, query: str
) -> None:
    client = world.app.test_client()
    assert look(client, address + query)[0].status_code == 200
    check_switch(client, address + query)


def test_the_switch_of_each_page_of_a_signed_in_person_shows_the_page_again(world: World) -> None:
    client = world.app.test_client()
    account_id = _account_id(world)
    with client.session_transaction(base_url=ORIGIN) as session:
        session["signed_in"] = world.services.signed_in.begin(account_id, device="Chrome · Android").token
    walk(world, client, r"(account|privacy|second_step|confirm|registration)\.")


@pytest.mark.parametrize("role", Role)
def test_the_switch_of_each_page_of_the_desk_shows_the_page_again(world: World, role: Role) -> None:
    client = world.app.test_client()
    staff = world.services.staff.add(f"test.{role.replace('_', '-')}", frozenset({role}), by="test")
    assert staff is not None
    begun = world.services.desk_sessions.begin(staff.id, staff.generation)
    client.set_cookie("cuaso-desk", begun.token, domain="localhost")
    walk(world, client, r"desk")


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.key)
def test_the_switch_of_each_step_shows_the_step_again(world: World, journey: Journey) -> None:
    account_id = _account_id(world)
    for step in journey.all_steps:
        client = world.app.test_client()
        with world.app.test_request_context(base_url=ORIGIN):
            facts = _facts(journey, step.name, account_id) | {"aim": Aim.RESET}
            flow = begin(journey, Subject.CITIZEN, at=step.name, **facts)
        with client.session_transaction(base_url=ORIGIN) as session:
            session[journey.purpose] = flow.id
        walk(world, client, rf"{journey.key}\.{step.name}$", QUERIES[:1])


# ---------------------------------------------------------------- pages that answer a form
def addresses_without_a_page(world: World) -> Iterator[str]:
    adapter = world.app.url_map.bind("localhost:8000")
    for rule in world.app.url_map.iter_rules():
        methods = rule.methods or set()
        if "POST" in methods and "GET" not in methods and rule.endpoint.partition(".")[0] not in OTHER_RULES:
            yield adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, "x"))


def test_the_switch_of_an_error_page_leads_back_to_a_page_of_the_product(world: World) -> None:
    found = list(addresses_without_a_page(world))
    assert len(found) > 10
    for address in found:
        client = world.app.test_client()
        answer = client.post(
            address, base_url=ORIGIN, headers={"Referer": f"{ORIGIN}/register?subject=citizen"}
        )
        soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
        button = soup.select_one("button[name=language]")
        if button is not None:
            assert switch(client, address, soup, button).location == "/register?subject=citizen", address


@pytest.mark.parametrize(
    "referer", ["", "https://evil.example/x", "javascript:1", "http://localhost:8000//x"]
)
def test_a_stranger_can_not_lead_the_switch_to_another_site(world: World, referer: str) -> None:
    client = world.app.test_client()
    client.get("/sign-in", base_url=ORIGIN)  # the answer to a form of another site sets no cookie
    answer = client.post("/register/extend", base_url=ORIGIN, headers={"Referer": referer})
    soup = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    button = soup.select_one("button[name=language]")
    assert button is not None
    assert switch(client, "/register/extend", soup, button).location == "/"
