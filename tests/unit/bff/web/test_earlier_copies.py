"""Who used a browser before, and kept a copy of its cookie, goes on with nothing of the next person's."""

from collections.abc import Callable

import pytest

from sandbox.mssp.sims import SIMS
from tests.support.browser import Browser
from tests.support.citizens import PASSWORD, WHO, Citizen
from tests.support.sim_holders import Holder
from tests.support.token_holders import Holder as TokenHolder
from tests.unit.bff.conftest import World

FIRST, BEGUN = "at the first form", "at the home page, begun"
#: Where each journey of a SIM begins, and the button that leads to its first form.
BEFORE_THE_SIM = {
    "/sign-in/sim": "/sign-in",
    "/register/sim-signature": "/register/citizen/sim-signature",
    "/prove/sim-signature": "/prove/for/reset?subject=citizen",
}
BUTTONS = {
    "/sign-in/sim": "Sign in with",
    "/register/sim-signature": "Start",
    "/prove/sim-signature": "SIM",
}
LEFT = pytest.mark.parametrize("left", [FIRST, BEGUN])
#: Each method that registers with a password: who does, and the address of its steps.
WITH_A_PASSWORD: dict[str, tuple[Callable[[World], Citizen], str]] = {
    "mobile subscriber": (lambda world: world.citizen(), "/register/mobile-subscriber"),
    "social insurance": (lambda world: world.insured(), "/register/social-insurance"),
}


def copy_of(browser: Browser) -> Browser:
    """A browser elsewhere with the cookies of this moment."""
    return browser.second_tab()


def begin_to_sign_in(holder: TokenHolder) -> None:
    holder.browser.open("/sign-in")
    holder.browser.press("USB signing token")


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
def test_an_earlier_copy_can_not_read_what_the_next_person_typed_before_switching_the_language(
    world: World, begin: Callable[[World], Citizen], at: str
) -> None:
    victim = begin(world)
    victim.start()
    thief = copy_of(victim.browser)
    who = {name: text for name, text in victim.details.items() if name in WHO}
    page = victim.browser.send(language="vi", **who)
    assert page.value_of("citizen_number") == victim.person.citizen_number
    shown = thief.open(f"{at}/who")
    assert victim.person.citizen_number not in str(shown.soup)
    assert victim.person.full_name not in str(shown.soup)


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


@pytest.mark.parametrize("at", ["/sign-in/sim", "/register/sim-signature", "/prove/sim-signature"])
@pytest.mark.parametrize("seconds", [0, 20])
def test_the_form_sent_from_an_earlier_copy_does_not_get_what_the_sim_has_signed(
    world: World, at: str, seconds: int
) -> None:
    owner = Holder(world, SIMS[0].phone_number)
    owner.register()
    victim = Holder(world, SIMS[1].phone_number if at.startswith("/register") else owner.phone_number)
    victim.browser.open(BEFORE_THE_SIM[at])
    victim.browser.press(BUTTONS[at])
    thief = copy_of(victim.browser)
    form = thief.page
    victim.browser.send(phone_number=victim.phone_number)
    victim.confirm_on_the_phone()
    world.clock.move(seconds=seconds)
    thief.page = form
    thief.send(phone_number=victim.phone_number)
    assert steps_seen(thief, at, "confirm", "enter", "proven") == set()
    assert thief.open("/account").heading == "Sign in"
    assert "new password" not in thief.post_form("/forgot-password/new-password").get_data(as_text=True)


@pytest.mark.parametrize(
    ("at", "begin"),
    [
        ("/register/usb-token", TokenHolder.reach_token),
        ("/sign-in/token", begin_to_sign_in),
    ],
)
def test_an_earlier_copy_of_the_cookie_gets_nothing_that_the_next_persons_token_signed(
    world: World, at: str, begin: Callable[[TokenHolder], object]
) -> None:
    if at.startswith("/sign-in"):
        TokenHolder(world).register()
    victim = TokenHolder(world)
    begin(victim)
    thief = copy_of(victim.browser)
    page = victim.sign(at=f"{at}/token")
    assert page.status == 200
    assert page.path in {f"{at}/confirm", "/account"}
    assert steps_seen(thief, at, "token", "confirm", "enter") == set()
    assert thief.open("/account").heading == "Sign in"
    if page.path.endswith("/confirm"):
        assert victim.browser.send(phone_number="+84900000777").path == f"{at}/code"


def test_a_token_signs_twice_after_a_lost_answer_and_arrives_where_the_first_press_led(world: World) -> None:
    holder = TokenHolder(world)
    holder.reach_token()
    answer = holder.answer(holder.challenge())
    second = copy_of(holder.browser)
    token = holder.browser.csrf_token
    page = holder.hand_over(answer)
    again = second.post("/register/usb-token/token", csrf_token=token, helper="vgca", answer=answer)
    assert again.path == page.path == "/register/usb-token/confirm"


def try_an_own_number_and_go_back(browser: Browser, world: World, at: str) -> None:
    """The earlier person makes the flow hold something: a request to a SIM of their own, and goes back."""
    browser.send(phone_number="0900000333")
    world.ask()
    browser.post(f"{at}/waiting", csrf_token=browser.csrf_token, action="back")
    if browser.page.path.endswith("/refused"):
        browser.post(f"{at}/refused", csrf_token=browser.csrf_token, action="back")
    assert browser.page.path == f"{at}/phone"


@pytest.mark.parametrize("at", BEFORE_THE_SIM)
@pytest.mark.parametrize("left", [FIRST, BEGUN])
def test_the_next_person_does_not_go_on_in_a_flow_that_holds_a_request_of_the_person_before(
    world: World, at: str, left: str
) -> None:
    owner = Holder(world, SIMS[0].phone_number)
    if not at.startswith("/register"):
        owner.register()
    victim = Holder(world, owner.phone_number)
    victim.browser.open(BEFORE_THE_SIM[at])
    victim.browser.press(BUTTONS[at])
    try_an_own_number_and_go_back(victim.browser, world, at)
    thief = copy_of(victim.browser)
    if left == BEGUN:
        victim.browser.open("/")
        victim.browser.open(BEFORE_THE_SIM[at])
        victim.browser.press(BUTTONS[at])
    assert victim.browser.send(phone_number=victim.phone_number).path == f"{at}/waiting"
    victim.confirm_on_the_phone()
    assert steps_seen(thief, at, "waiting", "confirm", "enter", "proven", "which_account") == set()
    thief.open_and_go_on(f"{at}/waiting")
    assert thief.open("/account").heading == "Sign in"


@pytest.mark.parametrize(("begin", "at"), WITH_A_PASSWORD.values(), ids=WITH_A_PASSWORD)
def test_the_person_before_reads_nothing_of_what_the_next_one_types_in_the_same_flow(
    world: World, begin: Callable[[World], Citizen], at: str
) -> None:
    before = begin(world)
    before.reach_code()
    before.browser.post(f"{at}/code", csrf_token=before.browser.csrf_token, action="back")
    before.browser.send(phone_number="")
    before.browser.post(f"{at}/details", csrf_token=before.browser.csrf_token, action="back")
    before.browser.send(citizen_number="", full_name="")
    thief = copy_of(before.browser)
    victim = begin(world)
    victim.browser = before.browser
    victim.browser.open("/")
    victim.start()
    victim.give_details()
    assert victim.page.path == f"{at}/code"
    assert steps_seen(thief, at, "code", "password", "done") == set()
    form = thief.open(f"{at}/who")
    assert [form.value_of(name) for name in ("full_name", "citizen_number")] == ["", ""]


def test_the_next_person_does_not_sign_for_the_person_before_who_left_a_challenge_open(world: World) -> None:
    victim = TokenHolder(world)
    victim.reach_token()
    victim.challenge()
    thief = copy_of(victim.browser)
    victim.browser.open("/")
    victim.reach_token()
    assert victim.sign().path == "/register/usb-token/confirm"
    assert steps_seen(thief, "/register/usb-token", "token", "confirm", "code", "done") == set()


@pytest.mark.parametrize("elsewhere", ["/register/extend", "/vneid/return"])
def test_a_form_at_another_address_does_not_act_for_a_flow_that_a_sim_has_led_on(
    world: World, elsewhere: str
) -> None:
    owner = Holder(world, SIMS[0].phone_number)
    owner.register()
    holder = Holder(world, owner.phone_number)
    holder.browser.open("/sign-in")
    holder.browser.press("Sign in with")
    holder.browser.send(phone_number=owner.phone_number)
    holder.confirm_on_the_phone()
    others = [copy_of(holder.browser) for _tab in range(3)]
    for tab in others:
        tab.post(elsewhere, csrf_token=tab.csrf_token)
        assert tab.open("/account").heading == "Sign in"
    assert holder.browser.open_and_go_on("/sign-in/sim/enter").heading == "My account"


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
    page = lost.open("/register/mobile-subscriber/who")
    assert page.soup.find(attrs={"name": "citizen_number"}) is not None
