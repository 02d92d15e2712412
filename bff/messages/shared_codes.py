"""Codes that count in every flow which waits for a code to the same phone: the last ones that a phone gets.

Strangers can use up the codes that a phone gets before a register or a SIM is asked. Then it gets one longer
code an hour, whichever flow asks, and each flow that waits for one takes it: the person who has the phone
goes on with the code that a stranger caused, or causes one (decision record 0048).
"""

import hmac

from bff.journeys.flow import Flow
from bff.services import services

#: The step whose codes are shared, in each journey that has it (`bff.views.steps.phone_first`).
STEP = "phone_first_code"
#: Stands in the digest of a shared code for the id of a flow.
NO_FLOW = "phone_first"


def may_share(flow: Flow) -> bool:
    """Return whether the flow stands where a code may be shared."""
    return flow.step == STEP


def is_shared(flow: Flow) -> bool:
    """Return whether the next code of this flow is shared."""
    return may_share(flow) and flow.codes.are_longer


def keep_shared(flow: Flow, digest: str) -> None:
    """Keep the keyed digest of a shared code for as long as a code counts."""
    seconds = services().settings.one_time_code_seconds
    ends = services().clock().timestamp() + seconds
    services().flows.keep_answer(_key(flow), f"{ends:.0f} {digest}", seconds=seconds)


def is_the_shared_one(flow: Flow, digest: str) -> bool:
    """Return whether *digest* is that of the shared code which the flow's phone got last."""
    right = _kept(flow)
    return bool(right) and hmac.compare_digest(right, digest)


def is_on_the_phone(flow: Flow) -> bool:
    """Return whether the flow's phone has a shared code that counts in this flow."""
    return may_share(flow) and bool(_kept(flow))


def forget_shared(flow: Flow) -> None:
    """Let the shared code of the flow's phone count no more."""
    services().flows.forget_answer(_key(flow))


def _kept(flow: Flow) -> str:
    """Return the digest of the shared code that counts for the flow's phone; empty: there is none."""
    kept = services().flows.answer_of(_key(flow)) if flow.phone_number else None
    ends, _, right = (kept or "0").partition(" ")
    return right if services().clock().timestamp() < int(ends) else ""


def _key(flow: Flow) -> str:
    return f"shared code {services().digest_of(flow.phone_number or '')}"
