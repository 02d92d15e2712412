"""Every code of a gateway has one meaning at every time; an unknown code is raised, never a success."""

import pytest

from sandbox.mssp.codes import RAISED
from sandbox.mssp.sims import SIMS
from tests.unit.verifiers.sim_signature.sim import Side, replacing
from verifiers.errors import UnexpectedAnswer
from verifiers.sim_signature import PROFILES, Profile, SigningRefusal
from verifiers.sim_signature.codes import REFUSALS

MEANINGS = {
    105: SigningRefusal.NO_SIM_SIGNATURE,
    208: SigningRefusal.EXPIRED,
    2081: SigningRefusal.EXPIRED,
    2082: SigningRefusal.EXPIRED,
    209: SigningRefusal.OUT_OF_COVERAGE,
    401: SigningRefusal.CANCELLED,
    4011: SigningRefusal.CANCELLED,
    4013: SigningRefusal.CANCELLED,
    402: SigningRefusal.PIN_BLOCKED,
    403: SigningRefusal.CARD_BLOCKED,
    404: SigningRefusal.NOT_ACTIVATED,
    405: SigningRefusal.STATUS_UNKNOWN,
    406: SigningRefusal.BUSY,
    407: SigningRefusal.NOT_REGISTERED,
    422: SigningRefusal.NOT_ACTIVATED,
    423: SigningRefusal.STATUS_UNKNOWN,
    424: SigningRefusal.STATUS_UNKNOWN,
    425: SigningRefusal.STATUS_UNKNOWN,
    450: SigningRefusal.TRY_LATER,
    501: SigningRefusal.CERTIFICATE_REVOKED,
    503: SigningRefusal.SIGNATURE_REFUSED,
    505: SigningRefusal.SIGNATURE_REFUSED,
    701: SigningRefusal.TRY_LATER,
    780: SigningRefusal.TRY_LATER,
    900: SigningRefusal.TRY_LATER,
}
#: 408 means a valid registration, which is no signature; 999 is outside the agreed list of codes.
ALARMS = (101, 102, 103, 104, 107, 108, 109, 408, 999)
AT_START = {sim.code_at_start: sim.phone_number[-3:] for sim in SIMS if sim.code_at_start}
AT_STATUS = {sim.code_at_status: sim.phone_number[-3:] for sim in SIMS if sim.code_at_status}


@pytest.fixture(scope="module", params=PROFILES.values(), ids=list(PROFILES))
def side(request: pytest.FixtureRequest) -> Side:
    """A client of each profile; every test has a phone of its own."""
    assert isinstance(request.param, Profile)
    return Side(request.param)


def test_every_code_that_the_sandbox_raises_is_tried_here() -> None:
    assert {*MEANINGS, *ALARMS} == set(RAISED)


@pytest.mark.parametrize(("code", "meaning"), MEANINGS.items())
def test_a_code_means_the_same_at_the_start_and_later(side: Side, code: int, meaning: SigningRefusal) -> None:
    assert side.start(AT_START[code]) is meaning
    assert side.signing.status(side.started(AT_STATUS[code])) is meaning


@pytest.mark.parametrize("code", ALARMS)
def test_a_code_for_our_own_error_or_an_unknown_code_is_raised(side: Side, code: int) -> None:
    with pytest.raises(UnexpectedAnswer, match=f"code {code}"):
        side.start(AT_START[code])
    with pytest.raises(UnexpectedAnswer, match=f"code {code}"):
        side.signing.status(side.started(AT_STATUS[code]))


@pytest.mark.parametrize("code", range(701, 781))
def test_every_service_error_of_a_gateway_means_try_later(code: int) -> None:
    assert REFUSALS[code] is SigningRefusal.TRY_LATER


@pytest.mark.parametrize("code", [100, 500, 502, 504])
def test_a_success_code_is_not_a_refusal(code: int) -> None:
    assert code not in REFUSALS


@pytest.mark.parametrize("code", [500, 502, 504, 408])
def test_a_start_is_accepted_by_its_own_code_alone(code: int) -> None:
    side = Side()
    side.wire.change = replacing('Value="100"', f'Value="{code}"')
    with pytest.raises(UnexpectedAnswer, match=f"code {code}"):
        side.start("001")


@pytest.mark.parametrize("code", [100, 408])
def test_a_signature_with_a_failure_code_is_refused(code: int) -> None:
    side = Side()
    pending = side.confirmed("001")
    side.wire.change = replacing('Value="500"', f'Value="{code}"')
    with pytest.raises(UnexpectedAnswer, match=f"code {code}"):
        side.signing.status(pending)
