"""What the journeys of this method keep while a person makes an appointment or looks it up."""

from dataclasses import dataclass
from typing import ClassVar

from bff.journeys.pending import Pending


@dataclass(frozen=True)
class Residence(Pending):
    """Where the person lives; kept until the appointment is made.

    Attributes:
        province: official name of one of the 34 provinces and cities.
    """

    KIND: ClassVar[str] = "residence"

    province: str
    commune: str


@dataclass(frozen=True)
class HeldAppointment(Pending):
    """The appointment that the flow is about.

    Attributes:
        appointment: its id; empty if the person typed an unknown reference.
    """

    KIND: ClassVar[str] = "appointment"

    appointment: str = ""
