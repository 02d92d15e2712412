"""The journeys with a PostID: Vietnam Post compares, and the code goes to the phone of the PostID.

After the right code the carrier is asked about the SIM: a thief may have the number (decision record 0012).
"""

from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.messages.vouching import Vouching
from bff.owners.askers import has_shown
from bff.owners.sim_change import can_be_asked, is_sim_new
from bff.services import verifier
from bff.serving.log import outcome
from bff.views.steps.details import ask_and_match
from bff.views.steps.existing import account_exists
from bff.views.steps.one_time_code import code_step
from bff.views.steps.outcomes import done, refused
from bff.views.steps.phone_first import PHONE_FIRST
from bff.views.steps.proof import proven
from bff.views.steps.set_password import password
from bff.views.vietnam_post.forms import PostIdForm
from bff.web.walking import advance, arrive, expired, move_to
from verifiers.carrier import SubscriberRefusal
from verifiers.vietnam_post import PostId, PostIdHolder, PostIdRefusal


def details(flow: Flow) -> ResponseReturnValue:
    """Ask for the PostID and the person, and let Vietnam Post compare them."""
    return ask_and_match(flow, PostIdForm, _ask_post)


def _ask_post(form: PostIdForm) -> PostIdHolder | PostIdRefusal:
    """Ask Vietnam Post whether the person is the holder of the PostID account."""
    return verifier(PostId).match(form.account_name, form.person)


def look_at_sim(flow: Flow) -> ResponseReturnValue:
    """Go on, or say why the code to this phone does not count; this step has no screen.

    After a refusal nothing of the match and of the code counts: only another code lets the carrier be asked.
    """
    if flow.phone_number is None:
        return expired(flow.purpose)
    has_shown(flow.phone_number)
    if not can_be_asked() or not is_sim_new(flow.phone_number):
        return advance(flow)
    outcome("sim_changed")
    names = frozenset({"identity", "phone_number", "proven_phone"})
    return arrive(move_to(flow.forget(names), "refused", refusal=SubscriberRefusal.SIM_CHANGED))


_CODE = code_step(vouched_by=Vouching.REGISTER, forgets=frozenset({"identity", "phone_number"}))
_SIM = Step(look_at_sim, acts=True)
_REFUSED = Step(refused, forgets=frozenset({"refusal"}))
REGISTERING = Journey(
    "vietnam_post",
    at="/register/vietnam-post",
    purpose=Purpose.REGISTER,
    steps=(Step(details), _CODE, _SIM, Step(password), Step(done)),
    side_steps=(_REFUSED, Step(account_exists), *PHONE_FIRST),
)
PROVING = Journey(
    "vietnam_post_proof",
    at="/prove/vietnam-post",
    purpose=Purpose.PROVE,
    steps=(Step(details), _CODE, _SIM, Step(proven, acts=True)),
    side_steps=(_REFUSED, *PHONE_FIRST),
)
