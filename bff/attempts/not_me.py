"""What follows when somebody says of a request that it was not theirs: operator and holder learn it."""

from accounts.account.records import AccountEvent
from bff.services import services
from bff.serving.log import log
from bff.stores.limits import Limit

#: Reports of one phone that are taken in a day; an assumption: more tell nothing new, and fill a history.
REPORTS_A_DAY = 10


def report_not_me(phone_number: str | None, *, method: str) -> None:
    """Log it, count it for the day, and note it in the history of every account with this phone.

    Args:
        phone_number: E.164.
        method: key of the method by which the request was made.
    """
    who = services().digest_of(phone_number or "")
    limit = Limit("not_me", REPORTS_A_DAY, 86_400)
    if services().limits.reached(limit, who):
        return
    services().limits.count(limit, who)
    log.warning("not_me", outcome="not_me", method=method)
    services().counts.add("not_me", method)
    for account_id in services().accounts.with_phone(phone_number or ""):
        services().accounts.note(account_id, AccountEvent.NOT_ME, method=method)
