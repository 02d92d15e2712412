"""How a sign-in ends, whatever it was made with, and how the owner is told of it."""

from flask import session
from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from bff.journeys.flow import Flow
from bff.messages.notices import send_notice
from bff.services import services
from bff.serving.language import local_time
from bff.web.devices import become_known_to, is_known_to
from bff.web.sessions import begin_session
from bff.web.walking import end


def enter(flow: Flow) -> ResponseReturnValue:
    """End the flow and begin the signed-in session: the code or the signature was right."""
    end(flow)
    return sign_in_to(flow.account_id or "")


def sign_in_to(account_id: str) -> ResponseReturnValue:
    """Begin the signed-in session; tell the owner by SMS where the browser is new to the account."""
    was_known = is_known_to(account_id)
    answer = begin_session(account_id)
    account = services().accounts.get(account_id)
    if "signed_in" in session and account is not None:
        become_known_to(account_id, noted=True)
        if not was_known:
            tell_account(account, services().settings.sms_device_text)
    return answer


def tell(phone_number: str, template: str) -> None:
    """Tell an owner by SMS what happened just now, in the words of a setting.

    Args:
        phone_number: E.164.
        template: an ``sms_…_text`` setting.
    """
    settings = services().settings
    moment = local_time(services().clock())
    text = template.format(site=settings.sms_site_name, time=moment, hotline=settings.hotline)
    send_notice(phone_number, text)


def tell_account(account: Account, template: str) -> None:
    """Tell the owner of *account*, unless its phone is known to be somebody else's."""
    if not account.has_lost_phone:
        tell(account.phone_number, template)
