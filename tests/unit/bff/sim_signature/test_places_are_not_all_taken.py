"""A stranger who takes the minute's places the moment they come free keeps no person waiting for ever."""

import random
from collections.abc import Callable

import pytest

from tests.support.browser import Browser, Page
from tests.support.sim_holders import Holder, phone_of
from tests.unit.bff.conftest import World
from tests.unit.bff.sim_signature.test_unvouched_requests import ASKED, SEND, WAITS

MakeWorld = Callable[..., World]
MINUTE = 60.01
#: Proofs of work in a burst: the ten places of a range, and as many that wait and come back.
BURST = 20


def due_in(page: Page) -> float:
    """After how many seconds the page presses by itself."""
    form = page.soup.select_one("form[data-by-itself]")
    return float(str(form["data-by-itself"])) if form else 0


class Stranger:
    """Begins new requests in a burst each minute, and presses those that wait when their turn comes."""

    def __init__(self, world: World, *, comes_back: bool) -> None:
        self.world, self.comes_back = world, comes_back
        self.began, self.next_burst = 0, 0.0
        self.waiting: list[tuple[float, Browser]] = []

    def press_until(self, now: float) -> None:
        """Do what is due at *now* (seconds of the simulated hour)."""
        for due, browser in [one for one in self.waiting if one[0] <= now]:
            self.waiting.remove((due, browser))
            self._keep(browser, browser.press(SEND), now)
        if self.next_burst <= now:
            self.next_burst = now + MINUTE
            for _ in range(BURST):
                self._begin(now)

    def _begin(self, now: float) -> None:
        self.began += 1
        browser = Browser(self.world.app, language="en")
        browser.open("/sign-in")
        browser.press("Sign in with: SIM")
        self._keep(browser, browser.send(phone_number=f"+849000{10_000 + self.began:05}"), now)

    def _keep(self, browser: Browser, page: Page, now: float) -> None:
        if self.comes_back and page.heading == WAITS:
            self.waiting.append((now + due_in(page), browser))


def minutes_until_asked(world: World, stranger: Stranger, phone_number: str) -> float:
    """How long a person with this phone waits until their SIM is asked, in a new browser; 60: it never was.

    The stranger presses first at each moment, as a machine does.
    """
    now = random.Random(7).uniform(1, 20)  # noqa: S311  # a moment, not a secret
    stranger.press_until(0)
    world.clock.move(seconds=now)
    person = Browser(world.app, language="en")
    person.open("/sign-in")
    person.press("Sign in with: SIM")
    page = person.send(phone_number=phone_number)
    turn = now + due_in(page)
    while page.heading == WAITS and now < 3600:
        now += 1
        world.clock.move(seconds=1)
        stranger.press_until(now)
        if now > turn:
            page = person.press(SEND)
            turn = now + due_in(page)
    assert page.heading in {ASKED, WAITS}
    return now / 60


@pytest.mark.parametrize("comes_back", [False, True], ids=["new requests", "requests that wait, too"])
def test_a_stranger_who_takes_each_minutes_places_keeps_no_owner_with_only_a_sim_out(
    world: World, *, comes_back: bool
) -> None:
    owner = Holder(world, phone_of("sim_citizen"))
    owner.register()
    waited = minutes_until_asked(world, Stranger(world, comes_back=comes_back), owner.phone_number)
    assert waited < 2


def test_a_stranger_who_takes_each_minutes_places_keeps_no_person_waiting_whose_number_no_account_has(
    world: World,
) -> None:
    assert minutes_until_asked(world, Stranger(world, comes_back=False), phone_of("sim_citizen")) < 2


def test_a_number_with_an_account_waits_once_as_one_without_does(make_world: MakeWorld) -> None:
    world = make_world(sim_unvouched_per_minute=1)
    owner = Holder(world, phone_of("sim_citizen"))
    owner.register()  # takes the minute's place
    pages = []
    for phone in (owner.phone_number, "+84900012345"):
        browser = Browser(world.app, language="en")
        browser.open("/sign-in")
        browser.press("Sign in with: SIM")
        pages.append(browser.send(phone_number=phone))
    assert [page.heading for page in pages] == [WAITS, WAITS]


def test_those_who_waited_have_half_as_many_places_more_and_no_others(make_world: MakeWorld) -> None:
    world = make_world(sim_unvouched_per_minute=4)
    browsers = []
    for number in range(9):
        browsers.append(Browser(world.app, language="en"))
        browsers[-1].open("/sign-in")
        browsers[-1].press("Sign in with: SIM")
        browsers[-1].send(phone_number=f"+84900012{number:03}")
    assert [one.page.heading for one in browsers] == [ASKED] * 4 + [WAITS] * 5
    world.clock.move(seconds=70)
    for number in range(4):  # a burst that comes before them
        fresh = Browser(world.app, language="en")
        fresh.open("/sign-in")
        fresh.press("Sign in with: SIM")
        assert fresh.send(phone_number=f"+84900013{number:03}").heading == ASKED
    assert [one.press(SEND).heading for one in browsers[4:]] == [ASKED] * 2 + [WAITS] * 3
