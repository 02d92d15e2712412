"""Requests to SIMs: one at a time for each phone, late answers are refused, and strangers can be reported."""

from collections.abc import Callable

import pytest
import redis

from accounts.account.records import AccountEvent
from bff.stores.open_requests import OpenRequests
from sandbox.mssp.sims import sim_called
from tests.support.sim_holders import PIN, Holder, phone_of
from tests.unit.bff.conftest import World

BUSY = "Another request is still open on this phone"
WAITING = "Confirm on your phone"


@pytest.fixture
def requests(redis_url: str) -> OpenRequests:
    return OpenRequests(redis.Redis.from_url(redis_url, decode_responses=True))


# ---------------------------------------------------------------- one at a time
def test_a_phone_is_locked_by_one_holder_who_may_lock_it_again(requests: OpenRequests) -> None:
    assert requests.take("phone", whose="one", seconds=60)
    assert requests.take("phone", whose="one", seconds=60)
    assert not requests.take("phone", whose="other", seconds=60)
    assert requests.take("another phone", whose="other", seconds=60)


def test_a_phone_is_released_only_by_its_holder(requests: OpenRequests) -> None:
    requests.take("phone", whose="one", seconds=60)
    requests.end("phone", whose="other")
    assert not requests.take("phone", whose="other", seconds=60)
    requests.end("phone", whose="one")
    assert requests.take("phone", whose="other", seconds=60)


def test_a_request_that_was_not_made_keeps_no_phone(requests: OpenRequests) -> None:
    with pytest.raises(ValueError, match="too often"), requests.opening("phone", whose="one", seconds=60):
        raise ValueError("too often")
    assert requests.take("phone", whose="other", seconds=60)


def test_a_phone_is_free_at_the_latest_when_the_request_is_over(world: World) -> None:
    Holder(world, phone_of("sim_citizen")).reach_waiting()
    store = world.services.flows.client
    (key,) = store.scan_iter("open_request:*")
    assert 100 < int(store.ttl(key)) <= world.services.settings.sim_wait_seconds


def test_a_second_browser_for_the_same_phone_sees_busy_and_starts_no_request(world: World) -> None:
    first, second = (Holder(world, phone_of("sim_citizen")) for _ in range(2))
    first.reach_waiting()
    world.ask()
    code = world.sandbox.mssp.on_the_phone(first.phone_number)
    assert second.reach_waiting().heading == BUSY
    assert len(world.pollers) == 1
    assert world.sandbox.mssp.on_the_phone(first.phone_number) == code
    first.confirm_on_the_phone()
    assert first.look().path.endswith("/confirm")


def test_a_busy_phone_does_not_count_as_a_request(world: World) -> None:
    first, second = (Holder(world, phone_of("sim_citizen")) for _ in range(2))
    first.reach_waiting()
    for _time in range(5):
        assert second.reach_waiting().heading == BUSY
    first.browser.press("Cancel the request")
    assert second.reach_waiting().heading == WAITING


@pytest.mark.parametrize("end", ["cancelled", "declined", "confirmed", "expired", "left"])
def test_every_end_of_a_request_frees_the_phone(world: World, end: str) -> None:
    first, second = (Holder(world, phone_of("sim_citizen")) for _ in range(2))
    first.reach_waiting()
    world.ask()
    match end:
        case "cancelled":
            first.browser.press("Cancel the request")
            world.sandbox.mssp.cancel(first.phone_number)
        case "declined":
            world.sandbox.mssp.cancel(first.phone_number)
        case "confirmed":
            world.sandbox.mssp.confirm(first.phone_number, PIN)
        case "expired":
            world.clock.move(seconds=121)
        case _:
            first.browser.open("/register/citizen/mobile-subscriber")
            first.browser.press("Start")
    world.ask()
    assert second.reach_waiting().heading == WAITING


def test_signing_in_and_registering_share_the_lock_of_a_phone(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    holder.reach_waiting()
    holder.browser.open("/sign-in")
    holder.browser.press("Sign in with")
    assert holder.browser.send(phone_number=holder.phone_number).heading == BUSY


def test_an_extended_request_keeps_the_phone_as_long_as_it_lasts(world: World) -> None:
    first, second = (Holder(world, phone_of("sim_citizen")) for _ in range(2))
    first.reach_waiting()
    world.ask()
    world.clock.move(seconds=100)
    first.look()
    first.browser.press("Wait longer for the phone")
    (key,) = world.services.flows.client.scan_iter("open_request:*")
    assert 130 < int(world.services.flows.client.ttl(key)) <= 140
    assert second.reach_waiting().heading == BUSY


# ---------------------------------------------------------------- what comes late
def test_a_signature_for_a_cancelled_request_does_not_count_for_the_next_one(
    make_world: Callable[..., World],
) -> None:
    holders: list[Holder] = []

    def cancel_and_ask_again(_world: World) -> None:
        if holders:
            holder = holders.pop()
            holder.browser.press("Cancel the request")
            holder.browser.send(phone_number=holder.phone_number)

    world = make_world(while_slow=cancel_and_ask_again)
    holder = Holder(world, phone_of("sim_citizen"))
    holder.reach_waiting()
    world.ask()
    world.sandbox.mssp.confirm(holder.phone_number, PIN)
    world.sandbox.knobs.turn("mssp", delay_seconds=1)
    holders.append(holder)
    assert not world.pollers[0]()  # the request made since has a flow and a poller of its own
    assert world.flow.step == "waiting"
    assert world.flow.identity is None


def test_changing_the_number_frees_the_first_phone(world: World) -> None:
    holder, other = Holder(world, phone_of("sim_citizen")), Holder(world, phone_of("sim_elliptic"))
    holder.reach_waiting()
    holder.browser.press("Cancel the request")
    holder.browser.send(phone_number=other.phone_number)
    assert other.reach_waiting().heading == BUSY
    assert Holder(world, phone_of("sim_citizen")).reach_waiting().heading == WAITING


# ---------------------------------------------------------------- this was not me
def test_a_not_me_report_is_logged_counted_once_and_shown_to_the_holder(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    owner, stranger = (Holder(world, phone_of("sim_citizen")) for _ in range(2))
    owner.register()
    _decline(world, stranger)
    assert "Thank you for telling us" in stranger.browser.press("I did not ask for this").text
    stranger.browser.post_form("/register/sim-signature/refused", action="not_me")
    (account_id,) = world.services.accounts.with_phone(owner.phone_number)
    events = [entry.event for entry in world.services.accounts.history(account_id)]
    assert events == [AccountEvent.NOT_ME, AccountEvent.OPENED]
    assert world.services.counts.of(world.services.counts.today) == {"not_me.sim_signature": 1}
    assert "outcome=not_me" in capsys.readouterr().out


def test_a_not_me_report_without_an_account_is_counted_too(world: World) -> None:
    stranger = Holder(world, sim_called("declines").phone_number)
    _decline(world, stranger)
    stranger.browser.press("I did not ask for this")
    assert world.services.counts.of(world.services.counts.today) == {"not_me.sim_signature": 1}


def _decline(world: World, holder: Holder) -> None:
    holder.reach_waiting()
    world.ask()
    world.sandbox.mssp.cancel(holder.phone_number)
    world.ask()
    holder.look()
