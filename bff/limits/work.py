"""Asks a browser for a proof of work, and takes each proof once.

A challenge is signed, and bound to one flow and one browser session. Nothing is kept for it until its proof
is used: then its digest, so that it counts once.
"""

import hmac
import secrets
from contextlib import suppress

from flask import g

from bff.journeys.flow import Flow
from bff.limits.table import limits
from bff.rules.work import Answer, bits_for
from bff.services import services
from bff.stores.attempts import TooOften
from bff.web.devices import browser_id

#: The name of the count of messages to phones that nothing vouches for: the more, the more work.
UNVOUCHED_USE = "unvouched"


def new_challenge(flow: Flow) -> str:
    """Make a challenge for the next message of this flow; pwa/work.js solves it."""
    settings = services().settings
    bits = bits_for(
        services().uses.recent(UNVOUCHED_USE),
        budget=settings.sms_unvouched_per_minute,
        least=settings.work_bits,
        most=settings.work_bits_most,
    )
    expires = int(services().clock().timestamp()) + settings.work_seconds
    facts = f"{expires}.{bits}.{secrets.token_urlsafe(16)}"
    return f"{facts}.{_signature(flow.id, facts)}"


def take_work(flow: Flow, text: str) -> bool:
    """Return whether *text* proves the work for this flow; a proof is used up by this call."""
    answer = Answer.read(text)
    if answer is None or answer.expires <= services().clock().timestamp():
        return False
    # The form that brings the proof may be what gave the flow its id (`bff.web.walking.under_new_id`).
    ids = (flow.id, *g.get("ids_before", ()))
    if not any(hmac.compare_digest(answer.seed, _signature(one, answer.facts)) for one in ids):
        return False
    if not answer.is_solved:
        return False
    used = (limits().uses_of_a_proof_of_work, services().digest_of(answer.seed))
    with suppress(TooOften), services().limits.attempt(used):
        return True
    return False


def _signature(flow_id: str, facts: str) -> str:
    return services().lookup.digest("work", f"{facts} {flow_id} {browser_id()}")
