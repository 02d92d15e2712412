"""Asks the table what a proof is worth for one account, and tells whether a code to its phone counts."""

from datetime import timedelta

from accounts.account.records import Account, AccountEvent
from bff.rules.proofs import STRONGEST, ProofKind, ProofPurpose, Verdict, verdict
from bff.services import Services
from identity.subject import Subject


def worth(
    parts: Services,
    kind: ProofKind,
    purpose: ProofPurpose,
    account: Account,
    *,
    phone_number: str | None = None,
    changed_by: ProofKind | None = None,
) -> Verdict:
    """Return what a proof of this *kind* is worth for this *account* now.

    Args:
        phone_number: E.164; the number that the proof confirmed.
        changed_by: as in `verdict`.
    """
    is_new = phone_is_new(parts, account)
    return verdict(
        kind,
        purpose,
        account_level=account.level,
        subject=Subject(account.subject),
        by_setting=parts.settings.levels_by_setting,
        is_phone_of_account=phone_number == account.phone_number and not is_new,
        phone_is_new=is_new,
        changed_by=changed_by,
    )


def phone_is_new(parts: Services, account: Account) -> bool:
    """Tell whether codes to the account's phone do not count yet, because a weak proof changed it lately.

    A proof that binds a number only, such as the carrier's, makes the number wait: until then its code is no
    second factor, because the owner may not have read the message on the old phone yet.
    """
    since = parts.clock() - timedelta(hours=parts.settings.new_phone_wait_hours)
    change = parts.accounts.newest(account.id, AccountEvent.PHONE_CHANGED, since=since)
    return change is not None and change.codes.get("proof") not in STRONGEST
