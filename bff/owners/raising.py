"""Decides which ways in a raise of the level ends: those that facts on cards alone have opened.

A stranger who knows such facts chose the phone and the password. The holder's signature must not make them
ways into an account of level 3.
"""

from dataclasses import dataclass
from datetime import timedelta

from accounts.account.records import Account, AccountEvent
from bff.methods.proof import Proof
from bff.owners.phones import proof_of_the_phone
from bff.rules.portals.means import Means
from bff.rules.proofs import ties_phone
from bff.services import Services
from bff.web.lookup import method_of
from identity.subject import Subject


@dataclass(frozen=True)
class GivenUp:
    """What a raise ends.

    Attributes:
        ways: password, authenticator app, recovery codes, passkeys and known browsers.
        phone: the phone, unless its own SIM signs.
    """

    ways: bool
    phone: bool


def given_up(parts: Services, account: Account) -> GivenUp:
    """Return what a raise of this account ends.

    The ways in end together: which of them a stranger had before the holder came, no record tells.
    """
    rests = rests_on_facts(account)
    return GivenUp(ways=rests, phone=rests and not _is_persons_phone(parts, account))


def given_up_by(parts: Services, account: Account, proof: Proof) -> GivenUp:
    """Return what a raise with this proof ends: a phone whose SIM signed is the person's."""
    ends = given_up(parts, account)
    is_signed_there = (
        method_of(proof.method).means is Means.SIM and proof.phone_number == account.phone_number
    )
    return GivenUp(ways=ends.ways, phone=ends.phone and not is_signed_there)


def rests_on_facts(account: Account) -> bool:
    """Return whether the account was registered by facts that a stranger may know, to any phone."""
    return not ties_phone(method_of(account.method).proof_about(Subject(account.subject)))


def is_unfinished(parts: Services, account: Account) -> bool:
    """Return whether a raise ended ways in, and the holder has not chosen new ones."""
    has_none = account.has_lost_phone or account.password_hash is None
    return has_none and parts.accounts.has_happened(
        account.id, AccountEvent.PASSWORD_ENDED, since=account.registered_at - timedelta(days=1)
    )


def _is_persons_phone(parts: Services, account: Account) -> bool:
    """Return whether the phone rests on a proof that ties a phone to its person."""
    proof = proof_of_the_phone(parts, account)
    return proof is not None and ties_phone(proof)
