"""A phone that watches another browser sign: it reads nothing of the signer and decides nothing for them."""

from collections.abc import Callable

import pytest

from bff.journeys.flow import Flow
from bff.views.usb_token.views import REGISTERING
from tests.support.token_holders import PHONE_NUMBER, STEPS
from tests.unit.bff.conftest import World
from tests.unit.bff.usb_token.test_usb_token_pair import Pair

TYPED = "0900 000 777"
#: The number as any screen writes it: E.164, typed, spaced, masked.
SPELLINGS = (PHONE_NUMBER, "0900000777", "900 000 777", "900\u00a0000\u00a0777", "777")


def to_token(pair: Pair) -> None:
    pair.join()


def to_confirm(pair: Pair) -> None:
    pair.join()
    pair.holder.sign()


def to_code(pair: Pair) -> None:
    to_confirm(pair)
    pair.computer.send(phone_number=TYPED)


def back_at_confirm(pair: Pair) -> None:
    to_code(pair)
    pair.computer.post_form(f"{STEPS}/code", action="back")


def to_account_exists(pair: Pair) -> None:
    to_code(pair)
    pair.computer.send(code=pair.holder.last_code)
    again = Pair(pair.holder.world)
    pair.phone, pair.computer, pair.holder = again.phone, again.computer, again.holder
    to_confirm(pair)


PLACES: dict[str, Callable[[Pair], None]] = {
    "token": to_token,
    "confirm": to_confirm,
    "code": to_code,
    "back at confirm": back_at_confirm,
    "account_exists": to_account_exists,
}
ADDRESSES = (
    *(f"{STEPS}/{step.slug}" for step in REGISTERING.all_steps),
    f"{STEPS}/news?at=watching",
    f"{STEPS}/news?at=token",
    f"{STEPS}/code/delivery",
    f"{STEPS}/token/challenge",
    "/register/continue",
    "/existing-account",
    "/",
)
PRESSES: tuple[dict[str, str], ...] = (
    {},
    {"action": "back"},
    {"action": "here"},
    {"action": "elsewhere"},
    {"action": "resend"},
    {"phone_number": "0900 000 778"},
    {"code": "000000"},
    {"helper": "vgca", "answer": "{}"},
)
places = pytest.mark.parametrize("place", PLACES)


def facts_of(world: World) -> list[Flow]:
    """Every registration as it stands."""
    found = [world.services.flows.load(key[len("registration:{") : -1], touch=False) for key in world.records]
    return [flow for flow in found if flow]


@places
def test_a_watching_phone_can_not_read_the_signers_number_at_any_address(world: World, place: str) -> None:
    pair = Pair(world)
    PLACES[place](pair)
    for address in ADDRESSES:
        for htmx in (False, True):
            told = pair.phone.ask(address, htmx=htmx).get_data(as_text=True)
            assert [one for one in SPELLINGS if one in told] == [], address
            assert pair.holder.token.holder.full_name not in told, address


@places
def test_a_watching_phone_can_not_decide_for_the_signer_at_any_address(world: World, place: str) -> None:
    pair = Pair(world)
    PLACES[place](pair)
    sent = len(world.sandbox.inbox(PHONE_NUMBER))
    before = facts_of(world)
    pair.phone.open(f"{STEPS}/token")
    for address in ADDRESSES:
        for press in PRESSES:
            form = {"csrf_token": pair.phone.csrf_token, **press}
            pair.phone.ask(address, method="POST", data=form)
    assert facts_of(world) == before
    assert len(world.sandbox.inbox(PHONE_NUMBER)) == sent


@places
def test_a_watching_phone_can_not_take_over_what_the_signer_typed(world: World, place: str) -> None:
    pair = Pair(world)
    PLACES[place](pair)
    pair.phone.open("/register/citizen/mobile-subscriber")
    pair.phone.press("Bắt đầu")
    assert pair.phone.page.path == "/register/mobile-subscriber/who"
    assert pair.phone.page.value_of("phone_number") == ""
    assert [one for one in SPELLINGS if one in str(pair.phone.page.soup)] == []


@pytest.mark.parametrize("press", ["Hủy đăng ký", "Bắt đầu lại với mã mới"])
def test_a_phone_that_cancels_keeps_nothing_of_the_signer(world: World, press: str) -> None:
    pair = Pair(world)
    to_code(pair)
    pair.phone.open(f"{STEPS}/token")
    pair.phone.press("Hủy đăng ký")
    if press.startswith("Bắt"):
        pair.phone.open(f"{STEPS}/refused")
        pair.phone.press(press)
    flow = world.flow
    assert (flow.phone_number, flow.identity, flow.certificate, dict(flow.typed)) == (None, None, None, {})
    assert flow.codes.newest is None


def test_the_signer_does_not_get_what_the_phone_typed(world: World) -> None:
    pair = Pair(world)
    flow = world.flow
    world.services.flows.save(flow.learn(typed={"phone_number": "0900 000 778"}))
    to_confirm(pair)
    assert pair.computer.page.value_of("phone_number") == ""


def test_the_signer_goes_back_and_finds_the_number_again(world: World) -> None:
    pair = Pair(world)
    to_code(pair)
    pair.computer.press("Change my details or phone number")
    assert pair.computer.page.path == f"{STEPS}/confirm"
    assert pair.computer.page.value_of("phone_number").replace(" ", "") in {"0900000777", PHONE_NUMBER}
    assert pair.phone.open(f"{STEPS}/confirm").heading == "Tiếp tục trên máy tính"
    pair.computer.send(phone_number=TYPED)
    assert pair.computer.send(code=pair.holder.last_code).heading == "Registration complete"


@pytest.mark.parametrize("place", ["confirm", "code"])
def test_who_copied_the_cookie_of_a_shared_computer_before_is_not_taken_for_the_signer(
    world: World, place: str
) -> None:
    pair = Pair(world)
    pair.computer.open("/continue")  # the next person at this computer, whose cookie was copied
    pair.phone.cookie = pair.computer.cookie
    pair.phone.open("/register/citizen/usb-token")
    pair.phone.press("Bắt đầu")
    PLACES[place](pair)
    for address in ADDRESSES:
        told = pair.phone.ask(address).get_data(as_text=True)
        assert pair.holder.token.holder.full_name not in told, address
        assert [one for one in SPELLINGS if one in told] == [], address
