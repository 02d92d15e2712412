"""What a method of registering declares about itself: everything the rest of the product knows of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bff.journeys.journey import Journey
from bff.journeys.purpose import Purpose
from bff.methods.part import Part
from identity.subject import Subject

#: The level that a signature proves. An account opened with one is given back by a signature alone.
SIGNATURE_LEVEL = 3


@dataclass(frozen=True)
class InHand:
    """A thing that a person has in hand, for narrowing the list of methods.

    Attributes:
        key: its name in addresses.
        words: what the check box says.
    """

    key: str
    words: str


@dataclass(frozen=True)
class Call:
    """A telephone number to call: *text* names whose it is, the setting named *setting* holds the number."""

    text: str
    setting: str


@dataclass(frozen=True)
class RefusalWords:
    """The words of a refusal: what happened, what to do next, and whether the details can be corrected."""

    title: str
    body: str
    can_correct: bool = True
    guide: str | None = None
    call: Call | None = None


@dataclass(frozen=True)
class Method:
    """One method of registering.

    Attributes:
        key: its name in addresses and code; its folder, its registering journey and its icon have the same.
        need: what to have in hand, in one line.
        level: the verification level reached, 2 or 3.
        part: its journeys and everything else that it plugs in.
        prepare: template of what to know before starting.
        is_coming: whether the method is announced and cannot be entered yet.
        sign_in_endpoint: where signing in with it begins.
        sign_in_words: how a person signs in to an account opened with it; empty: with number and password.
        needs_setting: name of the setting without which it is only announced.
        words: the words of each refusal of its counterpart.
        sent_to: who is sent which data of a person, as "Your data" says it.
        consents: the words of each consent, by its purpose.
    """

    key: str
    title: str
    need: str
    minutes: int
    level: int
    subjects: tuple[Subject, ...]
    in_hand: InHand
    prepare: str
    part: Part
    is_coming: bool = False
    sign_in_endpoint: str = ""
    sign_in_words: str = ""
    needs_setting: str = ""
    words: Mapping[str, RefusalWords] = field(default_factory=dict)
    sent_to: str = ""
    consents: Mapping[str, str] = field(default_factory=dict)

    @property
    def registering(self) -> Journey:
        """The journey that registers with it."""
        return next(journey for journey in self.part.journeys if journey.key == self.key)

    @property
    def proving(self) -> Journey | None:
        """The journey that only proves an identity with it."""
        return next((one for one in self.part.journeys if one.purpose is Purpose.PROVE), None)

    @property
    def slug(self) -> str:
        """The method's name in addresses: ``mobile-subscriber``."""
        return self.key.replace("_", "-")
