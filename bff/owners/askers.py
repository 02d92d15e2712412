"""Says for whom a counterpart is asked or a password hashed: who has shown something, and who goes first.

Among strangers goes first who has asked for least lately: first by network, then by browser. This refuses
nothing and is kept for seconds, in one worker: it is an order of those who wait, not a limit, so people who
share a network with many (decision record 0014) wait only while strangers keep all the places.
"""

import time
from collections import Counter
from collections.abc import Callable
from itertools import count

from flask import current_app, g, has_request_context, request, session

from bff.limits.portals import network_of
from bff.web.devices import counted_browser
from bff.web.sessions import current_session
from verifiers.places import Asker

#: For how long what was asked counts, at least; at most twice as long.
LATELY_SECONDS = 10.0
_requests = count()


class Lately:
    """Counts what each name asked for in this worker in the last seconds."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._began = seconds, seconds()
        self._now, self._before = Counter[str](), Counter[str]()

    def note(self, name: str) -> int:
        """Count *name* once more; return how often it was counted before."""
        age = self._seconds() - self._began
        if age >= LATELY_SECONDS:
            self._before = self._now if age < 2 * LATELY_SECONDS else Counter()
            self._now, self._began = Counter(), self._seconds()
        before = self._now[name] + self._before[name]
        self._now[name] += 1
        return before


def rank_of_a_stranger() -> tuple[int, int, int]:
    """Return what this browser's network and this browser have asked for lately; lower goes first.

    Networks are told apart by powers of two alone: within one, the browser decides. The last number is that
    of the request: what has begun goes on before what comes later.
    """
    lately: Lately = current_app.extensions["lately"]
    network = lately.note(f"network {network_of(request.remote_addr)}")
    return network.bit_length(), lately.note(f"browser {counted_browser()}"), next(_requests)


def has_shown(phone_number: str) -> None:
    """Note for this request that its person has shown a phone: a code or a register confirmed it."""
    g.shown = phone_number


def asker() -> Asker | None:
    """Return for whom this request asks a counterpart; None outside a request: for the product itself."""
    if not has_request_context():
        return None
    if shown := g.get("shown"):
        return Asker(shown, has_shown=True)
    signed_in = current_session() if "signed_in" in session else None
    if signed_in is not None:
        return Asker(signed_in.account_id, has_shown=True)
    return Asker(counted_browser(), has_shown=False, rank=rank_of_a_stranger())
