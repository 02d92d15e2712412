"""Journeys in any order, by any person, in any browser: the rules hold after every request."""

import os
import secrets
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from tests.support.clerks import Clerk
from tests.unit.bff.conftest import World
from tests.unit.bff.journeys_model.conftest import profile
from tests.unit.bff.journeys_model.machine import Journeys
from tests.unit.bff.journeys_model.offices.acts import engaged

#: What a browser can do: htmx, the proof of work.
BROWSERS = {"plain": (False, False), "plain_with_work": (False, True), "htmx": (True, True)}


@pytest.fixture
def staff(model_world: World, tmp_path: Path) -> tuple[Clerk, ...]:
    """The staff of the desk, whom the world has in the beginning."""
    made = engaged(model_world)
    model_world.services.accounts.close()
    shutil.copy(tmp_path / "accounts.sqlite3", tmp_path / "with_staff.sqlite3")
    return made


@pytest.fixture
def renewed(model_world: World, staff: tuple[Clerk, ...], tmp_path: Path) -> Callable[[], None]:
    """A function that makes the world as it was in the beginning."""

    def renew() -> None:
        services = model_world.services
        services.accounts.close()
        file = Path(services.settings.database_url.removeprefix("sqlite:///"))
        for rest in file.parent.glob(f"{file.name}-*"):
            rest.unlink()
        shutil.copy(tmp_path / "with_staff.sqlite3", file)
        services.flows.client.flushall()
        model_world.sandbox.reset()
        model_world.pollers.clear()
        model_world.clock.now = datetime.now(UTC)

    return renew


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("browsers", BROWSERS)
def test_no_order_of_presses_breaks_a_rule(
    browsers: str,
    model_world: World,
    staff: tuple[Clerk, ...],
    renewed: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    engaged_staff = staff

    class Here(Journeys):
        world = model_world
        renew = staticmethod(renewed)
        staff = engaged_staff
        htmx, works = BROWSERS[browsers]

        def teardown(self) -> None:
            caplog.clear()

    # Every commit tries the same orders, so that a failure is its own; the attack tries new ones.
    own = secrets.randbelow(2**32) if "HYPOTHESIS_PROFILE" in os.environ else 1
    number = int(os.environ.get("HYPOTHESIS_SEED") or own)
    print(f"to run the same orders again: HYPOTHESIS_SEED={number}")  # noqa: T201 - shown if the test fails
    run_state_machine_as_test(seed(number)(Here), settings=profile(parts=len(BROWSERS)))
