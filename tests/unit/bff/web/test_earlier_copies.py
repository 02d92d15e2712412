"""Who used a browser before, and kept a copy of its cookie, goes on with nothing of the next person's."""

from collections.abc import Callable

import pytest

from sandbox.mssp.sims import SIMS
from tests.support.browser import Browser
from tests.support.citizens import PASSWORD, Citizen
from tests.support.sim_holders import Holder
from tests.unit.bff.conftest import World

FIRST, BEGUN = "at the first form", "at the home page, begun"
LEFT = pytest.mark.parametrize("left", [FIRST, BEGUN])
#: Each method that registers with a password: who does, and the address of its steps.
WITH_A_PASSWORD: dict[str, tuple[Callable[[World], Citizen], str]] = {
    "mobile subscriber": (lambda world: world.citizen(), "/register/mobile-subscriber"),
    "social insurance": (lambda world: world.insured(), "/register/social-insurance"),
}


def copy_of(browser: Browser) -> Browser:
    """A browser elsewhere with the cookies of this moment."""
    return browser.second_tab()


def steps_seen(thief: Browser, at: str, *steps: str) -> set[str]:
    """The steps at which the copy finds a flow, of those that come after the first form."""
    pages = {step: thief.open(f"{at}/{step}") for step in steps}
    return {step for step, page in pages.items() if (page.path, page.status) == (f"{at}/{step}", 200)}


@LEFT
@pytest.mark.parametrize(("begin", "at"), WITH_A_PASSWORD.values(), ids=WITH_A_PASSWORD)
def test_an_earlier_copy_of_the_cookie_can_not_choose_the_next_persons_password(
    world: World, begin: Callable[[World], Citizen], at: str, left: str
) -> None:
    victim = begin(world)
    victim.start()
    thief = copy_of(victim.browser)
    if left == BEGUN:
        victim.browser.open("/")
        victim.start()
    victim.give_details()
    assert steps_seen(thief, at, "code", "password", "done") == set()
    victim.enter_code()
    assert steps_seen(thief, at, "code", "password", "done") == set()
    thief.post_form(f"{at}/password", password="Kẻ-gian-5-đổi", confirmation="Kẻ-gian-5-đổi")
    victim.choose_password()
    assert victim.page.heading == "Registration complete"
    assert victim.sign_in(PASSWORD).heading != "Sign in"


@pytest.mark.parametrize(("begin", "at"), WITH_A_PASSWORD.values(), ids=WITH_A_PASSWORD)
def test_a_copy_from_before_the_code_is_worth_nothing_after_it(
    world: World, begin: Callable[[World], Citizen], at: str
) -> None:
    victim = begin(world)
    victim.reach_code()
    thief = copy_of(victim.browser)
    victim.enter_code()
    assert steps_seen(thief, at, "code", "password", "done") == set()
    assert victim.choose_password().heading == "Registration complete"


@pytest.mark.parametrize("at", ["/sign-in/sim", "/register/sim-signature"])
def test_an_earlier_copy_of_the_cookie_can_not_go_on_after_the_next_persons_sim_confirmed(
    world: World, at: str
) -> None:
    owner = Holder(world, SIMS[0].phone_number)
    owner.register()
    victim = Holder(world, owner.phone_number)
    if at == "/sign-in/sim":
        victim.browser.open("/sign-in")
        victim.browser.press("Sign in with")
    else:
        victim.browser.open("/register/citizen/sim-signature")
        victim.browser.send_any("Start", "Bắt đầu")
    thief = copy_of(victim.browser)
    form = thief.page
    victim.browser.send(phone_number=victim.phone_number)
    world.clock.move(seconds=10)
    thief.page = form
    thief.send(phone_number=victim.phone_number)  # a number is no secret
    victim.confirm_on_the_phone()
    assert steps_seen(thief, at, "waiting", "confirm", "enter") == set()
    thief.post_form(f"{at}/enter")
    thief.post_form(f"{at}/waiting")
    assert thief.open("/account").heading == "Sign in"
    if at == "/sign-in/sim":
        assert victim.browser.open_and_go_on("/sign-in/sim/waiting").heading == "My account"


def test_a_form_that_is_sent_twice_arrives_where_the_first_one_led(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    second = copy_of(citizen.browser)
    citizen.give_details()
    messages = len(citizen.messages)
    page = second.send(**citizen.details)
    assert page.heading == citizen.page.heading
    assert len(citizen.messages) == messages
    citizen.browser = second
    citizen.enter_code()
    assert citizen.choose_password().heading == "Registration complete"


def test_a_code_that_is_sent_twice_arrives_where_the_first_one_led(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_code()
    second = copy_of(citizen.browser)
    citizen.enter_code()
    code = citizen.last_code
    page = second.send(code=code)
    assert page.heading == citizen.page.heading
    citizen.browser = second
    assert citizen.choose_password().heading == "Registration complete"


def test_after_a_lost_answer_the_first_form_is_still_there(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    lost = copy_of(citizen.browser)
    citizen.give_details()
    page = lost.open("/register/mobile-subscriber/details")
    assert page.soup.find(attrs={"name": "citizen_number"}) is not None
