"""Every method, signing in and getting back in: on easy screens and with a helper, with and without htmx."""

from collections.abc import Callable

import pytest
from bs4 import Tag

from bff.web.devices import HELPING_SECONDS
from sandbox.people.table import person_called
from sandbox.vietnam_post.people import post_person_called
from tests.support.browser import Browser, Page
from tests.support.citizens import Citizen, Insured
from tests.support.sim_holders import Holder as SimHolder
from tests.support.sim_holders import phone_of
from tests.support.token_holders import Holder as TokenHolder
from tests.support.vneid import Traveller
from tests.unit.bff.account.test_forgot_password import NEW, ask
from tests.unit.bff.conftest import World
from tests.unit.bff.vietnam_post import test_post_office as office
from tests.unit.bff.vietnam_post import test_vietnam_post as post_id

DONE = "Registration complete"


class Watched(Browser):
    """A browser that keeps every page that it was shown."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.seen: list[Page] = []

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name == "page" and isinstance(value, Page) and hasattr(self, "seen"):
            self.seen.append(value)


def easy(browser: Browser) -> None:
    browser.open("/")
    browser.press("Easy screens")


def helped(browser: Browser) -> None:
    browser.open("/register")
    browser.press("Help others register")


def mobile(world: World, browser: Browser) -> str:
    return Citizen(person_called("everything_works"), browser, world.sandbox).register().heading


def insured(world: World, browser: Browser) -> str:
    return Insured(person_called("insured"), browser, world.sandbox).register().heading


def sim(world: World, browser: Browser) -> str:
    holder = SimHolder(world, phone_of("sim_citizen"))
    holder.browser = browser
    return holder.register().heading


def token(world: World, browser: Browser) -> str:
    holder = TokenHolder(world)
    holder.browser = browser  # type: ignore[assignment]  # says no agent of its own
    return holder.register().heading


def vneid(world: World, browser: Browser) -> str:
    person = person_called("vneid_level_2")
    traveller = Traveller(person, browser, world.sandbox, world.sandbox_app)
    traveller.begin()
    traveller.travel()
    traveller.give_phone()
    if traveller.page.path.endswith("/confirm"):  # an easy screen asks for the email address by itself
        traveller.browser.send(email="")
    traveller.enter_code()
    return traveller.choose_password().heading


def by_post_id(world: World, browser: Browser) -> str:
    one = post_person_called("post_id_works")
    citizen = Citizen(one.person, browser, world.sandbox)
    post_id.begin(citizen)
    citizen.browser.send(**post_id.details_of(one))
    citizen.enter_code()
    return citizen.choose_password().heading


def at_the_post(world: World, browser: Browser) -> str:
    citizen = Citizen(office.GOER, browser, world.sandbox)
    office.begin(citizen)
    return DONE if office.reference_on(citizen.enter_code()) else ""


def signing_in(world: World, browser: Browser) -> str:
    world.citizen().register()
    citizen = Citizen(person_called("everything_works"), browser, world.sandbox)
    citizen.sign_in()
    return DONE if citizen.enter_code().path == "/account" else citizen.page.heading


def getting_back_in(world: World, browser: Browser) -> str:
    world.citizen().register()
    citizen = Citizen(person_called("everything_works"), browser, world.sandbox)
    ask(citizen)
    citizen.enter_code()
    return DONE if citizen.choose_password(NEW).status == 200 else citizen.page.heading


WAYS = [mobile, insured, sim, token, vneid, by_post_id, at_the_post, signing_in, getting_back_in]
Way = Callable[[World, Browser], str]
each_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
with_and_without_htmx = pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])


def fields_of(page: Page) -> list[Tag]:
    """The fields that a person sees on a form."""
    fields = page.soup.select("#main-form input, #main-form select, #main-form textarea")
    return [one for one in fields if one.get("type") != "hidden" and not one.has_attr("hidden")]


@each_way
@with_and_without_htmx
def test_every_way_ends_well_on_easy_screens_and_none_asks_two_things(
    world: World, way: Way, *, htmx: bool
) -> None:
    browser = Watched(world.app, htmx=htmx)
    easy(browser)
    assert way(world, browser) == DONE
    for page in browser.seen:
        names = {str(one.get("name")).rpartition("_")[0] or str(one.get("name")) for one in fields_of(page)}
        if names != {"password", "confirmation"}:  # a password is never sent back to a page
            assert len(names) <= 1, (page.path, names)


@each_way
@with_and_without_htmx
def test_every_way_ends_well_with_a_helper_and_nothing_is_kept_or_offered(
    world: World, way: Way, *, htmx: bool
) -> None:
    browser = Watched(world.app, htmx=htmx)
    helped(browser)
    assert way(world, browser) == DONE
    for page in browser.seen:
        for field in fields_of(page):
            assert field.get("autocomplete") in {"off", None}, (page.path, field)
    assert not browser.known_as
    typed = {
        str(field.get("value")) for page in browser.seen for field in fields_of(page) if field.get("value")
    }
    browser.open("/")
    browser.post_form("/helping/end")
    assert browser.open("/account").path == "/sign-in"
    for path in ("/sign-in", "/forgot-password", "/register"):
        page = browser.open(path)
        assert {str(field.get("value")) for field in fields_of(page)} & typed <= {"y", "None", ""}
        assert "helping another person" not in str(page.soup)


def test_helping_begins_at_signing_in_and_at_a_forgotten_password(world: World) -> None:
    for path in ("/sign-in", "/forgot-password"):
        browser = Browser(world.app)
        browser.open(path)
        assert browser.press("Help someone here").path == path
        assert "helping another person" in str(browser.page.soup)


def test_helping_ends_by_itself_when_no_one_is_there(world: World) -> None:
    browser = Browser(world.app)
    helped(browser)
    world.clock.move(seconds=HELPING_SECONDS - 60)
    browser.post_form("/screens/usual")
    world.clock.move(seconds=HELPING_SECONDS - 60)
    assert "helping another person" in str(browser.open("/register").soup)
    world.clock.move(seconds=HELPING_SECONDS)
    assert "helping another person" not in str(browser.open("/register").soup)


def test_the_words_to_a_helper_speak_of_the_person_who_is_helped(world: World) -> None:
    citizen = world.citizen()
    helped(citizen.browser)
    assert citizen.start().heading == "The person's details"
    assert citizen.say_who().heading == "The person's phone"
    page = citizen.give_details()
    assert "Ask them to read it out" in page.text
    assert "Never give this code" not in page.text
