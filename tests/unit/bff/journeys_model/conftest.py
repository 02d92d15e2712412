"""How many orders are tried, and the world in which they are: with low limits, so that runs reach them."""

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.unit.bff.conftest import World

#: Examples of all parts together, and steps of each; `HYPOTHESIS_PROFILE` names the profile.
EXAMPLES = {"default": 100, "attack": 2_000}
STEPS = {"default": 15, "attack": 25}


def profile(*, parts: int) -> settings:
    """Return the settings of one of *parts* tests that share the examples."""
    name = os.environ.get("HYPOTHESIS_PROFILE", "default")
    return settings(
        max_examples=-(-EXAMPLES[name] // parts),
        stateful_step_count=STEPS[name],
        deadline=None,
        database=None,  # a seed alone says which orders are tried
        print_blob=True,
        phases=[Phase.generate],  # the printed orders say enough; making them shorter takes minutes
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def model_world(make_world: Callable[..., World]) -> World:
    """A world whose limits a run of some presses can reach."""
    return make_world(
        wrong_codes_per_phone_day=6,
        one_time_codes_per_hour=4,
        one_time_codes_per_day=6,
        matches_per_person=3,
        matches_per_proven_phone=2,
        matches_by_proven_phones=4,
        matches_per_proven_phone_day=3,
        matches_per_typed_phone_day=4,
        matches_per_session_hour=5,
        sign_ins_per_session=3,
        sign_ins_per_account_hour=4,
    )
