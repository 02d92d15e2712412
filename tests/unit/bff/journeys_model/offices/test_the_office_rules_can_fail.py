"""Each rule about offices and tokens sees what it is for: a store, or what was seen of it, is changed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts.account.records import Standing
from accounts.appointments.records import Appointment, AppointmentState, Place
from accounts.disputes.records import Decision, Dispute, DisputeState
from accounts.help_cases import HelpState
from tests.unit.bff.journeys_model.account_rules import (
    no_account_is_frozen_without_a_proof,
    no_account_is_opened_without_its_proof,
)
from tests.unit.bff.journeys_model.browsers import Asked
from tests.unit.bff.journeys_model.filling import Typing
from tests.unit.bff.journeys_model.knowledge import Knowledge, Shown
from tests.unit.bff.journeys_model.offices.conftest import Watched
from tests.unit.bff.journeys_model.offices.rules import (
    a_dispute_is_decided_by_two_officers,
    an_appointment_is_verified_by_two_people_at_one_place,
    an_office_moves_its_own_records_alone,
    help_is_given_by_two_people,
    no_desk_session_begins_without_password_and_app_code,
    no_stranger_opens_the_desk,
    staff_see_only_what_they_asked_for,
)
from tests.unit.bff.journeys_model.people import BINH, LAN
from tests.unit.bff.journeys_model.rules import Rule
from tests.unit.bff.journeys_model.seen import Seen

SUBSCRIBER = "/register/citizen/mobile-subscriber"
CLERK, BOTH, SUPERVISOR, OFFICER = range(4)


def the_appointment(seen: Seen) -> Appointment:
    (found,) = seen.appointments.values()
    return found


def the_dispute(seen: Seen) -> Dispute:
    (found,) = seen.disputes.values()
    return found


# ------------------------------------------------------------------ behind the back of the machine
def begin_a_desk_session(run: Watched) -> None:
    run.world.services.desk_sessions.begin(run.staff[CLERK].staff.id, run.staff[CLERK].staff.generation)


def open_the_desk_with_a_stolen_cookie(run: Watched) -> None:
    run.sign_in_at_the_desk(CLERK, (1, 1))
    run.browsers[2].desk_cookie = run.desks[CLERK].desk_cookie
    run.browsers[2].open("/desk")


def show_an_account_to_a_clerk(run: Watched) -> None:
    run.register(0, LAN.key, SUBSCRIBER)
    run.sign_in(0, LAN.key)
    run.desks[CLERK].cookie = run.browsers[0].cookie
    run.desks[CLERK].open("/account")


def compare_an_appointment(run: Watched) -> None:
    run.make_an_appointment(0, LAN.key, 3)
    run.world.services.appointments.compare(
        the_appointment(run.seen).id,
        place=Place.DESK,
        clerk=run.staff[CLERK].staff.id,
        document_digits="0001",
    )


def approve_an_appointment(run: Watched) -> None:
    run.make_an_appointment(0, LAN.key, 3)
    run.look_for_a_record(CLERK, -1)
    run.record_a_finding(CLERK, LAN.key, "agrees")
    run.world.services.appointments.approve(
        the_appointment(run.seen).id, place=Place.DESK, supervisor="another", days_to_continue=3
    )


def give_help(run: Watched) -> None:
    run.register(0, LAN.key, SUBSCRIBER)
    run.ask_for_help_at_an_office(0, LAN.key)
    run.look_for_a_record(CLERK, -1)
    run.record_a_finding(CLERK, LAN.key, "agrees")
    (case_id,) = run.seen.help_cases
    run.world.services.help_cases.approve(case_id, supervisor=run.staff[SUPERVISOR].staff.id, days=3)


def dispute(run: Watched) -> Dispute:
    run.register(0, LAN.key, SUBSCRIBER)
    run.prove(1, "dispute", 0, LAN.key, "confirms")
    return the_dispute(run.seen)


def propose(run: Watched) -> None:
    opened = dispute(run)
    run.world.services.disputes.propose(
        opened.id,
        Decision.CLOSE,
        version=opened.version,
        by=run.staff[OFFICER].staff.id,
        reason="x",
        reasons="y",
    )


def decide(run: Watched) -> None:
    dispute(run)
    run.look_for_a_record(OFFICER, -1)
    run.act_on_a_dispute(OFFICER, "close")
    found = the_dispute(run.seen)
    officer = run.staff[SUPERVISOR].staff.id
    run.world.services.disputes.decide(found.id, version=found.version, by=officer, reason="x")


def withdraw(run: Watched) -> None:
    run.world.services.disputes.withdraw(dispute(run).id)


def forget_a_signature(run: Watched) -> None:
    run.use_a_token(0, "/register/citizen/usb-token", "token_citizen", 1)
    run.browsers[0].knows = Knowledge()
    run.fill(0, Typing(BINH.key, BINH.key))


SABOTAGES: dict[str, tuple[Callable[[Watched], None], str]] = {
    "desk session": (begin_a_desk_session, "a desk session without a sign-in"),
    "stolen cookie": (open_the_desk_with_a_stolen_cookie, "the desk is open to a citizen"),
    "curious clerk": (show_an_account_to_a_clerk, "lan.nguyen was shown"),
    "compared": (compare_an_appointment, "compared by a stranger"),
    "approved": (approve_an_appointment, "approved by a stranger"),
    "helped": (give_help, "helped by a stranger"),
    "proposed": (propose, "proposed by a stranger"),
    "decided": (decide, "decided by a stranger"),
    "withdrawn": (withdraw, "withdrawn without the viewing code"),
    "token": (forget_a_signature, "opened without a signature"),
}


@pytest.mark.parametrize("what", SABOTAGES)
def test_a_rule_of_the_offices_sees_what_it_is_for(what: str, run: Watched) -> None:
    break_it, said = SABOTAGES[what]
    with pytest.raises(AssertionError, match=said):
        _break_and_press(run, break_it)


def _break_and_press(run: Watched, break_it: Callable[[Watched], None]) -> None:
    break_it(run)
    run.sign_out(2)


# ------------------------------------------------------------------ what no store would do
def approved(run: Watched) -> tuple[Asked, Seen, Seen]:
    """Let two people approve an appointment at the desk, and return that request."""
    run.make_an_appointment(0, LAN.key, 3)
    run.two_people_see_a_person(LAN.key, CLERK, SUPERVISOR, -1)
    return run.when(lambda _before, after: _states(after) == {AppointmentState.APPROVED})


def _states(seen: Seen) -> set[AppointmentState]:
    return {one.state for one in seen.appointments.values()}


def _with(seen: Seen, **facts: object) -> Seen:
    one = replace(the_appointment(seen), **facts)  # type: ignore[arg-type]  # named by the test
    return replace(seen, appointments={one.id: one})


def approved_by_the_one_who_compared(run: Watched) -> tuple[Asked, Seen, Seen]:
    asked, before, after = approved(run)
    return asked, before, _with(after, decided_by=the_appointment(after).compared_by)


def approved_without_a_comparison(run: Watched) -> tuple[Asked, Seen, Seen]:
    asked, before, after = approved(run)
    return asked, _with(before, state=AppointmentState.WAITING), after


def approved_at_another_place(run: Watched) -> tuple[Asked, Seen, Seen]:
    asked, before, after = approved(run)
    return asked, before, _with(after, compared_place=Place.POST)


def compared_with_another_document(run: Watched) -> tuple[Asked, Seen, Seen]:
    approved(run)
    asked, before, after = run.when(lambda _before, after: _states(after) == {AppointmentState.COMPARED})
    applicant = the_appointment(before).applicant
    assert applicant is not None
    return asked, _with(before, applicant=replace(applicant, citizen_number=BINH.citizen_number)), after


def opened_and_not_noted(run: Watched) -> tuple[Asked, Seen, Seen]:
    run.make_an_appointment(0, LAN.key, 3)
    run.look_for_a_record(CLERK, -1)
    asked, before, after = run.steps[-1]
    return asked, before, replace(after, opened=Counter(before.opened))


def shown_to_an_officer(run: Watched) -> tuple[Asked, Seen, Seen]:
    asked, before, after = opened_and_not_noted(run)
    asked.browser.staff = run.staff[OFFICER].staff
    return asked, before, after


def helped_by_the_one_who_compared(run: Watched) -> tuple[Asked, Seen, Seen]:
    run.register(0, LAN.key, SUBSCRIBER)
    run.ask_for_help_at_an_office(0, LAN.key)
    run.two_people_see_a_person(LAN.key, CLERK, SUPERVISOR, -1)
    asked, before, after = run.when(
        lambda _before, after: {one.case.state for one in after.help_cases.values()} == {HelpState.HELPED}
    )
    (one,) = after.help_cases.values()
    same = replace(one, approved_by=one.case.compared_by)
    return asked, before, replace(after, help_cases={one.case.id: same})


def decided_by_the_one_who_proposed(run: Watched) -> tuple[Asked, Seen, Seen]:
    dispute(run)
    run.two_officers_decide(SUPERVISOR, OFFICER, "restore")
    asked, before, after = run.when(
        lambda _before, after: {one.state for one in after.disputes.values()} == {DisputeState.DECIDED}
    )
    proposed = the_dispute(before)
    return asked, before, replace(after, decided_by={proposed.id: proposed.proposed_by})


def opened_by_an_office(run: Watched) -> tuple[Asked, Seen, Seen]:
    asked, before, after = helped_by_the_one_who_compared(run)
    return asked, replace(before, accounts={}), after


def signed_in_by_an_office(run: Watched) -> tuple[Asked, Seen, Seen]:
    asked, before, after = helped_by_the_one_who_compared(run)
    return asked, before, replace(after, sessions={"a session": (next(iter(after.accounts)), 0)})


def helped_by_the_post(run: Watched) -> tuple[Asked, Seen, Seen]:
    run.ask_for_help_at_an_office(1, BINH.key)
    run.make_an_appointment(0, LAN.key, 3)
    run.the_post_calls(LAN.key, -1, "compared", "CLERK-1", "sandbox")
    asked, before, after = run.steps[-1]
    return asked, replace(before, help_cases={}), after


def open_without_a_session(run: Watched) -> tuple[Asked, Seen, Seen]:
    run.sign_in_at_the_desk(CLERK, (1, 1))
    asked, before, after = run.steps[-1]
    return asked, replace(before, desk_sessions={}), after


def shown_with_the_whole_number(run: Watched) -> tuple[Asked, Seen, Seen]:
    run.make_an_appointment(0, LAN.key, 3)
    run.look_for_a_record(CLERK, -1)
    asked, before, after = run.steps[-1]
    asked.answer.set_data(asked.answer.get_data(as_text=True) + LAN.citizen_number)
    return asked, before, after


def closed_though_it_was_given_back(run: Watched) -> tuple[Asked, Seen, Seen]:
    asked, before, after = decided_by_the_one_who_proposed(run)
    (account,) = after.accounts.values()
    return asked, before, replace(after, accounts={account.id: replace(account, standing=Standing.CLOSED)})


def opened_again_by_nothing(run: Watched) -> tuple[Asked, Seen, Seen]:
    dispute(run)
    asked, before, after = run.when(lambda before, after: len(after.disputes) > len(before.disputes))
    return asked, after, before


def signed_in_with_one_code_twice(run: Watched) -> tuple[Asked, Seen, Seen]:
    run.sign_in_at_the_desk(CLERK, (1, 1))
    return run.when(lambda before, after: before.desk_sessions != after.desk_sessions)


def opened_without_an_appointment(run: Watched) -> tuple[Asked, Seen, Seen]:
    approved(run)
    run.use_the_code_of_a_message(0, LAN.key)
    run.walk_as_themselves(0, LAN.key, 1)
    asked, before, after = run.when(lambda before, after: len(after.accounts) > len(before.accounts))
    for one in asked.browser.knows.evidence:
        one.is_used = False
    return asked, replace(before, appointments={}), after


AS_SEEN: dict[str, tuple[Callable[[Watched], tuple[Asked, Seen, Seen]], Rule, str]] = {
    "one person": (
        approved_by_the_one_who_compared,
        an_appointment_is_verified_by_two_people_at_one_place,
        "one person compared and approved",
    ),
    "no comparison": (
        approved_without_a_comparison,
        an_appointment_is_verified_by_two_people_at_one_place,
        "approved without a comparison",
    ),
    "another place": (
        approved_at_another_place,
        an_appointment_is_verified_by_two_people_at_one_place,
        "approved at another place",
    ),
    "another document": (
        compared_with_another_document,
        an_appointment_is_verified_by_two_people_at_one_place,
        "compared with another document",
    ),
    "not noted": (opened_and_not_noted, staff_see_only_what_they_asked_for, "opened and not noted"),
    "another role": (shown_to_an_officer, staff_see_only_what_they_asked_for, "quan.do was shown"),
    "one helper": (
        helped_by_the_one_who_compared,
        help_is_given_by_two_people,
        "one person compared and helped",
    ),
    "one officer": (
        decided_by_the_one_who_proposed,
        a_dispute_is_decided_by_two_officers,
        "one person proposed and decided",
    ),
    "office": (opened_by_an_office, an_office_moves_its_own_records_alone, "an office opened an account"),
    "session": (
        signed_in_by_an_office,
        an_office_moves_its_own_records_alone,
        "an office signed a citizen in",
    ),
    "post": (
        helped_by_the_post,
        an_office_moves_its_own_records_alone,
        "the post moved more than its own",
    ),
    "no session": (
        open_without_a_session,
        no_stranger_opens_the_desk,
        "the desk is open without a session",
    ),
    "whole number": (
        shown_with_the_whole_number,
        staff_see_only_what_they_asked_for,
        "lan.nguyen was shown whole numbers",
    ),
    "other decision": (
        closed_though_it_was_given_back,
        no_account_is_frozen_without_a_proof,
        "not what was decided",
    ),
    "opened again": (
        opened_again_by_nothing,
        no_account_is_frozen_without_a_proof,
        "opened again without a proof",
    ),
    "code twice": (
        signed_in_with_one_code_twice,
        no_desk_session_begins_without_password_and_app_code,
        "an app's code was taken twice",
    ),
    "no appointment": (
        opened_without_an_appointment,
        no_account_is_opened_without_its_proof,
        "opened without an approved appointment",
    ),
}


@pytest.mark.parametrize("what", AS_SEEN)
def test_a_rule_of_the_offices_sees_what_no_store_would_do(what: str, run: Watched) -> None:
    happens, rule, said = AS_SEEN[what]
    asked, before, after = happens(run)
    with pytest.raises(AssertionError, match=said):
        rule(run.model, asked, before, after)


# ------------------------------------------------------------------ what counts as a signature
@pytest.mark.parametrize(
    ("card", "which", "counts"),
    [
        ("token_citizen", "own", True),
        ("token_citizen", "other", False),
        ("token_citizen", "garbage", False),
        ("sim_citizen", "own", False),
    ],
)
def test_only_a_tokens_signature_over_the_newest_challenge_of_the_own_flow_counts(
    run: Watched, card: str, which: str, *, counts: bool
) -> None:
    run.use_a_token(0, "/sign-in", "token_citizen", 0)
    run.use_a_token(1, "/register/citizen/usb-token", "sim_citizen", 0)
    run.browsers[1].go("/register/citizen/usb-token")
    run.browsers[1].fill(run.browsers[1].forms[0], {})
    run.sign(1, card, which)
    shown = [(one.kind, one.who) for one in run.browsers[1].knows.evidence]
    assert shown == ([(Shown.TOKEN, BINH.key)] if counts else [])
