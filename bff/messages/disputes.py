"""Sends the SMS about a dispute to both sides: the person who disputes, and the holder of the account."""

import json

from accounts.account.records import Account
from accounts.disputes.records import Decision, Dispute
from accounts.links import LinkKind
from accounts.references import grouped
from bff.journeys.flow import Flow
from bff.messages.links import issue_link
from bff.messages.notices import send_notice
from bff.services import services
from bff.settings.settings import Settings


def tell_both_sides(dispute: Dispute, *, secret: str) -> None:
    """Send the reference and viewing code to the disputer, and a link for the answer to the holder.

    This happens once for each dispute: `holder_told` is true for the first caller only.
    """
    if not services().disputes.holder_told(dispute.id):
        return
    settings: Settings = services().settings
    opened = settings.sms_dispute_opened_text if dispute.freezes else settings.sms_case_opened_text
    send_notice(dispute.phone_number, _text(opened, dispute, secret=secret))
    account = _holder_in_reach(dispute)
    if account is not None:
        link = issue_link(LinkKind.DISPUTE_ANSWER, dispute.id)
        told = settings.sms_dispute_holder_text if dispute.freezes else settings.sms_case_holder_text
        send_notice(account.phone_number, _text(told, dispute, link=link))


def tell_decision(dispute: Dispute) -> None:
    """Send both sides an SMS that the dispute has ended, by a decision or because it was withdrawn."""
    settings: Settings = services().settings
    services().links.withdraw(LinkKind.DISPUTE_ANSWER, dispute.id)
    account = _holder_in_reach(dispute)
    is_restored = dispute.decision in {None, Decision.RESTORE}
    template = settings.sms_dispute_restored_text if is_restored else settings.sms_dispute_closed_text
    if not dispute.freezes:
        template = settings.sms_case_ended_text
    if account is not None:
        send_notice(account.phone_number, _text(template, dispute))
    if dispute.decision is not None:
        send_notice(dispute.phone_number, _text(settings.sms_dispute_decided_text, dispute))


def _holder_in_reach(dispute: Dispute) -> Account | None:
    """Return the disputed account, unless its phone is marked as lost."""
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


def proved_in(dispute: Dispute) -> Flow:
    """Return the flow that was stored when the dispute was opened, with the person who was proved."""
    return services().flows.codec.read(json.loads(dispute.proof)["registration"])
