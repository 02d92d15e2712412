"""Times of answers tell a stranger nothing: a rank test over interleaved samples, for a quiet machine.

With so many pairs, |z| reaches the bound when one kind of answer is slower than the other in about 63 of 100
comparisons; a difference that shows in 68 of 100 is found with a probability of 90 %, one under 59 seldom.
"""

import math
import os
import time
from collections.abc import Callable, Sequence

import pytest

from accounts.staff.records import Role
from sandbox.people.table import CROWD, PEOPLE
from tests.attack.conftest import Say
from tests.support.clerks import engage
from tests.support.live.wire import Answer, letter, send
from tests.support.live.world import LiveCrowd, LiveWorld, cookies_of

PAIRS = int(os.environ.get("ATTACK_PAIRS", "150"))
#: Beyond it by chance once in 16,000 tests of honest times.
MOST_Z = 4.0
WRONG = "Sai-mật-khẩu-1"
UNKNOWN = "000190999999"


@pytest.fixture(scope="module")
def more_settings() -> dict[str, str]:
    """One worker, and limits that no number of samples reaches."""
    much = (
        "ONE_TIME_CODES_PER_HOUR",
        "ONE_TIME_CODES_PER_DAY",
        "SIGN_INS_PER_ACCOUNT_HOUR",
        "DESK_SIGN_INS_PER_NAME_HOUR",
    )
    return {"WORKERS": "1", **dict.fromkeys(much, "1000000")}


def rank_z(one: Sequence[float], other: Sequence[float]) -> float:
    """The z of Mann and Whitney's U: positive if values of *one* are larger (normal approximation)."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_, group) in enumerate(ranked, start=1) if group == 0)
    n, m = len(one), len(other)
    mean, deviation = n * (n + m + 1) / 2, math.sqrt(n * m * (n + m + 1) / 12)
    return (ranks - mean) / deviation


Try = Callable[[bool], list[Answer]]


def compare(one_try: Try, say: Say, what: str) -> None:
    """Take interleaved samples of both kinds, in an order that alternates, and compare each answer."""
    one_try(True), one_try(False)  # what the first request loads
    times: dict[bool, list[list[float]]] = {True: [], False: []}
    for pair in range(PAIRS):
        for kind in (True, False) if pair % 2 else (False, True):
            times[kind].append([answer.seconds for answer in one_try(kind)])
            time.sleep(0.01)
    found = []
    for request in range(len(times[True][0])):
        right, wrong = ([one[request] for one in times[kind]] for kind in (True, False))
        z, middle = rank_z(right, wrong), PAIRS // 2
        found.append(z)
        say(
            f"timing of {what}, request {request + 1}: z = {z:+.1f} over {PAIRS} pairs; medians "
            f"{sorted(right)[middle] * 1000:.1f} and {sorted(wrong)[middle] * 1000:.1f} ms"
        )
    assert max(map(abs, found)) < MOST_Z


def test_forgot_password_does_not_tell_by_its_time_whether_a_pair_is_right(
    world: LiveWorld, crowd: LiveCrowd, say: Say
) -> None:
    world.citizen().register()
    phones = {True: PEOPLE[0].phone_number, False: CROWD[0].phone_number}

    def one_try(is_right: bool) -> list[Answer]:  # noqa: FBT001 - a kind of sample
        client = crowd.browser()
        fields = {"citizen_number": PEOPLE[0].citizen_number, "phone_number": phones[is_right]}
        first = send(world.netloc, crowd.posting(client, "/forgot-password", **fields))
        cookie = f"cuaso={first.cookie() or client.get_cookie('cuaso').value}"  # type: ignore[union-attr]  # it is set
        rest = [send(world.netloc, letter(world.netloc, "GET", first.path, cookies=cookie)) for _ in range(2)]
        assert first.status_code == 303, first.text
        return [first, *rest]

    compare(one_try, say, "a forgotten password, right and wrong pair")


def test_signing_in_does_not_tell_by_its_time_whether_a_number_has_an_account(
    world: LiveWorld, crowd: LiveCrowd, say: Say
) -> None:
    world.citizen().register()
    numbers = {True: PEOPLE[0].citizen_number, False: UNKNOWN}

    def one_try(is_known: bool) -> list[Answer]:  # noqa: FBT001 - a kind of sample
        client = crowd.browser()
        fields = {"citizen_number": numbers[is_known], "password": WRONG}
        first = send(world.netloc, crowd.posting(client, "/sign-in", **fields))
        second = send(world.netloc, letter(world.netloc, "GET", "/sign-in", cookies=cookies_of(client)))
        assert first.status_code == 422, first.text
        return [first, second]

    compare(one_try, say, "signing in, known and unknown number")


def test_the_desk_does_not_tell_by_its_time_which_names_are_staff(
    world: LiveWorld, crowd: LiveCrowd, say: Say
) -> None:
    engage(world.services, world.browser(), "ngoc", Role.CLERK)

    def one_try(is_staff: bool) -> list[Answer]:  # noqa: FBT001 - a kind of sample
        fields = {"name": "ngoc" if is_staff else "nam.le", "password": WRONG, "code": "000000"}
        first = send(world.netloc, crowd.posting(crowd.browser(), "/desk/sign-in", **fields))
        assert first.status_code == 422, first.text
        return [first]

    compare(one_try, say, "the desk, known and unknown name")


def test_asking_for_help_does_not_tell_by_its_time_whether_a_pair_is_right(
    world: LiveWorld, crowd: LiveCrowd, say: Say
) -> None:
    world.citizen().register()
    phones = {True: PEOPLE[0].phone_number, False: CROWD[0].phone_number}

    def one_try(is_right: bool) -> list[Answer]:  # noqa: FBT001 - a kind of sample
        fields = {"citizen_number": PEOPLE[0].citizen_number, "phone_number": phones[is_right]}
        first = send(world.netloc, crowd.posting(crowd.browser(), "/counter-help", **fields))
        assert first.status_code in {200, 303}, first.text
        return [first]

    compare(one_try, say, "help at an office, right and wrong pair")
