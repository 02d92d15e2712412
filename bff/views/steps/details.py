"""The details screen, shared by all methods that let a register compare a person's details, and the way on.

The comparison is counted before the register is asked. A failed one stays counted; one that ends in an
account or a proof is given back there.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, TypeVar

from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.limits.matching import match_limits, needs_a_proven_phone, question_limits
from bff.limits.table import limits
from bff.owners.askers import has_shown
from bff.owners.existing import at_existing
from bff.owners.numbers import numbers_of
from bff.services import services
from bff.serving.log import log, outcome
from bff.stores.attempts import TooOften
from bff.views.steps.one_time_code import go_to_code
from bff.views.steps.person_form import PersonForm, keep_typed
from bff.web.fields import ask_email_for_its_purpose
from bff.web.lookup import journey_of, method_of
from bff.web.screens import screen
from bff.web.walking import arrive, move_to, save
from identity.people import Person
from verifiers.errors import Crowded

Asked = TypeVar("Asked", bound=PersonForm)


class Holder(Protocol):
    """The person whom a register vouches for, with the phone (E.164) in the register."""

    @property
    def person(self) -> Person: ...
    @property
    def phone_number(self) -> str: ...


def ask_and_match(
    flow: Flow, form_type: type[Asked], ask: Callable[[Asked], Person | Holder | StrEnum]
) -> ResponseReturnValue:
    """Show a form of *form_type*. When all its fields are valid, ask the register.

    A refusal leads to the refused screen, and a match to the next step.

    Args:
        ask: sends the form's details to the register. It returns the person whom the register vouches for, or
            a `Holder` if the form asks for no phone, or the refusal.
    """
    form = form_type.filled_from(flow.typed)
    if flow.aim and "email" in form:  # a proof opens no account, so it needs no email address
        del form.email
    elif "email" in form:
        ask_email_for_its_purpose(form)
    flow = keep_typed(flow, form)
    if not form.validate_on_submit():
        method = method_of(flow.journey)
        return screen("steps/details.html", form=form, flow=flow, method=method)
    if flow.proven_phone is not None:
        has_shown(flow.proven_phone)
    limits_of_person = match_limits(flow, form.person, also=form.also_counted)
    counted = (*limits_of_person, *question_limits(flow, form.person, phone=form.compared_phone))
    try:
        with services().limits.attempt(*counted) as attempt:
            answer = ask(form)
    except TooOften as full:
        if needs_a_proven_phone(flow, full):
            return prove_phone_first(flow, full.name)
        raise
    except (
        Crowded
    ) as full:  # strangers keep their places at the register; the others are for who shows a phone
        if flow.proven_phone is None:
            return prove_phone_first(flow, f"crowded_{full.counterpart}")
        raise
    if isinstance(answer, StrEnum):
        outcome(f"refused_{answer}")
        return arrive(move_to(flow, "refused", refusal=answer))
    outcome("matched")
    attempt.give_back(limits().matches_without_a_phone)
    person, phone_number = (
        (answer, form.mobile) if isinstance(answer, Person) else (answer.person, answer.phone_number)
    )
    learned = flow.learn(
        phone_number=phone_number,
        email=form.email_address,
        consents=(form.consent_given,),
        counted=attempt.receipt,
    )
    return go_on_with(learned, person)


def prove_phone_first(flow: Flow, why: str) -> ResponseReturnValue:
    """Lead to the two steps that prove a phone; *why* names the full count, for the log."""
    log.warning("phone_first", why=why, method=method_of(flow.journey).key)
    return arrive(move_to(flow, "phone_first"))


def go_on_with(flow: Flow, person: Person) -> ResponseReturnValue:
    """Save *person* in the flow, and go to the account-exists screen or to the next step.

    Only a registration looks for an existing account. It looks after the match, and only by the numbers that
    the counterpart vouches for: a stranger's number that a person typed finds nothing (decision record 0005).
    """
    flow = flow.learn(identity=person)
    if flow.purpose is Purpose.REGISTER:
        account = services().accounts.find(numbers_of(flow))
        if account is not None:
            outcome("account_exists")
            return arrive(save(at_existing(services(), flow, account, signed=False)))
    following = journey_of(flow).after(flow.step)
    return go_to_code(flow) if following == "code" else arrive(move_to(flow, following))
