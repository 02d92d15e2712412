"""One-time codes: which one is accepted, how many tries there are, and when another is sent."""

from collections.abc import Callable

import pytest

from sandbox.people.table import person_called
from tests.support.citizens import WHO, Citizen
from tests.unit.bff.conftest import World

CODE, DETAILS, PASSWORD = (f"/register/mobile-subscriber/{step}" for step in ("code", "details", "password"))
OLDER = "That is an older code. Enter the code from the newest message."
EXPIRED = "The code has expired. Get a new one."
LOCKED = "Too many wrong codes. Start again later, or choose another way."
AGAIN = "Send the code again"


def wrong(citizen: Citizen, number: int = 0) -> str:
    """A code that was never sent to this person."""
    return next(code for n in range(number, 20) if (code := f"{n:06d}") not in citizen.codes)


@pytest.fixture
def citizen(world: World) -> Citizen:
    found = world.citizen()
    found.reach_code()
    return found


@pytest.mark.parametrize("spelt", ["{a}{b}", "{a} {b}", " {a}-{b}\t", "{a}.{b}", "\u200b{a}{b}\u202c"])
def test_a_code_is_accepted_in_every_spelling(citizen: Citizen, spelt: str) -> None:
    code = citizen.last_code
    assert citizen.enter_code(spelt.format(a=code[:3], b=code[3:])).path == PASSWORD


def test_full_width_digits_are_accepted(citizen: Citizen) -> None:
    full_width = citizen.last_code.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})
    assert citizen.enter_code(full_width).path == PASSWORD


@pytest.mark.parametrize("typed", ["", "   ", "\u3000"])
def test_an_empty_code_is_a_slip_and_not_a_try(world: World, citizen: Citizen, typed: str) -> None:
    page = citizen.browser.send(code=typed)
    assert (page.status, page.errors) == (422, ["Enter the 6-digit code from the message."])
    assert world.flow.codes.wrong_tries == 0


@pytest.mark.parametrize("typed", ["abcdef", "1" * 120, "١٢٣٤٥٦", "<script>", "1234567", "12345"])
def test_what_has_not_six_digits_is_a_slip_and_not_a_try(world: World, citizen: Citizen, typed: str) -> None:
    page = citizen.enter_code(typed)
    assert (page.status, page.path) == (422, CODE)
    assert page.errors == ["Enter the 6-digit code from the message."]
    assert page.value_of("code") == ""
    assert world.flow.codes.wrong_tries == 0


def test_a_doubled_wrong_code_counts_once(citizen: Citizen) -> None:
    citizen.enter_code(wrong(citizen))
    assert citizen.enter_code(wrong(citizen)).errors == ["The code is not right. Tries left: 4."]
    assert citizen.enter_code(wrong(citizen, 5)).errors == ["The code is not right. Tries left: 3."]


def test_an_expired_code_is_named_and_not_counted(world: World, citizen: Citizen) -> None:
    world.clock.move(seconds=300)
    assert citizen.enter_code().errors == [EXPIRED]
    assert world.flow.codes.wrong_tries == 0


def test_a_code_counts_until_its_last_second(world: World, citizen: Citizen) -> None:
    world.clock.move(seconds=299.9)
    assert citizen.enter_code().path == PASSWORD


def test_an_older_code_is_named_and_not_counted(world: World, citizen: Citizen) -> None:
    world.clock.move(seconds=60)
    citizen.browser.press(AGAIN)
    assert citizen.enter_code(citizen.codes[0]).errors == [OLDER]
    assert world.flow.codes.wrong_tries == 0
    assert citizen.enter_code().path == PASSWORD


def test_a_used_code_opens_nothing_a_second_time(citizen: Citizen) -> None:
    old_tab = citizen.browser.second_tab()
    citizen.enter_code()
    assert old_tab.send(code=citizen.last_code).path == PASSWORD
    citizen.choose_password()
    assert old_tab.post(CODE, csrf_token=old_tab.csrf_token, code=citizen.last_code).path.endswith("/done")


def test_a_code_is_refused_in_another_registration(world: World, citizen: Citizen) -> None:
    other = world.citizen()
    other.reach_code()
    assert citizen.enter_code(other.last_code).errors == ["The code is not right. Tries left: 4."]


def test_after_five_wrong_codes_not_even_the_right_one_counts(citizen: Citizen) -> None:
    for number in range(5):
        citizen.enter_code(wrong(citizen, number * 3))
    assert citizen.page.errors == ["Too many wrong codes. Try again later, or choose another way."]
    page = citizen.browser.post(CODE, csrf_token=citizen.browser.csrf_token, code=citizen.last_code)
    assert page.path == CODE
    assert LOCKED in page.text


def test_a_new_code_or_a_new_number_gives_no_new_tries(world: World, citizen: Citizen) -> None:
    citizen.enter_code(wrong(citizen))
    world.clock.move(seconds=60)
    citizen.browser.press(AGAIN)
    citizen.enter_code(wrong(citizen, 3))
    citizen.browser.press("Change my details or phone number")
    citizen.give_details()
    assert citizen.enter_code(wrong(citizen, 6)).errors == ["The code is not right. Tries left: 2."]


def test_a_locked_registration_sends_no_message(world: World, citizen: Citizen) -> None:
    for number in range(5):
        citizen.enter_code(wrong(citizen, number * 3))
    world.clock.move(seconds=400)
    citizen.browser.press("Change my details or phone number")
    page = citizen.give_details()
    assert LOCKED in page.text
    assert len(citizen.codes) == 1


def test_starting_over_gives_no_new_tries(world: World, citizen: Citizen) -> None:
    for number in range(5):
        citizen.enter_code(wrong(citizen, number * 3))
    citizen.browser.press("Change my details or phone number")
    citizen.browser.press("Back")
    citizen.give_details(full_name="Somebody Else")
    assert citizen.page.path.endswith("/refused")
    page = citizen.reach_code()
    assert LOCKED in page.text


@pytest.mark.parametrize(("waits", "sent"), [((59,), 1), ((60,), 2), ((60, 119), 2), ((60, 120), 3)])
def test_another_code_is_sent_only_after_its_wait(
    world: World, citizen: Citizen, waits: tuple[int, ...], sent: int
) -> None:
    for seconds in waits:
        world.clock.move(seconds=seconds)
        citizen.browser.post(CODE, csrf_token=citizen.browser.csrf_token, action="resend")
    assert len(citizen.codes) == sent


def test_the_third_and_every_later_wait_is_five_minutes(make_world: Callable[..., World]) -> None:
    world = make_world(one_time_codes_per_hour=9)
    citizen = world.citizen()
    citizen.reach_code()
    for seconds in (60, 120, 299):
        world.clock.move(seconds=seconds)
        citizen.browser.post(CODE, csrf_token=citizen.browser.csrf_token, action="resend")
    assert len(citizen.codes) == 3
    assert citizen.page.soup.select_one("[data-seconds='1']")


def test_the_button_says_how_long_to_wait(citizen: Citizen) -> None:
    assert citizen.page.soup.select_one("button[data-seconds='60']")


@pytest.mark.parametrize(
    ("limit", "name"), [("one_time_codes_per_hour", "59 minutes"), ("one_time_codes_per_day", "24 hours")]
)
def test_a_number_gets_only_so_many_codes(make_world: Callable[..., World], limit: str, name: str) -> None:
    world = make_world(**{limit: 1})
    citizen = world.citizen()
    citizen.reach_code()
    world.clock.move(seconds=60)
    page = citizen.browser.press(AGAIN)
    assert (page.status, page.heading) == (429, "Please wait before you try again")
    assert name in page.text
    assert int(page.headers["Retry-After"]) > 3_500
    assert len(citizen.codes) == 1


def test_a_limit_belongs_to_the_number_and_not_to_the_browser(make_world: Callable[..., World]) -> None:
    world = make_world(one_time_codes_per_hour=1)
    world.citizen().reach_code()
    other = world.citizen()
    assert other.reach_code().status == 429
    page = other.browser.open(CODE)
    assert "No message has been sent yet." in page.text


def test_changing_the_number_keeps_the_form(citizen: Citizen) -> None:
    page = citizen.browser.press("Change my details or phone number")
    assert page.path == DETAILS
    assert page.value_of("phone_number") == citizen.person.phone_number
    assert citizen.person.full_name in page.text
    page = citizen.browser.press("Back")
    assert {name: page.value_of(name) for name in WHO if name in citizen.details} == {
        name: text for name, text in citizen.details.items() if name in WHO
    }


def test_going_back_and_on_sends_no_second_message_while_the_first_is_fresh(citizen: Citizen) -> None:
    citizen.browser.press("Change my details or phone number")
    assert citizen.give_details().path == CODE
    assert len(citizen.codes) == 1
    assert citizen.enter_code().path == PASSWORD


def test_a_code_sent_to_the_former_number_is_refused(world: World, citizen: Citizen) -> None:
    former = citizen.last_code
    citizen.browser.press("Change my details or phone number")
    citizen.browser.press("Back")
    citizen.person = person_called("crowd_500")
    citizen.give_details()
    assert citizen.page.path == CODE
    assert citizen.enter_code(former).errors == ["The code is not right. Tries left: 4."]


def test_the_resend_button_skips_validation(world: World, citizen: Citizen) -> None:
    page = citizen.browser.press(AGAIN)
    assert (page.status, page.errors) == (200, [])


def test_the_message_names_our_origin_for_autofill(citizen: Citizen) -> None:
    assert citizen.messages[-1].endswith(f"\n\n@localhost #{citizen.last_code}")
    assert len(citizen.messages[-1]) <= 160


def test_no_code_is_kept_anywhere_in_plain(world: World, citizen: Citizen) -> None:
    client = world.services.flows.client
    kept = [client.hget(key, "record") for key in world.records]
    assert all(citizen.last_code not in str(record) for record in kept)
    assert citizen.last_code not in repr(world.flow)
