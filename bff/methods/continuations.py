"""What a continuation link can continue: declared beside what it continues, listed in `bff.app`."""

from collections.abc import Callable
from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from accounts.links import Link, LinkKind


@dataclass(frozen=True)
class Continuation:
    """How one kind of link is told, and what it leads to.

    Attributes:
        title, body, button: what the link's own screen says; opening it does nothing yet.
        go_on: answers the press of the button. The link is used up by then. It proves no person: whoever it
            was forwarded to has it too, so what follows asks for a code to the phone or for an identity.
            It may be called twice for one press.
    """

    kind: LinkKind
    title: str
    body: str
    button: str
    go_on: Callable[[Link], ResponseReturnValue]
