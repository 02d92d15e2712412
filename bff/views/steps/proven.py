"""What happens once a counterpart vouches for a person: is there an account already, else go on."""

from flask.typing import ResponseReturnValue

from bff.journeys.flow import Registration
from bff.journeys.journey import Journey, Purpose
from bff.owners.existing import at_existing
from bff.owners.numbers import numbers_of
from bff.services import services
from bff.serving.log import outcome
from bff.views.steps.one_time_code import send_first
from bff.web.walking import arrive, move_to, save
from identity.people import Person


def go_on_with(registration: Registration, person: Person, journey: Journey) -> ResponseReturnValue:
    """Go on as *person*, whom a counterpart vouches for: to the account-exists notice or the next step.

    The question is asked only now, after the match, and by every number the counterpart vouches for;
    a number that the person merely claims finds nothing (decision record 0005). A proof does not ask it.
    """
    registration = registration.learn(identity=person)
    if journey.purpose is Purpose.REGISTER:
        account = services().accounts.find(numbers_of(registration))
        if account is not None:
            outcome("account_exists")
            return arrive(save(at_existing(services(), registration, account, signed=False)))
    following = journey.after(registration.step)
    registration = move_to(registration, following)
    return arrive(send_first(registration) if following == "code" else registration)
