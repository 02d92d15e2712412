"""Reports "this was not me": informs the operator and the holders of accounts with the phone."""

from contextlib import suppress

from accounts.account.records import AccountEvent
from bff.limits.table import limits
from bff.services import services
from bff.serving.log import log
from bff.stores.attempts import TooOften


def report_not_me(phone_number: str | None, *, method: str) -> None:
    """Log the report, count it for the day, and add it to the history of every account with this phone.

    Reports above the limit are ignored.

    Args:
        phone_number: E.164.
        method: key of the method that sent the request.
    """
    counted = (limits().not_me_reports, services().digest_of(phone_number or ""))
    with suppress(TooOften), services().limits.attempt(counted):
        log.warning("not_me", outcome="not_me", method=method)
        services().counts.add("not_me", method)
        for account_id in services().accounts.with_phone(phone_number or ""):
            services().note_repeatable(account_id, AccountEvent.NOT_ME, method=method)
