"""Limits the disputes of one account, so that a disputer who opens and withdraws freezes it only so often."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.disputes.records import Dispute, DisputeRefusal, NewDispute
from bff.limits.table import DISPUTES_A_SEASON, limits
from bff.rules.proofs import ProofKind
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.language import waiting_time
from bff.serving.log import outcome
from bff.stores.attempts import Counted, TooOften


@dataclass(frozen=True)
class TooManyDisputes:
    """A dispute was one too many. No plain text: a refusal, which is a `StrEnum`, would pass for one."""

    words: str


def open_or_say_why_not(
    new: NewDispute, open_it: Callable[[], Dispute | DisputeRefusal]
) -> Dispute | DisputeRefusal | TooManyDisputes:
    """Count the new dispute, and open it with *open_it*; return in words why it was one too many.

    A refused dispute costs nothing, and neither does the same dispute again: a form that was sent twice.
    """
    if services().disputes.get(new.id) is not None:
        return open_it()
    try:
        with services().limits.attempt(*_counted(new)) as tried:
            answer = open_it()
            if isinstance(answer, DisputeRefusal):
                tried.give_back()
            return answer
    except TooOften as full:
        outcome(f"too_often_{full.name}")
        words = _(
            "%(most)d disputes about this account were opened with such a proof lately, which is the most. "
            "Nothing was changed. Keep what you wrote, and call %(hotline)s or go to an office, where two "
            "people see your identity card. Here it can be opened in %(time)s.",
            most=DISPUTES_A_SEASON,
            hotline=services().settings.hotline,
            time=waiting_time(full.retry_after_seconds),
        )
        return TooManyDisputes(words)


def _counted(new: NewDispute) -> tuple[Counted, ...]:
    """Return the limit of this kind of proof for the account; none after two people saw the person.

    Kinds of proof are counted apart: who has only the phone's carrier closes no signature.
    """
    account = services().accounts.find(new.claims)
    if account is None or new.proved_by == ProofKind.TWO_PEOPLE:
        return ()
    who = services().digest_of(f"{account.id} {new.proved_by}")
    return ((limits().disputes_of_an_account, who),)
