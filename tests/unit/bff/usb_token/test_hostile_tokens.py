"""A check that takes too much work, or finds no place, is told as what it is: nobody is refused by it."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.support.token_holders import Holder
from tests.unit.bff.conftest import World
from tests.unit.verifiers.sim_signature.sim import Side
from verifiers.certificates import Children, children_of_this_process
from verifiers.errors import CounterpartTrouble
from verifiers.sim_signature import CMS_ATTACHED, VIETNAMESE, Profile, SigningRefusal

MakeWorld = Callable[..., World]
DETAILS = "Check the details in your certificate"


def until(happened: Callable[[], bool]) -> None:
    while not happened():
        os.sched_yield()


def ask(children: Children) -> None:
    with pytest.raises(CounterpartTrouble):
        children.ask({"task": "no such task", "counterpart": "test"})


@contextmanager
def next_check_killed(children: Children) -> Iterator[None]:
    """The next check is at work until the system ends its process, as at the deadline."""
    ask(children)
    pids = children.pids
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)

    def kill() -> None:
        until(lambda: children.at_work == 1)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)

    with ThreadPoolExecutor(1) as beside:
        killed = beside.submit(kill)
        yield
        killed.result()


@pytest.fixture
def one_place() -> Iterator[Children]:
    """The children of a product with one process, where no check waits."""
    children = children_of_this_process(processes=1, queue=0)
    yield children
    children.close()


def test_a_check_that_was_ended_is_no_refusal_and_counts(make_world: MakeWorld, one_place: Children) -> None:
    holder = Holder(make_world(usb_signatures_per_hour=1, certificate_processes=1, certificate_queue=0))
    holder.reach_token()
    with next_check_killed(one_place):
        page = holder.sign()
    assert page.heading == "The signature could not be checked in time"
    assert "You have not been refused" in page.text
    holder.browser.press("Try again")
    assert holder.sign().status == 429  # the hostile answer used up the one attempt


def test_the_person_signs_once_more_after_a_check_was_ended(
    make_world: MakeWorld, one_place: Children
) -> None:
    holder = Holder(make_world(certificate_processes=1, certificate_queue=0))
    holder.reach_token()
    with next_check_killed(one_place):
        holder.sign()
    holder.browser.press("Try again")
    assert holder.sign().heading == DETAILS


def test_a_check_without_a_place_is_given_back_and_may_be_sent_again(
    make_world: MakeWorld, one_place: Children
) -> None:
    holder = Holder(make_world(usb_signatures_per_hour=1, certificate_processes=1, certificate_queue=0))
    holder.reach_token()
    answer = holder.answer(holder.challenge())
    ask(one_place)
    (pid,) = one_place.pids
    os.kill(pid, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as beside:
        other = beside.submit(ask, one_place)
        until(lambda: one_place.taken == 1)
        page = holder.hand_over(answer)
        os.kill(pid, signal.SIGCONT)
        other.result()
    assert page.status == 503
    assert "Many people are here at once" in page.text
    assert holder.hand_over(answer).heading == DETAILS


@pytest.mark.parametrize("profile", [VIETNAMESE, CMS_ATTACHED], ids=lambda profile: profile.name)
def test_a_sims_check_that_was_ended_is_no_refusal_of_its_certificate(profile: Profile) -> None:
    side = Side(profile)
    pending = side.confirmed("001")
    with next_check_killed(children_of_this_process()):
        assert side.signing.status(pending) is SigningRefusal.NOT_CHECKED
