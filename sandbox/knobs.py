"""Knobs: the faults of each counterpart (delay, outage, drop, duplicate, reorder, stale), set at run time.

`sandbox.outages` and the counterparts' own modules act on them; this module only stores and checks them.
"""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from threading import Lock
from typing import Any, TypedDict, Unpack

#: The longest delay that a knob accepts, in seconds; no client waits longer.
MAX_DELAY_SECONDS = 120.0


class Counterpart(StrEnum):
    """The counterparts that have a knob.

    receipts: the SMS gateway's calls to the product. crl, ocsp: the two services of the certificate
    authority. mssp: the SIM gateway. social_insurance: the data bus and its register. post: the register of
    PostID accounts. vneid: all of VNeID's addresses. push: what the push service is sent.
    """

    CARRIER = "carrier"
    SMS = "sms"
    RECEIPTS = "receipts"
    CRL = "crl"
    OCSP = "ocsp"
    MSSP = "mssp"
    SOCIAL_INSURANCE = "social_insurance"
    POST = "post"
    VNEID = "vneid"
    PUSH = "push"


class Outage(StrEnum):
    """How a counterpart fails. For receipts, ``nonsense`` sends an unknown state; all others lose them."""

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
    """A request sets a knob to a value that it does not accept; the message lists the accepted values."""


@dataclass(frozen=True)
class Knob:
    """The faults of one counterpart; a new knob has none.

    drop, duplicate: an SMS or a receipt is accepted and never arrives, or arrives twice (sms and receipts).
    reorder: the receipts of a message come in reverse order (receipts only).
    stale: CRLs and OCSP responses are two days old and out of date (crl and ocsp only).
    """

    delay_seconds: float = 0.0
    outage: Outage = Outage.NONE
    drop: bool = False
    duplicate: bool = False
    reorder: bool = False
    stale: bool = False

    def to_json(self) -> dict[str, object]:
        """Return the knob as a JSON object."""
        return asdict(self)


class Changes(TypedDict, total=False):
    """The fields of a knob that a request changes."""

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
        """Return the present knob of *counterpart*."""
        with self._lock:
            return self._knobs[counterpart]

    def turn(self, counterpart: Counterpart | str, **changes: Unpack[Changes]) -> Knob:
        """Change the given fields of *counterpart*'s knob, keep the others, and return the new knob.

        Raises:
            BadKnob: there is no such counterpart, or the knob does not accept a value.
        """
        if counterpart not in set(Counterpart):
            raise BadKnob(f"there is no counterpart {counterpart!r}; there are {', '.join(Counterpart)}")
        checked: dict[str, Any] = {name: _read(name, value) for name, value in changes.items()}
        with self._lock:
            knob = replace(self._knobs[Counterpart(counterpart)], **checked)
            self._knobs[Counterpart(counterpart)] = knob
        return knob

    def to_json(self) -> dict[str, object]:
        """Return all knobs as one JSON object."""
        return {counterpart.value: self.of(counterpart).to_json() for counterpart in Counterpart}

    def reset(self) -> None:
        """Remove the faults of all counterparts."""
        with self._lock:
            self._knobs = {counterpart: Knob() for counterpart in Counterpart}


def _read(name: str, value: object) -> float | bool | Outage:
    match name, value:
        case "delay_seconds", bool():  # before int(): in Python a bool is an int
            raise BadKnob("delay_seconds is a number of seconds")
        case "delay_seconds", int() | float() as seconds if 0 <= seconds <= MAX_DELAY_SECONDS:
            return float(seconds)
        case "delay_seconds", _:
            raise BadKnob(f"delay_seconds is 0 to {MAX_DELAY_SECONDS:.0f}")
        case "outage", str() as word if word in set(Outage):
            return Outage(word)
        case "outage", _:
            raise BadKnob(f"outage is one of {', '.join(Outage)}")
        case "drop" | "duplicate" | "reorder" | "stale", bool() as setting:
            return setting
        case "drop" | "duplicate" | "reorder" | "stale", _:
            raise BadKnob(f"{name} is true or false")
        case _:
            raise BadKnob(f"a knob has no {name}")
