"""How often a person may be compared with a register, so that no register answers guesses."""

from bff.journeys.flow import Flow
from bff.limits.table import limits
from bff.services import services
from bff.stores.attempts import Counted
from bff.web.devices import browser_id
from bff.web.lookup import method_of
from identity.people import Person


def match_limits(flow: Flow, claimed: Person) -> tuple[Counted, Counted]:
    """Count a comparison against the person, for this method alone, and against the browser session.

    A stranger who tries the number here does not close another method to its owner.
    """
    digest_of = services().digest_of
    person = digest_of(f"{method_of(flow.journey).key} {claimed.citizen_number}")
    return (limits().matches_of_a_person, person), (limits().matches_of_a_browser, digest_of(browser_id()))
