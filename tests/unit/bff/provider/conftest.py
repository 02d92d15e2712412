"""A portal that the product knows, and a person who has an account."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.citizens import Citizen
from tests.support.relying_party import RelyingParty
from tests.unit.bff.conftest import World


@pytest.fixture
def make_portal(world: World) -> Callable[..., RelyingParty]:
    """Add a portal: ``make_portal("other", least_level=3)``."""

    def make(portal_id: str = "portal", **changes: Any) -> RelyingParty:
        return RelyingParty(world.app, portal_id, changes)

    return make


@pytest.fixture
def portal(make_portal: Callable[..., RelyingParty]) -> RelyingParty:
    """A portal of the standard profile."""
    return make_portal()


@pytest.fixture
def lan(world: World) -> Citizen:
    """A person with an account of level 2, who is not signed in."""
    citizen = world.citizen()
    citizen.register()
    return citizen
