"""One run of the model that a test leads by hand, with the staff of the desk."""

from collections.abc import Callable

import pytest

from tests.unit.bff.conftest import World
from tests.unit.bff.journeys_model.browsers import Asked
from tests.unit.bff.journeys_model.machine import Journeys
from tests.unit.bff.journeys_model.offices.acts import engaged
from tests.unit.bff.journeys_model.seen import Seen


class Watched(Journeys):
    """A run that keeps every request with what stood in the stores before and after it."""

    def __init__(self) -> None:
        self.steps: list[tuple[Asked, Seen, Seen]] = []
        super().__init__()

    def watch(self, asked: Asked) -> None:
        before = self.seen
        super().watch(asked)
        self.steps.append((asked, before, self.seen))

    def when(self, has_happened: Callable[[Seen, Seen], bool]) -> tuple[Asked, Seen, Seen]:
        """Return the request in which something happened."""
        return next(step for step in self.steps if has_happened(*step[1:]))


@pytest.fixture
def run(model_world: World) -> Watched:
    made = engaged(model_world)

    class Here(Watched):
        world = model_world
        renew = staticmethod(lambda: None)
        staff = made

    return Here()
