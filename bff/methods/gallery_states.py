"""Gallery states: one screen in one state. The folder of the screen declares its states."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.staff.records import Role
from bff.journeys.journey import Journey
from identity.people import BirthDate, Person

#: The person in the gallery. The name has capitals with two diacritics; no sandbox person has the numbers.
GALLERY_PERSON = Person("Ẩm Ướt Nghiễm Độc", citizen_number="000190999999", birth_date=BirthDate(1990, 3, 27))
GALLERY_PHONE = "+84900000999"
#: What that person types into the first page of details, and what into both.
GALLERY_WHO = {
    "citizen_number": "000190999999",
    "full_name": GALLERY_PERSON.full_name,
    "birth_day": "27",
    "birth_month": "3",
    "birth_year": "1990",
}
GALLERY_TYPED = {**GALLERY_WHO, "phone_number": "0900 000 999"}
#: The first page with a slip in each field.
GALLERY_WRONG_WHO = {
    "citizen_number": "00019099999",
    "full_name": "An 2",
    "birth_date_day": "31",
    "birth_date_month": "2",
    "birth_date_year": "1990",
}
#: The gallery's own account. The first state with a signed-in visitor opens it.
GALLERY_ACCOUNT_ID = "00000000-0000-4000-8000-000000000999"


def account_of_gallery() -> dict[str, Any]:
    """Return the facts of a flow that has opened the gallery's own account."""
    return {"account_id": GALLERY_ACCOUNT_ID}


@dataclass(frozen=True)
class Shown:
    """One screen in one state.

    Attributes:
        screen: ``mobile_subscriber/details``.
        state: ``empty``, ``errors``; the gallery's address consists of screen and state.
        path: the address of the screen in the product.
        journey, step, facts: the flow that the visitor gets; *facts* is called when the state is shown.
        form: a form that the gallery submits; None: the screen is only shown.
        signed_in: whether the visitor is signed in to the gallery's own account.
        staff: the role of the gallery's staff member as whom the visitor is signed in at the desk.
        make_path: makes the record that the screen shows, and returns its address.
        prepares: makes other records that the screen shows; called in the visitor's request.
        settings: the operator's settings that have another value in this state.
        without_methods: whether the operator has opened no method in this state.
        raises: an exception that the gallery raises instead of showing the screen.
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
    settings: Mapping[str, Any] = field(default_factory=dict)
    without_methods: bool = False
    raises: Exception | None = None

    @property
    def address(self) -> str:
        """The address of this state in the gallery."""
        return f"/gallery/{self.screen}/{self.state}"
