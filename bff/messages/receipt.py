"""The SMS to an account's owner that the account was opened."""

from dataclasses import replace

from accounts.account.records import NewAccount
from accounts.links import LinkKind
from accounts.outbox import Notice
from bff.messages.notices import lasting, to_phone
from bff.serving.language import local_time


def receipt(new: NewAccount) -> tuple[Notice, ...]:
    """Return the receipt to the account's phone: when, which level, and a code for "it was not me".

    Args:
        new: an account whose id is chosen.
    """
    facts = {"time": local_time(new.registered_at), "level": str(new.level)}
    told = to_phone(new.phone_number, "receipt", new.language, **facts)
    return (replace(told, way_on=lasting(LinkKind.NOT_ME, new.id or "")),)
