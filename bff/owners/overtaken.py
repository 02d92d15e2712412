"""Whether what two people at an office began was overtaken by what the account's holder did since.

A case waits for days between the comparison, the approval and the code. If a way into the account changed in
that time by a proof that is as strong as two people, or such a proof or two officers opened it again, the
holder has decided something that the two people did not know of: the document is compared afresh.

Weaker changes overtake nothing: a thief with the stolen phone, or with the password, could otherwise put the
help off for ever. What two people give back ends what such a change has set. The same is true for a stop. The
person who approves is shown both.
"""

from accounts.account.records import AccountEvent, HistoryEntry
from accounts.help_cases import HelpCase, HelpState
from accounts.stops.holds import BY_HOTLINE
from bff.rules.proofs import STRONGEST
from bff.services import Services


def is_overtaken(parts: Services, case: HelpCase) -> bool:
    """Return whether the account changed, or was opened again, after the comparison by a proof as strong."""
    return any(_is_as_strong(entry) for entry in _changes_since(parts, case))


def is_changed_since(parts: Services, case: HelpCase) -> bool:
    """Return whether the account changed, or was opened again, after the comparison by whatever proof."""
    return bool(_changes_since(parts, case))


def is_stopped_since(parts: Services, case: HelpCase) -> bool:
    """Return whether a phone of the account stopped it after the comparison."""
    if case.account_id is None or case.compared_at is None:
        return False
    return parts.accounts.has_happened(case.account_id, AccountEvent.STOPPED, since=case.compared_at)


def outlives_changes(parts: Services, case_id: str, account_id: str | None) -> bool:
    """Return whether what two people approved goes on, although a way into the account changed since.

    Args:
        case_id: empty: no two people approved.
    """
    case = parts.help_cases.get(case_id) if case_id else None
    if case is None or case.account_id is None or case.account_id != account_id:
        return False
    is_open = case.state is HelpState.HELPED and case.phone_number is not None
    return is_open and not is_overtaken(parts, case)


def _changes_since(parts: Services, case: HelpCase) -> list[HistoryEntry]:
    if case.account_id is None or case.compared_at is None:
        return []
    accounts, since = parts.accounts, case.compared_at
    return [
        *accounts.changes_since(case.account_id, since),
        *accounts.entries_since(case.account_id, AccountEvent.RESTORED, since=since),
    ]


def _is_as_strong(entry: HistoryEntry) -> bool:
    """Return whether a signature or two people made this change, officers included."""
    codes = entry.codes
    return codes.get("proof") in STRONGEST or codes.get("by") == BY_HOTLINE or "decision" in codes
