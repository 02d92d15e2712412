"""What a stranger's request costs is counted at each address, and stays under docs/security.md's table."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import url_for
from sqlalchemy import event, text
from werkzeug.routing import Rule

from accounts.portals.records import ClientAuth
from accounts.references import new_reference
from accounts.storage.database import reading
from bff.registry import METHODS
from sandbox.people.table import person_called
from tests.support.browser import Browser
from tests.support.costs import Cost, documented
from tests.support.relying_party import RETURN, RelyingParty
from tests.support.work import solve
from tests.unit.bff.conftest import World

ME = person_called("everything_works")
YEAR, MONTH, DAY = ME.birth_date.split("-")
#: What a stranger types who wants each address to do as much as it can: no field is wrong by its form.
PLAUSIBLE: dict[str, Any] = {
    "citizen_number": ME.citizen_number,
    "full_name": ME.full_name,
    "birth_date_day": DAY,
    "birth_date_month": MONTH,
    "birth_date_year": YEAR,
    "phone_number": ME.phone_number,
    "email": "a@example.vn",
    "consent": "y",
    "social_insurance_number": "0123456789",
    "account": ME.phone_number,
    "sex": "female",
    "province": "Hà Nội",
    "commune": "Phường Ba Đình",
    "reference": new_reference(),
    "secret": "K7M2PX9R",
    "code": "7K3M9PQR",
    "name": "lan.nguyen",
    "password": "Sai-mật-khẩu-1",
    "confirmation": "Sai-mật-khẩu-1",
    "text": "Not mine.",
    "aim": "reset",
    "subject": "citizen",
    "language": "",
    "answer": "{}",
    "helper": "web_eid",
    "back": "/",
    "client_secret": "x" * 43,
    "grant_type": "authorization_code",
    "code_verifier": "x" * 43,
    "token": "x" * 43,
    "access_token": "x" * 43,
}
#: A faultless request of a portal.
ASKED: dict[str, Any] = {
    "client_id": "portal",
    "redirect_uri": RETURN,
    "response_type": "code",
    "scope": "openid profile",
    "state": "state",
    "nonce": "nonce",
    "code_challenge": "x" * 43,
    "code_challenge_method": "S256",
}
#: The addresses that read it from the query.
WITH_A_REQUEST = {"provider.authorize", "provider.begin"}
NO_ID = "00000000-0000-4000-8000-000000000000"
VALUES = {"subject": "citizen", "name": "prepare", "slug": "mobile-subscriber"}
#: The walk and the gallery are no part of production.
NOT_IN_PRODUCTION = ("/gallery",)


class Meter:
    """Reads what the product has used; the difference of two readings is a cost."""

    def __init__(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        self._world, self._capsys = world, capsys
        self._stores = world.services.flows.client
        self._engine = world.services.accounts._engine  # noqa: SLF001 - to listen
        self.statements = self.questions = 0
        event.listen(self._engine, "before_cursor_execute", self._count)

    def _count(self, *_arguments: object) -> None:
        self.statements += 1

    def cost_of(self, browser: Browser, method: str, path: str) -> tuple[int, Cost]:
        """Send one request; return its status and its cost."""
        rows, messages, memory = self._rows(), self._messages(), self._memory()
        questions, work = self._questions(), work_of(browser)
        self._stores.config_resetstat()
        self.statements = 0
        fields = PLAUSIBLE | ASKED | {"work": work}
        answer = browser.post_form(path, **fields) if method == "POST" else browser.ask(path)
        operations = self._operations() + self.statements
        return answer.status_code, Cost(
            operations=operations,
            redis_bytes=max(0, self._memory() - memory),
            rows=self._rows() - rows,
            messages=self._messages() - messages,
            questions=self._questions() - questions,
        )

    def _operations(self) -> int:
        calls = self._stores.info("commandstats").items()
        ours = ("cmdstat_config", "cmdstat_info", "cmdstat_script", "cmdstat_memory", "cmdstat_scan")
        return sum(facts["calls"] for name, facts in calls if not str(name).startswith(ours))

    def _memory(self) -> int:
        keys = self._stores.scan_iter("*")
        return sum(int(self._stores.memory_usage(key) or 0) for key in keys)

    def _messages(self) -> int:
        return sum(len(self._world.sandbox.inbox(person.phone_number)) for person in (ME,))

    def _rows(self) -> int:
        with reading(self._engine) as session:
            names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
            counts = [session.scalar(text(f'SELECT count(*) FROM "{name}"')) for name in names]  # noqa: S608
        return sum(int(count or 0) for count in counts)

    def _questions(self) -> int:
        """How often a counterpart has answered since the test began."""
        written = self._capsys.readouterr().out
        print(written)  # noqa: T201 - the check for personal data and the next count read it too
        return written.count("counterpart_answered")


def work_of(browser: Browser) -> str:
    """The proof of work that the page asks for; without it, a press sends nothing and costs less."""
    form = browser.page.soup.select_one("form[data-work]")
    return solve(str(form["data-work"])) if form else ""


def requests_of(world: World) -> Iterator[tuple[str, str, str]]:
    """Method, rule and address of each request that a browser without a session can send."""
    for rule in sorted(world.app.url_map.iter_rules(), key=lambda one: one.rule):
        if not rule.rule.startswith(NOT_IN_PRODUCTION):
            for method in sorted({"GET", "POST"} & (rule.methods or set())):
                yield method, re.sub(r"<[^<>]*?(\w+)>", r"<\1>", rule.rule), address(rule)


def address(rule: Rule) -> str:
    if rule.endpoint in WITH_A_REQUEST:
        return url_for(rule.endpoint, **ASKED)
    values: dict[str, Any] = {one: VALUES.get(one, NO_ID) for one in rule.arguments}
    try:
        return url_for(rule.endpoint, **values)
    except ValueError:  # the address takes some values only
        return url_for(rule.endpoint, **values | {"subject": "citizen"})


@pytest.fixture
def meter(world: World, capsys: pytest.CaptureFixture[str]) -> Meter:
    """Counts in a world in which the person has an account, whose number and phone the stranger knows."""
    world.citizen(ME).register()
    RelyingParty(world.app, changes={"client_auth": ClientAuth.CLIENT_SECRET_POST, "keys": None})
    return Meter(world, capsys)


def most(request: str) -> Cost:
    """The documented cost of a request; that of all others if it has no row."""
    table = documented()
    return table.get(request, table[f"{request.partition(' ')[0]} /*"])


def test_a_stranger_can_not_cost_more_than_the_table_says(world: World, meter: Meter) -> None:
    with world.app.test_request_context(base_url="http://localhost:8000"):
        requests = list(requests_of(world))
    assert len(requests) > 120
    meter.cost_of(world.citizen().browser, "GET", "/")  # the first request loads scripts and templates
    above = {}
    for method, rule, path in requests:
        browser = world.citizen().browser
        browser.open("/sign-in")
        status, cost = meter.cost_of(browser, method, path)
        assert status < 500, path
        if not cost.within(most(f"{method} {rule}")):
            above[f"{method} {rule}"] = cost
    assert above == {}, "\n".join(f"{one}: {cost}" for one, cost in above.items())


#: What begins a flow for anyone: the next step asks its first question.
BEGINNINGS = [
    *(f"/register/citizen/{method.slug}" for method in METHODS),
    *("/register/post-office", "/sign-in/sim", "/sign-in/token", "/dispute/number"),
    *(f"/prove/{method.slug}" for method in METHODS),
]


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_stranger_can_not_cost_more_at_the_first_step_of_a_journey(
    world: World, meter: Meter, beginning: str
) -> None:
    meter.cost_of(world.citizen().browser, "GET", "/")
    first_of(world, meter, beginning)  # the first stranger loads scripts into the store
    for request, status, cost in first_of(world, meter, beginning):
        assert status < 500
        assert cost.within(most(request)), (request, cost)


def first_of(world: World, meter: Meter, beginning: str) -> list[tuple[str, int, Cost]]:
    """Answer the first step of a new flow, or both pages of details; return requests, statuses and costs."""
    browser = world.citizen().browser
    browser.open("/sign-in")
    browser.post(beginning, csrf_token=browser.csrf_token, aim="reset", subject="citizen")
    path = browser.page.path
    asked = [(f"POST {path}", *meter.cost_of(browser, "POST", path))]
    if path.endswith("/who"):
        path = browser.open(path.replace("/who", "/details")).path
        asked.append((f"POST {path}", *meter.cost_of(browser, "POST", path)))
    return asked


def test_each_row_of_the_table_is_an_address(world: World) -> None:
    with world.app.test_request_context(base_url="http://localhost:8000"):
        known = {f"{method} {rule}" for method, rule, _ in requests_of(world)}
    assert set(documented()) - known == {"GET /*", "POST /*"}
