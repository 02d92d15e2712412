"""The details screen, shared by all methods that let a register compare a person's details."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, TypeVar

from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.limits.matching import match_limits
from bff.services import services
from bff.serving.log import outcome
from bff.views.steps.person_form import PersonForm, keep_typed
from bff.views.steps.proven import go_on_with
from bff.web.lookup import method_of
from bff.web.screens import screen
from bff.web.walking import arrive, move_to
from identity.people import Person

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
    flow = keep_typed(flow, form)
    if not form.validate_on_submit():
        method = method_of(flow.journey)
        return screen("steps/details.html", form=form, flow=flow, method=method)
    with services().limits.attempt(*match_limits(flow, form.person), *form.also_counted):
        answer = ask(form)
    if isinstance(answer, StrEnum):
        outcome(f"refused_{answer}")
        return arrive(move_to(flow, "refused", refusal=answer))
    outcome("matched")
    person, phone_number = (
        (answer, form.mobile) if isinstance(answer, Person) else (answer.person, answer.phone_number)
    )
    learned = flow.learn(phone_number=phone_number, email=form.email_address, consents=(form.consent_given,))
    return go_on_with(learned, person)
