"""The proof of work before a code: it counts once, in its own session and time, and only if it was done."""

from collections.abc import Callable

import pytest

from bff.rules.work import PARTS, Answer, bits_for, is_right
from tests.support.typed_phones import PHONES, TYPED, Stranger, cookie_of, received, stranger_at
from tests.support.work import solve
from tests.unit.bff.conftest import World

PLACE = "dispute_open"
WAITS = "Your message will be sent soon"


@pytest.mark.parametrize("key", sorted(TYPED))
@pytest.mark.parametrize("htmx", [False, True])
def test_a_proof_of_work_sends_the_code_at_once(world: World, key: str, *, htmx: bool) -> None:
    stranger = stranger_at(world, key, htmx=htmx)
    assert stranger.type_phone(PHONES[0]).heading == "Enter the verification code"
    assert received(world) == PHONES[:1]


def test_a_stranger_can_not_use_one_proof_for_two_phones(world: World) -> None:
    stranger = stranger_at(world, PLACE)
    answer = solve(stranger.challenge)
    stranger.type_phone(PHONES[0], work=answer)
    stranger.browser.press("Change my details or phone number")
    assert stranger.type_phone(PHONES[1], work=answer).heading == WAITS
    assert received(world) == PHONES[:1]


def test_a_stranger_can_not_use_a_proof_in_another_session(world: World) -> None:
    one, other = stranger_at(world, PLACE), stranger_at(world, PLACE)
    assert other.type_phone(PHONES[0], work=solve(one.challenge)).heading == WAITS
    assert received(world) == []


def test_a_stranger_can_not_use_a_proof_in_another_browser_with_the_same_flow(world: World) -> None:
    one, other = stranger_at(world, PLACE), stranger_at(world, PLACE)
    answer = solve(one.challenge)
    lend_flow(one, other)
    assert other.type_phone(PHONES[0], work=answer).heading == WAITS


def lend_flow(one: Stranger, other: Stranger) -> None:
    """Put the flow of *one* into the cookie of *other*, as a person does who knows its id."""
    cookie = cookie_of(one.world)
    mine = {**cookie.loads(other.browser.cookie), TYPED[PLACE].purpose: one.flow_id}
    other.browser.cookie = str(cookie.dumps(mine))
    other.browser.open(f"{TYPED[PLACE].at}/phone")


def test_a_stranger_can_not_use_a_proof_for_another_flow_of_the_same_browser(world: World) -> None:
    one, other = stranger_at(world, PLACE), stranger_at(world, PLACE)
    answer = solve(one.challenge)
    lend_flow(other, one)
    assert one.type_phone(PHONES[0], work=answer).heading == WAITS
    assert received(world) == []


def test_a_stranger_can_not_do_the_work_days_ahead(world: World) -> None:
    stranger = stranger_at(world, PLACE)
    answer = solve(stranger.challenge)
    world.clock.move(seconds=world.services.settings.work_seconds)
    assert stranger.type_phone(PHONES[0], work=answer).heading == WAITS
    assert received(world) == []


def with_fewer_bits(challenge: str) -> str:
    expires, _bits, random, seed = challenge.split(".")
    return solve(f"{expires}.3.{random}.{seed}")


def with_more_time(challenge: str) -> str:
    expires, bits, random, seed = challenge.split(".")
    return solve(f"{int(expires) + 1}.{bits}.{random}.{seed}")


def with_a_seed_of_its_own(challenge: str) -> str:
    return solve(f"{challenge[:-64]}{'a' * 64}")


def without_work(challenge: str) -> str:
    _expires, bits, _random, seed = challenge.split(".")
    wrong = [next(n for n in range(99) if not is_right(seed, int(bits), part, n)) for part in range(PARTS)]
    return f"{challenge}.{'-'.join(map(str, wrong))}"


def with_one_part_missing(challenge: str) -> str:
    return solve(challenge).rpartition("-")[0]


@pytest.mark.parametrize(
    "forge",
    [with_fewer_bits, with_more_time, with_a_seed_of_its_own, without_work, with_one_part_missing,
     lambda _: "", lambda _: "9" * 60_000, lambda challenge: challenge, lambda _: "²" * 100,
     lambda challenge: f"{challenge}.{'-'.join(['4294967296'] * PARTS)}"],
)  # fmt: skip
def test_a_stranger_can_not_forge_a_proof(world: World, forge: Callable[[str], str]) -> None:
    stranger = stranger_at(world, PLACE)
    assert stranger.type_phone(PHONES[0], work=forge(stranger.challenge)).heading == WAITS
    assert received(world) == []


def test_the_waiting_screen_takes_the_work_that_came_too_late(world: World) -> None:
    stranger = stranger_at(world, PLACE)
    stranger.type_phone(PHONES[0], work="")
    assert stranger.browser.press("Send the code").heading == "Enter the verification code"
    assert received(world) == PHONES[:1]


def test_the_work_grows_while_the_budget_is_used_up(make_world: Callable[..., World]) -> None:
    world = make_world(work_bits=4, work_bits_most=8, sms_unvouched_per_minute=4)
    bits = []
    for phone in PHONES[:4]:
        stranger = stranger_at(world, PLACE)
        bits.append(int(stranger.challenge.split(".")[1]))
        stranger.type_phone(phone)
    assert bits == [4, 5, 6, 7]


@pytest.mark.parametrize(("uses", "bits"), [(0, 16), (30, 17), (60, 19), (6_000, 19)])
def test_the_bits_stay_between_least_and_most(uses: int, bits: int) -> None:
    assert bits_for(uses, budget=60, least=16, most=19) == bits


def test_an_answer_is_read_only_in_its_form() -> None:
    text = f"1234567890.16.{'r' * 22}.{'0' * 64}.1-2-3-4-5-6-7-8"
    read = Answer.read(text)
    assert read is not None
    assert read.numbers == (1, 2, 3, 4, 5, 6, 7, 8)
    assert Answer.read(text + "\n") is None
