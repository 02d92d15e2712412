"""The SMS that tells an account's owner that it was opened."""

from accounts.records import Account
from bff.language import HERE
from bff.services import services
from bff.settings import Settings
from bff.views.common.notices import send_notice


def receipt_text(settings: Settings, account: Account) -> str:
    """Write the receipt: when, how, and what to do if it was not you; without diacritics, one segment."""
    moment = account.registered_at.astimezone(HERE).strftime("%H:%M %d/%m/%Y")
    return settings.sms_receipt_text.format(
        site=settings.sms_site_name, time=moment, level=account.level, hotline=settings.hotline
    )


def send_receipt(account: Account) -> None:
    """Send the receipt to the account's phone."""
    send_notice(account.phone_number, receipt_text(services().settings, account))
