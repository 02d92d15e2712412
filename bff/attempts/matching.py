"""How often somebody may be compared with a register, so that no register answers guesses."""

from bff.journeys.flow import Flow
from bff.services import services
from bff.stores.limits import Limit
from bff.web.devices import browser_id
from bff.web.lookup import method_of
from identity.people import Person


def match_limits(flow: Flow, claimed: Person) -> tuple[tuple[Limit, str], ...]:
    """Count a comparison against the person, for this method alone, and against the browser session.

    Nobody who tries a stranger's number here closes another way to its owner.
    """
    settings = services().settings
    per_person = Limit("matches_person", settings.matches_per_person, settings.matches_per_person_seconds)
    per_session = Limit("matches_session", settings.matches_per_session_hour, 3_600)
    person = services().digest_of(f"{method_of(flow.journey).key} {claimed.citizen_number}")
    return (per_person, person), (per_session, services().digest_of(browser_id()))
