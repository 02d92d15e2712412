"""The screen that asks for a person's details and has a register compare them, for every such method."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, TypeVar

from flask.typing import ResponseReturnValue

from bff.attempts.matching import match_limits
from bff.journeys.flow import Flow
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
    """Whom a register vouches for, and the phone (E.164) that it has for them."""

    @property
    def person(self) -> Person: ...
    @property
    def phone_number(self) -> str: ...


def ask_and_match(
    flow: Flow, form_type: type[Asked], ask: Callable[[Asked], Person | Holder | StrEnum]
) -> ResponseReturnValue:
    """Show *form_type*, and ask a register once every field is good.

    The fields are shown in the form's order; a proof leaves out the fields that only an account needs.

    Args:
        ask: returns the person for whom the register vouches, with the phone where the form asks for none, or
            the register's refusal.
    """
    form = form_type.filled_from(flow.typed)
    if flow.aim and "email" in form:
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
    facts = flow.learn(phone_number=phone_number, email=form.email_address, consents=(form.consent_given,))
    return go_on_with(facts, person)
