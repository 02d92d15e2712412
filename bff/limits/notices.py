"""Limits the notices of one kind about one account to one phone: the last bound, after those of acts."""

from collections.abc import Iterator
from contextlib import contextmanager

from bff.limits.table import LimitTable
from bff.services import Services
from bff.serving.log import log
from bff.stores.attempts import TooOften


@contextmanager
def one_notice(parts: Services, phone_number: str, kind: str, *, account_id: str) -> Iterator[bool]:
    """Count one notice, and give whether it is to be sent; it is given back if the work inside raises.

    Kinds are counted apart, so that no flood of one kind hides the first notice of another, and so are
    accounts: other people on the phone hide no change of yours. One that is not
    sent is logged and counted for the operator; the history of the account names each act all the same.

    Args:
        parts: the services, because notices are sent outside a request too.
        kind: the name of the notice's text.
        account_id: the account that it tells of; empty: none.
    """
    digest = parts.digest_of(f"{phone_number} {kind} {account_id}".rstrip())
    counted = [(limit, digest) for limit in LimitTable(parts.settings).notices_to_a_phone]
    try:
        with parts.limits.attempt(*counted):
            yield True
            return
    except TooOften as full:
        if full.name not in {limit.name for limit, _digest in counted}:
            raise  # the work inside has met a limit of its own
    log.warning("notice_summed", kind=kind)
    parts.counts.add("notice_summed", kind)
    yield False
