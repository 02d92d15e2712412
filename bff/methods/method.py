"""What a way of registering declares about itself: everything the rest of the product knows of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from flask import Blueprint

from bff.journeys.journey import Journey
from bff.methods.continuations import Continuation
from bff.methods.gallery_states import State
from identity.subject import Subject


class InHand(StrEnum):
    """What a person may have in hand, for narrowing the list of methods."""

    PHONE = "phone"
    INSURANCE_BOOK = "insurance_book"
    POST_ID = "post_id"
    SIGNING_SIM = "signing_sim"
    TOKEN = "token"  # noqa: S105 - the signing token one plugs in


@dataclass(frozen=True)
class Call:
    """Whom to ring: *text* says so, and the setting named *setting* holds the number."""

    text: str
    setting: str


@dataclass(frozen=True)
class RefusalWords:
    """How a refusal is told: what happened, what to do next, and whether the details can be corrected."""

    title: str
    body: str
    can_correct: bool = True
    guide: str | None = None
    call: Call | None = None


@dataclass(frozen=True)
class Method:
    """One way of registering.

    Attributes:
        key: its name in addresses and code; its folder, blueprint, journey and icon have the same.
        need: what to have in hand, in one line.
        level: the verification level reached, 2 or 3.
        journey, blueprint: None while the method is only announced.
        words: how each refusal of its counterpart is told.
        prepare: template of what to know before starting.
        other_blueprints: its other journeys, such as signing in with it.
        sign_in_endpoint: where signing in with it begins.
        prove_endpoint: where a proof with it begins: POST, with `aim` and `subject` in the form.
        sign_in_words: how one signs in to an account opened with it; empty: with number and password.
        needs_setting: name of the setting without which it is only announced.
        continuations: what links in messages continue of it.
        sent_to: to whom what is sent of a person, as they read it in "Your data".
        consents: what is agreed to on the way, by purpose, in the words one agreed to.
        states: what the gallery shows of its screens.
    """

    key: str
    title: str
    need: str
    minutes: int
    level: int
    subjects: tuple[Subject, ...]
    in_hand: InHand
    journey: Journey | None = None
    blueprint: Blueprint | None = None
    prepare: str = ""
    other_blueprints: tuple[Blueprint, ...] = ()
    sign_in_endpoint: str = ""
    prove_endpoint: str = ""
    sign_in_words: str = ""
    needs_setting: str = ""
    words: Mapping[str, RefusalWords] = field(default_factory=dict)
    sent_to: str = ""
    consents: Mapping[str, str] = field(default_factory=dict)
    states: tuple[State, ...] = ()
    continuations: tuple[Continuation, ...] = ()

    @property
    def is_coming(self) -> bool:
        """Whether the method is announced, but cannot be entered yet."""
        return self.blueprint is None

    @staticmethod
    def proof_key_of(key: str) -> str:
        """Name the journey that proves with the method *key*."""
        return f"{key}_proof"

    @property
    def slug(self) -> str:
        """The method's name in addresses: ``mobile-subscriber``."""
        return self.key.replace("_", "-")
