"""What must hold at the offices: two people for each decision, and staff see only what they asked for."""

import html

from accounts.account.records import Account, Standing
from accounts.appointments.records import Appointment, AppointmentState, Place
from accounts.disputes.records import Dispute, DisputeState
from accounts.help_cases import HelpState
from accounts.staff.records import Role, Staff
from tests.support.citizens import PASSWORD
from tests.support.personal_data import squeeze
from tests.unit.bff.journeys_model.browsers import Asked
from tests.unit.bff.journeys_model.people import FACTS, Fact, facts_shown_in, facts_typed_in
from tests.unit.bff.journeys_model.rules import Model, Rule
from tests.unit.bff.journeys_model.seen import Helped, Seen

#: What a citizen's browser may open of the desk.
OPEN_TO_ALL = {"/desk/sign-in"}


def no_desk_session_begins_without_password_and_app_code(
    model: Model, asked: Asked, before: Seen, after: Seen
) -> None:
    for session_id in set(after.desk_sessions) - set(before.desk_sessions):
        clerk = next(one for one in model.staff if one.staff.id == after.desk_sessions[session_id])
        assert (asked.method, asked.path) == ("POST", "/desk/sign-in"), "a desk session without a sign-in"
        typed = (asked.form.get("name"), asked.form.get("password"), asked.form.get("code"))
        assert typed == (clerk.staff.name, PASSWORD, clerk.code), "a desk session without a sign-in"
        assert (clerk.staff.id, clerk.code) not in model.codes_of_staff, "an app's code was taken twice"
        model.codes_of_staff.add((clerk.staff.id, clerk.code))


def no_stranger_opens_the_desk(_model: Model, asked: Asked, before: Seen, _after: Seen) -> None:
    """A page of the desk is for staff who are signed in."""
    if asked.path.startswith("/desk") and asked.path not in OPEN_TO_ALL and asked.answer.status_code == 200:
        staff = asked.browser.staff
        assert isinstance(staff, Staff), "the desk is open to a citizen"
        assert staff.id in before.desk_sessions.values(), "the desk is open without a session"


def staff_see_only_what_they_asked_for(model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    """The facts of one record, its numbers masked, and the audit says who opened it."""
    staff = asked.browser.staff
    if not isinstance(staff, Staff) or not (asked.answer.mimetype or "").startswith("text/"):
        return
    page = squeeze(html.unescape(asked.answer.get_data(as_text=True)))
    shown = facts_shown_in(asked.answer.get_data(as_text=True)) - facts_typed_in(list(asked.form.values()))
    record_id, allowed = _record_at(model, asked.place, staff, before, after)
    assert shown <= allowed, f"{staff.name} was shown {sorted(shown - allowed)}"
    whole = {fact for fact in shown if fact[1] != "name" and FACTS[fact][0] in page}
    assert not whole, f"{staff.name} was shown whole numbers: {sorted(whole)}"
    if shown:
        assert after.opened[record_id] > before.opened[record_id], "a record was opened and not noted"


def _record_at(model: Model, place: str, staff: Staff, before: Seen, after: Seen) -> tuple[str, set[Fact]]:
    """Return the id of the record at an address of the desk, and the facts that this person may see there."""
    kind, _, reference = place.removeprefix("/desk/").partition("/")
    services = model.world.services
    if kind == "appointments" and staff.roles & {Role.CLERK, Role.SUPERVISOR}:
        found = services.appointments.find(reference)
        if found and (one := found.applicant):
            return found.id, _facts_in(one.full_name, one.citizen_number, one.phone_number)
    if kind == "help" and staff.roles & {Role.CLERK, Role.SUPERVISOR}:
        case = services.help_cases.find(reference) or services.help_cases.get(reference)
        if case is not None:
            held = before.help_cases[case.id].case
            is_compared = held.state is HelpState.COMPARED  # before that, the clerk types what is not shown
            own = _facts_of(before.accounts[held.account_id or ""]) if is_compared else set()
            return case.id, own | _facts_in(held.number, held.phone_number)
    if kind == "disputes" and Role.CASE_OFFICER in staff.roles:
        dispute = next((one for one in after.disputes.values() if _is_called(one, reference)), None)
        if dispute is not None:
            own = _facts_of(after.accounts[dispute.account_id])
            return dispute.id, own | _facts_in(dispute.phone_number) | facts_typed_in([dispute.proof])
    return "", set()


def _facts_of(account: Account) -> set[Fact]:
    return _facts_in(account.full_name, account.citizen_number, account.phone_number)


def _facts_in(*texts: str | None) -> set[Fact]:
    """Return the facts that are these texts, also masked: some numbers of a person look the same then."""
    told = facts_typed_in([text or "" for text in texts])
    return facts_shown_in("\n".join(spelling for fact in told for spelling in FACTS[fact]))


def _is_called(dispute: Dispute, reference: str) -> bool:
    return dispute.reference == reference.upper().replace("-", "")


# ------------------------------------------------------------------ two people
def an_appointment_is_verified_by_two_people_at_one_place(
    model: Model, asked: Asked, before: Seen, after: Seen
) -> None:
    for one in after.appointments.values():
        was = before.appointments.get(one.id)
        if was is None:
            assert one.state is AppointmentState.WAITING, "an appointment began in the middle"
        elif was.state is not one.state:
            _judge_appointment(asked, was, one, after)


def _judge_appointment(asked: Asked, was: Appointment, one: Appointment, after: Seen) -> None:
    place = Place.POST if asked.browser.staff == "post" else Place.DESK
    match one.state:
        case AppointmentState.COMPARED:
            assert was.state is AppointmentState.WAITING
            assert one.compared_place is place
            assert _acts(asked, one.compared_by, Role.CLERK), "compared by a stranger"
            typed = asked.form.get("documentDigits") or asked.form.get("document_digits") or ""
            assert was.applicant is not None
            assert was.applicant.citizen_number[-4:] == typed, "compared with another document"
        case AppointmentState.APPROVED:
            assert was.state is AppointmentState.COMPARED, "approved without a comparison"
            assert one.compared_place is place, "approved at another place"
            assert one.decided_by != one.compared_by, "one person compared and approved"
            assert _acts(asked, one.decided_by, Role.SUPERVISOR), "approved by a stranger"
        case AppointmentState.DONE:
            assert was.state is AppointmentState.APPROVED
            assert one.account_id in after.accounts
        case AppointmentState.REJECTED:
            assert _acts(asked, one.decided_by, Role.CLERK, Role.SUPERVISOR), "rejected by a stranger"
        case _:
            pass


def help_is_given_by_two_people(_model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    for one in after.help_cases.values():
        was = before.help_cases.get(one.case.id)
        if was is not None and was.case.state is not one.case.state:
            _judge_help(asked, was, one, before)


def _judge_help(asked: Asked, was: Helped, one: Helped, before: Seen) -> None:
    match one.case.state:
        case HelpState.COMPARED:
            account = before.accounts[one.case.account_id or ""]
            assert was.case.state is HelpState.WAITING
            assert _acts(asked, one.case.compared_by, Role.CLERK), "help compared by a stranger"
            assert account.citizen_number == was.case.number
            typed = asked.form.get("document_digits", ""), asked.form.get("document_name", "")
            assert typed == ((account.citizen_number or "")[-4:], account.full_name), "another document"
        case HelpState.HELPED:
            assert was.case.state is HelpState.COMPARED, "helped without a comparison"
            assert one.approved_by != one.case.compared_by, "one person compared and helped"
            assert _acts(asked, one.approved_by, Role.SUPERVISOR), "helped by a stranger"
            assert one.case.account_id == was.case.account_id
        case _:
            pass


def a_dispute_is_decided_by_two_officers(_model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    for one in after.disputes.values():
        was = before.disputes.get(one.id)
        if was is None or was.version == one.version:
            continue
        if one.proposal and not was.proposal:
            assert _acts(asked, one.proposed_by, Role.CASE_OFFICER), "proposed by a stranger"
            assert was.is_open
        if one.state is DisputeState.DECIDED and was.state is not one.state:
            decider = after.decided_by[one.id]
            assert was.state is DisputeState.PROPOSED, "decided without a proposal"
            assert decider != was.proposed_by, "one person proposed and decided"
            assert _acts(asked, decider, Role.CASE_OFFICER), "decided by a stranger"
            assert one.decision is was.proposal
            assert after.accounts[one.account_id].standing is not Standing.CLOSED or one.freezes


def _acts(asked: Asked, by: str | None, *roles: Role) -> bool:
    """Return whether the person of a record sends this request: staff with a role, or someone at the post."""
    staff = asked.browser.staff
    if isinstance(staff, Staff):
        return by == staff.id and bool(staff.roles & set(roles))
    return staff == "post" and by is not None


def an_office_moves_its_own_records_alone(_model: Model, asked: Asked, before: Seen, after: Seen) -> None:
    """Staff open no account, sign no citizen in and change no way in: that takes the citizen's browser."""
    if asked.browser.staff is None:
        assert after.desk_sessions.keys() <= before.desk_sessions.keys() or asked.path == "/desk/sign-in"
        return
    assert after.accounts.keys() == before.accounts.keys(), "an office opened an account"
    assert after.sessions.keys() <= before.sessions.keys(), "an office signed a citizen in"
    for account_id, account in after.accounts.items():
        held = before.accounts[account_id]
        if account.standing is not Standing.CLOSED:
            assert (held.password_hash, held.phone_number) == (account.password_hash, account.phone_number)
    if asked.browser.staff == "post":
        was = (before.accounts, before.disputes, before.help_cases)
        assert was == (after.accounts, after.disputes, after.help_cases), "the post moved more than its own"


OFFICE_RULES: tuple[Rule, ...] = (
    no_desk_session_begins_without_password_and_app_code,
    no_stranger_opens_the_desk,
    staff_see_only_what_they_asked_for,
    an_appointment_is_verified_by_two_people_at_one_place,
    help_is_given_by_two_people,
    a_dispute_is_decided_by_two_officers,
    an_office_moves_its_own_records_alone,
)
