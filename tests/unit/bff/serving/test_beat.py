"""What an answer must not show is done at a beat, the same for everyone."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import event

from accounts.account.records import AccountEvent
from bff.serving.beat import MOST_IN_A_BEAT, Beat, TooMuch
from sandbox.people.table import person_called
from tests.unit.bff.conftest import World


class Spawned:
    """Keeps what would run beside, in order."""

    def __init__(self) -> None:
        self.works: list[str] = []

    def __call__(self, work: object, *_arguments: object) -> None:
        self.works.append(getattr(work, "__name__", "?"))


def test_work_waits_for_the_beat_and_not_for_the_next_request() -> None:
    spawned = Spawned()
    beat = Beat(spawn=spawned)
    beat(len, "a")
    beat(abs, 1)
    assert spawned.works == ["_run"]
    assert beat.work_off() == 2
    assert spawned.works == ["_run", "len", "abs"]
    assert beat.work_off() == 0


def test_a_note_that_finds_no_place_at_the_beat_does_not_show_that_there_is_an_account(world: World) -> None:
    crowded = replace(world.services, at_the_beat=Beat(spawn=Spawned(), most=0))
    with pytest.raises(TooMuch):
        crowded.at_the_beat(len, "")
    crowded.note_at_the_beat("an account", AccountEvent.SIGN_IN_FAILED)


def test_a_flood_is_worked_off_in_parts_and_ends_in_a_refusal() -> None:
    beat = Beat(spawn=Spawned(), most=MOST_IN_A_BEAT + 3)
    for _ in range(MOST_IN_A_BEAT + 3):
        beat(len, "")
    with pytest.raises(TooMuch):
        beat(len, "")
    assert [beat.work_off(), beat.work_off(), beat.waiting] == [MOST_IN_A_BEAT, 3, 0]


def test_the_beat_goes_on_without_work() -> None:
    pauses = list[float]()

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 5:
            raise GeneratorExit

    beat = Beat(spawn=Spawned(), pause=pause)
    with pytest.raises(GeneratorExit):
        beat._run()  # noqa: SLF001 - it runs for ever
    assert len(set(pauses)) == 1


def asked_for(world: World, citizen_number: str, phone_number: str) -> tuple[dict[str, int], list[str]]:
    """How often a press on the form causes each command of Redis, and its statements of SQL."""
    stores, engine = world.services.flows.client, world.services.accounts._engine  # noqa: SLF001 - to listen
    statements = list[str]()
    browser = world.citizen().browser
    browser.open("/forgot-password")

    def listen(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    stores.config_resetstat()
    page = browser.send(citizen_number=citizen_number, phone_number=phone_number)
    calls = {str(name): facts["calls"] for name, facts in stores.info("commandstats").items()}
    event.remove(engine, "before_cursor_execute", listen)
    assert page.path == "/forgot-password/code"
    return {name: count for name, count in calls.items() if "config" not in name}, statements


@pytest.mark.parametrize("key", ["everything_works", "name_differs"])
def test_a_stranger_can_not_tell_a_right_pair_by_the_work_it_makes(
    make_world: Callable[..., World], key: str
) -> None:
    world = make_world(hold_receipts=True)  # a receipt is a request of its own, by the gateway
    citizen = world.citizen()
    citizen.register()
    own = citizen.person
    asked_for(world, "001090000002", own.phone_number)  # the first press loads the scripts into the store
    right = asked_for(world, own.citizen_number, own.phone_number)
    sent = len(citizen.messages)
    assert asked_for(world, "001090000001", own.phone_number) == right
    assert asked_for(world, own.citizen_number, "0900000888") == right
    assert asked_for(world, person_called(key).citizen_number, "0900000888") == right
    assert len(citizen.messages) == sent
