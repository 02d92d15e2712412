"""Decides what proves that a person holds an account, and what does not prove it."""

from dataclasses import replace
from datetime import timedelta

from accounts.account.records import Account, AccountEvent
from bff.journeys.flow import Flow
from bff.owners.numbers import numbers_of
from bff.services import Services
from identity.names import names_agree
from identity.people import Organisation, Person
from identity.subject import Subject


def own_account(parts: Services, flow: Flow) -> Account | None:
    """Return the account with the numbers that a counterpart vouched for.

    The citizen number is looked up first. Some old identity numbers belong to two people: an account that is
    found by its old identity number alone is returned only if no other fact contradicts.
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
    return None if found is None or _belongs_to_other(found, person) else found


def _belongs_to_other(account: Account, person: Person) -> bool:
    """Return whether an account with the same old identity number has another citizen number or name."""
    known = (account.citizen_number, person.citizen_number)
    if all(known) and account.citizen_number != person.citizen_number:
        return True
    return not names_agree(account.full_name, person.full_name, ignore_diacritics=True)


def is_account_of(account: Account, person: Person | None, organisation: Organisation | None) -> bool:
    """Return whether an account is that of the person or organisation that was proved, by its own numbers.

    For accounts that are closed: they have given their numbers up, so no search by number finds them.
    """
    if account.subject != Subject.CITIZEN:
        theirs = (organisation.tax_number, organisation.budget_code) if organisation else ()
        return bool({account.tax_number, account.known_by} & set(filter(None, theirs)))
    if person is None or _belongs_to_other(account, person):
        return False
    numbers = {account.citizen_number, account.old_identity_number}
    return bool(numbers & set(filter(None, (person.citizen_number, person.old_identity_number))))


def phone_proves_holder(parts: Services, account: Account) -> bool:
    """Return whether a person with the account's phone may set a new password.

    That is refused if the phone is marked as lost. It is also refused for some hours after the phone number
    was changed: the owner may not have read the SMS about the change on the old phone yet. The search covers
    the whole history, not its newest entries, because an attacker could add entries until the change is not
    among the newest.
    """
    if not account.is_active or account.has_lost_phone:
        return False
    since = parts.clock() - timedelta(hours=parts.settings.new_phone_wait_hours)
    return not parts.accounts.has_happened(account.id, AccountEvent.PHONE_CHANGED, since=since)
