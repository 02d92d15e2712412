"""The SMS about a dispute to both sides: the person who disputes, and the holder of the account."""

import json
from dataclasses import replace

from accounts.account.records import Account
from accounts.disputes.records import Decision, Dispute
from accounts.links import LinkKind
from accounts.outbox import Notice
from accounts.references import grouped
from bff.journeys.flow import Flow
from bff.messages.notices import lasting, to_phone
from bff.services import services


def of_opening(dispute: Dispute, account: Account, *, secret: str) -> tuple[Notice, ...]:
    """Return the reference and viewing code for the disputer, and a code for the answer for the holder."""
    opened = "dispute_opened" if dispute.freezes else "case_opened"
    to_disputer = _notice(opened, dispute, dispute.phone_number, _language_of(dispute), secret=secret)
    notices = [replace(to_disputer, dispute_id=dispute.id)]
    if not account.has_lost_phone:
        told = "dispute_holder" if dispute.freezes else "case_holder"
        notice = _notice(told, dispute, account.phone_number, account.language)
        notices.append(replace(notice, way_on=lasting(LinkKind.DISPUTE_ANSWER, dispute.id)))
    return tuple(notices)


def of_end(dispute: Dispute, account: Account | None, *, decision: Decision | None) -> tuple[Notice, ...]:
    """Return the notices to both sides that the dispute has ended, by a decision or because it was withdrawn.

    Args:
        decision: None: it was withdrawn.
    """
    name = "dispute_restored" if decision in {None, Decision.RESTORE} else "dispute_closed"
    is_still_frozen = account is not None and (account.is_held or account.is_stopped)
    if not dispute.freezes or (name == "dispute_restored" and is_still_frozen):
        name = "case_ended"
    notices = []
    if account is not None and not account.has_lost_phone:
        notices.append(_notice(name, dispute, account.phone_number, account.language))
    if decision is not None:
        notices.append(_notice("dispute_decided", dispute, dispute.phone_number, _language_of(dispute)))
    return tuple(notices)


def _notice(name: str, dispute: Dispute, phone_number: str, language: str | None, **facts: str) -> Notice:
    days = str(services().settings.dispute_working_days)
    return to_phone(phone_number, name, language, reference=grouped(dispute.reference), days=days, **facts)


def _language_of(dispute: Dispute) -> str | None:
    """Return the language in which the dispute was opened; None for one of before this was stored."""
    language: str | None = json.loads(dispute.proof).get("language")
    return language


def proved_in(dispute: Dispute) -> Flow:
    """Return the flow that was stored when the dispute was opened, with the person who was proved."""
    return services().flows.codec.read(json.loads(dispute.proof)["registration"])
