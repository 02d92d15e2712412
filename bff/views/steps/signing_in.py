"""The end of every sign-in: it begins the signed-in session, and an SMS tells the owner of a new browser."""

from flask import session
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.messages.notices import notify_owner
from bff.services import services
from bff.web.devices import become_known_to, is_known_to
from bff.web.sessions import begin_session
from bff.web.walking import end


def enter(flow: Flow) -> ResponseReturnValue:
    """End the flow and begin the signed-in session. The code or the signature was right."""
    end(flow)
    return sign_in_to(flow.account_id or "")


def sign_in_to(account_id: str) -> ResponseReturnValue:
    """Begin the signed-in session. If the browser is new to the account, send its owner an SMS."""
    was_known = is_known_to(account_id)
    answer = begin_session(account_id)
    account = services().accounts.get(account_id)
    # A frozen or closed account gets no session.
    if "signed_in" in session and account is not None:
        become_known_to(account_id, noted=True)
        if not was_known:
            notify_owner(account, services().settings.sms_device_text)
    return answer
