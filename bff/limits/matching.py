"""Limits comparisons of a person with a register, so that the register cannot be read by guessing."""

from bff.journeys.flow import Flow
from bff.limits.table import limits
from bff.services import services
from bff.stores.attempts import Counted
from bff.web.devices import browser_id
from bff.web.lookup import method_of
from identity.people import Person


def match_limits(flow: Flow, claimed: Person) -> tuple[Counted, Counted]:
    """Return the limits of one comparison: of the person with this method, and of the browser session.

    The limit of the person is separate for each method: a stranger who tries a person's number with one
    method does not block the other methods for that person.
    """
    digest_of = services().digest_of
    person = digest_of(f"{method_of(flow.journey).key} {claimed.citizen_number}")
    return (limits().matches_of_a_person, person), (limits().matches_of_a_browser, digest_of(browser_id()))
