"""Redis restarts and the product is killed between two steps: finished work is kept."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.e2e.conftest import start_with
from tests.e2e.pages.code import Code
from tests.e2e.pages.details import Details
from tests.e2e.pages.password import Password
from tests.e2e.pages.sim_signature import SimConfirm, SimWaiting
from tests.e2e.visitor import PASSWORD, Visitor
from tests.support.running import RunningProduct

BUSY = "Many people are here at once. Nothing you entered is lost. Try again in a few seconds."
#: The lease of a poller whose worker died runs out within 15 s; a loaded machine then needs some more.
TAKEN_OVER_WITHIN_SECONDS = 40
ON_THE_PHONE = "The request was sent to %(phone)s"
DID_NOT_ANSWER = "The server did not answer. What you entered has not been lost. Please try again."


@pytest.fixture(scope="module")
def breakable(pytestconfig: pytest.Config) -> Iterator[RunningProduct]:
    """A product whose parts a test may stop; the test starts them again."""
    with ExitStack() as stack:
        yield start_with(pytestconfig, stack, {})


@pytest.fixture
def guest(breakable: RunningProduct, visit: Callable[[RunningProduct], Visitor]) -> Visitor:
    """A newcomer at the breakable product."""
    return visit(breakable)


def test_a_form_sent_while_redis_is_down_is_kept_and_goes_on_after(
    guest: Visitor, breakable: RunningProduct
) -> None:
    details = guest.at_details().fill_in(guest.person)
    breakable.valkey.stop()
    details.send_to(Details).expect_alert(BUSY).expect_still_there(guest.person)
    breakable.valkey.start()
    details.send().enter(guest.new_code()).choose(PASSWORD)


def test_a_code_that_was_sent_before_redis_stopped_is_right_after_it_started(
    guest: Visitor, breakable: RunningProduct
) -> None:
    code = guest.at_code()
    breakable.valkey.restart()
    code.enter(guest.new_code()).choose(PASSWORD)


def test_a_registration_continues_from_home_after_the_product_was_killed(
    guest: Visitor, breakable: RunningProduct
) -> None:
    password = guest.at_password()
    password.write(PASSWORD)
    breakable.product.kill()
    password.send_without_an_answer().expect_alert(DID_NOT_ANSWER)
    breakable.product.start()
    breakable.product.wait_until_answering()
    guest.at_home().go_on(Password).choose(PASSWORD)
    assert len(guest.receipts()) == 1


def test_a_registration_in_a_closed_tab_continues_from_home(guest: Visitor) -> None:
    guest.at_code()
    guest.page.close()
    later = guest.in_other_browser(guest.page.context)
    later.at_home().go_on(Code).enter(later.new_code())


def test_a_finished_registration_is_not_offered_again(guest: Visitor) -> None:
    guest.registered()
    guest.at_home().expect_nothing_unfinished()


@pytest.mark.parametrize("decided", ["while-dead", "after"])
def test_the_product_killed_while_a_sim_is_waited_for_goes_on_by_itself(
    guest: Visitor, breakable: RunningProduct, decided: str
) -> None:
    waiting = _waiting_for_the_phone(guest)
    breakable.product.kill()
    if decided == "while-dead":
        guest.confirm_on_sim()
    breakable.product.start()
    breakable.product.wait_until_answering()
    if decided == "after":
        guest.confirm_on_sim()
    waiting.until(SimConfirm, within_seconds=TAKEN_OVER_WITHIN_SECONDS).register()


def test_redis_restarted_while_a_sim_is_waited_for_loses_nothing(
    guest: Visitor, breakable: RunningProduct
) -> None:
    waiting = _waiting_for_the_phone(guest)
    breakable.valkey.restart()
    guest.confirm_on_sim()
    waiting.until(SimConfirm, within_seconds=TAKEN_OVER_WITHIN_SECONDS).register()


def _waiting_for_the_phone(guest: Visitor) -> SimWaiting:
    return guest.at_sim_waiting().expect_news(ON_THE_PHONE, before="phone")
