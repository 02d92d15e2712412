"""With a verified PostID: the post compares, the code goes to the phone that the post has."""

from flask import Blueprint

from bff.services import verifier
from bff.views.steps import add_shared_steps
from bff.views.steps.details import details_view
from bff.views.steps.proof import proof_blueprint
from bff.views.vietnam_post.forms import PostIdForm
from bff.views.vietnam_post.journeys import JOURNEY, PROVING
from bff.web.gate import step
from verifiers.vietnam_post import PostId, PostIdHolder, PostIdRefusal

blueprint = Blueprint(JOURNEY.key, __name__, template_folder="templates", url_prefix="/register/vietnam-post")
proof = proof_blueprint(JOURNEY.key, PROVING)


def _ask_post(form: PostIdForm) -> PostIdHolder | PostIdRefusal:
    """Have the account and its holder compared."""
    return verifier(PostId).match(form.account_name, form.person)


for _of, _journey in ((blueprint, JOURNEY), (proof, PROVING)):
    step(_of, _journey, "details")(details_view(_journey, PostIdForm, _ask_post))
    add_shared_steps(_of, _journey)
