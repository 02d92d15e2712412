"""The ways through this method, and the way to look after an appointment."""

from bff.journeys.journey import Journey
from bff.views.steps import SIDE_STEPS
from bff.views.steps.proof import proving

#: With a verified PostID.
JOURNEY = Journey(
    key="vietnam_post",
    steps=("details", "code", "password", "done"),
    side_steps=SIDE_STEPS,
    forgets={"code": frozenset({"identity", "phone_number"}), "refused": frozenset({"refusal"})},
)
PROVING = proving(JOURNEY, "details", "code")
#: To an appointment at a post office; its end is no account yet.
OFFICE = Journey(
    key="vietnam_post_office",
    steps=("details", "code", "done"),
    forgets={"code": frozenset({"phone_number", "consents"})},
)
#: From an approved appointment to the account.
CONTINUING = Journey(
    key="vietnam_post_continuing", steps=("code", "password", "done"), side_steps=("account_exists",)
)
#: From a reference, by a code to its phone, to what has become of the appointment.
LOOKING = Journey(key="vietnam_post_looking", steps=("code", "shown"))
