"""While passwords are guessed, a stranger can not tell a right password from a wrong one by anything later.

Three strangers do the same 200 steps: one has the right password, one a wrong one, one a number without an
account. After each step their pages, statuses and headers are compared, and for the two passwords the work
before the reply.
"""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from bff.stores.leases import Lease, Renewer
from bff.web.devices import new_value
from sandbox.people.table import CROWD, PEOPLE
from tests.support.browser import ORIGIN
from tests.support.citizens import PASSWORD
from tests.unit.bff.conftest import World

WRONG = "Sai-mật-khẩu-1"
STEPS, SIGN_INS = 200, 2
CODE = "/sign-in/code"
ENGLISH = {"Accept-Language": "en"}
TOKEN = re.compile(r'(name="csrf_token" (?:type="hidden" )?value=)"([^"]*)"')
#: What differs from browser to browser, and tells nothing.
VARYING = {"Set-Cookie", "Date", "X-Request-Id"}


class NeverRenewing(Renewer):
    """Renews no lease: on a slow machine a renewal would count as work of the request beside it."""

    def renew(self, leases: list[Lease]) -> None:
        """Let the leases run out."""


@dataclass
class Work:
    """The statements and the Redis commands before a reply, and what waits until after it."""

    world: World
    statements: int = 0
    waiting: list[tuple[Callable[..., object], tuple[Any, ...]]] = field(default_factory=list)

    def beside(self, do: Callable[..., object], *arguments: object) -> None:
        self.waiting.append((do, arguments))

    def finish(self) -> None:
        while self.waiting:
            do, arguments = self.waiting.pop(0)
            do(*arguments)

    def count(self) -> tuple[int, int]:
        commands = self.world.services.flows.client.info("stats")["total_commands_processed"]
        return self.statements, int(commands)


@contextmanager
def counting(world: World) -> Iterator[Work]:
    """Count the work of every request, and hold the background's back."""
    work = Work(world)
    flows = replace(world.services.flows, renewer=NeverRenewing())
    world.app.extensions["services"] = replace(
        world.services, flows=flows, beside=work.beside, at_the_beat=work.beside
    )
    engine = world.services.accounts._engine  # noqa: SLF001 - no other door shows what passes

    def note(*_details: object) -> None:
        work.statements += 1

    event.listen(engine, "before_cursor_execute", note)
    yield work
    event.remove(engine, "before_cursor_execute", note)


@dataclass
class Stranger:
    """One stranger: the number and the password they try, and their browser at this moment."""

    world: World
    work: Work
    number: str
    password: str
    client: FlaskClient = field(init=False)
    token: str = ""

    def __post_init__(self) -> None:
        self.open_browser()

    def open_browser(self) -> None:
        self.client = self.world.app.test_client()
        with self.world.app.app_context():
            self.client.set_cookie("device", new_value())
        self.ask("GET", "/sign-in")

    def ask(self, method: str, path: str, **fields: str) -> tuple[object, ...]:
        """Send a request and return all that the stranger can see of the answer, and the work before it."""
        data = {"csrf_token": self.token, **fields} if method == "POST" else None
        before = self.work.count()
        answer = self.client.open(path, method=method, data=data, base_url=ORIGIN, headers=ENGLISH)
        after = self.work.count()
        self.work.finish()
        body = answer.get_data(as_text=True)
        if found := TOKEN.search(body):
            self.token = found[2]
        headers = sorted((name, text) for name, text in answer.headers if name not in VARYING)
        masked = TOKEN.sub(r'\1""', body).replace(self.number, "NUMBER")
        done = tuple(b - a for a, b in zip(before, after, strict=True))
        return answer.status_code, headers, masked, done

    def sign_in(self) -> tuple[object, ...]:
        return self.ask("POST", "/sign-in", citizen_number=self.number, password=self.password)

    def do(self, step: str, typed: str) -> list[tuple[object, ...]]:
        match step:
            case "sign_in":
                return [self.sign_in(), self.ask("GET", CODE)]
            case "other_browser":
                self.open_browser()
                return [self.sign_in(), self.ask("GET", CODE)]
            case "resend" | "back":
                return [self.ask("POST", CODE, action=step)]
            case "look":
                return [self.ask("GET", CODE), self.ask("GET", "/sign-in/enter")]
            case "news":
                return [self.ask("GET", f"{CODE}/delivery")]
            case _:
                return [self.ask("POST", CODE, code=typed)]


def drawn(seed: int) -> Iterator[tuple[str, str, int]]:
    """The steps: what is done, which code is typed, and how many seconds pass before it."""
    draw = random.Random(seed)  # noqa: S311 - steps, no secrets
    kinds = ["wrong"] * 9 + [
        "again",
        "long",
        "longer",
        "slip",
        "resend",
        "resend",
        "back",
        "look",
        "news",
        "sign_in",
    ]
    kinds += ["other_browser"] * 4
    typed = "000000"
    for _ in range(STEPS):
        step = draw.choice(kinds)
        match step:
            case "wrong":
                typed = f"{draw.randrange(10**6):06d}"
            case "long":
                typed = f"{draw.randrange(10**12):012d}"
            case "longer":
                typed = f"{draw.randrange(10**10):010d}"
            case "slip":
                typed = draw.choice(["", "12345", "abcdef", "1234567"])
            case _:
                pass
        yield step, typed, draw.choice([0, 0, 0, 5, 65, 130, 310])


@pytest.mark.parametrize("has_app", [False, True])
def test_a_stranger_can_not_tell_a_right_password_by_200_steps_after_it(
    make_world: Callable[..., World], *, has_app: bool
) -> None:
    world = make_world(sign_ins_per_account_hour=SIGN_INS, sign_ins_per_session=3)
    owner, other = world.citizen(PEOPLE[0]), world.citizen(CROWD[0])
    owner.register()
    other.register()
    if has_app:
        (account_id,) = world.services.accounts.with_phone(PEOPLE[0].phone_number)
        world.services.second_factors.turn_on(account_id, secret="A" * 32, step=0, generation=0)
    numbers = [PEOPLE[0].citizen_number, CROWD[0].citizen_number, CROWD[1].citizen_number]
    with counting(world) as work:
        strangers = [
            Stranger(world, work, number, password)
            for number, password in zip(numbers, (PASSWORD, WRONG, WRONG), strict=True)
        ]
        said, filled_at = set(), None
        for step, typed, seconds in drawn(seed=10):
            world.clock.move(seconds=seconds)
            if step in {"sign_in", "other_browser"} and (
                filled_at is None or world.clock() - filled_at > timedelta(hours=1)
            ):
                filled_at = world.clock()
                fill(world, work, numbers)
            seen = [stranger.do(step, typed) for stranger in strangers]
            work_done = [[page[-1] for page in pages] for pages in seen]
            assert work_done[0] == work_done[1], (step, typed, work_done)
            shown = [[page[:-1] for page in pages] for pages in seen]
            assert shown[0] == shown[1] == shown[2], (step, typed)
            said |= {str(page[2]) for page in seen[0]}
    told = " ".join(said)
    assert "send a longer code" in told  # the count of the number was reached, and told nothing
    assert "Tries left" in told


def fill(world: World, work: Work, numbers: list[str]) -> None:
    """Try wrong passwords from other browsers, so that each number stays one whose passwords are guessed."""
    for number in numbers:
        for _ in range(SIGN_INS):
            Stranger(world, work, number, WRONG).sign_in()


def test_26_wrong_codes_from_new_browsers_do_not_tell_a_right_password(
    make_world: Callable[..., World],
) -> None:
    world = make_world(sign_ins_per_account_hour=1)
    owner, other = world.citizen(PEOPLE[0]), world.citizen(CROWD[0])
    owner.register()
    other.register()
    numbers = [PEOPLE[0].citizen_number, CROWD[0].citizen_number]
    with counting(world) as work:
        fill(world, work, numbers)
        said = ""
        for tried in range(26):
            strangers = [
                Stranger(world, work, numbers[0], PASSWORD),
                Stranger(world, work, numbers[1], WRONG),
            ]
            for stranger in strangers:
                stranger.sign_in()
                stranger.ask("GET", CODE)
            seen = [stranger.do("wrong", f"{tried:06d}") for stranger in strangers]
            assert seen[0] == seen[1]
            said = str(seen[0])
    assert "send a longer code" in said
