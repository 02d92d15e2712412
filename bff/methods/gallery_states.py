"""What the gallery shows: one screen in one state, declared beside the screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.staff.records import Role
from bff.journeys.journey import Journey
from identity.people import BirthDate, Person

#: The person whom the gallery shows: stacked capitals, and numbers that no sandbox person has.
GALLERY_PERSON = Person("Ẩm Ướt Nghiễm Độc", citizen_number="000190999999", birth_date=BirthDate(1990, 3, 27))
GALLERY_PHONE = "+84900000999"
#: What that person types into the forms of registers.
GALLERY_TYPED = {
    "citizen_number": "000190999999",
    "full_name": GALLERY_PERSON.full_name,
    "birth_day": "27",
    "birth_month": "3",
    "birth_year": "1990",
    "phone_number": "0900 000 999",
}
#: The gallery's own account; it exists once a state that is signed in was shown.
GALLERY_ACCOUNT_ID = "00000000-0000-4000-8000-000000000999"


@dataclass(frozen=True)
class Shown:
    """One screen in one state.

    Attributes:
        screen: ``mobile_subscriber/details``.
        state: ``empty``, ``errors``; with the screen it is the gallery's address.
        path: the screen's own address.
        journey, step, facts: the flow that leads there; its facts are made when it is shown.
        form: a form that is sent there; None where the screen is only shown.
        signed_in: whether the visitor is signed in as the gallery's own account.
        staff: the visitor is signed in at the desk as the gallery's own staff with this role.
        make_path: makes the record that the screen shows, and returns its address.
        prepares: makes whatever else the screen shows; called in the visitor's request.
        raises: the trouble that happens instead.
    """

    screen: str
    state: str
    path: str = ""
    journey: Journey | None = None
    step: str = ""
    facts: Callable[[], Mapping[str, Any]] = dict
    form: Mapping[str, str] | None = None
    signed_in: bool = False
    staff: Role | None = None
    make_path: Callable[[], str] | None = None
    prepares: Callable[[], None] | None = None
    raises: Exception | None = None

    @property
    def address(self) -> str:
        """Where the gallery shows it."""
        return f"/gallery/{self.screen}/{self.state}"
