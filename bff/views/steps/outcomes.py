"""The two last screens of a flow: done, and refused by a counterpart."""

from functools import partial

from flask.typing import ResponseReturnValue

from accounts.account.records import Account
from bff.guides import TOPICS
from bff.journeys.flow import Flow
from bff.owners.holders import card_facts
from bff.services import services
from bff.views.steps.entering import may_enter
from bff.web.lookup import method_of
from bff.web.portals import waiting
from bff.web.portals.completed import may_go_on
from bff.web.screens import screen
from identity.subject import Subject


def done(flow: Flow) -> ResponseReturnValue:
    """Say that the account is open, at which level, and what the person can do next."""
    account = services().accounts.get(flow.account_id or "")
    return screen(
        "steps/done.html",
        method=method_of(flow.journey),
        flow=flow,
        may_enter=may_enter(flow),
        card=account and card_facts(account),
        portals=waiting.waiting_portals(partial(may_go_on, flow)),
        known_by_old_number=account is not None and is_known_by_old_number(account),
    )


def is_known_by_old_number(account: Account) -> bool:
    """Return whether a citizen's account has only an old 9-digit number: no citizen number was proved."""
    return account.subject == Subject.CITIZEN and account.citizen_number is None


def refused(flow: Flow) -> ResponseReturnValue:
    """Say why the counterpart refused, in the words of the method, and what the person can do next."""
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
