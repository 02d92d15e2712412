"""The stages of a dispute in words, for all screens that show them."""

from accounts.disputes.records import Decision, Dispute, DisputeState
from bff.serving.language import gettext as _
from bff.serving.language import local_time


def decision_words(decision: Decision) -> str:
    """Return the text of a decision."""
    match decision:
        case Decision.RESTORE:
            return _("The account stays with its holder")
        case Decision.TRANSFER:
            return _("The account is closed, and the person who disputed it registers")
        case Decision.CLOSE:
            return _("The account is closed")


def stages_of(dispute: Dispute, *, for_desk: bool = False) -> list[tuple[str, str]]:
    """Return the past and the expected stages of a dispute, for the macro `stages` of the templates.

    Returns:
        Text and state ("done", "now", "next") of each stage.
    """
    first = (_("Received at %(time)s", time=local_time(dispute.opened_at)), "done")
    if dispute.state is DisputeState.WITHDRAWN and dispute.ended_at:
        return [first, (_("Withdrawn at %(time)s", time=local_time(dispute.ended_at)), "now")]
    if dispute.decided_at and dispute.decision:
        at = local_time(dispute.decided_at)
        words = _("Decided at %(time)s: %(decision)s", time=at, decision=decision_words(dispute.decision))
        who = _("Whoever disputes the account registers") if for_desk else _("You register")
        registering = [(who, "now" if dispute.awaits_registration else "done")]
        is_transfer = dispute.decision is Decision.TRANSFER
        return [first, (words, "done" if is_transfer else "now"), *(registering if is_transfer else [])]
    return [first, *_stages_ahead(dispute)]


def _stages_ahead(dispute: Dispute) -> list[tuple[str, str]]:
    is_proposed = dispute.state is DisputeState.PROPOSED
    notified = (
        (_("The holder was told at %(time)s", time=local_time(dispute.told_at)), "done")
        if dispute.told_at
        else (_("The holder is being told"), "now")
    )
    answered = (
        (_("The holder answered at %(time)s", time=local_time(dispute.answered_at)), "done")
        if dispute.answered_at
        else (_("The holder may answer until it is decided"), "next" if is_proposed else "now")
    )
    decided = _("A second person decides, by %(time)s", time=local_time(dispute.due_at))
    looked_at = "done" if is_proposed else "now" if dispute.answered_at else "next"
    return [
        notified,
        answered,
        (_("Somebody compares what both sides say"), looked_at),
        (decided, "now" if is_proposed else "next"),
    ]
