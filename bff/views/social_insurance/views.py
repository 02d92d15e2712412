"""The journeys with a social-insurance number, and the one screen that only they have: the details."""

from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.messages.vouching import Vouching
from bff.services import verifier
from bff.views.social_insurance.forms import DetailsForm
from bff.views.steps.existing import account_exists
from bff.views.steps.one_time_code import code_step
from bff.views.steps.outcomes import done, refused
from bff.views.steps.person.details import WHO, ask_and_match
from bff.views.steps.phone_first import PHONE_FIRST
from bff.views.steps.proof import proven
from bff.views.steps.set_password import password
from identity.people import Person
from verifiers.social_insurance import InsuranceRefusal, SocialInsurance


def details(flow: Flow) -> ResponseReturnValue:
    """Ask for the person's details, and compare them with the record of social insurance."""
    return ask_and_match(flow, DetailsForm, _ask_register)


def _ask_register(form: DetailsForm) -> Person | InsuranceRefusal:
    """Fetch the record of this insurance number and compare it with the person in the form."""
    return verifier(SocialInsurance).match(form.insurance_number, form.person)


_CODE = code_step(vouched_by=Vouching.NOTHING, forgets=frozenset({"identity"}))
_REFUSED = Step(refused, forgets=frozenset({"refusal"}))
REGISTERING = Journey(
    "social_insurance",
    at="/register/social-insurance",
    purpose=Purpose.REGISTER,
    steps=(WHO, Step(details, forgets=frozenset()), _CODE, Step(password), Step(done)),
    side_steps=(_REFUSED, Step(account_exists), *PHONE_FIRST),
    opening=2,
)
PROVING = Journey(
    "social_insurance_proof",
    at="/prove/social-insurance",
    purpose=Purpose.PROVE,
    steps=(WHO, Step(details, forgets=frozenset()), _CODE, Step(proven, acts=True)),
    side_steps=(_REFUSED, *PHONE_FIRST),
    opening=2,
)
