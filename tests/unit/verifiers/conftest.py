"""A country in process: the sandbox's authority, and a verifier that trusts its SIM and government roots."""

import pytest

from tests.unit.verifiers.pki import Country


@pytest.fixture
def country() -> Country:
    return Country()
