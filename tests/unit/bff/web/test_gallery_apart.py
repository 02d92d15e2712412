"""The gallery's world is apart: a visitor, whatever they are in it, touches no record of the product."""

from dataclasses import fields
from urllib.parse import urlsplit

import pytest
from sqlalchemy import inspect, text

from accounts.staff.records import Role
from accounts.storage.database import make_engine, reading
from bff.registry import METHODS, gallery_of
from bff.stores.apart import with_prefix
from bff.web.gallery import world_of
from tests.support.browser import Browser
from tests.support.clerks import engage
from tests.unit.bff.conftest import World

STATES = gallery_of(iter(METHODS))
AT_THE_DESK = [state for state in STATES if state.staff]


def rows_of(world: World) -> dict[str, int]:
    """How many rows each table of the product has."""
    engine = make_engine(world.services.settings.database_url)
    with reading(engine) as session:
        names = inspect(engine).get_table_names()
        found = {name: int(session.scalar(text(f"SELECT count(*) FROM {name}")) or 0) for name in names}  # noqa: S608
    engine.dispose()
    return found


def keys_of(world: World) -> set[str]:
    """The product's keys in Redis, without those of looks."""
    return {
        str(key) for key in world.services.flows.client.scan_iter("*") if not str(key).startswith("look:")
    }


def looks_in(world: World) -> set[str]:
    """The looks whose databases or keys are still there."""
    files = {file.stem for file in (world.services.settings.data_folder / "gallery").glob("*.sqlite3")}
    keys = {str(key).split(":")[1] for key in world.services.flows.client.scan_iter("look:*")}
    return files | keys


def test_no_look_of_a_stranger_leaves_a_record_in_the_product(world: World) -> None:
    rows, keys = rows_of(world), keys_of(world)
    browser = Browser(world.app)
    for state in STATES:
        answer = browser.ask(state.address)
        if answer.location:
            parts = urlsplit(answer.location)
            browser.ask(f"{parts.path}?{parts.query}")
    assert rows_of(world) == rows
    assert keys_of(world) == keys
    assert len(looks_in(world)) == 1


@pytest.mark.parametrize("state", AT_THE_DESK, ids=lambda state: state.address)
def test_a_gallery_visitor_can_not_change_the_real_staff(world: World, state: object) -> None:
    real = engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK).staff
    visitor = Browser(world.app)
    visitor.page = visitor.open(state.address)  # type: ignore[attr-defined]
    for name in ("lan.nguyen", "gallery.newcomer"):
        visitor.post_form(f"/desk/staff/{name}", administrator="y", reason="new_task")
        visitor.post_form(f"/desk/staff/{name}/activity", reason="left")
    assert "lan.nguyen" not in visitor.open("/desk/staff").text
    assert world.services.staff.get(real.id) == real
    assert [one.name for one in world.services.staff.all()] == ["lan.nguyen"]


@pytest.mark.parametrize("state", AT_THE_DESK, ids=lambda state: state.address)
def test_the_product_accepts_no_session_of_the_gallery(world: World, state: object) -> None:
    visitor = Browser(world.app)
    visitor.ask(state.address)  # type: ignore[attr-defined]
    thief = Browser(world.app)
    thief.desk_cookie, thief.cookie = visitor.desk_cookie, visitor.cookie
    assert thief.desk_cookie
    assert thief.open("/desk").path == "/desk/sign-in"
    assert thief.open("/account").path == "/sign-in"


def test_the_product_accepts_no_account_and_no_appointment_of_the_gallery(world: World) -> None:
    for address in ("/gallery/account/my_account/plain", "/gallery/vietnam_post/appointment/approved"):
        visitor = Browser(world.app)
        visitor.open(address)
        path = visitor.page.path
        thief = Browser(world.app)
        thief.cookie = visitor.cookie
        assert thief.open(path).path in {"/sign-in", "/post-office"}


def test_a_look_is_thrown_away_by_the_next_one_and_by_leaving(world: World) -> None:
    browser = Browser(world.app)
    browser.open("/gallery/desk/staff/list")
    first = looks_in(world)
    copy = browser.second_tab()
    browser.open("/gallery/desk/staff/list")
    second = looks_in(world)
    assert (len(first), len(second), first & second) == (1, 1, set())
    assert copy.open("/desk/staff").path == "/desk/sign-in"
    browser.open("/gallery/leave")
    assert not looks_in(world) & second
    assert browser.open("/desk").path == "/desk/sign-in"


def test_a_person_in_the_gallery_does_not_meet_the_products_records(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    visitor = world.citizen()
    visitor.browser.open("/gallery/sign_in/credentials/empty")
    assert visitor.sign_in().errors == ["The number or the password is not right."]
    visitor.browser.open("/gallery/leave")
    assert visitor.sign_in().path == "/sign-in/code"


def test_no_service_of_a_look_keeps_records_where_the_product_does(world: World) -> None:
    look = world_of(world.services, "a token")
    for field in fields(look):
        ours, theirs = getattr(look, field.name), getattr(world.services, field.name)
        for place in ("_engine", "client"):
            if hasattr(theirs, place):
                assert getattr(ours, place) is not getattr(theirs, place), field.name


@pytest.mark.parametrize("command", ["FLUSHALL", "KEYS", "RENAME", "SINTER", "SCAN", "CONFIG GET"])
def test_a_command_whose_keys_are_not_known_is_refused(command: str) -> None:
    with pytest.raises(ValueError, match="not known"):
        with_prefix("look:x:", (command, "a", "b"))


def test_each_key_of_a_command_gets_the_prefix() -> None:
    assert with_prefix("x:", ("EVALSHA", "sha", 2, "a", "b", "c")) == ("EVALSHA", "sha", 2, "x:a", "x:b", "c")
    assert with_prefix("x:", ("DEL", "a", b"b")) == ("DEL", "x:a", "x:b")
    assert with_prefix("x:", ("SET", "a", "b", "NX")) == ("SET", "x:a", "b", "NX")
