"""Whether somebody who is signed in knows the password: asked before what an open phone must not do."""

from accounts.account.records import Account
from bff.services import services
from bff.stores.limits import Limit


def is_current(account: Account, password: str) -> bool:
    """Check the password in use; who found an open phone may guess no more often than who signs in.

    Raises:
        TooOften: it was wrong too often lately.
    """
    settings = services().settings
    limit = Limit("current_password", settings.sign_ins_per_session, settings.sign_ins_per_session_seconds)
    who = services().digest_of(account.id)
    services().limits.require(limit, who)
    is_right = services().passwords.verify(account.password_hash or "", password)
    if not is_right:
        services().limits.count(limit, who)
    return is_right
