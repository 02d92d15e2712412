"""The types `Journey` and `Step`: the steps in order, the view of each step, and what going back forgets.

Pure: a journey refers to its views, but this module calls no view. Each journey is declared once, in the
folder of its views; the registry collects all journeys at start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose

#: A function that takes a flow and returns a response. The view of a step handles its GET and POST requests.
View = Callable[[Flow], Any]


@dataclass(frozen=True)
class Step:
    """One step of a journey. Its name and its address come from the name of its view function.

    Attributes:
        view: shows the step's screen and handles its form.
        forgets: names of the facts that going back from this step deletes; None: going back is not possible.
        news: answers the polls of the screen. Its name begins with the name of the step: ``code_delivery``
            has the address ``code/delivery``. It is called only while the flow is at this step.
        news_swaps_screen: whether the answer to a poll swaps in the screen that the flow has moved to.
            Otherwise the answer sends the browser to that screen's address.
        beside: shows a page of its own beside the screen, at ``<step>/<name of the function>``. It is opened
            by a full load, and called only while the flow is at this step.
        script: answers the POST requests of the screen's script, at ``<step>/<name of the function>``. It is
            called only while the flow is at this step.
        acts: whether the step has no screen, because its view changes something. Only a POST calls it: the
            POST that brings the flow here, or the press of the one button that a GET shows.
    """

    view: View
    forgets: frozenset[str] | None = None
    news: View | None = None
    news_swaps_screen: bool = False
    beside: View | None = None
    script: View | None = None
    acts: bool = False

    @property
    def name(self) -> str:
        """The name of the step, as a flow stores it: ``new_password``."""
        return self.view.__name__

    @property
    def slug(self) -> str:
        """The name of the step in addresses: ``new-password``."""
        return self.name.replace("_", "-")


@dataclass(frozen=True)
class Journey:
    """The screens that a person passes through for one purpose, in order.

    No step follows a side step (a refusal, the account-exists notice). Going back from a side step leads to
    the first step.

    Attributes:
        key: the first part of the names of its endpoints: ``sign_in.code``.
        at: the first part of the addresses of its steps: ``/forgot-password``.
        news: answers the polls of screens of several steps, at ``<at>/news``.
        opening: how many steps at the beginning only ask what a person types. The last of them asks a
            counterpart: a flow that stands at one of them has proved nothing in this turn.
    """

    key: str
    at: str
    purpose: Purpose
    steps: tuple[Step, ...]
    side_steps: tuple[Step, ...] = ()
    news: View | None = None
    opening: int = 1

    @property
    def all_steps(self) -> tuple[Step, ...]:
        """All steps: the steps in order, then the side steps."""
        return (*self.steps, *self.side_steps)

    @property
    def first(self) -> str:
        """The name of the first step."""
        return self.steps[0].name

    @property
    def asking(self) -> str:
        """The name of the step whose form asks a counterpart."""
        return self.steps[self.opening - 1].name

    def is_opening(self, name: str) -> bool:
        """Return whether *name* is a step at the beginning, which only asks what a person types."""
        return name in self._names[: self.opening]

    @property
    def last(self) -> str:
        """The name of the last step."""
        return self.steps[-1].name

    def step(self, name: str) -> Step:
        """Return the step with this name.

        Raises:
            KeyError: the journey has no such step.
        """
        for step in self.all_steps:
            if step.name == name:
                return step
        raise KeyError(name)

    def after(self, name: str) -> str:
        """Return the name of the step that follows *name*."""
        return self._names[self._names.index(name) + 1]

    def before(self, name: str) -> str | None:
        """Return the name of the step that going back from *name* leads to; None if that is not possible."""
        if self.is_side_step(name):
            return self.first
        place = self._names.index(name)
        return self._names[place - 1] if place > 0 and self.step(name).forgets is not None else None

    def is_side_step(self, name: str) -> bool:
        """Return whether *name* is a side step."""
        return any(step.name == name for step in self.side_steps)

    @property
    def _names(self) -> list[str]:
        return [step.name for step in self.steps]
