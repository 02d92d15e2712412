"""Continuations: what a kind of link in an SMS leads to. A folder of views declares them in its `Part`."""

from collections.abc import Callable
from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from accounts.links import Link, LinkKind


@dataclass(frozen=True)
class Continuation:
    """The screen of one kind of link, and what its button does.

    Attributes:
        title, body, button: the texts of the link's screen. Opening the link changes nothing, because
            messengers open links for their previews.
        go_on: handles the press of the button, after the link was used up. The link does not prove who the
            person is, because it may have been forwarded: the following screens ask for a code or a proof of
            identity. It may be called twice for one press.
    """

    kind: LinkKind
    title: str
    body: str
    button: str
    go_on: Callable[[Link], ResponseReturnValue]
