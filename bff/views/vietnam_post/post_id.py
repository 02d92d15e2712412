"""The journeys with a PostID: Vietnam Post compares, and the code goes to the phone of the PostID.

After the right code the carrier is asked about the SIM, and for a proof about the number: a thief may have
it, or a new subscriber (decision records 0012, 0076).
"""

from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.messages.vouching import Vouching
from bff.services import verifier
from bff.views.steps.existing import account_exists
from bff.views.steps.one_time_code import code_step
from bff.views.steps.outcomes import done, refused
from bff.views.steps.person.details import WHO, ask_and_match
from bff.views.steps.phone_first import PHONE_FIRST
from bff.views.steps.proof import account_of, proven
from bff.views.steps.set_password import password
from bff.views.steps.sim.registers import SIM, look_for
from bff.views.vietnam_post.forms import PostIdForm, PostIdProofForm
from verifiers.vietnam_post import PostId, PostIdHolder, PostIdRefusal


def details(flow: Flow) -> ResponseReturnValue:
    """Ask for the PostID and the person, and let Vietnam Post compare them."""
    return ask_and_match(flow, PostIdProofForm if flow.aim else PostIdForm, _ask_post)


def _ask_post(form: PostIdForm) -> PostIdHolder | PostIdRefusal:
    """Ask Vietnam Post whether the person is the holder of the PostID account."""
    return verifier(PostId).match(form.account_name, form.person)


def look_at_sim(flow: Flow) -> ResponseReturnValue:
    """Go on with the proof, or say why the code to the phone of the PostID does not count.

    The post may have the number of a person whose number was given on, and the rest stands on cards. So the
    carrier is asked, also where the account has another phone by now.
    """
    return look_for(flow, account_of(flow))


_CODE = code_step(vouched_by=Vouching.REGISTER, forgets=frozenset({"identity", "phone_number"}))
_REFUSED = Step(refused, forgets=frozenset({"refusal"}))
REGISTERING = Journey(
    "vietnam_post",
    at="/register/vietnam-post",
    purpose=Purpose.REGISTER,
    steps=(WHO, Step(details, forgets=frozenset()), _CODE, SIM, Step(password), Step(done)),
    side_steps=(_REFUSED, Step(account_exists), *PHONE_FIRST),
    opening=2,
)
PROVING = Journey(
    "vietnam_post_proof",
    at="/prove/vietnam-post",
    purpose=Purpose.PROVE,
    steps=(
        WHO,
        Step(details, forgets=frozenset()),
        _CODE,
        Step(look_at_sim, acts=True),
        Step(proven, acts=True),
    ),
    side_steps=(_REFUSED, *PHONE_FIRST),
    opening=2,
)
