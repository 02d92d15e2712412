"""A stranger can not have more tries judged by holding back the last byte of ninety-five of them.

The volleys are those of the unit tests; here they meet workers in processes of their own.
"""

import time
from typing import cast

import pytest
from werkzeug.test import TestResponse

from tests.support.live.wire import Letter, together
from tests.support.live.world import LiveCrowd, LiveWorld
from tests.unit.bff.limits.test_volleys import VOLLEYS, Volley, most_of


@pytest.fixture(scope="module")
def more_settings() -> dict[str, str]:
    """Below the volley, where the product allows more."""
    return {"DISPUTE_TRIES_PER_REFERENCE_HOUR": "20"}


@pytest.mark.parametrize("volley", VOLLEYS, ids=str)
def test_a_stranger_can_not_pass_a_limit_by_holding_back_the_last_byte(
    world: LiveWorld, crowd: LiveCrowd, volley: Volley
) -> None:
    letters = cast(list[Letter], volley.acts(world.in_process, crowd))
    answers = together(world.netloc, letters)
    time.sleep(1.2)  # longer than two beats: messages that no answer may show go out by then
    judged = volley.judged(cast(list[TestResponse], answers), world.in_process)
    statuses = sorted({one.status_code for one in answers})
    assert set(statuses) <= {200, 303, 422, 429, 503}
    assert 0 < judged <= most_of(volley.limit, world.services.settings), statuses
