"""Sends the SMS about a dispute to both sides: the person who disputes, and the holder of the account."""

import json

from accounts.account.records import Account
from accounts.disputes.records import Decision, Dispute
from accounts.links import LinkKind
from accounts.references import grouped
from bff.journeys.flow import Flow
from bff.messages.links import way_on
from bff.messages.notices import send_notice, sms_text
from bff.services import services


def tell_both_sides(dispute: Dispute, *, secret: str) -> None:
    """Send the reference and viewing code to the disputer, and a link for the answer to the holder.

    This happens once for each dispute: `holder_told` is true for the first caller only.
    """
    if not services().disputes.holder_told(dispute.id):
        return
    opened = "dispute_opened" if dispute.freezes else "case_opened"
    send_notice(dispute.phone_number, _text(opened, dispute, language=None, secret=secret))
    account = _holder_in_reach(dispute)
    if account is not None:
        link = way_on(LinkKind.DISPUTE_ANSWER, dispute.id, language=account.language)
        told = "dispute_holder" if dispute.freezes else "case_holder"
        send_notice(account.phone_number, _text(told, dispute, language=account.language, link=link))


def tell_decision(dispute: Dispute) -> None:
    """Send both sides an SMS that the dispute has ended, by a decision or because it was withdrawn."""
    services().links.withdraw(LinkKind.DISPUTE_ANSWER, dispute.id)
    account = _holder_in_reach(dispute)
    is_restored = dispute.decision in {None, Decision.RESTORE}
    name = "dispute_restored" if is_restored else "dispute_closed"
    if not dispute.freezes:
        name = "case_ended"
    if account is not None:
        send_notice(account.phone_number, _text(name, dispute, language=account.language))
    if dispute.decision is not None:
        send_notice(dispute.phone_number, _text("dispute_decided", dispute, language=None))


def _holder_in_reach(dispute: Dispute) -> Account | None:
    """Return the disputed account, unless its phone is marked as lost."""
    account = services().accounts.get(dispute.account_id)
    return None if account is None or account.has_lost_phone else account


def _text(name: str, dispute: Dispute, *, language: str | None, **facts: str) -> str:
    days = services().settings.dispute_working_days
    return sms_text(name, language, reference=grouped(dispute.reference), days=days, **facts)


def proved_in(dispute: Dispute) -> Flow:
    """Return the flow that was stored when the dispute was opened, with the person who was proved."""
    return services().flows.codec.read(json.loads(dispute.proof)["registration"])
