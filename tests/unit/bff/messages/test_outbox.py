"""No owner misses a notice and no phone gets one twice, whatever dies and however long an outage is."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import httpx2
import pytest
from flask import Flask, request
from sqlalchemy import event, text

from accounts.outbox import Notice, Outbox
from accounts.storage.database import make_engine, reading
from bff.app import create_app
from bff.messages import outbox
from bff.messages.notices import to_phone
from bff.messages.receipt import receipt
from bff.serving.language import local_time
from bff.settings.settings import Settings
from sandbox.people.table import PEOPLE
from tests.support.browser import ORIGIN
from tests.unit.accounts.people import person
from tests.unit.bff.conftest import Clock, World

#: Every statement, every commit and every word with the gateway, from the press to the deleted row, is one
#: moment at which the process dies.
MOMENTS = 23
QUICK = (5, 14, 17, 19, 22)


class Gateway:
    """An SMS gateway that keeps what it has in a file, so that it outlives the process that asks it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.at: Callable[[], object] = int
        self.app = Flask(__name__)
        self.app.add_url_rule("/<path:_any>", view_func=self._hear, methods=["POST"])
        self.is_away = False
        self.asked = 0

    @property
    def messages(self) -> list[dict[str, str]]:
        """What was accepted."""
        lines = self._file.read_text().splitlines() if self._file.exists() else []
        return [json.loads(line) for line in lines]

    def _hear(self, _any: str) -> dict[str, str]:
        self.asked += 1
        self.at()
        if self.is_away:
            return {"CodeResult": "99"}
        said = request.get_json()
        if said["RequestId"] in {one["RequestId"] for one in self.messages}:
            return {"CodeResult": "124"}
        with self._file.open("a") as file:
            file.write(json.dumps(said) + "\n")
        self.at()
        return {"CodeResult": "100"}


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """The product's settings with a migrated database of either kind."""
    return replace(settings, database_url=request.getfixturevalue(f"migrated_{request.param}"))


@pytest.fixture
def gateway(tmp_path: Path) -> Gateway:
    return Gateway(tmp_path / "messages")


def product(settings: Settings, gateway: Gateway, clock: Clock) -> Flask:
    """A product of one process, whose background work is done at once."""
    return create_app(
        settings,
        client=httpx2.Client(transport=httpx2.WSGITransport(app=gateway.app)),
        clock=clock,
        beside=lambda work, *arguments: work(*arguments),
    )


def open_one(app: Flask) -> None:
    """Open an account and send its receipt, as the last press of a registration does."""
    new = person(id="11111111-1111-4111-8111-111111111111", language="vi")
    with app.test_request_context(base_url=ORIGIN):
        app.extensions["services"].accounts.open(new, tell=receipt(new))
        outbox.send_waiting()


def die_at(moment: int, app: Flask, gateway: Gateway) -> None:
    """Kill this process without a warning at the *moment*-th thing that it does."""
    numbers = count()

    def pass_by(*_what: object) -> None:
        if next(numbers) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def pass_statement(*arguments: object) -> None:
        if not str(arguments[2]).startswith(("BEGIN", "PRAGMA", "SELECT set_config")):
            pass_by()

    engine = app.extensions["services"].accounts._engine  # noqa: SLF001 - what a store writes is seen there
    event.listen(engine, "before_cursor_execute", pass_statement)
    event.listen(engine, "commit", pass_by)
    gateway.at = pass_by


@pytest.mark.parametrize(
    "moment",
    [pytest.param(moment, marks=() if moment in QUICK else pytest.mark.attack) for moment in range(MOMENTS)],
)
def test_a_kill_around_the_commit_loses_no_receipt_and_doubles_none(
    either: Settings, gateway: Gateway, clock: Clock, moment: int
) -> None:
    child = os.fork()
    if child == 0:  # the process that dies
        try:
            app = product(either, gateway, clock)
            die_at(moment, app, gateway)
            open_one(app)
        finally:
            os._exit(0)
    _child, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the moment comes after all is done"
    app = product(either, gateway, clock)
    for _round in range(2):
        clock.move(minutes=2)
        outbox.work_off(app)
    assert len(gateway.messages) == accounts_in(either)
    assert waiting_in(either) == 0
    app.extensions["services"].accounts.close()


def accounts_in(settings: Settings) -> int:
    engine = make_engine(settings.database_url)
    with reading(engine) as session:
        found = session.execute(text("SELECT count(*) FROM accounts")).scalar()
    engine.dispose()
    return int(found or 0)


def test_an_hour_without_the_gateway_loses_no_notice(
    either: Settings, gateway: Gateway, clock: Clock
) -> None:
    app = product(either, gateway, clock)
    gateway.is_away = True
    open_one(app)
    for _minute in range(60):
        clock.move(minutes=1)
        outbox.work_off(app)
    assert 10 < gateway.asked < 30
    gateway.is_away = False
    for _minute in range(6):
        clock.move(minutes=1)
        outbox.work_off(app)
    assert len(gateway.messages) == 1
    assert waiting_in(either) == 0
    app.extensions["services"].accounts.close()


def waiting_in(settings: Settings) -> int:
    engine = make_engine(settings.database_url)
    with reading(engine) as session:
        found = session.execute(text("SELECT count(*) FROM outbox")).scalar()
    engine.dispose()
    return int(found or 0)


@pytest.fixture
def box(either: Settings, gateway: Gateway, clock: Clock) -> Iterator[Outbox]:
    app = product(either, gateway, clock)
    yield app.extensions["services"].outbox
    app.extensions["services"].accounts.close()


def test_two_processes_share_the_messages(either: Settings, gateway: Gateway, clock: Clock) -> None:
    first, second = product(either, gateway, clock), product(either, gateway, clock)
    notices = [to_phone(f"+8490000000{number}", "new_phone", None) for number in range(6)]
    boxes = [app.extensions["services"].outbox for app in (first, second)]
    boxes[0].put(*notices)
    taken = [box.take(limit=3) for box in boxes]
    assert {len(some) for some in taken} == {3}
    assert len({one.id for some in taken for one in some}) == 6
    assert boxes[0].take(limit=3) == []
    for app in (first, second):
        app.extensions["services"].accounts.close()


def test_a_message_of_a_dead_sender_is_taken_again_under_its_id(box: Outbox, clock: Clock) -> None:
    box.put(Notice(name="receipt", phone_number="+84900000001"))
    (first,) = box.take(limit=5)
    assert box.take(limit=5) == []
    clock.move(seconds=91)
    (second,) = box.take(limit=5)
    assert (second.id, second.tries) == (first.id, 2)


def test_a_message_that_waits_shows_no_phone_number(box: Outbox, either: Settings) -> None:
    box.put(Notice(name="receipt", phone_number="+84900000001", facts={"time": "morning"}))
    engine = make_engine(either.database_url)
    with reading(engine) as session:
        row = str(session.execute(text("SELECT * FROM outbox")).one())
    engine.dispose()
    assert "900000001" not in row
    assert "morning" not in row


def test_a_message_that_can_not_be_written_holds_up_no_other(world: World) -> None:
    box = world.services.outbox
    box.put(Notice(name="no_such_text", phone_number="+84900000001"))
    box.put(Notice(name="new_phone", phone_number=PEOPLE[0].phone_number))
    outbox.work_off(world.app)
    assert len(world.citizen().messages) == 1


def test_a_notice_says_when_it_happened_and_not_when_it_was_sent(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_password()
    happened = world.clock.now
    world.sandbox.knobs.turn("sms", outage="http_503")
    citizen.choose_password()
    world.sandbox.knobs.turn("sms", outage="none")
    world.clock.move(hours=2)
    outbox.work_off(world.app)
    assert local_time(happened) in citizen.messages[-1]
