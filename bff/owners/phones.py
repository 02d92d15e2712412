"""Tells what an account's phone rests on, and whether the carrier says that another person has it now."""

from datetime import timedelta

from accounts.account.records import Account, AccountEvent
from bff.rules.proofs import ProofKind
from bff.services import Services, verifier
from bff.web.lookup import method_of
from identity.people import BirthDate, Person
from identity.subject import Subject
from verifiers.carrier import Carrier, SubscriberRefusal


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


def is_anothers_now(parts: Services, account: Account) -> bool:
    """Return whether the carrier, which once said that this phone is the holder's, now names another person.

    Numbers are given to new people after some months without use; the new one gets the account's codes. Where
    the phone never rested on the carrier's word, its subscriber may be a relative, and nothing is asked.

    Raises:
        verifiers.errors.CounterpartTrouble: the carrier is silent, which is no answer.
    """
    born = account.birth_date
    if proof_of_the_phone(parts, account) is not ProofKind.CARRIER or not (account.citizen_number and born):
        return False
    holder = Person(
        full_name=account.full_name,
        citizen_number=account.citizen_number,
        birth_date=BirthDate.parse(born),
    )
    answer = verifier(Carrier).match(account.phone_number, holder)
    return answer is SubscriberRefusal.PERSON_DIFFERS
