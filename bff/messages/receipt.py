"""Sends the SMS to an account's owner that the account was opened."""

from accounts.account.records import Account
from accounts.links import LinkKind
from bff.messages.links import way_on
from bff.messages.notices import send_notice, sms_text
from bff.serving.language import local_time


def send_receipt(account: Account) -> None:
    """Send the receipt to the account's phone: when, which level, and a code for "it was not me"."""
    link = way_on(LinkKind.NOT_ME, account.id, language=account.language)
    time = local_time(account.registered_at)
    send_notice(
        account.phone_number, sms_text("receipt", account.language, time=time, level=account.level, link=link)
    )
