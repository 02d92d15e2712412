"""What a flow keeps while something is open: a request to a SIM, an appointment, a dispute.

Each kind is a frozen dataclass of texts. The folder that needs a kind declares it and names it in its `Part`.
The codec writes the facts of a kind beside each other, with the kind as a tag. It recognises a record of an
older release, which has no tag, by the names of the facts.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import ClassVar, Self


@dataclass(frozen=True)
class Pending:
    """The base of all kinds. A kind whose fields are not all texts overrides the three methods."""

    #: The tag in the record; no fact of any kind has the name ``kind``.
    KIND: ClassVar[str]

    def to_facts(self) -> dict[str, str]:
        """Return the facts as texts; empty texts are left out."""
        return {name: text for name, text in vars(self).items() if text}

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> Self:
        """Read what `to_facts` returned.

        Raises:
            KeyError, ValueError: a fact is missing or not in its format.
        """
        return cls(**{one.name: facts[one.name] for one in fields(cls) if one.name in facts})

    @classmethod
    def recognises(cls, facts: Mapping[str, str]) -> bool:
        """Tell whether *facts* without a tag are of this kind: all required facts, and no other ones."""
        required = {one.name for one in fields(cls) if one.default is MISSING}
        return required <= set(facts) <= {one.name for one in fields(cls)}
