"""Limits the requests to one SIM: a stranger's requests close no SIM to its holder.

Requests from a browser that has signed in to an account with this phone are counted apart, and so are
requests of a flow in which a code to this phone was entered (`bff.views.steps.phone_first`).
"""

from bff.journeys.flow import Flow
from bff.limits.table import limits
from bff.services import services
from bff.stores.attempts import Counted
from bff.web.devices import device_values, own_browser


def sim_limits(flow: Flow) -> tuple[Counted, ...]:
    """Return the limits of one request to the SIM of the flow's phone."""
    phone = flow.phone_number or ""
    digest = services().digest_of(f"{phone} {_whose(flow, phone)}".rstrip())
    return tuple((limit, digest) for limit in limits().sim_requests)


def _whose(flow: Flow, phone: str) -> str:
    """Return how the holder is told apart from a stranger; empty: not at all."""
    accounts = services().accounts.with_phone(phone) if device_values() else ()
    if own := next(filter(None, map(own_browser, accounts)), ""):
        return own
    return "proved" if phone and flow.proven_phone == phone else ""
