"""Every social-insurance register answers in the agreed format, and so does the sandbox."""

from dataclasses import replace

import pytest

from identity.people import Person
from tests.contract.insurance_systems import MATCHES, Case, cases, system
from verifiers.errors import UnexpectedAnswer

KINDS = ("sandbox", "test-system")
CASES = [pytest.param(kind, case, id=f"{kind}: {case.name}") for kind in KINDS for case in cases(kind)]
CASES += [pytest.param("test-system", None, id="test-system")] * (not cases("test-system"))


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_a_register_matches_and_refuses_as_agreed(kind: str, case: Case) -> None:
    answer = system(kind).register().match(case.insurance_number, case.claimed)
    assert (MATCHES if isinstance(answer, Person) else answer) == case.match


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_one_token_serves_two_questions(kind: str, case: Case) -> None:
    there = system(kind)
    register = there.register()
    for _ in range(2):
        register.match(case.insurance_number, case.claimed)
    paths = [exchange.request.url.path.rpartition("/")[2] for exchange in there.recording.exchanges]
    assert paths.count("token") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_data_bus_gives_no_token_to_a_stranger(kind: str) -> None:
    there, case = system(kind), cases("sandbox")[0]
    stranger = there.register(replace(there.access, secret_key="nobody's"))
    with pytest.raises(UnexpectedAnswer, match="token refused"):
        stranger.match(case.insurance_number, case.claimed)


@pytest.mark.parametrize("kind", KINDS)
def test_a_data_bus_answers_the_ping(kind: str) -> None:
    system(kind).register().ping()
