"""Words for roles, reasons, findings, states and refusals at the desk."""

from accounts.appointments.records import AppointmentRefusal, AppointmentState, RejectReason
from accounts.help_cases import HelpReason, HelpRefusal, HelpState
from accounts.staff.records import Role
from bff.serving.language import gettext as _
from bff.serving.language import lazy

FINDINGS: dict[str, str] = {
    "agrees": lazy("The original document agrees with everything here, and this is its holder"),
    RejectReason.DETAILS_DIFFER.value: lazy("The document says something else"),
    RejectReason.OTHER_PERSON.value: lazy("Whoever came is not the person on the document"),
    RejectReason.DOCUMENT_EXPIRED.value: lazy("The document has expired"),
    RejectReason.DOCUMENT_DOUBTFUL.value: lazy("The document is damaged, a copy, or doubtful"),
    HelpReason.NO_ACCOUNT.value: lazy("There is nothing I can help with"),
}
APPOINTMENT_STATES: dict[AppointmentState, str] = {
    AppointmentState.WAITING: lazy("Waits for a clerk to compare"),
    AppointmentState.COMPARED: lazy("Compared; waits for another person's approval"),
    AppointmentState.APPROVED: lazy("Approved; the link was sent"),
    AppointmentState.REJECTED: lazy("Rejected"),
    AppointmentState.WITHDRAWN: lazy("Withdrawn"),
    AppointmentState.LATE: lazy("Its time is over"),
    AppointmentState.DONE: lazy("Done: the account is open"),
}
HELP_STATES: dict[HelpState, str] = {
    HelpState.WAITING: lazy("Waits for a clerk to compare"),
    HelpState.COMPARED: lazy("Compared; waits for another person's approval"),
    HelpState.HELPED: lazy("Approved; the link was sent"),
    HelpState.REFUSED: lazy("Refused"),
}
ROLES: dict[Role, str] = {
    Role.CLERK: lazy("Clerk"),
    Role.SUPERVISOR: lazy("Supervisor"),
    Role.CASE_OFFICER: lazy("Case officer"),
    Role.ADMINISTRATOR: lazy("Administrator"),
}
STAFF_REASONS: dict[str, str] = {
    "new_task": lazy("A new task"),
    "away": lazy("Away for some time"),
    "left": lazy("Works here no more"),
    "suspicion": lazy("A suspicion"),
    "correction": lazy("A correction"),
}


def appointment_refusal_words(refusal: AppointmentRefusal) -> str:
    """Explain why an act on an appointment was refused. The act changed nothing."""
    match refusal:
        case AppointmentRefusal.UNKNOWN:
            return _("This appointment is not there any more.")
        case AppointmentRefusal.OUT_OF_STATE:
            return _("Somebody else was faster. Open it again to see where it stands.")
        case AppointmentRefusal.TOO_LATE:
            return _("Its time is over. The person can make a new appointment.")
        case AppointmentRefusal.SAME_PERSON:
            return _("Whoever compared may not approve. Ask a colleague.")
        case AppointmentRefusal.ANOTHER_PLACE:
            return _("A post office compared it. A post office also has to approve it.")
        case AppointmentRefusal.DIGITS_DIFFER:
            return digits_differ_words()
        case AppointmentRefusal.ANOTHER_COMPARED:
            return _("Another appointment of the same person was compared before. Look for that one.")


def digits_differ_words() -> str:
    """Say that the typed digits are not those of the record."""
    return _("These are not the last digits of the number we were told. Look again, or refuse.")


def help_refusal_words(refusal: HelpRefusal) -> str:
    """Explain why an act on a case of help was refused. The act changed nothing."""
    match refusal:
        case HelpRefusal.OUT_OF_STATE:
            return _("Somebody else was faster, or its time is over.")
        case HelpRefusal.SAME_PERSON:
            return _("Whoever compared may not approve. Ask a colleague.")
