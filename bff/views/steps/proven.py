"""The way on after a counterpart vouches for a person: to the account-exists screen, or to the next step."""

from flask.typing import ResponseReturnValue

from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.owners.existing import at_existing
from bff.owners.numbers import numbers_of
from bff.services import services
from bff.serving.log import outcome
from bff.views.steps.one_time_code import send_first
from bff.web.lookup import journey_of
from bff.web.walking import arrive, move_to, save
from identity.people import Person


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
    flow = move_to(flow, following)
    return arrive(send_first(flow) if following == "code" else flow)
