"""Whether what two people at an office began was overtaken by what the account's holder did since.

A case waits for days between the comparison, the approval and the code. If a way into the account changed in
that time, or the account was opened again after a stop or a dispute, the holder has decided something that
the two people did not know of: the document is compared afresh. A stop alone overtakes nothing, because the
phone that stops may be the stolen one; it is shown to the person who approves.
"""

from accounts.account.records import AccountEvent
from accounts.help_cases import HelpCase
from bff.services import Services


def is_overtaken(parts: Services, case: HelpCase) -> bool:
    """Return whether a way into the case's account changed, or it was opened again, after the comparison."""
    if case.account_id is None or case.compared_at is None:
        return False
    accounts, since = parts.accounts, case.compared_at
    return bool(accounts.changes_since(case.account_id, since)) or accounts.has_happened(
        case.account_id, AccountEvent.RESTORED, since=since
    )


def is_stopped_since(parts: Services, case: HelpCase) -> bool:
    """Return whether a phone of the account stopped it after the comparison."""
    if case.account_id is None or case.compared_at is None:
        return False
    return parts.accounts.has_happened(case.account_id, AccountEvent.STOPPED, since=case.compared_at)
