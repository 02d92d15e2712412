"""The texts for each state of an appointment, and for each reason to reject a person."""

from accounts.appointments.records import AppointmentState, RejectReason
from bff.serving.language import lazy

_TITLES = {
    AppointmentState.WAITING: lazy("Go to a post office"),
    AppointmentState.COMPARED: lazy("Your identity card was compared"),
    AppointmentState.APPROVED: lazy("You are verified"),
    AppointmentState.REJECTED: lazy("You could not be verified"),
    AppointmentState.WITHDRAWN: lazy("The appointment is withdrawn"),
    AppointmentState.LATE: lazy("The reference has expired"),
    AppointmentState.DONE: lazy("Your account is open"),
}
_REASONS = {
    RejectReason.DETAILS_DIFFER: lazy(
        "What you entered differs from your identity card. Make a new appointment with exactly what stands "
        "on the card."
    ),
    RejectReason.OTHER_PERSON: lazy(
        "Whoever came is not the person on the identity card. The person themselves has to come, with their "
        "own card."
    ),
    RejectReason.DOCUMENT_EXPIRED: lazy(
        "Your identity card has expired. Have it renewed by the police, then make a new appointment."
    ),
    RejectReason.DOCUMENT_DOUBTFUL: lazy(
        "Your identity card could not be read, or was not the original. Bring the undamaged original, or "
        "have it replaced by the police, then make a new appointment."
    ),
}


def title_of(state: AppointmentState) -> str:
    """Return the title of the screen that shows an appointment in this state."""
    return str(_TITLES[state])


def reason_words(reason: RejectReason) -> str:
    """Return why the person was rejected, and what to do next."""
    return str(_REASONS[reason])
