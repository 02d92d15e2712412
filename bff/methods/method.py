"""The type `Method`: everything that the product needs to know of a method of registering."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bff.journeys.journey import Journey
from bff.journeys.purpose import Purpose
from bff.methods.part import Part
from bff.rules.portals.means import Means
from bff.rules.proofs import ProofKind, kind_about, level_of
from identity.subject import Subject


@dataclass(frozen=True)
class Call:
    """A telephone number to call: *text* names the service, *setting* the setting with the number."""

    text: str
    setting: str


@dataclass(frozen=True)
class RefusalWords:
    """The words of a refusal: what happened, what to do next, and whether correcting the details can help."""

    title: str
    body: str
    can_correct: bool = True
    guide: str | None = None
    call: Call | None = None


@dataclass(frozen=True)
class Method:
    """One method of registering.

    Attributes:
        key: its name in the code; its folder, its registering journey and its icon have the same name.
        need: one line about what a person needs for it.
        in_hand: what a person who chooses it has in hand, in at most four words: the name of its tile.
        proof: the kind of proof that it gives; `bff.rules.proofs` says what that is worth.
        means: how it signs a person in; None: it does not, an account that it opened has a password.
        part: its journeys and everything else that it plugs into the product.
        prepare: the template with what a person should know before starting.
        is_coming: whether the method is announced but cannot be used yet.
        sign_in_endpoint: the endpoint where signing in with it begins.
        sign_in_words: how a person signs in to an account opened with it; empty: with number and password.
        reached: the level that the operator's setting gives it; None: the table of proofs says the level.
        verified_by: who verifies the person, as the end of a registration says it.
        first: the template that the start shows before the choice, where the law puts this method first.
        elsewhere_setting: the name of the setting with the page where that template leads while the method
            is coming.
        needs_setting: the name of a setting; the method is only announced while the setting is empty.
        words: the words for each refusal of its counterpart.
        sent_to: the sentence on "Your data" about which data goes to which counterpart.
        consents: the words of each consent, by its purpose.
    """

    key: str
    title: str
    need: str
    minutes: int
    proof: ProofKind
    subjects: tuple[Subject, ...]
    in_hand: str
    prepare: str
    part: Part
    is_coming: bool = False
    sign_in_endpoint: str = ""
    means: Means | None = None
    sign_in_words: str = ""
    reached: int | None = None
    verified_by: str = ""
    first: str = ""
    elsewhere_setting: str = ""
    needs_setting: str = ""
    words: Mapping[str, RefusalWords] = field(default_factory=dict)
    sent_to: str = ""
    consents: Mapping[str, str] = field(default_factory=dict)

    @property
    def level(self) -> int:
        """The verification level of an account that it registers, 2 or 3."""
        return self.reached or level_of(self.proof)

    def proof_about(self, subject: Subject) -> ProofKind:
        """Return the kind of proof that it gives about *subject*."""
        return kind_about(self.proof, subject)

    @property
    def registering(self) -> Journey:
        """The journey that registers a person with this method."""
        return next(journey for journey in self.part.journeys if journey.key == self.key)

    @property
    def proving(self) -> Journey | None:
        """The journey that only proves an identity with this method; None if there is none."""
        return next((one for one in self.part.journeys if one.purpose is Purpose.PROVE), None)

    @property
    def slug(self) -> str:
        """The method's name in addresses: ``mobile-subscriber``."""
        return self.key.replace("_", "-")
