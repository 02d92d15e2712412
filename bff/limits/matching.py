"""Limits comparisons of a person with a register, so that the register cannot be read by guessing.

A stranger can fill the counts of a person and of an insurance number. Then a phone is proved first
(`bff.views.steps.phone_first`), and the flow counts for that phone, under a higher ceiling for the person.
Signatures and the desk ask none of these limits.
"""

from bff.journeys.flow import Flow
from bff.limits.table import limits
from bff.services import services
from bff.stores.attempts import Counted, TooOften
from bff.web.devices import counted_browser
from bff.web.lookup import method_of
from identity.people import Person


def match_limits(flow: Flow, claimed: Person, *, also: str | None = None) -> tuple[Counted, ...]:
    """Return the limits of one comparison; that of the browser session comes first.

    Counts of a person are separate for each method and for each purpose: a stranger who tries a person's
    number with one method blocks no other method, and a stranger who registers blocks no proof.

    Args:
        also: a further number that is compared, e.g. the insurance number.
    """
    digest_of, table = services().digest_of, limits()
    person = f"{method_of(flow.journey).key} {flow.purpose} {claimed.citizen_number}"
    number = f"{flow.purpose} {also}" if also else None
    counted = [(table.matches_of_a_browser, digest_of(counted_browser()))]
    if flow.proven_phone is None:
        counted.append((table.matches_of_a_person, digest_of(person)))
        if number:
            counted.append((table.matches_of_an_insurance_number, digest_of(number)))
        return tuple(counted)
    counted.append((table.matches_of_a_proven_phone, digest_of(f"{person} {flow.proven_phone}")))
    counted += [
        (table.matches_of_a_person_by_proven_phones, digest_of(one)) for one in (person, number) if one
    ]
    return tuple(counted)


def questions_of_strangers(flow: Flow) -> tuple[Counted, ...]:
    """Return the limit that bounds what strangers with invented people cost; none for a proven phone.

    A counterpart takes money for each question, and a stranger invents people, browsers and names. A question
    whose answer is a match is given back at once, so honest crowds do not fill it.
    """
    if flow.proven_phone is not None:
        return ()
    return ((limits().matches_without_a_phone, method_of(flow.journey).key),)


def of_the_browser(receipt: str) -> str:
    """Return the part of a receipt of `match_limits` that gives back the browser's count alone.

    An appointment stays counted for its person, or a stranger could make any number of them; the clerk's or
    the family's device does not wait for it.
    """
    return " ".join(receipt.split(" ")[:2])


def needs_a_proven_phone(flow: Flow, full: TooOften) -> bool:
    """Return whether the full limit is one that a stranger can fill, and proving a phone still helps."""
    table = limits()
    if full.name in {limit.name for limit in table.sim_requests}:
        return flow.proven_phone is None or flow.proven_phone != flow.phone_number
    driven = {
        table.matches_of_a_person.name,
        table.matches_of_an_insurance_number.name,
        table.matches_without_a_phone.name,
    }
    return full.name in driven
