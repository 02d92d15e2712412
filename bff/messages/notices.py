"""The SMS about changes to an account, so that the owner notices a change made by a stranger.

A store writes these notices in the transaction of what they tell; `bff.messages.outbox` sends them.
"""

from dataclasses import replace
from datetime import timedelta

from accounts.account.records import Account
from accounts.account.ways_in import Change
from accounts.links import LinkKind
from accounts.outbox import Notice
from accounts.push.queue import About
from bff.messages.push import push_to
from bff.services import services
from bff.serving.language import local_time


def sms_text(name: str, language: str | None, **facts: object) -> str:
    """Return the filled-in text of a message.

    Args:
        name: ``receipt`` for the settings ``sms_receipt_text`` and ``sms_en_receipt_text``.
        language: ``vi`` or ``en``; None: none is known, so Vietnamese.
        facts: values for placeholders other than site, time and hotline.
    """
    settings = services().settings
    in_english = "en_" if language == "en" else ""
    template: str = getattr(settings, f"sms_{in_english}{name}_text")
    now = local_time(services().clock())
    common = {"site": settings.sms_site_name, "time": now, "hotline": settings.hotline}
    return template.format(**common | facts)


def to_owner(account: Account, name: str, **facts: str) -> tuple[Notice, ...]:
    """Return the notice to the owner of *account* in the account's language; *name* as in `sms_text`.

    None for a phone that is marked as lost: another person has it.
    """
    if account.has_lost_phone:
        return ()
    notice = to_phone(account.phone_number, name, account.language, **facts)
    return (replace(notice, push_to=push_to(About.ACCOUNT, account.id), account_id=account.id),)


def to_phone(phone_number: str, name: str, language: str | None, **facts: str) -> Notice:
    """Return the notice to any phone (E.164)."""
    return Notice(name=name, phone_number=phone_number, language=language, facts=facts)


def of_change(account: Account, change: Change) -> tuple[Notice, ...]:
    """Return the notice to the phone that the account had before *change*, with a stop code.

    The code about a new phone makes that phone count less. One that comes to a number which was given up does
    not: its holder has said that it has nothing to do with the account, and must not close the owner's way.

    Args:
        account: the account as it was before the change.
    """
    distrusts = change is Change.PHONE and not account.has_lost_phone
    return with_stop(account, change.way, kind=LinkKind.STOP_PHONE if distrusts else LinkKind.STOP)


def with_stop(account: Account, name: str, *, kind: LinkKind = LinkKind.STOP) -> tuple[Notice, ...]:
    """Return a notice to the account's phone with a code that stops the account; *name* as in `sms_text`.

    A number that was given up hears of changes for as long as a stop code lasts: a stranger who read one code
    on the phone could otherwise give the number up first, and change everything unseen.
    """
    settings = services().settings
    heard_until = timedelta(hours=settings.stop_code_hours)
    if account.phone_lost_at is not None and services().clock() - account.phone_lost_at >= heard_until:
        return ()
    notice = to_phone(account.phone_number, name, account.language)
    way_on = (kind.value, account.id, settings.stop_code_hours)
    return (
        replace(notice, way_on=way_on, push_to=push_to(About.ACCOUNT, account.id), account_id=account.id),
    )


def of_giving_up(phone_number: str, language: str | None) -> tuple[Notice, ...]:
    """Return the notice to a number that was given up: its holder may not know."""
    return (to_phone(phone_number, "given_up", language),)


def lasting(kind: LinkKind, target_id: str) -> tuple[str, str, int]:
    """Return a notice's code that lives as long as everything that was begun at an office."""
    return (kind.value, target_id, 24 * services().settings.continuation_link_days)
