"""The carrier's token endpoint accepts only its registered client, and each assertion once."""

import time

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from sandbox import Sandbox
from tests.unit.sandbox.asking import SCOPE, Asker


def test_a_client_gets_a_token_for_the_scopes_it_asks_for(asker: Asker) -> None:
    answer = asker.ask_for_token(asker.assertion())
    told = answer.json()
    assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 900, SCOPE)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "another"},
        {"sub": "another"},
        {"aud": "http://sandbox.test/carrier"},
        {"jti": None},
        {"exp": None},
        {"exp": "soon"},
    ],
)
def test_an_assertion_with_a_wrong_claim_is_refused(asker: Asker, claims: dict[str, object]) -> None:
    answer = asker.ask_for_token(asker.assertion(claims))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(("claim", "seconds_from_now"), [("exp", -60), ("exp", 3600), ("iat", 60)])
def test_an_assertion_of_another_time_is_refused(asker: Asker, claim: str, seconds_from_now: int) -> None:
    answer = asker.ask_for_token(asker.assertion({claim: int(time.time()) + seconds_from_now}))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_an_assertion_by_another_key_is_refused(asker: Asker) -> None:
    stranger = asker.assertion(key=ec.generate_private_key(ec.SECP256R1()))
    assert asker.ask_for_token(stranger).json()["error"] == "invalid_client"


def test_an_assertion_is_good_for_one_use(asker: Asker) -> None:
    assertion = asker.assertion()
    assert asker.ask_for_token(assertion).status_code == 200
    assert asker.ask_for_token(assertion).status_code == 401


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"client_assertion_type": "jwt"}, "invalid_client"),
        ({"client_assertion": "not a jwt"}, "invalid_client"),
    ],
)
def test_a_wrong_token_request_says_what_is_wrong(asker: Asker, form: dict[str, str], error: str) -> None:
    answer = asker.ask_for_token(**{"assertion": asker.assertion(), **form})
    assert (answer.status_code in {400, 401}, answer.json()["error"]) == (True, error)


@pytest.mark.parametrize("bearer", ["", "Bearer made-up", "Basic c2FuZGJveA=="])
def test_the_carrier_answers_401_without_a_valid_token(asker: Asker, bearer: str) -> None:
    answer = asker.http.post("/carrier/sim-swap/v2/check", headers={"Authorization": bearer}, json={})
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")


def test_a_token_for_one_interface_does_not_open_the_other(asker: Asker) -> None:
    bearer = {"Authorization": f"Bearer {asker.token(scope='kyc-match:match')}"}
    answer = asker.http.post("/carrier/sim-swap/v2/check", headers=bearer, json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "PERMISSION_DENIED")


def test_a_token_ends_when_the_sandboxs_time_passes_and_a_new_one_can_be_had(
    asker: Asker, here: Sandbox
) -> None:
    bearer = {"Authorization": f"Bearer {asker.token()}"}
    here.clock.set_offset(901)
    answer = asker.http.post("/carrier/sim-swap/v2/check", headers=bearer, json={})
    assert answer.status_code == 401
    assert asker.sim_swap("+84900000001").status_code == 200
