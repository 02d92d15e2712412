"""Numbers that the carrier gave to another person: the people of the table, and what a tester gives on."""

from collections.abc import Mapping
from datetime import date, timedelta
from threading import Lock

from sandbox.clock import SandboxClock
from sandbox.people.person import SandboxPerson
from sandbox.times import VIET_NAM

#: The carrier's record of the person who has a number that a tester gave on.
NEW_SUBSCRIBER: Mapping[str, str] = {
    "idDocument": "000099000999",
    "idDocumentType": "national_id_card",
    "name": "Người Thuê Bao Mới",
    "birthdate": "1999-09-09",
    "gender": "MALE",
}


class Numbers:
    """Since which day each number has a new subscriber; safe to use from several threads."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._given_on: dict[str, date] = {}

    def today(self) -> date:
        """Return the carrier's calendar day: that of Viet Nam."""
        return self._clock.now().astimezone(VIET_NAM).date()

    def give_on(self, phone_number: str, day: date | None = None) -> date:
        """Give *phone_number* (E.164) to a new subscriber, and return the day of the new contract.

        The carrier compares days, so the default is tomorrow: an account that was opened today is older.
        """
        day = day or self.today() + timedelta(days=1)
        with self._lock:
            self._given_on[phone_number] = day
        return day

    def take_back(self, phone_number: str) -> None:
        """Leave *phone_number* with its person of the table, as at the start."""
        with self._lock:
            self._given_on.pop(phone_number, None)

    def given_on(self, phone_number: str) -> date | None:
        """Return the day on which a tester gave the number on; None: it was not."""
        with self._lock:
            return self._given_on.get(phone_number)

    def subscriber_since(self, person: SandboxPerson) -> date | None:
        """Return since when the number has its present subscriber; None: since longer than anyone asks."""
        day = self.given_on(person.phone_number)
        if day is None and person.subscriber_for_days is not None:
            started = self._clock.started.astimezone(VIET_NAM).date()
            return started - timedelta(days=person.subscriber_for_days)
        return day

    def kept(self, person: SandboxPerson) -> Mapping[str, str]:
        """Return the carrier's record of the present subscriber, by CAMARA attribute."""
        return NEW_SUBSCRIBER if self.given_on(person.phone_number) else person.kept_by_carrier()

    def reset(self) -> None:
        """Return every number to its person."""
        with self._lock:
            self._given_on.clear()
