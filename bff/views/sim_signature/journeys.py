"""What a SIM signature is good for: registering, signing in, raising the level of an account."""

from bff.registration import Journey, Purpose
from bff.views.common import SIDE_STEPS

_BACK = {"waiting": frozenset({"pending"}), "refused": frozenset({"refusal"})}

REGISTERING = Journey(
    "sim_signature", ("phone", "waiting", "confirm", "done"), side_steps=SIDE_STEPS, forgets=_BACK
)
SIGNING_IN = Journey("sim_sign_in", ("phone", "waiting", "enter"), Purpose.SIGN_IN, ("refused",), _BACK)
RAISING = Journey("sim_raise", ("phone", "waiting", "raised"), Purpose.RAISE, ("refused",), _BACK)
