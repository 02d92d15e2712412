"""The budgets of SMS: one that strangers can use up, for phones that nothing vouches for, and the reserve.

The budget is counted for the product, for each method and for each range of numbers. The reserve is all the
rest: codes after a right password, owners' notices, phones that a register knows (`bff.limits.budgets`).
"""

from contextlib import AbstractContextManager, nullcontext, suppress

from bff.journeys.codes import Turn
from bff.journeys.flow import Flow
from bff.limits.budgets import count_in_reserve, is_of_an_account, range_of, spend
from bff.limits.table import LimitTable, limits
from bff.limits.work import Priced
from bff.messages.shared_codes import may_share
from bff.messages.vouching import is_vouched
from bff.services import Services, services
from bff.stores.attempts import TooOften
from bff.web.lookup import method_key_of


def take_voucher(flow: Flow) -> bool:
    """Return whether something vouches for the phone of the flow's next code.

    A signature, or two people who saw the person, vouch for any phone that the person types, but only for a
    few codes a day to an account's new phones; this call counts one of them.
    """
    if is_vouched(flow):
        return True
    if flow.account_id is None or flow.pending is None or not flow.pending.vouches:
        return False
    counted = (limits().codes_vouched_by_a_proof, services().digest_of(flow.account_id))
    with suppress(TooOften), services().limits.attempt(counted):
        return True
    return False


def unvouched_budget(flow: Flow, turn: Turn) -> AbstractContextManager[None]:
    """Pay for one message to a phone that nothing vouches for; give it back if the work inside raises.

    The code that comes before a register or a SIM, to a phone that an account has, is paid from the reserve
    once it has waited, as a request to the SIM is (`bff.limits.sim`).

    Raises:
        BudgetEmpty: one of the budgets is used up, and nothing was paid.
    """
    if turn.waited and may_share(flow) and is_of_an_account(flow):
        draw_on_reserve(services())
        return nullcontext()
    table = limits()
    counted = [
        (table.unvouched_messages_of_a_range, range_of(flow.phone_number)),
        (table.unvouched_messages_of_a_method, method_key_of(flow)),
    ]
    if not turn.worked:
        counted.append((table.unvouched_messages_without_work, "all"))
    return spend(Priced.MESSAGE, [*counted, (table.unvouched_messages, "all")], turn=turn)


def draw_on_reserve(parts: Services) -> None:
    """Count one message to a phone that is vouched for. Beyond the limit it raises an alarm and nothing else.

    Args:
        parts: the services, because notices are sent outside a request too.
    """
    count_in_reserve(parts, Priced.MESSAGE, LimitTable(parts.settings).reserve_messages)
