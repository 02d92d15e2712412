"""Limits the pages with errors that are kept for a redirect, so that no stranger fills the store with them.

Beyond it the page is the answer to its form itself, as in an older browser: nothing is refused.
"""

from contextlib import suppress

from bff.limits.table import limits
from bff.services import services
from bff.stores.attempts import TooOften
from bff.web.devices import counted_browser


def may_keep_page() -> bool:
    """Return whether one more page may be kept; this call counts it until it has expired."""
    table = limits()
    counted = (
        (table.kept_pages_of_a_browser, services().digest_of(counted_browser())),
        (table.kept_pages, "all"),
    )
    with suppress(TooOften), services().limits.attempt(*counted):
        return True
    return False
