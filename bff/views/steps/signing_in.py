"""The end of every sign-in: it begins the signed-in session, and an SMS tells the owner of a new browser."""

from flask import session
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.messages.notices import to_owner
from bff.messages.outbox import send_waiting
from bff.services import services
from bff.web.devices import become_known_to, is_known_to
from bff.web.sessions import begin_session
from bff.web.walking import end


def enter(flow: Flow) -> ResponseReturnValue:
    """End the flow and begin the signed-in session. The code or the signature was right."""
    end(flow)
    return sign_in_to(flow)


def sign_in_to(flow: Flow) -> ResponseReturnValue:
    """Begin the session of the flow's account. If the browser is new to it, send its owner an SMS."""
    account_id = flow.account_id or ""
    was_known = is_known_to(account_id)
    answer = begin_session(account_id, generation=flow.generation or 0)
    account = services().accounts.get(account_id)
    # A frozen or closed account gets no session.
    if "signed_in" in session and account is not None:
        become_known_to(account_id, noted=True, tell=() if was_known else to_owner(account, "device"))
        if not was_known:
            send_waiting()
    return answer
