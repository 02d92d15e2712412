"""After the code to the phone that a register has of the person: the carrier's register, or the post's.

The carrier's record is of the person who has the number. The post's may be older than that: a new subscriber
of the number gets the code.
"""

from collections.abc import Callable, Mapping
from functools import partial

from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from bff.journeys.flow import Flow
from bff.journeys.journey import Step
from bff.journeys.purpose import Aim
from bff.methods.method import RefusalWords
from bff.owners.phones import Doubt, doubt_about, doubt_about_number
from bff.services import services
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


#: The words of the methods whose register may have a number that has another subscriber by now.
OF_ANOTHER: Mapping[str, RefusalWords] = {
    Doubt.OF_ANOTHER: RefusalWords(
        title=lazy("This number is in another name now"),
        body=lazy(
            "The carrier says that this phone number belongs to another person than the account. So a code "
            "to it does not show who you are. Choose another way."
        ),
        can_correct=False,
    ),
    Doubt.MAY_BE_OF_ANOTHER: RefusalWords(
        title=lazy("It is not known whether this number is still yours"),
        body=lazy(
            "The carrier cannot say whether it has given this phone number to another person since the "
            "account got it. So a code to it does not show who you are. Choose another way."
        ),
        can_correct=False,
    ),
}


def look_at_sim(flow: Flow) -> ResponseReturnValue:
    """Go on, or say why the code to this phone does not count; this step has no screen."""
    return look_for(flow)


def look_for(flow: Flow, account: Account | None = None) -> ResponseReturnValue:
    """Go on, or say why the code to this phone does not count.

    After a refusal nothing of the match and of the code counts: only another code lets the carrier be asked.
    A dispute goes on all the same, as with facts on cards: it opens a case and freezes nothing.

    Args:
        account: what the code, and facts from cards, give this person; None: there is none yet.
    """
    return look(
        flow,
        doubts=_doubts(flow, account) if account else None,
        doubt_weakens=flow.aim is Aim.DISPUTE and account is not None and _is_another(flow, account),
        leads_to="refused",
        forgets=frozenset({"identity", "phone_number", "proven_phone"}),
        refusal=SubscriberRefusal.SIM_CHANGED,
    )


def _doubts(flow: Flow, account: Account) -> Callable[[], Doubt | None]:
    if _is_another(flow, account):
        number = flow.phone_number or ""
        return partial(doubt_about_number, services(), account, number, flow.identity)
    return partial(doubt_about, services(), account)


def _is_another(flow: Flow, account: Account) -> bool:
    """Return whether the register has another number than the phone that the account has."""
    return account.phone_number != flow.phone_number


#: The step that follows the code in every such journey.
SIM = Step(look_at_sim, acts=True)
