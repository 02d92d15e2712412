"""Checks the current password of a signed-in person before a sensitive change.

The session alone is not enough for such a change: a stranger may hold an unlocked phone that is signed in.
"""

from accounts.account.records import Account
from bff.limits.table import limits
from bff.services import services


def is_current(account: Account, password: str) -> bool:
    """Check *password* against the account's password.

    Wrong passwords are counted per account, so a stranger with an open session cannot guess more often than
    at sign-in.

    Raises:
        TooOften: the account has reached the limit of wrong passwords.
    """
    counted = (limits().wrong_current_passwords, services().digest_of(account.id))
    services().limits.require(counted)
    is_right = services().passwords.verify(account.password_hash or "", password)
    if not is_right:
        services().limits.count(counted)
    return is_right
