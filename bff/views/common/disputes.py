"""What disputes are told with, wherever they are shown: the SMS to both sides, and how far a dispute is."""

import json

from accounts.account.records import Account
from accounts.disputes.records import Decision, Dispute, DisputeState
from accounts.links import LinkKind
from accounts.references import grouped
from bff.language import gettext as _
from bff.language import local_time
from bff.registration import Registration
from bff.registration_codec import from_json
from bff.services import services
from bff.settings import Settings
from bff.views.common.links import issue_link
from bff.views.common.notices import send_notice


def tell_both_sides(dispute: Dispute, *, secret: str) -> None:
    """Send the disputer reference and code, and the holder the link to answer with; once for each dispute."""
    if not services().disputes.holder_told(dispute.id):
        return
    opened = _text(services().settings.sms_dispute_opened_text, dispute, secret=secret)
    send_notice(dispute.phone_number, opened)
    account = _holder_in_reach(dispute)
    if account is not None:
        link = issue_link(LinkKind.DISPUTE_ANSWER, dispute.id)
        send_notice(
            account.phone_number, _text(services().settings.sms_dispute_holder_text, dispute, link=link)
        )


def tell_decision(dispute: Dispute) -> None:
    """Tell both sides that the dispute has ended, by a decision or because it was withdrawn."""
    settings: Settings = services().settings
    services().links.withdraw(LinkKind.DISPUTE_ANSWER, dispute.id)
    account = _holder_in_reach(dispute)
    is_restored = dispute.decision in {None, Decision.RESTORE}
    template = settings.sms_dispute_restored_text if is_restored else settings.sms_dispute_closed_text
    if account is not None:
        send_notice(account.phone_number, _text(template, dispute))
    if dispute.decision is not None:
        send_notice(dispute.phone_number, _text(settings.sms_dispute_decided_text, dispute))


def _holder_in_reach(dispute: Dispute) -> Account | None:
    """The disputed account, unless its phone is known to be somebody else's now."""
    account = services().accounts.get(dispute.account_id)
    return None if account is None or account.has_lost_phone else account


def _text(template: str, dispute: Dispute, **facts: str) -> str:
    settings = services().settings
    return template.format(
        site=settings.sms_site_name,
        reference=grouped(dispute.reference),
        days=settings.dispute_working_days,
        hotline=settings.hotline,
        **facts,
    )


def proved_in(dispute: Dispute) -> Registration:
    """Read back who was proved when the dispute was opened."""
    return from_json(json.loads(dispute.proof)["registration"])


def decision_words(decision: Decision) -> str:
    """Name a decision."""
    match decision:
        case Decision.RESTORE:
            return _("The account stays with its holder")
        case Decision.TRANSFER:
            return _("The account is closed, and the person who disputed it registers")
        case Decision.CLOSE:
            return _("The account is closed")


def stages_of(dispute: Dispute) -> list[tuple[str, str]]:
    """Say what has happened and what is awaited, as `stages` in the templates takes it."""
    first = (_("Received at %(time)s", time=local_time(dispute.opened_at)), "done")
    if dispute.state is DisputeState.WITHDRAWN and dispute.ended_at:
        return [first, (_("Withdrawn at %(time)s", time=local_time(dispute.ended_at)), "now")]
    if dispute.decided_at and dispute.decision:
        at = local_time(dispute.decided_at)
        words = _("Decided at %(time)s: %(decision)s", time=at, decision=decision_words(dispute.decision))
        registering = [(_("You register"), "now" if dispute.awaits_registration else "done")]
        is_transfer = dispute.decision is Decision.TRANSFER
        return [first, (words, "done" if is_transfer else "now"), *(registering if is_transfer else [])]
    return [first, *_stages_ahead(dispute)]


def _stages_ahead(dispute: Dispute) -> list[tuple[str, str]]:
    is_proposed = dispute.state is DisputeState.PROPOSED
    told = (
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
        told,
        answered,
        (_("Somebody compares what both sides say"), looked_at),
        (decided, "now" if is_proposed else "next"),
    ]
