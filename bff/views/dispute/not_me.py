"""Two reports by a person who receives another person's SMS: "It was not me" and "The number is mine now".

Neither report freezes an account: a link and a code prove only that the person has the phone, not who the
person is (decision record 0031).
"""

from enum import StrEnum
from functools import partial

from flask import url_for
from flask.typing import ResponseReturnValue

from accounts.account.records import Account, AccountEvent, Standing
from accounts.links import Link, LinkKind
from bff.journeys.flow import Flow
from bff.journeys.journey import Journey, Step
from bff.journeys.purpose import Purpose
from bff.messages.notices import of_giving_up
from bff.messages.outbox import send_waiting
from bff.messages.quiet_codes import send_first_to_owner
from bff.messages.vouching import Vouching
from bff.methods.continuations import Continuation
from bff.owners.phones import has_no_new_subscriber
from bff.owners.sim_change import can_be_asked
from bff.services import Services, services
from bff.serving.language import lazy
from bff.serving.log import log, outcome
from bff.views.dispute.opening import blueprint
from bff.views.steps.one_time_code import code_step
from bff.web.phone_form import PhoneForm
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, begin, current_flow, lead_to, move_to
from identity.subject import Subject


def go_on(link: Link) -> ResponseReturnValue:
    """Write the report into the account's history, and show how a proof of identity freezes the account."""
    if services().accounts.get(link.target_id) is not None:
        services().note_repeatable(link.target_id, AccountEvent.NOT_ME)
        log.warning("not_me", outcome="not_me")
    return go(url_for("dispute.reported"))


CONTINUATION = Continuation(
    kind=LinkKind.NOT_ME,
    title=lazy("Was it not you?"),
    body=lazy(
        "An account was registered with this phone number. If it was not you, tell us. You "
        "stay free to do more."
    ),
    button=lazy("It was not me"),
    go_on=go_on,
)


@blueprint.get("/reported")
def reported() -> ResponseReturnValue:
    """Confirm the report, and say what else the person can do. The text is the same for every visitor."""
    return screen("dispute/reported.html")


@blueprint.post("/number")
def begin_freeing() -> ResponseReturnValue:
    """Begin the flow that removes the person's number from the accounts of other people."""
    held = current_flow(Purpose.DISPUTE)
    if held is not None and held.journey == FREEING.key:
        return lead_to(held)
    return arrive(begin(FREEING, Subject.CITIZEN))


def phone(flow: Flow) -> ResponseReturnValue:
    """Ask for the number, and send it a code if an account uses it.

    The code proves that the person has the phone. A number without an account gets no code: otherwise a
    stranger could make us send SMS to any number.
    """
    form = PhoneForm()
    if not form.validate_on_submit():
        return screen("dispute/number.html", form=form, flow=flow)
    flow = move_to(flow, "code", phone_number=form.mobile, is_quiet=True)
    return arrive(send_first_to_owner(flow, partial(_account_with, services(), form.mobile)))


def _account_with(parts: Services, phone_number: str) -> Account | None:
    """Return an account that uses the number; None also where it was given up before."""
    found = (parts.accounts.get(account_id) for account_id in parts.accounts.with_phone(phone_number))
    uses = (one for one in found if one and one.standing is not Standing.CLOSED)
    return next((one for one in uses if not one.has_lost_phone), None)


class Kept(StrEnum):
    """Why a number was not given up."""

    SAME_SUBSCRIBER = "same_subscriber"
    """The carrier has given it to no other person since the account got it."""


def free(flow: Flow) -> ResponseReturnValue:
    """Mark the phone as lost on every account that has it, but where the carrier says that it is the same.

    The code shows that the person has the phone in hand, and a thief has it too.
    """
    kept: set[str] = set()
    lost = 0
    if flow.phone_number is not None:
        kept = _still_with_their_holders(flow.phone_number)
        lost = services().accounts.lose_phone(
            flow.phone_number, but=kept, tell=partial(of_giving_up, flow.phone_number)
        )
        if lost:
            send_waiting()
        outcome("number_kept" if kept and not lost else "number_freed")
    # without the account too: losing its phone ends every flow that is bound to it
    done_with = frozenset({"phone_number", "codes", "typed", "account_id", "generation"})
    return advance(flow.forget(done_with), refusal=Kept.SAME_SUBSCRIBER if kept and not lost else None)


def _still_with_their_holders(phone_number: str) -> set[str]:
    """Return the ids of the accounts on this phone whose number the carrier has given to no other person."""
    if not can_be_asked():
        return set()
    parts = services()
    found = (parts.accounts.get(account_id) for account_id in parts.accounts.with_phone(phone_number))
    using = [one for one in found if one and one.standing is not Standing.CLOSED and not one.has_lost_phone]
    return {one.id for one in using if has_no_new_subscriber(parts, one)}


def freed(flow: Flow) -> ResponseReturnValue:
    """Confirm that the number is free, or say why it is not."""
    if flow.refusal == Kept.SAME_SUBSCRIBER:
        return screen("dispute/number_kept.html", flow=flow)
    return screen("dispute/freed.html")


#: The journey of a person whose number is still the phone of another person's account.
FREEING = Journey(
    "dispute_number",
    at="/dispute/number",
    purpose=Purpose.DISPUTE,
    steps=(
        Step(phone),
        code_step(vouched_by=Vouching.ACCOUNT, forgets=frozenset({"phone_number"}), is_rare=True),
        Step(free, acts=True),
        Step(freed),
    ),
)
