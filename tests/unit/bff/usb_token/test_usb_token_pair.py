"""A registration with a USB token, started on a phone and continued on a computer with a code."""

from urllib.parse import unquote

import pytest

from tests.support.browser import Page
from tests.support.token_holders import PHONE_NUMBER, STEPS, Agent, Holder, Phone
from tests.unit.bff.conftest import World


class Pair:
    """A phone on which a registration was begun, and the computer that joins it."""

    def __init__(self, world: World, key: str = "token_150", subject: str = "citizen") -> None:
        self.phone = Phone(world.app, language="vi")
        self.holder = Holder(world, key, subject)
        self.computer = self.holder.browser
        self.phone.open(f"/register/{subject}/usb-token")
        self.phone.press("Bắt đầu")

    @property
    def code(self) -> str:
        shown = self.phone.page.soup.select_one(".ticket [aria-hidden]")
        assert shown is not None
        return shown.get_text()

    def enter_code(self, code: str | None = None) -> Page:
        self.computer.open("/continue")
        return self.computer.send(code=code or self.code)

    def join(self) -> Page:
        self.enter_code()
        return self.computer.press("Yes, continue here")

    def news(self, at: str) -> str:
        return self.phone.ask(f"{STEPS}/news?at={at}", htmx=True).text


def test_a_phone_and_a_computer_walk_one_registration(world: World) -> None:
    pair = Pair(world)
    assert pair.phone.page.heading == "Tiếp tục trên máy tính"
    assert pair.join().heading == "Sign with your USB token"
    assert pair.phone.open(f"{STEPS}/handover").heading == "Tiếp tục trên máy tính"
    pair.holder.sign()
    pair.computer.send(phone_number=PHONE_NUMBER)
    assert pair.computer.send(code=pair.holder.last_code).heading == "Registration complete"
    assert pair.phone.open(f"{STEPS}/confirm").heading == "Đăng ký thành công"
    assert len(world.records) == 1


def test_both_screens_name_the_joined_devices(world: World) -> None:
    pair = Pair(world, "token_153", "business")
    page = pair.enter_code()
    assert "Chrome · Android" in page.text
    assert "Business" in page.text
    pair.computer.press("Yes, continue here")
    assert "Linux" in pair.phone.open(f"{STEPS}/token").text


def test_opening_the_link_fills_in_the_code_and_joins_nothing(world: World) -> None:
    pair = Pair(world)
    page = pair.computer.open("/continue/" + pair.code.replace(" ", ""))
    assert page.value_of("code") == pair.code.replace(" ", "")
    assert world.flow.step == "handover"


def test_the_address_is_sent_to_the_computer_without_the_code(world: World) -> None:
    pair = Pair(world)
    (link,) = pair.phone.page.soup.select("main a[href^='mailto:']")
    body = unquote(str(link["href"]))
    assert "/continue" in body
    assert pair.code not in body


def test_a_code_joins_once(world: World) -> None:
    pair = Pair(world)
    pair.join()
    stranger = Agent(world.app, language="en")
    stranger.open("/continue")
    assert "There is no such code" in stranger.send(code=pair.code).text


def test_a_code_that_was_shown_to_two_computers_joins_the_faster_one(world: World) -> None:
    pair, slower = Pair(world), Agent(world.app, language="en")
    slower.open("/continue")
    slower.send(code=pair.code)
    pair.join()
    assert "used already" in slower.press("Yes, continue here").text


def test_a_code_is_forgotten_after_ten_minutes(world: World) -> None:
    pair = Pair(world)
    code = pair.code
    world.clock.move(seconds=601)
    assert "There is no such code" in pair.enter_code(code).text
    pair.phone.open(f"{STEPS}/handover")
    pair.phone.press("Lấy mã mới")
    assert pair.code != code


@pytest.mark.parametrize("typed", ["{0}", "{1}", " {0} ", "{2}"])
def test_a_code_is_read_in_every_spelling(world: World, typed: str) -> None:
    pair = Pair(world)
    code = pair.code
    written = typed.format(code, code.lower(), code.replace(" ", "-"))
    assert pair.enter_code(written).heading == "Is this your registration?"


@pytest.mark.parametrize("typed", ["", "1", "0000 0000", "ABCD EFGH J"])
def test_an_invalid_computer_code_is_refused(world: World, typed: str) -> None:
    assert Pair(world).enter_code(typed or " ").status == 422


def test_guesses_of_the_computer_code_are_limited(make_world: type) -> None:
    world: World = make_world(usb_joins_per_hour=3)
    pair = Pair(world)
    for _try in range(3):
        pair.enter_code("2222 2222")
    assert pair.enter_code("2222 2222").status == 429


def test_the_phone_sees_every_stage_and_none_of_the_data(world: World) -> None:
    pair = Pair(world)
    pair.join()
    assert "Ký bằng USB trên máy tính" in pair.news("handover")
    pair.holder.challenge()
    assert "Nhập mã PIN của USB trên máy tính" in pair.news("watching")
    pair.holder.sign()
    pair.phone.open(f"{STEPS}/confirm")
    assert pair.phone.page.heading == "Tiếp tục trên máy tính"
    assert pair.holder.token.holder.full_name not in pair.phone.page.text


def test_the_phone_cannot_sign_confirm_or_open_anything(world: World) -> None:
    pair = Pair(world)
    pair.join()
    pair.phone.open(f"{STEPS}/token")
    assert pair.phone.post_form(f"{STEPS}/token/challenge").status_code == 409
    pair.holder.sign()
    pair.phone.open(f"{STEPS}/confirm")
    pair.phone.post_form(f"{STEPS}/confirm", phone_number="+84900000778")
    assert world.flow.step == "confirm"


def test_cancelling_on_the_phone_is_shown_on_the_computer(world: World) -> None:
    pair = Pair(world)
    pair.join()
    pair.phone.open(f"{STEPS}/token")
    pair.phone.press("Hủy đăng ký")
    page = pair.holder.hand_over("{}")
    assert page.heading == "The registration was cancelled"
    assert world.flow.identity is None


def test_the_computer_cancels_and_the_phone_starts_again(world: World) -> None:
    pair = Pair(world)
    first = pair.code
    pair.join()
    pair.computer.press("Cancel the registration")
    pair.phone.open(f"{STEPS}/refused")
    assert "đã bị hủy" in pair.phone.page.text
    pair.phone.press("Bắt đầu lại với mã mới")
    assert pair.code != first
    assert pair.computer.open(f"{STEPS}/token").path == "/continue"


def test_the_phone_shows_a_refusal_and_no_second_cancel_button(world: World) -> None:
    pair = Pair(world, "token_expired")
    pair.join()
    pair.phone.open(f"{STEPS}/token")
    assert "Hủy đăng ký" in pair.phone.page.text
    pair.holder.sign()
    told = pair.news("watching")
    assert ("Chứng thư chữ ký số đã hết hạn" in told, "Hủy đăng ký" in told) == (True, False)
    assert pair.phone.open(f"{STEPS}/refused").heading == "Chứng thư chữ ký số đã hết hạn"
    assert "Bắt đầu lại với mã mới" in pair.news("ended")
    pair.computer.press("Try again")
    assert "Ký bằng USB trên máy tính" in pair.news("ended")


def test_the_news_address_of_a_screen_without_news_returns_the_screen(world: World) -> None:
    holder = Holder(world)
    holder.reach_token()
    holder.sign()
    assert holder.browser.ask(f"{STEPS}/news?at=confirm", htmx=True).status_code == 200


def test_the_token_may_be_used_on_the_device_that_started(world: World) -> None:
    pair = Pair(world)
    assert pair.phone.press("USB ký số đang cắm vào thiết bị này").heading == "Ký bằng USB ký số"
