"""What the journeys of this method keep while an appointment is asked for or looked at."""

from dataclasses import dataclass
from typing import ClassVar

from bff.journeys.pending import Pending


@dataclass(frozen=True)
class Residence(Pending):
    """Where the person lives, until the appointment is made.

    Attributes:
        province: official name of one of the 34 provinces and cities.
    """

    KIND: ClassVar[str] = "residence"

    province: str
    commune: str


@dataclass(frozen=True)
class HeldAppointment(Pending):
    """The appointment that the journey is about: its id, empty if the reference is unknown."""

    KIND: ClassVar[str] = "appointment"

    appointment: str = ""
