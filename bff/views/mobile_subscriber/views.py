"""The journeys of a mobile subscriber, and the one screen that only they have: the details."""

from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.messages.vouching import Vouching
from bff.owners.askers import has_shown
from bff.owners.sim_change import is_sim_new
from bff.services import verifier
from bff.views.mobile_subscriber.forms import DetailsForm
from bff.views.steps.details import ask_and_match
from bff.views.steps.existing import account_exists
from bff.views.steps.one_time_code import code_step
from bff.views.steps.outcomes import done, refused
from bff.views.steps.phone_first import PHONE_FIRST
from bff.views.steps.proof import proven
from bff.views.steps.set_password import password
from identity.people import Person
from verifiers.carrier import Carrier, SubscriberRefusal


def details(flow: Flow) -> ResponseReturnValue:
    """Ask for the person's details, and let the carrier compare them."""
    return ask_and_match(flow, DetailsForm, _ask_carrier)


def _ask_carrier(form: DetailsForm) -> Person | SubscriberRefusal:
    """Ask the carrier whether the details match, then whether the SIM was changed lately.

    Thieves of accounts often take over the phone number with a new SIM (decision record 0012).
    """
    answer = verifier(Carrier).match(form.mobile, form.person)
    if isinstance(answer, SubscriberRefusal):
        return answer
    has_shown(form.mobile)  # the carrier knows this person by this number
    return SubscriberRefusal.SIM_CHANGED if is_sim_new(form.mobile) else answer


_CODE = code_step(vouched_by=Vouching.REGISTER, forgets=frozenset({"identity"}))
_REFUSED = Step(refused, forgets=frozenset({"refusal"}))
REGISTERING = Journey(
    "mobile_subscriber",
    at="/register/mobile-subscriber",
    purpose=Purpose.REGISTER,
    steps=(Step(details), _CODE, Step(password), Step(done)),
    side_steps=(_REFUSED, Step(account_exists), *PHONE_FIRST),
)
PROVING = Journey(
    "mobile_subscriber_proof",
    at="/prove/mobile-subscriber",
    purpose=Purpose.PROVE,
    steps=(Step(details), _CODE, Step(proven, acts=True)),
    side_steps=(_REFUSED, *PHONE_FIRST),
)
