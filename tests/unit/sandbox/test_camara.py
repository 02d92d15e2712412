"""The carrier's answers are those of CAMARA's own descriptions, errors included.

CAMARA_SPECS names the folder of kyc-match.yaml (0.4.0), sim-swap.yaml (2.1.0) and number-recycling.yaml
(0.2.0); without it all are skipped, and without one file what is about it.
"""

import os
from functools import cache
from pathlib import Path

import httpx2
import pytest
from openapi_core import OpenAPI
from openapi_core.testing.requests import MockRequest
from openapi_core.testing.responses import MockResponse

from sandbox.carrier.questions import ATTRIBUTES
from sandbox.people.table import PEOPLE, SandboxPerson, SimAnswer, person_called
from tests.unit.sandbox.asking import Asker

FOLDER = os.environ.get("CAMARA_SPECS", "")
#: Where the descriptions' example server is; only what follows it is described.
EXAMPLE_SERVER = "http://localhost:9091"
MATCH, SWAP = "/kyc-match/v0.4/match", "/sim-swap/v2/check"
RECYCLING = "/number-recycling/v0.2/check"
DESCRIPTIONS = {MATCH: "kyc-match.yaml", SWAP: "sim-swap.yaml", RECYCLING: "number-recycling.yaml"}
#: A carrier may be too busy, its gateway down: left to CAMARA's general rules (Commonalities 0.6).
UNDESCRIBED = {429, 503}

pytestmark = [
    pytest.mark.skipif(not FOLDER, reason="CAMARA_SPECS does not name the folder of CAMARA's descriptions"),
    pytest.mark.filterwarnings(
        "ignore:Unsupported scheme type:UserWarning"
    ),  # openIdConnect: tokens have tests
]
everyone = pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)


@cache
def description(path: str) -> OpenAPI:
    file = Path(FOLDER) / DESCRIPTIONS[path]
    if not file.is_file():
        pytest.skip(f"the folder of CAMARA's descriptions has no {file.name}")
    return OpenAPI.from_file_path(str(file))


def faults(path: str, answer: httpx2.Response) -> list[str]:
    asked = MockRequest(EXAMPLE_SERVER, "POST", path)
    told = MockResponse(answer.content, answer.status_code, dict(answer.headers))
    return [str(fault) for fault in description(path).iter_response_errors(asked, told)]


@everyone
def test_a_match_is_answered_as_described(asker: Asker, person: SandboxPerson) -> None:
    answer = asker.match_person(person)
    as_described = answer.status_code not in UNDESCRIBED and person.key != "carrier_nonsense"
    assert (faults(MATCH, answer) == []) == as_described


@pytest.mark.parametrize("sim", SimAnswer)
def test_a_sim_check_is_answered_as_described(asker: Asker, sim: SimAnswer) -> None:
    person = next(one for one in PEOPLE if one.sim is sim)
    assert faults(SWAP, asker.sim_swap(person.phone_number)) == []


@pytest.mark.parametrize("key", ["everything_works", "number_given_on", "subscriber_change_unknown"])
def test_a_recycling_check_is_answered_as_described(asker: Asker, key: str) -> None:
    assert faults(RECYCLING, asker.recycled(person_called(key).phone_number, "2025-03-09")) == []


@pytest.mark.parametrize(
    ("path", "question"),
    [
        (MATCH, {}),
        (MATCH, {"phoneNumber": "+84900000001"}),
        (MATCH, {"phoneNumber": "1"}),
        (SWAP, {}),
        (SWAP, {"phoneNumber": "+84900000001", "maxAge": 2401}),
        (SWAP, {"phoneNumber": "+84900000001", "maxAge": "a day"}),
        (RECYCLING, {}),
        (RECYCLING, {"phoneNumber": "+84900000001"}),
        (RECYCLING, {"specifiedDate": "2025-03-09"}),
        (RECYCLING, {"phoneNumber": "+84900000001", "specifiedDate": "2999-01-01"}),
        (RECYCLING, {"phoneNumber": "+84900000001", "specifiedDate": "a day"}),
    ],
)
@pytest.mark.parametrize("scope", ["", "kyc-match:match", "sim-swap:check", "number-recycling:check"])
def test_an_error_is_one_of_the_described(
    asker: Asker, path: str, question: dict[str, object], scope: str
) -> None:
    bearer = {"Authorization": f"Bearer {asker.token(scope)}"} if scope else {}
    answer = asker.http.post(f"/carrier{path}", json=question, headers=bearer)
    assert answer.is_client_error
    assert faults(path, answer) == []


def test_every_attribute_of_the_description_can_be_asked_for_and_no_other() -> None:
    body = description(MATCH).spec / "components" / "schemas" / "KYC_MatchRequestBody"
    assert set((body / "properties").read_value()) == {"phoneNumber", *ATTRIBUTES}
