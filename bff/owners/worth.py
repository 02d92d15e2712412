"""Asks the table what a proof is worth for one account, and tells whether a code to its phone counts."""

from datetime import timedelta

from accounts.account.records import Account, AccountEvent
from bff.rules.proofs import LOWEST_LEVEL, STRONGEST, ProofKind, ProofPurpose, Verdict, verdict
from bff.services import Services
from identity.subject import Subject

#: The event that notes what a raise ended, for each purpose that replaces it.
_ENDED_BY_RAISE = {
    ProofPurpose.NEW_PHONE: AccountEvent.PHONE_LOST,
    ProofPurpose.FIRST_PASSWORD: AccountEvent.PASSWORD_ENDED,
}


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
        account_level=level_for(parts, kind, purpose, account),
        subject=Subject(account.subject),
        by_setting=parts.settings.levels_by_setting,
        is_phone_of_account=phone_number == account.phone_number and not is_new,
        phone_is_new=is_new,
        changed_by=changed_by,
    )


def level_for(parts: Services, kind: ProofKind, purpose: ProofPurpose, account: Account) -> int:
    """Return the account's level; for what a raise by this *kind* ended, the level from before the raise.

    Some proofs give no phone and no password at level 3. Where such a proof raised the account and so ended
    both, it gives them once all the same: it could have given them before the raise, and the holder may have
    nothing else.
    """
    ended = _ENDED_BY_RAISE.get(purpose)
    is_phone = purpose is ProofPurpose.NEW_PHONE
    is_missing = account.has_lost_phone if is_phone else account.password_hash is None
    if account.level <= LOWEST_LEVEL or kind in STRONGEST or ended is None or not is_missing:
        return account.level
    since = account.registered_at - timedelta(days=1)
    newest = parts.accounts.newest(account.id, ended, since=since)
    is_of_raise = newest is not None and newest.codes.get("proof") == kind
    if newest is not None and is_phone and account.phone_lost_at is not None:
        # by that raise, and not again since: a stop gives a phone up as well
        is_of_raise = is_of_raise and newest.at >= account.phone_lost_at
    return LOWEST_LEVEL if is_of_raise else account.level


def phone_is_new(parts: Services, account: Account) -> bool:
    """Tell whether codes to the account's phone do not count yet, because a weak proof changed it lately.

    A proof that binds a number only, such as the carrier's, makes the number wait: until then its code is no
    second factor, because the owner may not have read the message on the old phone yet.
    """
    since = parts.clock() - timedelta(hours=parts.settings.new_phone_wait_hours)
    change = parts.accounts.newest(account.id, AccountEvent.PHONE_CHANGED, since=since)
    return change is not None and change.codes.get("proof") not in STRONGEST
