"""What a flow keeps while its person is at VNeID: the one trip that may come back."""

from dataclasses import dataclass, field
from typing import ClassVar

from bff.journeys.pending import Pending
from verifiers.vneid import Trip


@dataclass(frozen=True)
class AtVneid(Pending):
    """The open trip. It is in the flow's encrypted record alone, which only the flow's browser names."""

    KIND: ClassVar[str] = "vneid"

    state: str = field(repr=False)
    code_verifier: str = field(default="", repr=False)

    @property
    def trip(self) -> Trip:
        """The trip as the client knows it."""
        return Trip(self.state, self.code_verifier)
