"""Whether somebody who is signed in knows the password: asked before what an open phone must not do."""

from accounts.account.records import Account
from bff.attempts.table import limits
from bff.services import services


def is_current(account: Account, password: str) -> bool:
    """Check the password in use; who found an open phone may guess no more often than who signs in.

    Raises:
        TooOften: it was wrong too often lately.
    """
    counted = (limits().wrong_current_passwords, services().digest_of(account.id))
    services().limits.require(counted)
    is_right = services().passwords.verify(account.password_hash or "", password)
    if not is_right:
        services().limits.count(counted)
    return is_right
