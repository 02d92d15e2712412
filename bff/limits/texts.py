"""Limits what one side of a dispute writes, so that it buries nothing that the officers have to read."""

from collections.abc import Callable

from accounts.disputes.records import NoteKind
from accounts.disputes.store import MOST_TEXTS
from bff.limits.table import TEXTS_AN_HOUR, limits
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import waiting_time
from bff.serving.log import outcome
from bff.stores.attempts import TooOften


def why_not_written(dispute_id: str, kind: NoteKind, write: Callable[[], bool]) -> str | None:
    """Count and *write* one text of a side; return why it was not written, in words; None: it was.

    Args:
        kind: the side: `NoteKind.STATEMENT` or `NoteKind.ANSWER`.
        write: stores the text; false if the side has written the most that the store takes.
    """
    counted = (limits().texts_of_a_side, services().digest_of(f"{dispute_id} {kind}"))
    try:
        with services().limits.attempt(counted) as tried:
            if write():
                return None
            tried.give_back()
    except TooOften as full:
        outcome(f"too_often_{full.name}")
        return _(
            "At most %(most)d texts in an hour can be added. Keep what you wrote, and send it in %(time)s; "
            "write all of it in one text.",
            most=TEXTS_AN_HOUR,
            time=waiting_time(full.retry_after_seconds),
        )
    outcome("dispute_texts_full")
    return _(
        "You have written %(most)d texts, which is the most for one dispute. They are read before it is "
        "decided. If something is missing, call %(hotline)s or bring it to a counter.",
        most=MOST_TEXTS,
        hotline=services().settings.hotline,
    )
