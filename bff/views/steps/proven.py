"""What happens once a counterpart vouches for a person: is there an account already, else go on."""

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
    """Go on as *person*, whom a counterpart vouches for: to the account-exists notice or the next step.

    The question is asked only now, after the match, and by every number the counterpart vouches for;
    a number that the person merely claims finds nothing (decision record 0005). A proof does not ask it.
    """
    flow = flow.learn(identity=person)
    if flow.purpose is Purpose.REGISTER:
        account = services().accounts.find(subject=flow.subject, **numbers_of(flow))
        if account is not None:
            outcome("account_exists")
            return arrive(save(at_existing(services(), flow, account, signed=False)))
    following = journey_of(flow).after(flow.step)
    flow = move_to(flow, following)
    return arrive(send_first(flow) if following == "code" else flow)
