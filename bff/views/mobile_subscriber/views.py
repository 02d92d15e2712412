"""The journeys of a mobile subscriber, and the one screen that only they have: the details.

After the right code the carrier is asked about the SIM: a thief may have the number (decision record 0012).
"""

from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.messages.vouching import Vouching
from bff.services import verifier
from bff.views.mobile_subscriber.forms import DetailsForm
from bff.views.steps.existing import account_exists
from bff.views.steps.one_time_code import code_step
from bff.views.steps.outcomes import done, refused
from bff.views.steps.person.details import WHO, ask_and_match
from bff.views.steps.phone_first import PHONE_FIRST
from bff.views.steps.proof import proven
from bff.views.steps.set_password import password
from bff.views.steps.sim.registers import SIM
from identity.people import Person
from verifiers.carrier import Carrier, SubscriberRefusal


def details(flow: Flow) -> ResponseReturnValue:
    """Ask for the person's details, and let the carrier compare them."""
    return ask_and_match(flow, DetailsForm, _ask_carrier)


def _ask_carrier(form: DetailsForm) -> Person | SubscriberRefusal:
    """Ask the carrier whether the person is the subscriber of the number."""
    return verifier(Carrier).match(form.mobile, form.person)


_CODE = code_step(vouched_by=Vouching.REGISTER, forgets=frozenset({"identity"}))
_REFUSED = Step(refused, forgets=frozenset({"refusal"}))
REGISTERING = Journey(
    "mobile_subscriber",
    at="/register/mobile-subscriber",
    purpose=Purpose.REGISTER,
    steps=(WHO, Step(details, forgets=frozenset()), _CODE, SIM, Step(password), Step(done)),
    side_steps=(_REFUSED, Step(account_exists), *PHONE_FIRST),
    opening=2,
)
PROVING = Journey(
    "mobile_subscriber_proof",
    at="/prove/mobile-subscriber",
    purpose=Purpose.PROVE,
    steps=(WHO, Step(details, forgets=frozenset()), _CODE, SIM, Step(proven, acts=True)),
    side_steps=(_REFUSED, *PHONE_FIRST),
    opening=2,
)
