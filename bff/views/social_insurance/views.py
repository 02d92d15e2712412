"""The screens of a social-insurance number, registering or proving; the shared ones come from `common`."""

from flask import Blueprint

from bff.journeys.journey import Journey
from bff.services import verifier
from bff.views.social_insurance.forms import DetailsForm
from bff.views.steps import SIDE_STEPS, add_shared_steps
from bff.views.steps.details import details_view
from bff.views.steps.proof import proof_blueprint, proving
from bff.web.gate import step
from identity.people import Person
from verifiers.social_insurance import InsuranceRefusal, SocialInsurance

JOURNEY = Journey(
    key="social_insurance",
    steps=("details", "code", "password", "done"),
    side_steps=SIDE_STEPS,
    forgets={"code": frozenset({"identity"}), "refused": frozenset({"refusal"})},
)
PROVING = proving(JOURNEY, "details", "code")

blueprint = Blueprint(
    JOURNEY.key, __name__, template_folder="templates", url_prefix="/register/social-insurance"
)
proof = proof_blueprint(JOURNEY.key, PROVING)


def _ask_register(form: DetailsForm) -> Person | InsuranceRefusal:
    """Fetch the record and compare it; nothing of it is shown before the code was right."""
    return verifier(SocialInsurance).match(form.insurance_number, form.person)


for _of, _journey in ((blueprint, JOURNEY), (proof, PROVING)):
    _details = details_view(_journey, DetailsForm, _ask_register)
    step(_of, _journey, "details")(_details)
    add_shared_steps(_of, _journey)
