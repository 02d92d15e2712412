"""What a state of a screen is, for the gallery: declared beside the screen it shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.staff.records import Role
from bff.journeys.journey import Journey

#: The gallery's own account; it is there once a state that is signed in was shown.
GALLERY_ACCOUNT_ID = "00000000-0000-4000-8000-000000000999"


@dataclass(frozen=True)
class State:
    """One screen in one state.

    Attributes:
        screen: ``mobile_subscriber/details``.
        state: ``empty``, ``errors``; with the screen it is the gallery's address.
        path: the screen's own address.
        journey, step, facts: the registration that leads there; its facts are made when it is shown.
        form: a form that is sent there; None where the screen is only looked at.
        signed_in: whether the visitor is signed in as the gallery's own account.
        staff: the role of the gallery's own staff as whom the visitor is signed in at the desk.
        make_path: makes the address when it is shown, with the record it leads to.
        prepares: makes what else the screen shows: called in the visitor's request.
        raises: trouble that happens there instead.
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
