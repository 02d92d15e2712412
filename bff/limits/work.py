"""Asks a browser for a proof of work, and takes each proof once.

A challenge is signed, and bound to one flow and one browser session. Nothing is kept for it until its proof
is used: then its digest, so that it counts once.
"""

import hmac
import secrets
from contextlib import suppress
from enum import StrEnum

from flask import g

from bff.journeys.flow import Flow
from bff.limits.table import limits
from bff.rules.work import Answer, bits_for
from bff.services import services
from bff.stores.attempts import TooOften
from bff.web.devices import browser_id

#: So many requests for help at an office in one minute cost the most work.
OFFICE_HELP_PER_MINUTE = 60


class Priced(StrEnum):
    """What costs a proof of work where nothing vouches for the phone.

    The value names the count of its recent uses: the more, the more work.
    """

    MESSAGE = "unvouched"
    SIM_REQUEST = "sim_unvouched"
    OFFICE_HELP = "office_help"
    """A request for help at an office: no phone rings, but it takes the place of an older one."""


def new_challenge(flow: Flow | None, what: Priced) -> str:
    """Make a challenge for the next use of *what* in this flow or browser session; pwa/work.js solves it."""
    settings = services().settings
    budgets = {
        Priced.MESSAGE: settings.sms_unvouched_per_minute,
        Priced.SIM_REQUEST: settings.sim_unvouched_per_minute,
        Priced.OFFICE_HELP: OFFICE_HELP_PER_MINUTE,
    }
    bits = bits_for(
        services().uses.recent(what),
        budget=budgets[what],
        least=settings.work_bits,
        most=settings.work_bits_most,
    )
    expires = int(services().clock().timestamp()) + settings.work_seconds
    facts = f"{expires}.{bits}.{secrets.token_urlsafe(16)}"
    return f"{facts}.{_signature(flow.id if flow else '', facts, what)}"


def take_work(flow: Flow | None, text: str, what: Priced) -> bool:
    """Return whether *text* proves the work for *what* in this flow; a proof is used up by this call."""
    answer = Answer.read(text)
    if answer is None or answer.expires <= services().clock().timestamp():
        return False
    # The form that brings the proof may be what gave the flow its id (`bff.web.walking.under_new_id`).
    ids = (flow.id, *g.get("ids_before", ())) if flow else ("",)
    if not any(hmac.compare_digest(answer.seed, _signature(one, answer.facts, what)) for one in ids):
        return False
    if not answer.is_solved:
        return False
    used = (limits().uses_of_a_proof_of_work, services().digest_of(answer.seed))
    with suppress(TooOften), services().limits.attempt(used):
        return True
    return False


def _signature(flow_id: str, facts: str, what: Priced) -> str:
    return services().lookup.digest("work", f"{facts} {flow_id} {browser_id()} {what}")
