"""After the code to the phone that a register has of the person: the carrier's register, or the post's."""

from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import Step
from bff.methods.method import RefusalWords
from bff.serving.language import lazy
from bff.views.steps.sim.looking import look
from verifiers.carrier import SubscriberRefusal

#: The words of every method that confirms a phone which a register has of the person.
SIM_CHANGED = RefusalWords(
    title=lazy("The SIM of this number was changed recently"),
    body=lazy(
        "To protect you, a number whose SIM was changed recently does not show who you are. "
        "Try again in a few days, or choose another way."
    ),
    can_correct=False,
)


def look_at_sim(flow: Flow) -> ResponseReturnValue:
    """Go on, or say why the code to this phone does not count; this step has no screen.

    After a refusal nothing of the match and of the code counts: only another code lets the carrier be asked.
    """
    shown = frozenset({"identity", "phone_number", "proven_phone"})
    return look(flow, leads_to="refused", forgets=shown, refusal=SubscriberRefusal.SIM_CHANGED)


#: The step that follows the code in every such journey.
SIM = Step(look_at_sim, acts=True)
