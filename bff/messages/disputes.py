"""The SMS about a dispute to both sides: the person who disputes, and the holder of the account."""

import json
from dataclasses import replace

from accounts.account.records import Account
from accounts.disputes.records import Decision, Dispute, NoteKind
from accounts.links import LinkKind
from accounts.outbox import Notice
from accounts.push.queue import About
from accounts.references import grouped
from bff.journeys.flow import Flow
from bff.messages.notices import lasting, to_phone
from bff.messages.push import push_to
from bff.services import services


def of_opening(dispute: Dispute, account: Account, *, secret: str) -> tuple[Notice, ...]:
    """Return the reference and viewing code for the disputer, and a code for the answer for the holder."""
    opened = "dispute_opened" if dispute.freezes else "case_opened"
    to_disputer = _notice(opened, dispute, dispute.phone_number, _language_of(dispute), secret=secret)
    notices = [replace(to_disputer, dispute_id=dispute.id)]
    if _has_phone_of_its_own(dispute, account):
        told = "dispute_holder" if dispute.freezes else "case_holder"
        notice = _notice(told, dispute, account.phone_number, account.language)
        way_on = lasting(LinkKind.DISPUTE_ANSWER, dispute.id)
        notices.append(replace(notice, way_on=way_on, push_to=push_to(About.ACCOUNT, account.id)))
    return tuple(notices)


def of_end(dispute: Dispute, account: Account | None, *, decision: Decision | None) -> tuple[Notice, ...]:
    """Return the notices to both sides that the dispute has ended, by a decision or because it was withdrawn.

    After a decision each side gets a way to its reasons: the disputer has the viewing code, the holder gets a
    code.

    Args:
        decision: None: it was withdrawn.
    """
    name = "dispute_restored" if decision in {None, Decision.RESTORE} else "dispute_closed"
    is_still_frozen = account is not None and (account.is_held or account.is_stopped)
    if not dispute.freezes or (name == "dispute_restored" and is_still_frozen):
        name = "case_ended"
    if decision is not None and name != "dispute_closed":
        name = {"dispute_restored": "dispute_kept", "case_ended": "case_decided"}[name]
    notices = []
    if account is not None and _has_phone_of_its_own(dispute, account):
        notice = _notice(name, dispute, account.phone_number, account.language)
        way_on = lasting(LinkKind.DISPUTE_DECISION, dispute.id) if decision is not None else ()
        notices.append(replace(notice, way_on=way_on, push_to=push_to(About.ACCOUNT, account.id)))
    if decision is not None:
        decided = _notice("dispute_decided", dispute, dispute.phone_number, _language_of(dispute))
        notices.append(replace(decided, push_to=push_to(About.DISPUTE, dispute.id, is_last=True)))
    return tuple(notices)


def of_appeal_answer(dispute: Dispute, account: Account | None, appeal: NoteKind) -> tuple[Notice, ...]:
    """Return the notice that an appeal was answered, for the side that has appealed."""
    if appeal is NoteKind.APPEAL:
        return (_notice("appeal_answered", dispute, dispute.phone_number, _language_of(dispute)),)
    if account is None or account.has_lost_phone:
        return ()
    notice = _notice("holders_appeal_answered", dispute, account.phone_number, account.language)
    return (replace(notice, way_on=lasting(LinkKind.DISPUTE_DECISION, dispute.id)),)


def of_new_code(dispute: Dispute, *, secret: str) -> tuple[Notice, ...]:
    """Return the message with a new viewing code, to the phone with which the dispute was opened."""
    language = _language_of(dispute)
    return (_notice("dispute_code", dispute, dispute.phone_number, language, secret=secret),)


def _has_phone_of_its_own(dispute: Dispute, account: Account) -> bool:
    """Return whether the holder is told on a phone of their own.

    The disputer's phone may be the account's: what is written to the holder would ask the disputer to answer
    against themselves.
    """
    return not account.has_lost_phone and account.phone_number != dispute.phone_number


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
