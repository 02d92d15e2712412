"""A clerk compares and another person approves; no request, even one made by hand, lets one do both."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from accounts.appointments.records import Applicant, Appointment, AppointmentState, RejectReason
from accounts.references import grouped
from accounts.staff.records import Role
from tests.support.browser import Browser, Page
from tests.support.clerks import Clerk, engage
from tests.unit.bff.conftest import World

NUMBER = "000190000001"
GOOD = {"finding": "agrees", "document_digits": "0001"}


@dataclass
class Office:
    """A post office: its two staff members, and the appointment that a citizen brings."""

    world: World
    made: Appointment
    clerk: Clerk
    supervisor: Clerk

    @property
    def path(self) -> str:
        return f"/desk/appointments/{grouped(self.made.reference)}"

    @property
    def now(self) -> Appointment:
        """The appointment as it stands."""
        found = self.world.services.appointments.get(self.made.id)
        assert found
        return found

    @property
    def messages(self) -> list[str]:
        """The messages on the phone of the citizen who made the appointment."""
        return [message.text for message in self.world.sandbox.inbox("+84900000001")]

    def act(self, who: Clerk, **form: str) -> Page:
        """Type the reference as *who*, open the appointment and send the finding."""
        who.look_for(grouped(self.made.reference).lower())
        assert who.page.path == self.path
        return who.browser.send(**form)

    def by_hand(self, who: Clerk, **form: str) -> int:
        """Send a form no screen has shown, and give the answer's status."""
        who.browser.open("/desk")
        data = {"csrf_token": who.browser.csrf_token, **form}
        return who.browser.ask(self.path, method="POST", data=data).status_code


def an_appointment(world: World, *, phone_number: str = "+84900000001") -> Appointment:
    applicant = Applicant(
        full_name="Nguyễn Thị Thử", sex="female", birth_date="1990-03-27", citizen_number=NUMBER,
        phone_number=phone_number, province="Thành phố Hà Nội", commune="Phường Thử",
    )  # fmt: skip
    made = world.services.appointments.make(applicant, days=30)
    assert isinstance(made, Appointment)
    return made


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A world whose messages carry links, as an operator may choose."""
    return make_world(sms_links=True)


@pytest.fixture
def office(world: World) -> Office:
    clerk = engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK)
    supervisor = engage(world.services, Browser(world.app), "mai.le", Role.SUPERVISOR, Role.CLERK)
    clerk.sign_in()
    supervisor.sign_in()
    return Office(world, an_appointment(world), clerk, supervisor)


def test_a_clerk_and_a_supervisor_verify_a_citizen(office: Office) -> None:
    page = office.act(office.clerk, **GOOD, note="Thẻ mới đổi.")
    assert "Another person approves it" in page.text
    assert office.now.state is AppointmentState.COMPARED
    office.supervisor.browser.open("/desk")
    office.supervisor.browser.press("Appointments to approve")
    office.supervisor.browser.press(grouped(office.made.reference))
    assert "Thẻ mới đổi." in office.supervisor.page.text
    assert "Approved" in office.supervisor.browser.send(finding="agrees").text
    assert (office.now.state, office.now.compared_by) == (AppointmentState.APPROVED, office.clerk.staff.id)
    (message,) = office.messages
    page = office.world.citizen().browser.open(re.findall(r"/l/\w+", message)[0])
    assert page.heading == "Finish your registration"


def test_the_number_is_not_shown_whole_so_that_it_is_read_from_the_document(office: Office) -> None:
    page = office.clerk.look_for(grouped(office.made.reference))
    assert "00019000••••" in page.text
    assert NUMBER not in str(page.soup)


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "Choose what you found."),
        ({"finding": "whatever"}, "Choose what you found."),
        ({"finding": "agrees"}, "Enter the last 4 digits that stand on the document."),
        (
            {"finding": "agrees", "document_digits": "12"},
            "Enter the last 4 digits that stand on the document.",
        ),
        ({"finding": "agrees", "document_digits": "9999"}, "These are not the last digits"),
        ({**GOOD, "note": "x" * 1001}, "Write at most 1000 letters."),
    ],
)
def test_a_slip_changes_nothing_and_keeps_what_was_typed(
    office: Office, form: dict[str, str], error: str
) -> None:
    page = office.act(office.clerk, **form)
    assert page.status == 422
    assert error in page.errors[0]
    assert office.now.state is AppointmentState.WAITING


@pytest.mark.parametrize("reason", list(RejectReason))
def test_a_clerk_rejects_with_a_reason(office: Office, reason: RejectReason) -> None:
    office.act(office.clerk, finding=reason.value)
    assert (office.now.state, office.now.reason) == (AppointmentState.REJECTED, reason)
    (message,) = office.messages
    assert "chua xac minh" in message


def test_a_supervisor_rejects_what_was_compared(office: Office) -> None:
    office.act(office.clerk, **GOOD)
    office.act(office.supervisor, finding="document_doubtful")
    assert office.now.state is AppointmentState.REJECTED


def test_a_supervisor_cannot_approve_their_own_comparison(office: Office) -> None:
    office.act(office.supervisor, **GOOD)
    page = office.supervisor.browser.open(office.path)
    assert "Another person has to approve it" in page.text
    assert "Nothing waits here" in office.supervisor.browser.open("/desk/appointments").text


@pytest.mark.parametrize("finding", ["agrees", "other_person"])
def test_a_request_made_by_hand_cannot_approve_the_own_comparison(office: Office, finding: str) -> None:
    office.act(office.supervisor, **GOOD)
    office.by_hand(office.supervisor, finding=finding, document_digits="0001")
    assert office.now.state is AppointmentState.COMPARED


def test_a_clerk_cannot_approve_by_a_request_made_by_hand(office: Office) -> None:
    office.act(office.clerk, **GOOD)
    other = engage(office.world.services, Browser(office.world.app), "other", Role.CLERK)
    other.sign_in()
    office.by_hand(other, finding="agrees", document_digits="0001")
    assert office.now.state is AppointmentState.COMPARED


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CASE_OFFICER])
def test_other_roles_cannot_open_appointments(office: Office, role: Role) -> None:
    other = engage(office.world.services, Browser(office.world.app), "other", role)
    other.sign_in()
    assert other.browser.open(office.path).status == 403
    assert other.browser.open("/desk/appointments").status == 403


def test_a_stranger_is_redirected_to_sign_in(office: Office) -> None:
    assert Browser(office.world.app).open(office.path).path == "/desk/sign-in"


def test_a_repeated_comparison_by_another_clerk_does_not_approve(office: Office) -> None:
    office.act(office.clerk, **GOOD)
    second = engage(office.world.services, Browser(office.world.app), "second", Role.CLERK)
    second.sign_in()
    assert office.by_hand(second, **GOOD) == 200
    assert office.now.compared_by == office.clerk.staff.id


def test_the_desk_shows_that_an_appointment_is_late(office: Office) -> None:
    office.world.clock.move(days=31)
    office.clerk.sign_in()
    page = office.act(office.clerk, **GOOD)
    assert page.errors == ["Its time is over. The person can make a new appointment."]


def test_comparing_one_appointment_withdraws_the_persons_other_appointment(office: Office) -> None:
    second = an_appointment(office.world, phone_number="+84900000002")
    office.act(office.clerk, **GOOD)
    assert "Withdrawn" in office.supervisor.look_for(grouped(second.reference)).text


@pytest.mark.parametrize("typed", ["{}", " {} ", "https://portal.example/x/{}", "{}/"])
def test_a_reference_is_found_in_every_spelling(office: Office, typed: str) -> None:
    page = office.clerk.look_for(typed.format(grouped(office.made.reference)))
    assert page.path == office.path


def test_the_audit_holds_every_view_and_act_but_no_notes(
    office: Office, audit_of: Callable[[str], list[tuple[str, str]]]
) -> None:
    office.act(office.clerk, **GOOD, note="Thẻ mới đổi.")
    entries = audit_of(office.made.id)
    assert [event for event, _codes in entries] == [
        "appointment_made", "staff_record_opened", "appointment_compared",
    ]  # fmt: skip
    assert "Thẻ" not in str(entries)


# ---------------------------------------------------------------- administrators


@pytest.fixture
def admin(office: Office) -> Clerk:
    admin = engage(office.world.services, Browser(office.world.app), "an.tran", Role.ADMINISTRATOR)
    admin.sign_in()
    return admin


def test_changing_a_clerks_roles_signs_the_clerk_out(office: Office, admin: Clerk) -> None:
    admin.browser.open("/desk")
    admin.browser.press("Staff")
    admin.browser.press("lan.nguyen")
    admin.browser.send(supervisor="y", reason="new_task", note="Thay chị Mai.")
    changed = office.world.services.staff.get(office.clerk.staff.id)
    assert changed
    assert changed.roles == {Role.CLERK, Role.SUPERVISOR}
    assert office.clerk.browser.open("/desk").path == "/desk/sign-in"


def test_an_administrator_deactivates_and_reactivates_a_clerk(office: Office, admin: Clerk) -> None:
    admin.browser.open("/desk/staff/lan.nguyen")
    admin.browser.post_form("/desk/staff/lan.nguyen", clerk="y", reason="left")
    assert office.clerk.browser.open("/desk").path == "/desk/sign-in"
    admin.browser.open("/desk/staff/lan.nguyen")
    again = {"clerk": "y", "is_active": "y", "reason": "correction"}
    admin.browser.send(**again)
    office.world.clock.move(minutes=1)
    assert office.clerk.sign_in().heading == "Desk"


@pytest.mark.parametrize("reason", ["", "whatever", "x y"])
def test_without_a_reason_nothing_is_changed(office: Office, admin: Clerk, reason: str) -> None:
    admin.browser.open("/desk/staff/lan.nguyen")
    assert admin.browser.send(supervisor="y", reason=reason).status == 422
    assert office.world.services.staff.get(office.clerk.staff.id) == office.clerk.staff


def test_an_administrator_changes_no_administrator_and_makes_none(office: Office, admin: Clerk) -> None:
    other = engage(office.world.services, Browser(office.world.app), "binh.do", Role.ADMINISTRATOR)
    admin.browser.open("/desk/staff/lan.nguyen")
    admin.browser.post_form("/desk/staff/binh.do", clerk="y", reason="correction")
    admin.browser.post_form("/desk/staff/an.tran", clerk="y", is_active="y", reason="correction")
    admin.browser.post_form("/desk/staff/lan.nguyen", administrator="y", is_active="y", reason="correction")
    staff = office.world.services.staff
    assert [staff.get(one.staff.id) for one in (other, admin)] == [other.staff, admin.staff]
    lan = staff.find("lan.nguyen")
    assert lan
    assert Role.ADMINISTRATOR not in lan.roles


@pytest.mark.parametrize("path", ["/desk/staff", "/desk/staff/an.tran"])
def test_only_administrators_see_the_staff(office: Office, path: str) -> None:
    assert office.clerk.browser.open(path).status == 403
