"""The type `Proof`: what a person has proved about their identity, with which method."""

from dataclasses import dataclass, field

from accounts.account.records import Account, ConsentGiven
from identity.people import Organisation, Person
from identity.subject import Subject


@dataclass(frozen=True)
class Proof:
    """One proof: who proved their identity, with which method and at which level.

    Attributes:
        phone_number: E.164; the phone that received the code or whose SIM signed.
        consents: the consents that the person gave for this proof.
        account: the person's account; in a dispute, the account that has the person's numbers.
    """

    subject: Subject
    method: str
    level: int
    identity: Person | None
    organisation: Organisation | None
    phone_number: str | None = field(repr=False)
    consents: tuple[ConsentGiven, ...]
    account: Account | None
