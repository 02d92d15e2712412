"""How well each counterpart behaves: delay, outage, drop, duplicate, reorder and stale, set while it runs."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from threading import Lock
from typing import Any, TypedDict, Unpack

#: The longest delay one can set, in seconds: longer than any client waits.
MAX_DELAY_SECONDS = 120.0


class Counterpart(StrEnum):
    """Whose behaviour is set.

    Receipts are the SMS gateway's calls to the product; crl and ocsp are the certificate authority's two;
    mssp is the gateway that lets SIMs sign; social_insurance is the data bus with its register; post is the
    register of PostID accounts.
    """

    CARRIER = "carrier"
    SMS = "sms"
    RECEIPTS = "receipts"
    CRL = "crl"
    OCSP = "ocsp"
    MSSP = "mssp"
    SOCIAL_INSURANCE = "social_insurance"
    POST = "post"


class Outage(StrEnum):
    """How a counterpart fails. For receipts: ``nonsense`` has an unknown state, all others lose them."""

    NONE = "none"
    REFUSE = "refuse"
    HTTP_500 = "http_500"
    HTTP_503 = "http_503"
    HTTP_429 = "http_429"
    NONSENSE = "nonsense"
    NOT_JSON = "not_json"
    HUGE = "huge"
    OTHER_XML = "other_xml"
    ENTITY_BOMB = "entity_bomb"


class BadKnob(Exception):
    """A knob was set to something it cannot be; the message says what it can be."""


@dataclass(frozen=True)
class Knob:
    """How one counterpart behaves; as built, well.

    drop, duplicate: an SMS or receipt is accepted and never arrives, or arrives twice (not for the carrier).
    reorder: a message's receipts come last one first (receipts only).
    stale: what is answered was true two days ago and is out of date (crl and ocsp only).
    """

    delay_seconds: float = 0.0
    outage: Outage = Outage.NONE
    drop: bool = False
    duplicate: bool = False
    reorder: bool = False
    stale: bool = False

    def to_json(self) -> dict[str, object]:
        """Give the knob as a JSON object."""
        return asdict(self)


class Changes(TypedDict, total=False):
    """What of a knob is to change."""

    delay_seconds: float
    outage: Outage | str
    drop: bool
    duplicate: bool
    reorder: bool
    stale: bool


class Knobs:
    """The knobs of all counterparts; safe to turn from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._knobs: dict[Counterpart, Knob] = {}
        self.reset()

    def of(self, counterpart: Counterpart) -> Knob:
        """Give *counterpart*'s present knob."""
        with self._lock:
            return self._knobs[counterpart]

    def turn(self, counterpart: Counterpart | str, **changes: Unpack[Changes]) -> Knob:
        """Set what is given of *counterpart*'s knob and leave the rest; give the new knob.

        Raises:
            BadKnob: there is no such counterpart, or a value makes no sense.
        """
        if counterpart not in set(Counterpart):
            raise BadKnob(f"there is no counterpart {counterpart!r}; there are {', '.join(Counterpart)}")
        checked: dict[str, Any] = {name: _read(name, value) for name, value in changes.items()}
        with self._lock:
            knob = replace(self._knobs[Counterpart(counterpart)], **checked)
            self._knobs[Counterpart(counterpart)] = knob
        return knob

    def to_json(self) -> dict[str, object]:
        """Give all knobs as one JSON object."""
        return {counterpart.value: self.of(counterpart).to_json() for counterpart in Counterpart}

    def reset(self) -> None:
        """Make every counterpart behave well."""
        with self._lock:
            self._knobs = {counterpart: Knob() for counterpart in Counterpart}


def _read(name: str, value: object) -> float | bool | Outage:
    match name, value:
        case "delay_seconds", bool():
            raise BadKnob("delay_seconds is a number of seconds")
        case "delay_seconds", int() | float() as seconds if 0 <= seconds <= MAX_DELAY_SECONDS:
            return float(seconds)
        case "delay_seconds", _:
            raise BadKnob(f"delay_seconds is 0 to {MAX_DELAY_SECONDS:.0f}")
        case "outage", str() as word if word in set(Outage):
            return Outage(word)
        case "outage", _:
            raise BadKnob(f"outage is one of {', '.join(Outage)}")
        case "drop" | "duplicate" | "reorder" | "stale", bool() as said:
            return said
        case "drop" | "duplicate" | "reorder" | "stale", _:
            raise BadKnob(f"{name} is true or false")
        case _:
            raise BadKnob(f"a knob has no {name}")
