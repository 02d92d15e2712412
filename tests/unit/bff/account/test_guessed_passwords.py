"""After too many wrong passwords an answer reveals nothing, and the owner can still sign in."""

from collections.abc import Callable

import pytest

from tests.unit.bff.account.test_forgot_password import ask
from tests.unit.bff.conftest import World

WRONG = "Sai-mật-khẩu-1"


@pytest.fixture
def attacked(make_world: Callable[..., World]) -> World:
    """A world where the first person has an account, and two wrong passwords were tried for it."""
    world = make_world(sign_ins_per_account_hour=2)
    world.citizen().register()
    for _guess in range(2):
        world.citizen().sign_in(WRONG)
    return world


def test_a_right_password_and_a_wrong_one_lead_to_the_same_screen(attacked: World) -> None:
    right, wrong = attacked.citizen(), attacked.citizen()
    assert right.sign_in().text == wrong.sign_in(WRONG).text
    asked = [one.browser.ask("/sign-in/code/delivery").data for one in (right, wrong)]
    assert asked[0] == asked[1]


def test_a_wrong_code_shows_the_same_message_after_a_right_and_a_wrong_password(attacked: World) -> None:
    right, wrong = attacked.citizen(), attacked.citizen()
    right.sign_in()
    wrong.sign_in(WRONG)
    assert right.enter_code("000000").errors == wrong.enter_code("000000").errors


@pytest.mark.parametrize("outage", ["none", "http_503"])
def test_a_limit_and_a_silent_gateway_do_not_reveal_the_right_password(attacked: World, outage: str) -> None:
    attacked.sandbox.knobs.turn("sms", outage=outage)
    for _guess in range(7):
        assert attacked.citizen().sign_in().path == "/sign-in/code"


def test_only_the_right_password_sends_a_code_and_its_owner_gets_in(attacked: World) -> None:
    guesser, owner = attacked.citizen(), attacked.citizen()
    sent = len(owner.codes)
    guesser.sign_in(WRONG)
    assert len(owner.codes) == sent
    owner.sign_in()
    assert owner.enter_code().path == "/account"


def test_codes_that_strangers_have_sent_do_not_keep_the_owner_from_signing_in(
    make_world: Callable[..., World],
) -> None:
    world = make_world(one_time_codes_per_hour=2)
    owner = world.citizen()
    owner.register()
    stranger, elsewhere = world.citizen(), world.citizen()
    for one in (stranger, world.citizen()):
        ask(one)
    sent = len(owner.codes)
    ask(world.citizen())
    assert len(owner.codes) == sent
    elsewhere.sign_in()
    assert elsewhere.enter_code().path == "/account"


def test_codes_that_strangers_guess_do_not_keep_the_owner_from_signing_in(
    make_world: Callable[..., World],
) -> None:
    world = make_world(wrong_codes_per_phone_day=3)
    world.citizen().register()
    stranger, elsewhere = world.citizen(), world.citizen()
    ask(stranger)
    for wrong in ("111111", "222222", "333333"):
        stranger.browser.send(code=wrong)
    elsewhere.sign_in()
    assert elsewhere.enter_code().path == "/account"


def test_guessed_codes_do_not_reveal_the_right_password(make_world: Callable[..., World]) -> None:
    world = make_world(sign_ins_per_account_hour=1, wrong_codes_per_phone_day=3)
    world.citizen().register()
    guesser = world.citizen()
    guesser.sign_in(WRONG)
    world.citizen().sign_in(WRONG)
    guesser.sign_in(WRONG)
    for wrong in ("111111", "222222", "333333"):
        guesser.browser.send(code=wrong)
    right, wrong_again = world.citizen(), world.citizen()
    right.sign_in()
    wrong_again.sign_in(WRONG)
    assert right.enter_code("000000").errors == wrong_again.enter_code("000000").errors
