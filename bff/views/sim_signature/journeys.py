"""What a SIM signature is good for: registering, signing in, proving who one is for anything else."""

from bff.journeys.journey import Journey, Purpose
from bff.views.steps import SIDE_STEPS
from bff.views.steps.proof import proving

_BACK = {"waiting": frozenset({"pending"}), "refused": frozenset({"refusal"})}

REGISTERING = Journey(
    "sim_signature", ("phone", "waiting", "confirm", "done"), side_steps=SIDE_STEPS, forgets=_BACK
)
SIGNING_IN = Journey("sim_sign_in", ("phone", "waiting", "enter"), Purpose.SIGN_IN, ("refused",), _BACK)
PROVING = proving(REGISTERING, "phone", "waiting")
