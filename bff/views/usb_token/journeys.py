"""What a USB token is good for: registering, signing in, proving who one is for anything else."""

from bff.journeys.journey import Journey, Purpose
from bff.views.steps import SIDE_STEPS
from bff.views.steps.proof import proving

_BACK = {"refused": frozenset({"refusal"})}

REGISTERING = Journey(
    "usb_token",
    ("handover", "token", "confirm", "code", "opening", "done"),
    side_steps=SIDE_STEPS,
    forgets={
        **_BACK,
        "account_exists": frozenset(),
        "confirm": frozenset({"identity", "organisation", "certificate"}),
        "code": frozenset(),
    },
)
SIGNING_IN = Journey("token_sign_in", ("token", "enter"), Purpose.SIGN_IN, ("refused",), _BACK)
PROVING = proving(REGISTERING, "token")
