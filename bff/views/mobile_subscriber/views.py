"""The screens of a mobile subscriber, registering or proving; the shared ones come from `common`."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from bff.log import outcome
from bff.registration import Journey, Registration
from bff.services import services, verifier
from bff.settings import WhenUnknown
from bff.views.common import SIDE_STEPS, add_shared_steps
from bff.views.common.matching import match_limits
from bff.views.common.person_form import keep_typed
from bff.views.common.proof import proof_blueprint, proving
from bff.views.common.proven import go_on_with
from bff.views.mobile_subscriber.forms import DetailsForm
from bff.web import View, arrive, move_to, screen, step
from verifiers.carrier import Carrier, SimChange, SubscriberRefusal
from verifiers.identity import Person

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


def details_view(journey: Journey) -> View:
    """Make the screen that asks for the person and the subscription, and has the carrier compare them."""

    def details(registration: Registration) -> ResponseReturnValue:
        form = DetailsForm.filled_from(registration.typed)
        registration = keep_typed(registration, form)
        if not form.validate_on_submit():
            return screen("mobile_subscriber/details.html", form=form, registration=registration)
        with services().limits.attempt(*match_limits(registration, form.person)):
            answer = _ask_carrier(form.mobile, form.person)
        if isinstance(answer, SubscriberRefusal):
            outcome(f"refused_{answer}")
            return arrive(move_to(registration, "refused", refusal=answer))
        outcome("matched")
        facts = registration.learn(
            phone_number=form.mobile, email=form.email_address, consents=(form.consent_given,)
        )
        return go_on_with(facts, answer, journey)

    return details


def _ask_carrier(phone_number: str, claimed: Person) -> Person | SubscriberRefusal:
    """Have the carrier compare the person, then say whether the SIM was changed lately."""
    carrier, settings = verifier(Carrier), services().settings
    answer = carrier.match(phone_number, claimed)
    if isinstance(answer, SubscriberRefusal):
        return answer
    match carrier.sim_change(phone_number, within_hours=settings.carrier_sim_swap_hours):
        case SimChange.CHANGED:
            return SubscriberRefusal.SIM_CHANGED
        case SimChange.UNKNOWN if settings.carrier_sim_swap_unknown is WhenUnknown.REFUSE:
            return SubscriberRefusal.SIM_CHANGED
        case SimChange.UNCHANGED | SimChange.UNKNOWN:
            return answer


for _of, _journey in ((blueprint, JOURNEY), (proof, PROVING)):
    step(_of, _journey, "details")(details_view(_journey))
    add_shared_steps(_of, _journey)
