"""The ends of a registration: done, or refused by a counterpart."""

from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from bff.guides import TOPICS
from bff.journeys.flow import Flow
from bff.services import services
from bff.web.lookup import method_of
from bff.web.screens import screen
from identity.subject import Subject


def done(flow: Flow) -> ResponseReturnValue:
    """Say that the account is there, at which level, and what can be done next."""
    account = services().accounts.get(flow.account_id or "")
    return screen(
        "steps/done.html",
        method=method_of(flow.journey),
        flow=flow,
        known_by_old_number=account is not None and is_known_by_old_number(account),
    )


def is_known_by_old_number(account: Account) -> bool:
    """Whether one signs in to *account* with an old 9-digit number: no other was ever vouched for."""
    return account.subject == Subject.CITIZEN and account.citizen_number is None


def refused(flow: Flow) -> ResponseReturnValue:
    """Say why the counterpart refused, in the method's words, and name the ways out."""
    method = method_of(flow.journey)
    words = method.words[flow.refusal or ""]
    return screen(
        "steps/refused.html",
        method=method,
        words=words,
        flow=flow,
        guide=TOPICS[words.guide] if words.guide else None,
        hotline=getattr(services().settings, words.call.setting) if words.call else None,
    )
