"""A person is verified at a post office by two people, in order, in time; nothing else leads to the end."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError

from accounts import audit
from accounts.appointments.keeping import forget_ended, mark_late, tell_untold
from accounts.appointments.records import (
    Applicant,
    Appointment,
    AppointmentEvent,
    AppointmentRefusal,
    AppointmentState,
    Place,
    RejectReason,
)
from accounts.appointments.store import AlreadyMade, Appointments
from accounts.audit import AuditEntry
from accounts.outbox import Notice
from accounts.references import grouped
from accounts.rotation import APPOINTMENTS, rotate
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import reading, writing
from tests.unit.accounts.people import CONSENT, KEY, LOOKUP_KEY, NOW
from tests.unit.accounts.test_at_the_same_time import all_at_once

APPLICANT = Applicant(
    full_name="Nguyễn Thị Thử",
    sex="female",
    birth_date="1990-03-27",
    citizen_number="000190000001",
    phone_number="+84900000001",
    province="Thành phố Hà Nội",
    commune="Phường Thử",
    consents=(CONSENT,),
)
STRANGER = replace(APPLICANT, phone_number="+84900000002")
CLERK, SUPERVISOR = "c0000000-0000-4000-8000-000000000001", "50000000-0000-4000-8000-000000000002"
Act = Callable[[str], Appointment | AppointmentRefusal]


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def appointments(engine: Engine, watch: Watch) -> Iterator[Appointments]:
    yield Appointments(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=watch)
    with reading(engine) as session:
        assert isinstance(audit.verify(session), audit.Intact)


def made(appointments: Appointments, applicant: Applicant = APPLICANT) -> Appointment:
    outcome = appointments.make(applicant, days=30)
    assert isinstance(outcome, Appointment)
    return outcome


def acts_on(appointments: Appointments) -> dict[str, Act]:
    """Every act by its name."""
    return {
        "compare": partial(appointments.compare, place=Place.DESK, clerk=CLERK, document_digits="0001"),
        "approve": partial(
            appointments.approve, place=Place.DESK, supervisor=SUPERVISOR, days_to_continue=10
        ),
        "reject": partial(
            appointments.reject, place=Place.DESK, staff=SUPERVISOR, reason=RejectReason.OTHER_PERSON
        ),
        "withdraw": appointments.withdraw,
        "finish": partial(appointments.finish, account_id="a-1"),
    }


def after(appointments: Appointments, *acts: str, applicant: Applicant = APPLICANT) -> Appointment:
    """Make an appointment and do *acts* to it, each of which must succeed."""
    appointment = made(appointments, applicant)
    for act in acts:
        outcome = acts_on(appointments)[act](appointment.id)
        assert isinstance(outcome, Appointment)
        appointment = outcome
    return appointment


def events(engine: Engine, appointment_id: str) -> list[tuple[str, str]]:
    of_this = select(AuditEntry).where(AuditEntry.account_id == appointment_id)
    with reading(engine) as session:
        rows = session.scalars(of_this.order_by(AuditEntry.sequence)).all()
        return [(row.event, row.codes) for row in rows]


def test_an_appointment_is_found_by_its_reference_as_typed(appointments: Appointments) -> None:
    appointment = made(appointments)
    assert appointments.find(grouped(appointment.reference).lower()) == appointment
    assert appointment.applicant == APPLICANT
    assert appointment.deadline_at == NOW + timedelta(days=30)
    assert appointments.find("222-222-222") is appointments.find("nonsense") is appointments.get("x") is None


def test_the_table_holds_no_readable_personal_data_and_no_reference(
    appointments: Appointments, engine: Engine
) -> None:
    appointment = after(appointments, "compare")
    with reading(engine) as session:
        row = " ".join(map(str, session.execute(text("SELECT * FROM appointments")).one()))
    personal = ("Thử", "1990-03-27", APPLICANT.citizen_number, "+849", "Hà Nội", appointment.reference)
    assert not [word for word in personal if word in row]
    assert not [word for word in personal if word in repr(appointment)]


def test_two_staff_members_and_then_the_citizen_complete_an_appointment(
    appointments: Appointments, engine: Engine
) -> None:
    approved = after(appointments, "compare", "approve")
    assert (approved.compared_by, approved.decided_by) == (CLERK, SUPERVISOR)
    assert (approved.document_digits, approved.deadline_at) == ("0001", NOW + timedelta(days=10))
    done = appointments.finish(approved.id, account_id="a-1")
    assert isinstance(done, Appointment)
    assert (done.state, done.account_id, done.applicant) == (AppointmentState.DONE, "a-1", None)
    assert appointments.finish(approved.id, account_id="a-1") == done
    assert [event for event, _ in events(engine, done.id)] == [
        AppointmentEvent.MADE, AppointmentEvent.COMPARED, AppointmentEvent.APPROVED, AppointmentEvent.DONE,
    ]  # fmt: skip
    assert audit.spelled(CLERK) in events(engine, done.id)[1][1]


@pytest.mark.parametrize(
    ("before", "possible"),
    [
        ([], {"compare", "reject", "withdraw"}),
        (["compare"], {"approve", "reject", "withdraw"}),
        (["compare", "approve"], {"finish", "withdraw"}),
        (["reject"], set()),
        (["withdraw"], set()),
        (["compare", "approve", "finish"], set()),
    ],
)
def test_no_step_can_be_skipped_or_done_twice(
    appointments: Appointments, engine: Engine, before: list[str], possible: set[str]
) -> None:
    appointment = after(appointments, *before)
    noted = len(events(engine, appointment.id))
    ended_well = before[-1:] == ["finish"]
    for name, act in acts_on(appointments).items():
        if name not in possible and not (ended_well and name == "finish"):
            assert act(appointment.id) is AppointmentRefusal.OUT_OF_STATE
            assert act("nobody") is AppointmentRefusal.UNKNOWN
    assert appointments.get(appointment.id) == appointment
    assert len(events(engine, appointment.id)) == noted


def test_the_clerk_who_compared_cannot_approve_even_by_direct_sql(
    appointments: Appointments, engine: Engine
) -> None:
    appointment = after(appointments, "compare")
    own = appointments.approve(appointment.id, place=Place.DESK, supervisor=CLERK, days_to_continue=10)
    assert own is AppointmentRefusal.SAME_PERSON
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.execute(text("UPDATE appointments SET state = 'approved', decided_by = compared_by"))
    assert appointments.get(appointment.id) == appointment


@pytest.mark.parametrize("act", ["approve", "reject"])
@pytest.mark.parametrize("person", [CLERK, SUPERVISOR])
@pytest.mark.parametrize("decides", list(Place))
@pytest.mark.parametrize("compares", list(Place))
def test_a_person_who_works_at_two_places_can_not_decide_what_they_compared(
    appointments: Appointments, compares: Place, decides: Place, person: str, act: str
) -> None:
    found = made(appointments)
    appointments.compare(found.id, place=compares, clerk=CLERK, document_digits="0001")
    if act == "approve":
        answer = appointments.approve(found.id, place=decides, supervisor=person, days_to_continue=10)
    else:
        answer = appointments.reject(found.id, place=decides, staff=person, reason=RejectReason.OTHER_PERSON)
    if compares is not decides:
        assert answer is AppointmentRefusal.ANOTHER_PLACE
    elif act == "approve" and person == CLERK:
        assert answer is AppointmentRefusal.SAME_PERSON
    else:
        assert isinstance(answer, Appointment)
        return
    now = appointments.get(found.id)
    assert now is not None
    assert now.state is AppointmentState.COMPARED


@pytest.mark.parametrize("decided", ["post", None])
def test_another_place_can_not_approve_even_by_direct_sql(
    appointments: Appointments, engine: Engine, decided: str | None
) -> None:
    appointment = after(appointments, "compare")
    by_hand = text("UPDATE appointments SET state = 'approved', decided_by = 'x', decided_place = :place")
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.execute(by_hand, {"place": decided})
    assert appointments.get(appointment.id) == appointment


def test_each_place_lists_what_it_compared(appointments: Appointments) -> None:
    found = made(appointments)
    appointments.compare(found.id, place=Place.POST, clerk=CLERK, document_digits="0001")
    assert appointments.waiting_for_approval(place=Place.DESK) == []
    assert [one.id for one in appointments.waiting_for_approval(place=Place.POST)] == [found.id]


def test_comparing_accepts_only_four_digits_of_a_document(appointments: Appointments) -> None:
    with pytest.raises(ValueError, match="4 digits"):
        appointments.compare("any", place=Place.DESK, clerk=CLERK, document_digits="000190000001")


def test_a_second_request_is_answered_with_the_first(appointments: Appointments) -> None:
    first = made(appointments)
    assert appointments.make(replace(APPLICANT, commune="Xã khác"), days=30) == AlreadyMade(first)


def test_a_new_request_is_possible_once_the_first_has_ended(appointments: Appointments) -> None:
    first = after(appointments, "reject")
    assert made(appointments).id != first.id


def test_a_strangers_earlier_appointment_does_not_block_the_holder(
    appointments: Appointments, engine: Engine
) -> None:
    strangers, own = made(appointments, STRANGER), after(appointments, "compare")
    ended = appointments.get(strangers.id)
    assert ended is not None
    assert (ended.state, ended.applicant) == (AppointmentState.WITHDRAWN, None)
    assert "another_compared" in events(engine, strangers.id)[-1][1]
    late = made(appointments, STRANGER)
    outcome = appointments.compare(late.id, place=Place.DESK, clerk=CLERK, document_digits="0001")
    assert outcome is AppointmentRefusal.ANOTHER_COMPARED
    assert own.state is AppointmentState.COMPARED


def test_supervisors_see_compared_appointments_the_longest_waiting_first(
    appointments: Appointments, watch: Watch
) -> None:
    first = after(appointments, "compare")
    watch.now += timedelta(hours=1)
    second = after(appointments, "compare", applicant=replace(STRANGER, citizen_number="000190000002"))
    made(appointments, replace(STRANGER, citizen_number="000190000003"))
    assert appointments.waiting_for_approval(place=Place.DESK) == [first, second]


@pytest.mark.parametrize(("acts", "days"), [([], 30), (["compare", "approve"], 10)])
def test_an_overdue_appointment_becomes_late(
    appointments: Appointments, engine: Engine, watch: Watch, acts: list[str], days: int
) -> None:
    appointment = after(appointments, *acts)
    watch.now += timedelta(days=days)
    for act in acts_on(appointments).values():
        assert act(appointment.id) is AppointmentRefusal.TOO_LATE
    assert (mark_late(engine, clock=watch), mark_late(engine, clock=watch)) == (1, 0)
    late = appointments.get(appointment.id)
    assert late is not None
    assert late.state is AppointmentState.LATE
    assert acts_on(appointments)["compare"](appointment.id) is AppointmentRefusal.TOO_LATE
    assert events(engine, appointment.id)[-1][0] == AppointmentEvent.LATE


def test_a_compared_appointment_does_not_become_late_before_the_approval(
    appointments: Appointments, engine: Engine, watch: Watch
) -> None:
    appointment = after(appointments, "compare")
    watch.now += timedelta(days=31)
    assert mark_late(engine, clock=watch) == 0
    assert isinstance(acts_on(appointments)["approve"](appointment.id), Appointment)


def test_a_new_appointment_replaces_an_overdue_one_that_is_not_marked_late_yet(
    appointments: Appointments, watch: Watch
) -> None:
    first = made(appointments)
    watch.now += timedelta(days=30)
    second = made(appointments)
    kept = appointments.get(first.id)
    assert kept is not None
    assert (kept.state, second.state) == (AppointmentState.LATE, AppointmentState.WAITING)


def told_now(engine: Engine) -> list[Appointment]:
    """Put the messages that are due into the outbox, and return the appointments they are about."""
    told: list[Appointment] = []

    def tell(appointment: Appointment) -> list[Notice]:
        told.append(appointment)
        return [Notice(name="appointment", phone_number="+84900000001")]

    assert tell_untold(engine, tell, cipher=FieldCipher([KEY]), at=NOW) == len(told)
    return told


@pytest.mark.parametrize(
    ("acts", "told"),
    [([], 0), (["compare"], 0), (["compare", "approve"], 1), (["reject"], 1), (["withdraw"], 0)],
)
def test_an_appointment_to_announce_is_taken_once(
    appointments: Appointments, engine: Engine, acts: list[str], told: int
) -> None:
    appointment = after(appointments, *acts)
    assert told_now(engine) == [appointment] * told
    assert told_now(engine) == []


def test_an_approval_that_became_late_is_announced_again(
    appointments: Appointments, engine: Engine, watch: Watch
) -> None:
    appointment = after(appointments, "compare", "approve")
    told_now(engine)
    watch.now += timedelta(days=10)
    mark_late(engine, clock=watch)
    (late,) = told_now(engine)
    assert (late.id, late.state, late.applicant) == (appointment.id, AppointmentState.LATE, APPLICANT)


def test_appointments_that_ended_long_ago_are_deleted_and_the_audit_keeps_their_events(
    appointments: Appointments, engine: Engine, watch: Watch
) -> None:
    old, open_one = after(appointments, "reject"), made(appointments)
    watch.now += timedelta(days=90)
    before = watch.now - timedelta(days=89)
    assert forget_ended(engine, before=before, clock=watch) == 1
    assert appointments.get(old.id) is None
    assert appointments.get(open_one.id) is not None
    assert events(engine, old.id)[-1][0] == AppointmentEvent.FORGOTTEN


def test_after_rotation_the_old_key_is_not_needed(appointments: Appointments, engine: Engine) -> None:
    appointment = after(appointments, "compare")
    new = ("k2", b"3" * 32)
    assert sum(rotate(engine, APPOINTMENTS, cipher=FieldCipher([new, KEY]))) == 1
    under_new = Appointments(
        engine, cipher=FieldCipher([new]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW
    )
    assert under_new.get(appointment.id) == appointment


def test_requests_of_one_person_at_once_make_one_appointment(appointments: Appointments) -> None:
    outcomes = all_at_once(*[partial(appointments.make, APPLICANT, days=30)] * 6)
    (first,) = [outcome for outcome in outcomes if isinstance(outcome, Appointment)]
    assert outcomes.count(AlreadyMade(first)) == 5


@pytest.mark.parametrize("act", ["compare", "reject", "withdraw"])
def test_concurrent_acts_on_one_appointment_succeed_once(
    appointments: Appointments, engine: Engine, act: str
) -> None:
    appointment = made(appointments)
    outcomes = all_at_once(*[partial(acts_on(appointments)[act], appointment.id)] * 4)
    assert outcomes.count(AppointmentRefusal.OUT_OF_STATE) == 3
    assert len(events(engine, appointment.id)) == 2


def test_an_approval_and_a_withdrawal_at_once_leave_one_state_and_one_trail(
    appointments: Appointments, engine: Engine
) -> None:
    appointment = after(appointments, "compare")
    acts = acts_on(appointments)
    all_at_once(*[partial(acts[name], appointment.id) for name in ("approve", "withdraw", "reject")])
    states = [event.removeprefix("appointment_") for event, _ in events(engine, appointment.id)]
    found = appointments.get(appointment.id)
    assert found is not None
    assert states[-1] == found.state
    assert states in (
        ["made", "compared", "approved", "withdrawn"],
        ["made", "compared", "withdrawn"],
        ["made", "compared", "rejected"],
    )


def test_two_clerks_who_compare_two_claims_of_one_person_at_once_leave_one(
    appointments: Appointments,
) -> None:
    claims = [made(appointments, applicant) for applicant in (APPLICANT, STRANGER)]
    outcomes = all_at_once(
        *[partial(acts_on(appointments)["compare"], claim.id) for claim in claims for _ in range(2)]
    )
    assert len([outcome for outcome in outcomes if isinstance(outcome, Appointment)]) == 1


def test_one_of_several_concurrent_senders_gets_an_unannounced_appointment(
    appointments: Appointments, engine: Engine
) -> None:
    appointment = after(appointments, "compare", "approve")
    given = all_at_once(*[partial(told_now, engine)] * 4)
    assert [one for many in given for one in many] == [appointment]
