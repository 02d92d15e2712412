"""The screens of a mobile subscriber, registering or proving; the shared ones come from `common`."""

from flask import Blueprint

from bff.journeys.journey import Journey
from bff.services import services, verifier
from bff.settings.settings import WhenUnknown
from bff.views.mobile_subscriber.forms import DetailsForm
from bff.views.steps import SIDE_STEPS, add_shared_steps
from bff.views.steps.details import details_view
from bff.views.steps.proof import proof_blueprint, proving
from bff.web.gate import step
from identity.people import Person
from verifiers.carrier import Carrier, SimChange, SubscriberRefusal

JOURNEY = Journey(
    key="mobile_subscriber",
    steps=("details", "code", "password", "done"),
    side_steps=SIDE_STEPS,
    forgets={"code": frozenset({"identity"}), "refused": frozenset({"refusal"})},
)

blueprint = Blueprint(
    JOURNEY.key, __name__, template_folder="templates", url_prefix="/register/mobile-subscriber"
)
PROVING = proving(JOURNEY, "details", "code")
proof = proof_blueprint(JOURNEY.key, PROVING)


def _ask_carrier(form: DetailsForm) -> Person | SubscriberRefusal:
    """Have the carrier compare the person, then say whether the SIM was changed lately."""
    carrier, settings = verifier(Carrier), services().settings
    answer = carrier.match(form.mobile, form.person)
    if isinstance(answer, SubscriberRefusal):
        return answer
    match carrier.sim_change(form.mobile, within_hours=settings.carrier_sim_swap_hours):
        case SimChange.CHANGED:
            return SubscriberRefusal.SIM_CHANGED
        case SimChange.UNKNOWN if settings.carrier_sim_swap_unknown is WhenUnknown.REFUSE:
            return SubscriberRefusal.SIM_CHANGED
        case SimChange.UNCHANGED | SimChange.UNKNOWN:
            return answer


for _of, _journey in ((blueprint, JOURNEY), (proof, PROVING)):
    _details = details_view(_journey, DetailsForm, _ask_carrier)
    step(_of, _journey, "details")(_details)
    add_shared_steps(_of, _journey)
