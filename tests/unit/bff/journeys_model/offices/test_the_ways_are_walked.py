"""The model walks every way of tokens and offices to its end, so that its rules have something to judge."""

import pytest

from accounts.account.records import Standing
from accounts.disputes.records import DisputeState
from tests.unit.bff.journeys_model.offices.conftest import Watched
from tests.unit.bff.journeys_model.people import BINH, LAN

SUBSCRIBER, TOKEN = "/register/citizen/mobile-subscriber", "/register/citizen/usb-token"
CLERK, BOTH, SUPERVISOR, OFFICER = range(4)


def opened(run: Watched) -> list[tuple[str, int]]:
    """Return method and level of the accounts that are open."""
    found = run.seen.accounts.values()
    return [(one.method, one.level) for one in found if one.standing is Standing.ACTIVE]


def test_a_token_registers_and_signs_in(run: Watched) -> None:
    run.use_a_token(0, TOKEN, "token_citizen", 3)
    assert opened(run) == [("usb_token", 3)]
    run.use_a_token(1, "/sign-in", "token_citizen", 0)
    assert run.browsers[1].page.heading == "My account"


def test_a_computer_goes_on_for_a_phone(run: Watched) -> None:
    run.use_a_token(2, TOKEN, "token_citizen", 0)
    run.go_on_at_a_computer(1)
    run.sign(1, "token_citizen", "own")
    run.walk_as_themselves(1, BINH.key, 2)
    assert opened(run) == [("usb_token", 3)]


def test_a_token_raises_the_level(run: Watched) -> None:
    run.make_an_appointment(0, BINH.key, 3)
    run.the_post_sees_a_person(BINH.key, -1, "SUPERVISOR-2")
    run.use_the_code_of_a_message(0, BINH.key)
    run.walk_as_themselves(0, BINH.key, 1)
    run.time_passes(2)
    run.sign_in(0, BINH.key)
    run.use_a_token(0, "/prove/for/raise", "token_citizen", 0)
    assert opened(run) == [("vietnam_post", 3)]


@pytest.mark.parametrize("place", ["post", "desk"])
def test_two_people_verify_a_person_who_registers_then(run: Watched, place: str) -> None:
    run.make_an_appointment(0, LAN.key, 3)
    if place == "post":
        run.the_post_sees_a_person(LAN.key, -1, "SUPERVISOR-2")
    else:
        run.two_people_see_a_person(LAN.key, CLERK, SUPERVISOR, -1)
    run.use_the_code_of_a_message(0, LAN.key)
    run.walk_as_themselves(0, LAN.key, 1)
    assert opened(run) == [("vietnam_post", 2)]


def test_two_people_help_a_person_to_a_new_password(run: Watched) -> None:
    run.register(0, LAN.key, SUBSCRIBER)
    run.ask_for_help_at_an_office(1, LAN.key)
    run.two_people_see_a_person(LAN.key, CLERK, SUPERVISOR, -1)
    run.use_the_code_of_a_message(1, LAN.key)
    run.walk_as_themselves(1, LAN.key, 1)
    assert run.browsers[1].page.heading == "The new password is saved"


@pytest.mark.parametrize(
    ("decision", "standing"),
    [("restore", Standing.ACTIVE), ("close", Standing.CLOSED), ("transfer", Standing.CLOSED)],
)
def test_two_officers_decide_a_dispute(run: Watched, decision: str, standing: Standing) -> None:
    run.register(0, LAN.key, SUBSCRIBER)
    (old,) = run.seen.accounts
    run.prove(1, "dispute", 0, LAN.key, "confirms")
    run.two_officers_decide(SUPERVISOR, OFFICER, decision)
    assert [one.state for one in run.seen.disputes.values()] == [DisputeState.DECIDED]
    run.start(2, "/dispute/status")
    run.walk_as_themselves(2, LAN.key, 5)  # one of them is an appeal
    assert run.seen.accounts[old].standing is standing
    assert len(run.seen.accounts) == (2 if decision == "transfer" else 1)
