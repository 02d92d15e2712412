"""What shows that a code to the account's phone came from the account's holder. No screen of one journey.

The message about a dispute and its code both go to that phone, and the holder's answer and the holder's one
appeal are told to officers as the holder's. So the answer, the decision and the appeal ask the same.
"""

from flask import url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from bff.journeys.flow import Flow
from bff.journeys.purpose import Aim
from bff.owners.phones import Doubt
from bff.owners.worth import worth
from bff.rules.proofs import ProofKind, ProofPurpose
from bff.services import services
from bff.serving.language import gettext as _
from bff.views.dispute.opening import dispute_of
from bff.views.dispute.pendings import case_of
from bff.views.steps.sim.looking import look
from bff.views.steps.sim.registers import OF_ANOTHER
from bff.web.screens import go, screen
from identity.subject import Subject

#: What the link and its code prove about a holder: they have the account's phone (`DisputeCase.proved`).
BY_PHONE = "phone"


def phone_answers(account: Account) -> bool:
    """Tell whether a code to the account's phone is enough to act as its holder."""
    answer = worth(services(), ProofKind.PHONE_CODE, ProofPurpose.ANSWER_DISPUTE, account)
    return answer.is_allowed and not account.has_lost_phone


def is_holder_still(flow: Flow) -> bool:
    """Tell whether what the flow has proved still counts: the phone may have changed since the code."""
    account = services().accounts.get(dispute_of(flow).account_id)
    return account is not None and (case_of(flow).proved != BY_PHONE or phone_answers(account))


def too_weak(subject: Subject | str) -> ResponseReturnValue:
    """Lead to the screen that says that a stronger proof is needed, and which ones there are."""
    return go(url_for("dispute.refused", why="level_too_low", subject=subject, aim=Aim.ANSWER))


def look_at_sim(flow: Flow) -> ResponseReturnValue:
    """Go on, or say why the code to this phone does not count; this step has no screen.

    The message and this code are all that is asked for, so a new subscriber of the number has both.
    """
    return look(flow, of=services().accounts.get(dispute_of(flow).account_id))


def sim_changed(flow: Flow) -> ResponseReturnValue:
    """Say why the code to this phone does not count, until when, and what other ways there are."""
    if flow.refusal in set(Doubt):
        words = OF_ANOTHER[flow.refusal]
        return screen("dispute/phone_of_another.html", flow=flow, words=words, then=_what_a_proof_gives(flow))
    if flow.refusal:
        return too_weak(flow.subject)
    hours = services().settings.carrier_sim_swap_hours
    return screen("dispute/answer_later.html", flow=flow, hours=hours, then=_what_a_proof_gives(flow))


def _what_a_proof_gives(flow: Flow) -> str:
    if dispute_of(flow).is_open:
        return _("After another proof of who you are, you answer at once.")
    return _("After another proof of who you are, you read the decision and can appeal.")
