"""A stranger's password checks take their own places: no page and no owner waits behind them."""

from collections.abc import Callable

import pytest

from accounts.hashing import Busy
from tests.support.browser import Browser
from tests.support.citizens import PASSWORD, Citizen
from tests.unit.bff.account.test_forgot_password import ask
from tests.unit.bff.account.test_pressed_twice import desk_password, new_password
from tests.unit.bff.conftest import World

NEW = "Cầu-ao-7-bậc"
LONG = "ữ" * 400


def let_strangers_fill_their_places(world: World) -> int:
    """Take every place that strangers' checks can take; return how many."""
    places = world.services.passwords.places
    while True:
        try:
            places.take(by_stranger=True)
        except Busy:
            return places.taken


@pytest.mark.parametrize("password", [PASSWORD, LONG])
def test_a_stranger_gets_half_of_the_places_and_then_a_quiet_answer(world: World, password: str) -> None:
    citizen = world.citizen()
    citizen.register()
    settings = world.services.settings
    most = settings.password_threads + settings.password_queue
    stranger = world.citizen()
    assert let_strangers_fill_their_places(world) == most // 2
    assert stranger.sign_in(password).status == 503
    assert world.services.passwords.taken == most // 2


@pytest.mark.parametrize(
    "path", ["/", "/register", "/sign-in", "/forgot-password", "/code", "/counter-help", "/guides"]
)
def test_a_stranger_who_fills_the_places_keeps_no_visitor_from_a_page(world: World, path: str) -> None:
    let_strangers_fill_their_places(world)
    assert Browser(world.app).open(path).status == 200


def registering(world: World) -> Callable[[], object]:
    citizen = world.citizen()
    citizen.reach_password()
    return lambda: citizen.choose_password().path == "/register/mobile-subscriber/done"


def resetting(world: World) -> Callable[[], object]:
    citizen = registered(world)
    ask(citizen)
    citizen.enter_code()
    return lambda: citizen.choose_password(NEW).heading == "The new password is saved"


def registered(world: World) -> Citizen:
    citizen = world.citizen()
    citizen.register()
    return citizen


def signing_in_where_known(world: World) -> Callable[[], object]:
    citizen = registered(world)
    citizen.sign_in()
    citizen.enter_code()
    citizen.browser.press("Sign out")
    return lambda: citizen.sign_in().path == "/sign-in/code"


def changing(world: World) -> Callable[[], object]:
    form = new_password(world)
    return lambda: form.press(form.browser).path == "/account"


def changing_at_the_desk(world: World) -> Callable[[], object]:
    form = desk_password(world)
    return lambda: form.press(form.browser).path == "/desk"


@pytest.mark.parametrize(
    "owner", [registering, resetting, signing_in_where_known, changing, changing_at_the_desk]
)
def test_a_stranger_who_fills_the_places_keeps_no_owner_from_a_password(
    world: World, owner: Callable[[World], Callable[[], object]]
) -> None:
    succeeds = owner(world)
    let_strangers_fill_their_places(world)
    assert succeeds()
