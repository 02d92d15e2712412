"""Public pages give way to the people who are in the middle of something; what is counted is turns."""

from collections.abc import Callable
from contextlib import ExitStack, suppress

import gevent
import pytest
from flask.sessions import SecureCookieSession
from werkzeug.test import EnvironBuilder, run_wsgi_app

from accounts.staff.records import Role
from bff.serving.overload import RESERVED_OF_ONE, Places, Regulars, Shelter
from bff.serving.wire.lane import Full, Lane
from tests.support.browser import ORIGIN, Browser
from tests.support.clerks import engage
from tests.unit.bff.conftest import World


class Turns:
    """The turns of an event loop, one at a time."""

    def __init__(self) -> None:
        self.works: list[Callable[[], object]] = []

    def later(self, work: Callable[[], object]) -> None:
        self.works.append(work)

    def one(self) -> None:
        works, self.works = self.works, []
        for work in works:
            work()
        gevent.sleep(0)
        gevent.sleep(0)


def test_a_flood_of_public_pages_begins_only_a_few_in_each_turn() -> None:
    turns, passed = Turns(), list[int]()
    lane = Lane(in_a_turn=4, waiting=100, later=turns.later)

    def visit(number: int) -> None:
        lane.enter()
        passed.append(number)

    visitors = [gevent.spawn(visit, number) for number in range(18)]
    gevent.sleep(0)
    counts = [len(passed)]
    for _ in range(5):
        turns.one()
        counts.append(len(passed))
    assert counts == [4, 8, 12, 16, 18, 18]
    assert passed == list(range(18)), "in the order in which they came"
    gevent.joinall(visitors, raise_error=True)


def test_a_flood_of_public_pages_does_not_come_between_the_waits_of_a_registration() -> None:
    lane, between, order = Lane(in_a_turn=4, waiting=1_000), list[int](), list[str]()

    def visit() -> None:
        for _ in range(20):
            lane.enter()
            order.append("page")

    def register() -> None:
        for _ in range(12):  # what one form asks Redis
            before = len(order)
            gevent.sleep(0.0001)
            between.append(len(order) - before)

    gevent.joinall([*(gevent.spawn(visit) for _ in range(64)), gevent.spawn(register)], raise_error=True)
    assert len(order) == 64 * 20
    assert max(between) <= 2 * 4


def test_too_many_public_pages_are_told_to_come_back() -> None:
    lane = Lane(in_a_turn=1, waiting=2, later=Turns().later)
    lane.enter()
    waiting = [gevent.spawn(lane.enter) for _ in range(2)]
    gevent.sleep(0)
    assert lane.waiting == 2
    with pytest.raises(Full):
        lane.enter()
    gevent.killall(waiting)


def test_the_last_places_are_for_people_in_the_middle_of_something() -> None:
    places = Places(most=3, reserved=1)
    with places.take(is_reserved=False), places.take(is_reserved=False):
        with pytest.raises(Full), places.take(is_reserved=False):
            pass
        with places.take(is_reserved=True), pytest.raises(Full), places.take(is_reserved=True):
            pass
    assert places.taken == 0


def test_a_stranger_can_not_take_the_reserved_places_with_one_flow() -> None:
    places = Places(most=30, reserved=20)
    with ExitStack() as flood:
        for _request in range(30):
            is_first = places.has_room_for("flow")
            with suppress(Full):
                flood.enter_context(places.take(is_reserved=is_first, of="flow"))
        assert places.taken == 10, "no more than strangers have"
        assert not places.has_room_for("flow")
        assert places.has_room_for("another flow")
        with places.take(is_reserved=True, of="another flow"):
            pass
    assert places.has_room_for("flow")


@pytest.mark.parametrize("cookie", ["registration", "session"])
def test_a_stranger_can_not_pass_the_lane_with_more_requests_of_one_cookie_than_a_person_has(
    world: World, cookie: str
) -> None:
    places, lane, browser = Places(), Lane(in_a_turn=1, waiting=0, later=Turns().later), Browser(world.app)
    if cookie == "session":
        owner = world.citizen()
        owner.register()
        owner.sign_in()
        owner.enter_code()
        browser = owner.browser
    else:
        browser.open("/register/citizen/mobile-subscriber")
        browser.press("Start")
    begun = list[gevent.Greenlet]()

    def wait(environ: dict[str, str], start: Callable[[str, list[tuple[str, str]]], object]) -> list[bytes]:
        gevent.sleep(3_600)
        return []

    shelter = Shelter(world.app, wait, places=places, lane=lane)
    begun = [gevent.spawn(ask, shelter, "/register", f"cuaso={browser.cookie}") for _ in range(30)]
    gevent.sleep(0)
    assert places.taken == RESERVED_OF_ONE + 1, "and one that had its turn"
    gevent.killall(begun)


@pytest.mark.parametrize("path", ["/", "/guides", "/sign-in"])
def test_a_flood_of_sign_ins_does_not_stand_between_a_visitor_and_a_page(world: World, path: str) -> None:
    turns, begun = Turns(), list[str]()

    def note(environ: dict[str, str], start: Callable[[str, list[tuple[str, str]]], object]) -> list[bytes]:
        begun.append(environ["REQUEST_METHOD"])
        start("200 OK", [])
        return [b""]

    pages, forms = Lane(4, 150, turns.later), Lane(2, 150, turns.later)
    shelter = Shelter(world.app, note, lane=pages, forms=forms)
    flood = [gevent.spawn(ask, shelter, "/sign-in", method="POST", password="x") for _ in range(90)]
    gevent.sleep(0)
    visitor = gevent.spawn(ask, shelter, path)
    gevent.sleep(0)
    assert begun.count("GET") == 1, "in the turn in which it came"
    assert begun.count("POST") == 2
    gevent.killall([visitor, *flood])


@pytest.fixture
def full(world: World) -> Shelter:
    """A worker in which strangers have taken all places but the reserved ones."""
    return Shelter(world.app, world.app.wsgi_app, places=Places(most=1, reserved=1))


def ask(
    shelter: Shelter, path: str, cookie: str = "", method: str = "GET", **form: str
) -> tuple[str, str, str]:
    asked = EnvironBuilder(path, method=method, base_url=ORIGIN, data=form or None)
    asked.headers["Cookie"], asked.headers["Accept-Language"] = cookie, "en"
    body, status, headers = run_wsgi_app(shelter, asked.get_environ())
    return status[:3], headers.get("Retry-After", ""), b"".join(body).decode()


@pytest.mark.parametrize("path", ["/", "/guides", "/register", "/sign-in", "/counter-help"])
def test_a_public_page_is_shed_first(full: Shelter, path: str) -> None:
    status, retry_after, page = ask(full, path)
    assert (status, retry_after) == ("503", "5")
    assert "Xin thử lại" in page
    assert "Please try again" in page


def test_a_person_in_the_middle_of_a_registration_goes_on(world: World, full: Shelter) -> None:
    citizen = world.citizen()
    citizen.start()
    assert ask(full, citizen.page.path, f"cuaso={citizen.browser.cookie}")[0] == "200"


def test_a_stranger_can_not_make_up_a_session_to_go_first(full: Shelter) -> None:
    assert ask(full, "/", "cuaso=eyJyZWdpc3RlciI6IngifQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")[0] == "503"


@pytest.mark.parametrize("name", ["cuaso-desk", "__Host-cuaso-desk", "x-cuaso-desk"])
def test_a_stranger_can_not_name_a_cookie_like_the_desks_to_go_first(full: Shelter, name: str) -> None:
    assert ask(full, "/register", f"{name}=1")[0] == "503"


def test_a_member_of_staff_goes_first_once_the_worker_has_found_the_session(
    world: World, full: Shelter
) -> None:
    clerk = engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK)
    clerk.sign_in()
    assert ask(full, "/desk", f"cuaso-desk={clerk.browser.desk_cookie}")[0] == "200"
    assert ask(full, "/desk", f"cuaso-desk={clerk.browser.desk_cookie}x")[0] == "503"


@pytest.mark.parametrize(
    "path", ["/static/none.css", "/static/", "/health/none", "/health/counterparts", "/socket.iox", "/health"]
)
def test_a_stranger_can_not_go_first_by_the_beginning_of_an_address(full: Shelter, path: str) -> None:
    assert ask(full, path)[0] == "503"


def test_assets_and_probes_need_no_place(world: World, full: Shelter) -> None:
    asset = min(world.app.extensions["asset_paths"])
    assert [ask(full, path)[0] for path in (asset, "/health/live", "/health/ready")] == ["200"] * 3


def test_a_worker_remembers_a_bounded_number_of_sessions() -> None:
    regulars = Regulars(most=2)
    for token in "abc":
        regulars.greet(token)
    assert [regulars.knows(token) for token in "abc"] == [False, True, True]


def test_a_form_for_which_there_is_no_place_is_shown_again_without_secrets(
    world: World, full: Shelter
) -> None:
    browser = world.citizen().browser
    browser.open("/counter-help")
    cookie, token = f"cuaso={browser.cookie}", browser.csrf_token
    fields = {"csrf_token": token, "citizen_number": "001", "phone_number": "0900"}
    status, retry_after, page = ask(full, "/counter-help", cookie, method="POST", **fields)
    assert (status, retry_after) == ("503", "5")
    assert 'value="001"' in page
    fields = {"csrf_token": token, "citizen_number": "001", "password": "geheim"}
    status, _, page = ask(full, "/sign-in", cookie, method="POST", **fields)
    assert status == "503"
    assert "geheim" not in page


def test_a_cookie_that_let_its_request_pass_is_the_session_of_the_page(world: World) -> None:
    owner = world.citizen()
    owner.register()
    owner.sign_in()
    owner.enter_code()
    cookie = f"cuaso={owner.browser.cookie}"
    seen = list[tuple[dict[str, object], bool]]()

    def look(environ: dict[str, str], start: Callable[[str, list[tuple[str, str]]], object]) -> list[bytes]:
        for _ in range(2):
            asked = world.app.request_class(environ)
            session = world.app.session_interface.open_session(world.app, asked)
            assert isinstance(session, SecureCookieSession)
            seen.append((dict(session), session.accessed or session.modified))
            session["forged"] = True
        start("200 OK", [])
        return [b""]

    ask(Shelter(world.app, look), "/account", cookie)
    assert [was_touched for _, was_touched in seen] == [False, False], "so no answer varies by it"
    assert seen[0] == seen[1], "what one reader changes, no other one sees"
    assert "signed_in" in seen[0][0]
    ask(Shelter(world.app, look), "/account", cookie + "x")
    assert seen[-1][0] == {}, "a changed cookie holds nothing"
