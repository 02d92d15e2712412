"""Sends the SMS to an account's owner that the account was opened."""

from accounts.account.records import Account
from accounts.links import LinkKind
from bff.messages.links import issue_link
from bff.messages.notices import send_notice
from bff.services import services
from bff.serving.language import local_time
from bff.settings.settings import Settings


def receipt_text(settings: Settings, account: Account, *, link: str) -> str:
    """Return the text of the receipt: when, which level, and a link to report that it was not you.

    It has no diacritics and fits one segment.
    """
    moment = local_time(account.registered_at)
    return settings.sms_receipt_text.format(
        site=settings.sms_site_name, time=moment, level=account.level, hotline=settings.hotline, link=link
    )


def send_receipt(account: Account) -> None:
    """Send the receipt to the account's phone, with a link for a person who did not open the account."""
    link = issue_link(LinkKind.NOT_ME, account.id)
    send_notice(account.phone_number, receipt_text(services().settings, account, link=link))
