"""With a verified PostID: the post compares, the code goes to the phone that the post has."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from bff.log import outcome
from bff.registration import Journey, Registration
from bff.services import services, verifier
from bff.views.common import add_shared_steps
from bff.views.common.matching import match_limits
from bff.views.common.person_form import keep_typed
from bff.views.common.proof import proof_blueprint
from bff.views.common.proven import go_on_with
from bff.views.vietnam_post.forms import PostIdForm
from bff.views.vietnam_post.journeys import JOURNEY, PROVING
from bff.web import View, arrive, move_to, screen, step
from verifiers.vietnam_post import PostId, PostIdRefusal

blueprint = Blueprint(JOURNEY.key, __name__, template_folder="templates", url_prefix="/register/vietnam-post")
proof = proof_blueprint(JOURNEY.key, PROVING)


def details_view(journey: Journey) -> View:
    """Make the screen that asks for the account and its holder, and has the post compare them."""

    def details(registration: Registration) -> ResponseReturnValue:
        form = PostIdForm.filled_from(registration.typed)
        registration = keep_typed(registration, form)
        if not form.validate_on_submit():
            return screen("vietnam_post/details.html", form=form, registration=registration)
        with services().limits.attempt(*match_limits(registration, form.person)):
            answer = verifier(PostId).match(form.account_name, form.person)
        if isinstance(answer, PostIdRefusal):
            outcome(f"refused_{answer}")
            return arrive(move_to(registration, "refused", refusal=answer))
        outcome("matched")
        facts = registration.learn(phone_number=answer.phone_number, consents=(form.consent_given,))
        return go_on_with(facts, answer.person, journey)

    return details


for _of, _journey in ((blueprint, JOURNEY), (proof, PROVING)):
    step(_of, _journey, "details")(details_view(_journey))
    add_shared_steps(_of, _journey)
