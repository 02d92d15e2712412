"""The two pages of all methods that let a register compare a person's details, and the way on.

The comparison is counted before the register is asked. A failed one stays counted; one that ends in an
account or a proof is given back there.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, TypeVar

from flask import request, url_for
from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.journey import Step
from bff.journeys.purpose import Purpose
from bff.limits.matching import match_limits, needs_a_proven_phone, question_limits
from bff.limits.table import limits
from bff.owners.askers import has_shown
from bff.owners.existing import at_existing
from bff.owners.numbers import numbers_of
from bff.services import services
from bff.serving.language import gettext as _
from bff.serving.log import log, outcome
from bff.stores.attempts import TooOften
from bff.views.steps.one_time_code import go_to_code
from bff.views.steps.person.card import card, read_from_card, wants_to_scan
from bff.views.steps.person.forms import ComparedForm, PersonForm, keep_typed
from bff.web.drawing import card_date
from bff.web.fields import ask_email_for_its_purpose
from bff.web.lookup import journey_of, method_of
from bff.web.screens import go, screen
from bff.web.walking import advance, arrive, move_to, save
from identity.people import Person
from verifiers.errors import Crowded

Asked = TypeVar("Asked", bound=ComparedForm)


class Holder(Protocol):
    """The person whom a register vouches for, with the phone (E.164) in the register."""

    @property
    def person(self) -> Person: ...
    @property
    def phone_number(self) -> str: ...


def who(flow: Flow) -> ResponseReturnValue:
    """Ask who the person is: the first page. No counterpart is asked yet."""
    return ask_who(flow, PersonForm)


def ask_who(flow: Flow, form_type: type[PersonForm]) -> ResponseReturnValue:
    """Show a form of *form_type*, or take what was read from the card; go on when it is complete."""
    if (read := read_from_card()) is not None:
        outcome("card_read")
        form = form_type.of_kept({**flow.typed, **read})  # its fields have the bounds
        flow = save(flow.learn(typed={**flow.typed, **form.typed()}))
        return advance(flow) if form.validate() else arrive(flow)
    form = form_type.filled_from(flow.typed)
    flow = keep_typed(flow, form)
    if wants_to_scan():
        return go(url_for(f"{flow.journey}.card"))
    if form.validate_on_submit():
        return advance(flow)
    return screen("steps/who.html", form=form, flow=flow, method=method_of(flow.journey))


def claimed_by(flow: Flow, form_type: type[PersonForm] = PersonForm) -> Person | None:
    """Return the person whom the first page described; None if its texts are not there any more."""
    form = form_type.of_kept(flow.typed)
    return form.person if form.is_complete else None


def ask_and_match(
    flow: Flow, form_type: type[Asked], ask: Callable[[Asked], Person | Holder | StrEnum]
) -> ResponseReturnValue:
    """Show a form of *form_type*, the second page. When all its fields are valid, ask the register.

    A refusal leads to the refused screen, and a match to the next step.

    Args:
        ask: sends the form's details to the register. It returns the person whom the register vouches for, or
            a `Holder` if the form asks for no phone, or the refusal.
    """
    claimed = claimed_by(flow)
    if claimed is None:  # a flow of a release that asked everything on one page
        return back_to_who(flow)
    form = _second_page(flow, form_type, claimed)
    flow = keep_typed(flow, form)
    if not form.validate_on_submit():
        return screen("steps/details.html", form=form, flow=flow, who=facts_of(claimed))
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


def back_to_who(flow: Flow) -> ResponseReturnValue:
    """Lead to the first page by a press: a GET changes nothing."""
    if request.method != "POST":
        return screen("steps/go_on.html", flow=flow)
    return arrive(move_to(flow, journey_of(flow).first))


def _second_page(flow: Flow, form_type: type[Asked], claimed: Person) -> Asked:
    form = form_type.filled_from(flow.typed)
    form.claimed = claimed
    if flow.aim and "email" in form:  # a proof opens no account, so it needs no email address
        del form.email
    elif "email" in form:
        ask_email_for_its_purpose(form)
    return form


def facts_of(person: Person) -> list[tuple[str, str]]:
    """Return what the first page asked, as names and values for the second."""
    number = person.citizen_number or ""
    return [
        (_("Full name"), person.full_name),
        (_("Identification number"), " ".join(number[place : place + 3] for place in range(0, 12, 3))),
        (_("Date of birth"), card_date(person.birth_date.isoformat() if person.birth_date else None)),
    ]


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


#: The first page, with the page beside it that scans the card.
WHO = Step(who, forgets=frozenset(), beside=card)
