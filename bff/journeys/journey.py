"""What a journey is: its steps in order, the view of each step, and what going back forgets.

Pure: a journey names its views, and this module calls none of them. Each journey is declared once, beside its
views; the registry collects all journeys at start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose

#: A plain function of a flow. A step's view answers GET and POST of the step's address.
View = Callable[[Flow], Any]


@dataclass(frozen=True)
class Step:
    """One step of a journey; its name and its address come from the name of its view.

    Attributes:
        view: shows the step's screen and takes its form.
        forgets: names of the facts that going back from here forgets; None: there is no way back.
        news: what the screen polls. Its function is named after the step: ``code_delivery`` is at
            ``code/delivery``. It is called only while the flow stands at this step.
        news_swaps_screen: whether the answer to a poll swaps in the screen that the flow has moved to.
            Otherwise the answer sends the browser to that screen's address.
        script: what the screen's script asks by POST, at ``<step>/<name of the function>``; called only while
            the flow stands at this step.
    """

    view: View
    forgets: frozenset[str] | None = None
    news: View | None = None
    news_swaps_screen: bool = False
    script: View | None = None

    @property
    def name(self) -> str:
        """The step's key, as a flow keeps it: ``new_password``."""
        return self.view.__name__

    @property
    def slug(self) -> str:
        """The step's name in addresses: ``new-password``."""
        return self.name.replace("_", "-")


@dataclass(frozen=True)
class Journey:
    """The steps of one way through the product.

    Side steps (a refusal, the account-exists notice) end the way unless the person goes back; going back from
    one leads to the first step.

    Attributes:
        key: the first part of the names of its endpoints: ``sign_in.code``.
        at: the address below which its steps are.
        news: what screens of several steps poll, at ``<at>/news``.
    """

    key: str
    at: str
    purpose: Purpose
    steps: tuple[Step, ...]
    side_steps: tuple[Step, ...] = ()
    news: View | None = None

    @property
    def all_steps(self) -> tuple[Step, ...]:
        """The steps, then the side steps."""
        return (*self.steps, *self.side_steps)

    @property
    def first(self) -> str:
        """The name of the first step."""
        return self.steps[0].name

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
        """Name the step that follows *name*."""
        return self._names[self._names.index(name) + 1]

    def before(self, name: str) -> str | None:
        """Name the step to which going back from *name* leads; None where there is no way back."""
        if self.is_side_step(name):
            return self.first
        place = self._names.index(name)
        return self._names[place - 1] if place > 0 and self.step(name).forgets is not None else None

    def is_side_step(self, name: str) -> bool:
        """Tell whether *name* is a side step."""
        return any(step.name == name for step in self.side_steps)

    @property
    def _names(self) -> list[str]:
        return [step.name for step in self.steps]
