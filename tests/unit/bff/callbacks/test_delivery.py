"""Delivery receipts: which ones change the shown state of a message, and which change nothing."""

from collections.abc import Callable

import pytest

from sandbox.people.table import person_called
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World

DELIVERY = "/register/mobile-subscriber/code/delivery"
OFF = "The phone is off or has no signal. The message will arrive when it is back."
FAILED = "The message could not be sent. You have not been refused: send it again."


def told(citizen: Citizen) -> str:
    """What the waiting page fetches."""
    return citizen.browser.ask(DELIVERY, htmx=True).get_data(as_text=True)


def waiting(world: World, key: str = "everything_works") -> Citizen:
    citizen = world.citizen(person_called(key))
    citizen.reach_code()
    return citizen


@pytest.fixture
def slow(make_world: Callable[..., World]) -> World:
    """A world whose receipts come when the test delivers them."""
    return make_world(hold_receipts=True)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("everything_works", "The message reached the phone at"),
        ("phone_off", OFF),
        ("sms_fails", FAILED),
        ("sms_dropped", "The message was sent at"),
    ],
)
def test_the_code_screen_shows_the_delivery_of_the_message(world: World, key: str, words: str) -> None:
    citizen = waiting(world, key)
    assert words in citizen.page.text
    assert words in told(citizen)


def test_a_failed_message_may_be_sent_again_at_once(world: World) -> None:
    citizen = waiting(world, "sms_fails")
    citizen.browser.press("Send the code again")
    assert len(world.flow.codes.sent) == 2


def test_a_receipt_that_comes_twice_changes_nothing(slow: World) -> None:
    waiting(slow, "phone_off")
    slow.deliver(slow.receipts[-1])
    before = slow.flow
    slow.clock.move(seconds=5)
    assert slow.deliver(slow.receipts[-1]) == 204
    assert slow.flow == before


def test_receipts_in_the_wrong_order_give_the_same_result(slow: World) -> None:
    citizen = waiting(slow, "sms_fails")
    for receipt in reversed(slow.receipts):
        slow.deliver(receipt)
    assert told(citizen) == FAILED


def test_a_later_failure_receipt_does_not_undo_a_delivery(slow: World) -> None:
    citizen = waiting(slow)
    delivered = slow.receipts[-1]
    slow.deliver(delivered)
    assert slow.deliver(delivered.replace("SendSuccess=1&SendFailed=0", "SendSuccess=0&SendFailed=1")) == 204
    assert "reached the phone" in told(citizen)


def test_a_late_receipt_of_an_older_message_does_not_change_the_newest(slow: World) -> None:
    citizen = waiting(slow)
    slow.clock.move(seconds=60)
    citizen.browser.press("Send the code again")
    slow.deliver(slow.receipts[1])
    assert "was sent at" in told(citizen)


def test_a_receipt_after_the_end_of_the_registration_is_ignored(slow: World) -> None:
    waiting(slow)
    slow.let_expire()
    assert slow.deliver(slow.receipts[-1]) == 204
    assert slow.records == []


def test_a_receipt_does_not_keep_a_registration_alive(slow: World) -> None:
    waiting(slow)
    client = slow.services.flows.client
    client.expire(slow.records[0], 100)
    slow.deliver(slow.receipts[0])
    assert client.ttl(slow.records[0]) <= 100


def test_a_receipt_of_an_unknown_message_is_accepted_and_changes_nothing(slow: World) -> None:
    waiting(slow)
    slow.services.flows.client.delete(*slow.services.flows.client.keys("message:*"))
    before = slow.flow
    assert slow.deliver(slow.receipts[-1]) == 204
    assert slow.flow == before


@pytest.mark.parametrize("token", ["0" * 43, "x", "M%C3%A3", "%FF", "%00", "a" * 1500, "..%2F.."])
def test_a_forged_receipt_is_refused(slow: World, token: str) -> None:
    citizen = waiting(slow)
    query = slow.receipts[-1].partition("?")[2]
    assert slow.deliver(f"/callbacks/sms/{token}?{query}") == 404
    assert "was sent at" in told(citizen)


def test_a_receipt_proves_its_own_message_and_no_other(slow: World) -> None:
    waiting(slow)
    waiting(slow, "phone_off")
    path, query = slow.receipts[1].partition("?")[0], slow.receipts[-1].partition("?")[2]
    assert slow.deliver(f"{path}?{query}") == 404


@pytest.mark.parametrize("query", ["", "RequestId=x", "RequestId=&SendStatus=5", "RequestId=x&SendStatus=5"])
def test_a_receipt_without_a_valid_token_is_answered_404(slow: World, query: str) -> None:
    assert slow.deliver(f"/callbacks/sms/{'0' * 43}?{query}") == 404


def test_a_receipt_with_an_unknown_state_is_answered_503(slow: World) -> None:
    waiting(slow)
    nonsense = slow.receipts[-1].replace("SendStatus=5", "SendStatus=9")
    assert slow.deliver(nonsense) == 503


def test_our_own_part_of_a_receipts_address_holds_nothing_personal(slow: World) -> None:
    """The gateway itself adds the phone number to the query (eSMS, "Callback Url")."""
    citizen = waiting(slow)
    addresses = [receipt.partition("?")[0] for receipt in slow.receipts]
    assert addresses
    assert all(citizen.person.phone_number[-9:] not in address for address in addresses)


def deliver_one(world: World) -> None:
    """Deliver the last receipt that waits, if any."""
    if world.receipts:
        world.deliver(world.receipts.pop())


def test_a_receipt_that_arrives_during_the_match_does_not_lose_the_answer(
    make_world: Callable[..., World],
) -> None:
    world = make_world(hold_receipts=True, while_slow=deliver_one)
    citizen = waiting(world)
    citizen.browser.press("Change my details or phone number")
    world.sandbox.knobs.turn("carrier", delay_seconds=1)
    assert citizen.give_details().path == "/register/mobile-subscriber/code"
    assert "reached the phone" in told(citizen)


def test_polling_the_delivery_does_not_extend_the_registration(slow: World) -> None:
    citizen = waiting(slow)
    client = slow.services.flows.client
    client.expire(slow.records[0], 100)
    told(citizen)
    assert client.ttl(slow.records[0]) <= 100


def test_a_polling_page_moves_to_the_current_step_after_the_code_was_confirmed(slow: World) -> None:
    citizen = waiting(slow)
    tab = citizen.browser.second_tab()
    citizen.enter_code()
    tab.cookie = citizen.browser.cookie  # all tabs of a browser have one
    answer = tab.ask(DELIVERY, htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/register/mobile-subscriber/code")
    assert tab.open(answer.headers["HX-Redirect"]).path == "/register/mobile-subscriber/password"


def test_a_poll_after_the_registration_has_expired_leaves_the_cookie_to_the_code_screen(slow: World) -> None:
    browser = waiting(slow).browser
    slow.let_expire()
    answer = browser.ask(DELIVERY, htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/register/mobile-subscriber/code")
    assert "Set-Cookie" not in answer.headers
    assert browser.open(answer.headers["HX-Redirect"]).path == "/register"
