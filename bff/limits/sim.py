"""Limits the requests to SIMs: a stranger's close no SIM to its holder, and ring only so many phones.

Requests from a browser that has signed in to an account with this phone are counted apart, and so are
requests of a flow in which a code to this phone was entered (`bff.views.steps.phone_first`). For these
something vouches, as for those of a signed-in person who proves an identity. All others may ring any phone in
the world: they need a proof of work, or wait, and have a budget (decision record 0043).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bff.journeys.codes import Turn
from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.limits.budgets import count_in_reserve, is_of_an_account, range_of, spend
from bff.limits.table import limits
from bff.limits.work import Priced, new_challenge
from bff.services import services
from bff.stores.attempts import Counted, TooOften
from bff.web.devices import device_values
from bff.web.sessions import current_session

#: What a person does with an account that exists.
_TO_AN_ACCOUNT = (Purpose.SIGN_IN, Purpose.PROVE)


def sim_limits(flow: Flow) -> tuple[Counted, ...]:
    """Return the limits of one request to the SIM of the flow's phone."""
    phone = flow.phone_number or ""
    digest = services().digest_of(f"{phone} {_whose(flow, phone)}".rstrip())
    return tuple((limit, digest) for limit in limits().sim_requests)


def take_voucher(flow: Flow) -> bool:
    """Return whether something vouches for the SIM of the flow's phone.

    A signed-in account vouches for any SIM, because the one that signs need not be in the account's phone;
    but only for a few a day, and this call counts one of them.
    """
    if _whose(flow, flow.phone_number or ""):
        return True
    signed_in = current_session() if flow.purpose is Purpose.PROVE else None
    if signed_in is None:
        return False
    counted = (limits().requests_vouched_by_an_account, services().digest_of(signed_in.account_id))
    with suppress(TooOften), services().limits.attempt(counted):
        return True
    return False


def work_for_request(flow: Flow, turn: Turn | None = None) -> str:
    """Return a challenge for the form whose press asks a SIM, for templates; empty where none is needed.

    Args:
        turn: that of the request, if it waits for one.
    """
    is_signed_in = flow.purpose is Purpose.PROVE and turn is None and current_session() is not None
    has_worked = turn is not None and turn.worked
    return "" if is_signed_in or has_worked else new_challenge(flow, Priced.SIM_REQUEST)


@contextmanager
def paying_for_request(flow: Flow, turn: Turn | None) -> Iterator[None]:
    """Pay for one request to a SIM; give it back if the work inside raises.

    A request that has waited once, to a phone that an account has, comes from the reserve too: the limits of
    one SIM bound how often a stranger can ring it. Before that it waits like all others, so the first screen
    tells a stranger nothing of the account.

    Args:
        turn: that of a request for which nothing vouches; None: it is paid from the reserve.

    Raises:
        BudgetEmpty: one of the budgets is used up, and nothing was paid.
    """
    if turn is None or (turn.waited and flow.purpose in _TO_AN_ACCOUNT and is_of_an_account(flow)):
        count_in_reserve(services(), Priced.SIM_REQUEST, limits().reserve_requests)
        yield
        return
    table = limits()
    counted = [
        (table.unvouched_requests_of_a_range, range_of(flow.phone_number)),
        (table.unvouched_requests_of_a_purpose, str(flow.purpose)),
    ]
    if not turn.worked:
        counted.append((table.unvouched_requests_without_work, "all"))
    with spend(Priced.SIM_REQUEST, [*counted, (table.unvouched_requests, "all")], turn=turn):
        yield


def _whose(flow: Flow, phone: str) -> str:
    """Return how the holder is told apart from a stranger; empty: not at all."""
    if values := device_values():
        accounts = services().accounts.with_phone(phone)
        if own := services().second_factors.known_device_of_any(accounts, values):
            return own
    return "proved" if phone and flow.proven_phone == phone else ""
