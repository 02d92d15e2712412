"""Whose account it is: what proves that somebody is its holder, and what only looks so."""

from dataclasses import replace
from datetime import timedelta

from accounts.account.records import Account, AccountEvent
from bff.journeys.flow import Flow
from bff.owners.numbers import numbers_of
from bff.services import Services
from identity.names import names_agree
from identity.people import Person
from identity.subject import Subject


def own_account(parts: Services, flow: Flow) -> Account | None:
    """Find the account whose holder was proved, by the numbers that a counterpart vouched for.

    The citizen number goes first. Old identity numbers were given to two people at times: one alone finds an
    account only if nothing else says that it is somebody else's.
    """
    claims, person = numbers_of(flow), flow.identity
    if not claims.numbers:
        return None
    if flow.subject is not Subject.CITIZEN or person is None:
        return parts.accounts.find(claims)
    if person.citizen_number:
        by_citizen_number = replace(claims, old_identity_number=None)
        found = parts.accounts.find(by_citizen_number)
        if found is not None:
            return found
    found = parts.accounts.find(claims)
    return None if found is None or _is_somebody_elses(found, person) else found


def _is_somebody_elses(account: Account, person: Person) -> bool:
    """Whether an account with the same old identity number has another citizen number, or another name."""
    known = (account.citizen_number, person.citizen_number)
    if all(known) and account.citizen_number != person.citizen_number:
        return True
    return not names_agree(account.full_name, person.full_name, ignore_diacritics=True)


def phone_proves_holder(parts: Services, account: Account) -> bool:
    """Whether who has the account's phone may choose a new password for it.

    Not where the phone is known to be somebody else's, and not while a phone that was just given is so new
    that the owner may not have read of it on the old one. All of the history is asked: strangers can add to
    it, and must not be able to push the change out of it.
    """
    if not account.is_active or account.has_lost_phone:
        return False
    since = parts.clock() - timedelta(hours=parts.settings.new_phone_wait_hours)
    return not parts.accounts.has_happened(account.id, AccountEvent.PHONE_CHANGED, since=since)
