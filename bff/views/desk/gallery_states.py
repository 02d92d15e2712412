"""The states of the desk's screens, for the gallery."""

from collections.abc import Callable

from accounts.appointments.records import Applicant, Place
from accounts.appointments.store import AlreadyMade
from accounts.disputes.records import Decision
from accounts.references import grouped
from accounts.second_factors.passkeys import NewPasskey
from accounts.staff.commands import issue_set_up
from accounts.staff.records import Role, Staff
from bff.methods.gallery_states import GALLERY_ACCOUNT_ID, GALLERY_PERSON, GALLERY_PHONE, Shown
from bff.services import services
from bff.views.steps.gallery_disputes import gallery_dispute
from bff.web.desk_sessions import begin_desk_session, current_staff


def _newcomer() -> Staff:
    """Return a member of staff who has no password and no app yet."""
    register, name = services().staff, "gallery.newcomer"
    added = register.find(name) or register.add(name, frozenset({Role.CLERK}), by="gallery")
    if added is None:
        raise RuntimeError("the gallery's newcomer is there and is not")
    return added


def _with_passkey() -> None:
    """Give the gallery's member of staff a passkey, in a session that goes on."""
    staff = current_staff()
    if staff is None:
        return
    new = NewPasskey(
        credential_id=b"gallery",
        public_key=b"gallery",
        sign_count=0,
        is_backup_eligible=True,
        is_backed_up=True,
        transports=("internal",),
        name="Chrome · Windows",
    )
    services().staff_passkeys.add(staff.id, new, most=1, generation=staff.generation)
    changed = services().staff.get(staff.id)
    if changed is not None:
        begin_desk_session(changed)


def _set_up_path() -> str:
    return issue_set_up(services().links, _newcomer())


def _member_path() -> str:
    return f"/desk/staff/{_newcomer().name}"


def _appointment(born: str, *, is_compared: bool) -> Callable[[], str]:
    """Return a function that makes an appointment and returns its path.

    Args:
        born: the applicant's date of birth, ISO 8601; the citizen number is made of it.
    """

    def make_path() -> str:
        appointments = services().appointments
        applicant = Applicant(
            full_name=GALLERY_PERSON.full_name,
            sex="female",
            birth_date=born,
            citizen_number=f"000190{born[-2:]}{born[-2:]}99",
            phone_number=GALLERY_PHONE,
            province="Thành phố Hà Nội",
            commune="Phường Ba Đình",
        )
        answer = appointments.make(applicant, days=30)
        appointment = answer.appointment if isinstance(answer, AlreadyMade) else answer
        if is_compared:
            digits = applicant.citizen_number[-4:]
            appointments.compare(
                appointment.id, place=Place.DESK, clerk="gallery-clerk", document_digits=digits
            )
        return f"/desk/appointments/{grouped(appointment.reference)}"

    return make_path


def _help_path(citizen_number: str, phone_number: str = GALLERY_PHONE, *, is_compared: bool = False) -> str:
    """Make a help case for this citizen number and phone, and return its path."""
    cases = services().help_cases
    reference = cases.make(number=citizen_number, phone_number=phone_number, days=3)
    case = cases.find(reference)
    if is_compared and case:
        cases.compare(case.id, account_id=GALLERY_ACCOUNT_ID, clerk="gallery-clerk")
    return f"/desk/help/{grouped(reference)}"


def _help_list_path() -> str:
    _help_path("000190999999", is_compared=True)
    return "/desk/help"


def _disputes_path() -> str:
    _dispute_path()
    _proposed_path()
    return "/desk/disputes"


def _dispute_path() -> str:
    return f"/desk/disputes/{grouped(gallery_dispute(3).reference)}"


def _proposed_path() -> str:
    dispute = gallery_dispute(4)
    if dispute.proposal is None:
        services().disputes.propose(
            dispute.id,
            Decision.TRANSFER,
            version=dispute.version,
            by="gallery",
            reason="Hai bên đã rõ.",
            reasons="Thuê bao của tài khoản đứng tên người khiếu nại.",
        )
    return f"/desk/disputes/{grouped(dispute.reference)}"


def _lost_code_path() -> str:
    return f"/desk/viewing-codes/{grouped(gallery_dispute(3).reference)}"


def _compared_code_path() -> str:
    dispute = gallery_dispute(4)
    services().disputes.compare_for_code(dispute.id, by="gallery-clerk")
    return f"/desk/viewing-codes/{grouped(dispute.reference)}"


def _codes_path() -> str:
    _compared_code_path()
    return "/desk/viewing-codes"


_WAITING = _appointment("1990-03-27", is_compared=False)
_COMPARED = _appointment("1990-03-28", is_compared=True)
GALLERY = (
    Shown("desk/sign_in", "empty", "/desk/sign-in"),
    Shown("desk/sign_in", "wrong", "/desk/sign-in", form={"name": "a", "password": "b", "code": "123456"}),
    Shown("desk/passkeys", "empty", "/desk/passkeys", staff=Role.CLERK),
    Shown("desk/passkeys", "several", "/desk/passkeys", staff=Role.CLERK, prepares=_with_passkey),
    Shown("desk/passkeys", "remove", "/desk/passkeys/remove", staff=Role.CLERK, prepares=_with_passkey),
    Shown("desk/set_up", "empty", make_path=_set_up_path),
    Shown("desk/set_up", "errors", make_path=_set_up_path, form={"password": "abc", "code": "1"}),
    Shown("desk/set_up", "ended", "/desk/set-up/nobody-was-given-this"),
    Shown("desk/home", "clerk", "/desk", staff=Role.CLERK),
    Shown("desk/home", "not_found", "/desk", staff=Role.CLERK, form={"reference": "000190999999"}),
    Shown("desk/home", "supervisor", "/desk", staff=Role.SUPERVISOR),
    Shown("desk/home", "not_allowed", "/desk/staff", staff=Role.CLERK),
    Shown("desk/appointment", "waiting", staff=Role.CLERK, make_path=_WAITING),
    Shown(
        "desk/appointment",
        "errors",
        staff=Role.CLERK,
        make_path=_WAITING,
        form={"finding": "agrees", "document_digits": "0000", "note": "Ẩm ướt."},
    ),
    Shown("desk/appointment", "compared", staff=Role.SUPERVISOR, make_path=_COMPARED),
    Shown("desk/help", "waiting", staff=Role.CLERK, make_path=lambda: _help_path("000190999999")),
    Shown(
        "desk/help",
        "errors",
        staff=Role.CLERK,
        make_path=lambda: _help_path("000190999999"),
        form={"finding": "agrees", "document_birth_date": "31/2/1990"},
    ),
    Shown(
        "desk/help",
        "differs",
        staff=Role.CLERK,
        make_path=lambda: _help_path("000190999998"),
        form={
            "finding": "agrees",
            "document_name": "Nguyễn Thị Thử",
            "document_birth_date": "27/3/1990",
            "document_digits": "9998",
        },
    ),
    Shown(
        "desk/help",
        "other_phone",
        staff=Role.SUPERVISOR,
        make_path=lambda: _help_path("000190999999", "+84900000998", is_compared=True),
    ),
    Shown(
        "desk/help",
        "compared",
        staff=Role.SUPERVISOR,
        make_path=lambda: _help_path("000190999999", is_compared=True),
    ),
    Shown("desk/help_cases", "list", staff=Role.SUPERVISOR, make_path=_help_list_path),
    Shown("desk/appointments", "list", "/desk/appointments", staff=Role.SUPERVISOR),
    Shown("desk/staff", "list", "/desk/staff", staff=Role.ADMINISTRATOR),
    Shown("desk/member", "plain", staff=Role.ADMINISTRATOR, make_path=_member_path),
    Shown("desk/member", "errors", staff=Role.ADMINISTRATOR, make_path=_member_path, form={"clerk": "y"}),
    Shown("desk/viewing_code", "to_compare", make_path=_lost_code_path, staff=Role.CLERK),
    Shown("desk/viewing_code", "to_approve", make_path=_compared_code_path, staff=Role.SUPERVISOR),
    Shown("desk/viewing_codes", "some", make_path=_codes_path, staff=Role.SUPERVISOR),
    Shown("desk/disputes", "some", make_path=_disputes_path, staff=Role.CASE_OFFICER),
    Shown("desk/dispute", "open", make_path=_dispute_path, staff=Role.CASE_OFFICER),
    Shown("desk/dispute", "errors", make_path=_dispute_path, staff=Role.CASE_OFFICER, form={"act": ""}),
    Shown("desk/dispute", "proposed", make_path=_proposed_path, staff=Role.CASE_OFFICER),
    Shown("desk/password", "empty", "/desk/password", staff=Role.ADMINISTRATOR),
)
