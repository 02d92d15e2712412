"""Tells what an account's phone rests on, and whether another person may have its number by now.

Numbers are given to new people after some months without use; the new one gets the account's codes (decision
record 0076).
"""

from datetime import date, timedelta
from enum import StrEnum

from accounts.account.records import Account, AccountEvent, HistoryEntry
from accounts.working_days import HERE
from bff.limits.table import LimitTable
from bff.rules.proofs import ProofKind
from bff.services import Services, verifier
from bff.serving.log import outcome
from bff.settings.settings import WhenUnknown
from bff.stores.attempts import Counted
from bff.web.lookup import method_of
from identity.people import BirthDate, Person
from identity.subject import Subject
from verifiers.carrier import Carrier, SubscriberChange, SubscriberRefusal

#: What may show that the account's phone is its holder's.
_SHOWN = frozenset({AccountEvent.PHONE_CHANGED, AccountEvent.PHONE_TAKEN_BACK, AccountEvent.PASSWORD_RESET})
#: The newest entries that are looked at; no stranger adds one without a proof.
_ENTRIES = 100
#: The proofs after which a reset shows that the phone is in the hands of the person who was proved.
_WITH_PHONE_IN_HAND = frozenset({ProofKind.CARRIER, ProofKind.TWO_PEOPLE})


class Doubt(StrEnum):
    """Why a code to an account's phone does not show its holder."""

    OF_ANOTHER = "phone_of_another"
    """The carrier has given the number to another person."""
    MAY_BE_OF_ANOTHER = "phone_may_be_of_another"
    """The carrier cannot say, and the operator's setting refuses then."""


def proof_of_the_phone(parts: Services, account: Account) -> ProofKind | None:
    """Return the proof with which the account got its phone; None: no proof of a person."""
    since = account.registered_at - timedelta(days=1)
    events = (AccountEvent.PHONE_CHANGED, AccountEvent.PHONE_TAKEN_BACK)
    changes = [parts.accounts.newest(account.id, event, since=since) for event in events]
    newest = max((one for one in changes if one is not None), key=lambda one: one.at, default=None)
    if newest is None:
        return method_of(account.method).proof_about(Subject(account.subject))
    proof = newest.codes.get("proof", "")
    return ProofKind(proof) if proof in set(ProofKind) else None


def doubt_about(parts: Services, account: Account) -> Doubt | None:
    """Return why a code to the account's phone does not show its holder; None: no doubt is known.

    The carrier is asked whether the number has a new subscriber since the phone was last known as the
    holder's. Where it cannot say, it is asked for a match, if the phone once rested on its match: any other
    phone may be a relative's.

    Raises:
        verifiers.errors.CounterpartTrouble: the carrier is silent, which is no answer.
        bff.stores.attempts.TooOften: the carrier was asked too often about this account's phone today.
    """
    with parts.limits.attempt(_question_about(parts, account, account.phone_number)):
        return _ask_carrier(parts, account)


def has_no_new_subscriber(parts: Services, account: Account) -> bool:
    """Return whether the carrier says that the account's phone is still the one it was known as.

    False where the carrier cannot say.

    Raises:
        verifiers.errors.CounterpartTrouble, bff.stores.attempts.TooOften: as `doubt_about`.
    """
    with parts.limits.attempt(_question_about(parts, account, account.phone_number)):
        return _change_of(parts, account) is SubscriberChange.UNCHANGED


def _question_about(parts: Services, account: Account, number: str) -> Counted:
    """Return the limit of paid questions about this account and a number."""
    asked = parts.digest_of(f"{account.id} {number}")
    return LimitTable(parts.settings).questions_about_an_account, asked


def _change_of(parts: Services, account: Account) -> SubscriberChange:
    since = _known_since(parts, account)
    return verifier(Carrier).subscriber_change(account.phone_number, since=since)


def doubt_about_number(parts: Services, account: Account, number: str, person: Person | None) -> Doubt | None:
    """Return why a code to a number that a register has of *person* does not show that person.

    The number is not the account's phone, so no day is known on which it was the holder's. The carrier is
    asked whether it is in the name of the person who was proved.

    Args:
        number: E.164.

    Raises:
        As `doubt_about`.
    """
    if person is None:
        return Doubt.MAY_BE_OF_ANOTHER
    with parts.limits.attempt(_question_about(parts, account, number)):
        matched = verifier(Carrier).match(number, person)
    if matched is SubscriberRefusal.PERSON_DIFFERS:
        return Doubt.OF_ANOTHER
    refuses = parts.settings.carrier_number_recycling_unknown is WhenUnknown.REFUSE
    return Doubt.MAY_BE_OF_ANOTHER if refuses and not isinstance(matched, Person) else None


def _ask_carrier(parts: Services, account: Account) -> Doubt | None:
    change = _change_of(parts, account)
    if change is SubscriberChange.CHANGED:
        return Doubt.OF_ANOTHER
    if change is SubscriberChange.UNCHANGED:
        return None
    is_asked = bool(parts.settings.carrier_number_recycling)
    if is_asked and change is SubscriberChange.NOT_OFFERED:
        outcome("number_recycling_not_offered")
    matched = _match(parts, account)
    if matched is SubscriberRefusal.PERSON_DIFFERS:
        return Doubt.OF_ANOTHER
    refuses = is_asked and parts.settings.carrier_number_recycling_unknown is WhenUnknown.REFUSE
    return Doubt.MAY_BE_OF_ANOTHER if refuses and not isinstance(matched, Person) else None


def _known_since(parts: Services, account: Account) -> date:
    """Return the last day, by the carrier's calendar, on which the phone was known as the holder's.

    Nothing that a new subscriber can do with the number and with facts from cards moves it: no sign-in, no
    code to the phone, no PostID.
    """
    entries = parts.accounts.history(account.id, _ENTRIES, events=_SHOWN)
    moments = [account.registered_at, *(entry.at for entry in entries if _shows_holder(entry))]
    return max(moments).astimezone(HERE).date()


def _shows_holder(entry: HistoryEntry) -> bool:
    proof = entry.codes.get("proof", "")
    match entry.event:
        case AccountEvent.PHONE_CHANGED:  # no earlier day says anything of this phone
            return True
        case AccountEvent.PHONE_TAKEN_BACK:
            return proof != ProofKind.POST_ID
        case _:
            return proof in _WITH_PHONE_IN_HAND


def _match(parts: Services, account: Account) -> Person | SubscriberRefusal | None:
    """Compare the holder with the carrier's record; None if the phone never rested on such a match."""
    born = account.birth_date
    if proof_of_the_phone(parts, account) is not ProofKind.CARRIER or not (account.citizen_number and born):
        return None
    holder = Person(
        full_name=account.full_name,
        citizen_number=account.citizen_number,
        birth_date=BirthDate.parse(born),
    )
    return verifier(Carrier).match(account.phone_number, holder)
