"""Checks the current password of a signed-in person before a sensitive change.

The session alone is not enough for such a change: a stranger may hold an unlocked phone that is signed in.
"""

from accounts.account.records import Account
from bff.limits.table import limits
from bff.services import services
from bff.web.devices import own_browser


def is_current(account: Account, password: str) -> bool:
    """Check *password* against the account's password.

    Wrong passwords are counted per account and browser, so a stranger with an open session cannot guess more
    often than at sign-in, and uses up none of the owner's tries in another browser.

    Raises:
        TooOften: the account has reached the limit of wrong passwords.
    """
    who = services().digest_of(f"{account.id} {own_browser(account.id)}".rstrip())
    with services().limits.attempt((limits().wrong_current_passwords, who)) as guess:
        is_right = services().passwords.verify(account.password_hash or "", password)
        if is_right:
            guess.give_back()
    return is_right
