"""Every carrier answers in CAMARA's format as the product expects, and so does the sandbox."""

import os
from pathlib import Path

import pytest
from openapi_core import OpenAPI
from openapi_core.testing.requests import MockRequest
from openapi_core.testing.responses import MockResponse

from tests.contract.carrier_systems import MATCHES, SINCE, Case, System, cases, fresh_key, system
from tests.contract.recording import Exchange
from verifiers.errors import UnexpectedAnswer

KINDS = ("sandbox", "test-system")
CASES = [pytest.param(kind, case, id=f"{kind}: {case.name}") for kind in KINDS for case in cases(kind)]
CASES += [pytest.param("test-system", None, id="test-system")] * (not cases("test-system"))
#: Where the descriptions' example server is; only what follows it is described.
EXAMPLE_SERVER = "http://localhost:9091"
DESCRIPTIONS = {
    "/kyc-match/v0.4/match": "kyc-match.yaml",
    "/sim-swap/v2/check": "sim-swap.yaml",
    "/number-recycling/v0.2/check": "number-recycling.yaml",
}


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_a_carrier_matches_and_refuses_as_agreed(kind: str, case: Case) -> None:
    answer = system(kind).carrier().match(case.phone_number, case.claimed)
    assert (MATCHES if answer == case.claimed else answer) == case.match


@pytest.mark.parametrize(
    ("kind", "case"), [param for param in CASES if getattr(param.values[1], "sim_change", 1)]
)
def test_a_carrier_reports_a_changed_sim_as_agreed(kind: str, case: Case) -> None:
    assert system(kind).carrier().sim_change(case.phone_number, within_hours=72) is case.sim_change


@pytest.mark.parametrize(
    ("kind", "case"), [param for param in CASES if getattr(param.values[1], "subscriber_change", 1)]
)
def test_a_carrier_tells_of_a_new_subscriber_as_agreed(kind: str, case: Case) -> None:
    answer = system(kind).carrier().subscriber_change(case.phone_number, since=SINCE)
    assert answer is case.subscriber_change


@pytest.mark.parametrize("kind", KINDS)
def test_a_carrier_gives_no_token_for_an_unknown_key(kind: str) -> None:
    case, stranger = next(iter(cases("sandbox"))), system(kind).carrier(private_key_pem=fresh_key())
    with pytest.raises(UnexpectedAnswer, match="token refused"):
        stranger.match(case.phone_number, case.claimed)


@pytest.mark.parametrize("kind", KINDS)
def test_a_carrier_answers_the_ping(kind: str) -> None:
    system(kind).carrier().ping()


@pytest.mark.filterwarnings(
    "ignore:Unsupported scheme type:UserWarning"
)  # of openIdConnect; asked for elsewhere
@pytest.mark.parametrize(("kind", "case"), CASES)
def test_both_sides_keep_to_the_description(kind: str, case: Case) -> None:
    folder = os.environ.get("CAMARA_SPECS")
    if not folder:
        pytest.skip("CAMARA_SPECS does not name the folder of CAMARA's descriptions")
    there = system(kind)
    there.carrier().match(case.phone_number, case.claimed)
    there.carrier().sim_change(case.phone_number, within_hours=72)
    there.carrier().subscriber_change(case.phone_number, since=SINCE)
    assert [
        fault for exchange in there.recording.exchanges for fault in _faults(there, exchange, folder)
    ] == []


def _faults(there: System, exchange: Exchange, folder: str) -> list[str]:
    """What the description of the exchange's address finds wrong with either side."""
    address = str(exchange.request.url).removeprefix(there.base_url)
    if address not in DESCRIPTIONS:  # the token endpoint is RFC 6749's
        return []
    file = Path(folder) / DESCRIPTIONS[address]
    if not file.is_file():
        pytest.skip(f"the folder of CAMARA's descriptions has no {file.name}")
    description = OpenAPI.from_file_path(str(file))
    asked = MockRequest(
        EXAMPLE_SERVER, "POST", address, headers=dict(exchange.request.headers), data=exchange.request.content
    )
    told = MockResponse(exchange.answer.content, exchange.answer.status_code, dict(exchange.answer.headers))
    faults = [*description.iter_request_errors(asked), *description.iter_response_errors(asked, told)]
    return [f"{address}: {fault}" for fault in faults]
