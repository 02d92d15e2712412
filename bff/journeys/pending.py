"""Pending facts: what a flow stores while a request to a SIM, an appointment or a dispute is open.

Each kind is a frozen dataclass of texts. The folder that needs a kind declares it and lists it in its `Part`.
The codec writes the facts as one JSON object with the kind as a tag. A record of an older release has no tag:
the codec recognises its kind by the names of the facts.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import ClassVar, Self


@dataclass(frozen=True)
class Pending:
    """The base class of all kinds. A kind with a field that is not a text overrides the three methods."""

    #: The value of the tag ``kind`` in the record, so no field may have the name ``kind``.
    KIND: ClassVar[str]

    @property
    def vouches(self) -> bool:
        """Whether it proves the person so well that it vouches for a phone which they type."""
        return False

    @property
    def is_of_two_browsers(self) -> bool:
        """Whether a second browser has joined the flow, and both know its id."""
        return False

    def outlives_changes(self, account_id: str) -> bool:  # noqa: ARG002 - a kind that does asks for it
        """Return whether what was proved counts on, although a way into the account changed since."""
        return False

    def to_facts(self) -> dict[str, str]:
        """Return the facts as texts, without the empty ones."""
        return {name: text for name, text in vars(self).items() if text}

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> Self:
        """Make pending facts from what `to_facts` returned.

        Raises:
            KeyError, ValueError: a fact is missing or its format is wrong.
        """
        return cls(**{one.name: facts[one.name] for one in fields(cls) if one.name in facts})

    @classmethod
    def recognises(cls, facts: Mapping[str, str]) -> bool:
        """Return whether *facts* have all required fields of this kind, and no other fields."""
        required = {one.name for one in fields(cls) if one.default is MISSING}
        return required <= set(facts) <= {one.name for one in fields(cls)}
