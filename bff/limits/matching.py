"""Limits comparisons of a person with a register, so that the register cannot be read by guessing.

A stranger can fill the counts of a person, of a number and of a phone that was only typed. Then a phone is
proved first (`bff.views.steps.phone_first`), and the flow counts for that phone, under a higher ceiling for
the person. A typed phone whose count is full must be that phone. Signatures and the desk ask none of these
limits.
"""

from bff.journeys.flow import Flow
from bff.limits.table import limits
from bff.services import services
from bff.stores.attempts import Counted, TooOften
from bff.web.devices import counted_browser
from bff.web.lookup import method_of
from identity.names import name_key, without_diacritics
from identity.people import Person


def match_limits(flow: Flow, claimed: Person, *, also: Counted | None = None) -> tuple[Counted, ...]:
    """Return the limits of one comparison; that of the browser session comes first.

    Counts of a person are separate for each method and for each purpose: a stranger who tries a person's
    number with one method blocks no other method, and a stranger who registers blocks no proof.

    Args:
        also: a further number by which the register is asked, e.g. the insurance number, with its limit.
    """
    digest_of, table, phone = services().digest_of, limits(), flow.proven_phone
    method = method_of(flow.journey).key
    whose = [(table.matches_of_a_person, f"{method} {flow.purpose} {claimed.citizen_number}")]
    if also is not None:
        whose.append((also[0], f"{method} {flow.purpose} number {also[1]}"))
    counted = [(table.matches_of_a_browser, digest_of(counted_browser()))]
    if phone is None:
        return (*counted, *((limit, digest_of(who)) for limit, who in whose))
    for _limit, who in whose:
        counted.append((table.matches_of_a_proven_phone, digest_of(f"{who} {phone}")))
        counted.append((table.matches_of_a_person_by_proven_phones, digest_of(who)))
    return tuple(counted)


def question_limits(flow: Flow, claimed: Person, *, phone: str | None) -> tuple[Counted, ...]:
    """Return the limits of a question to a register, whoever it is about.

    A counterpart takes money for each question, and a stranger invents people, browsers and names, or tries
    the numbers of one person until one is right. A stranger without a phone counts for the name with its date
    of birth, and together with all others for that minute; a question whose answer is a match is given back
    there at once, so honest crowds do not fill it. One with a phone counts for this phone, whatever they ask.

    Args:
        phone: E.164; the phone that the register compares. Guesses at its owner's numbers count for it until
            a code has proved it.
    """
    digest_of, table, method = services().digest_of, limits(), method_of(flow.journey).key
    counted = []
    if flow.proven_phone is not None:
        counted.append((table.matches_by_a_proven_phone, digest_of(flow.proven_phone)))
    if phone is not None and phone != flow.proven_phone:
        counted.append((table.matches_of_a_typed_phone, digest_of(f"{method} {phone}")))
    if flow.proven_phone is None:
        name = f"{method} {name_key(without_diacritics(claimed.full_name))} {claimed.birth_date}"
        counted += [(table.matches_of_a_name, digest_of(name)), (table.matches_without_a_phone, method)]
    return tuple(counted)


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
        table.matches_of_a_post_id.name,
        table.matches_of_a_name.name,
        table.matches_of_a_typed_phone.name,  # counted for a phone that is not the proven one
        table.matches_without_a_phone.name,
    }
    return full.name in driven
