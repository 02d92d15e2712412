"""Faults are read as the gateways of Methics, FiCom and Swisscom write them.

Checked against public samples, whose structure is rebuilt here: laverca/laverca at
7b36d064e4a698571005c49bde1e9d415d1c840c, src/core/fi/laverca/ErrorCodes.java (Methics' own client: the first
Subcode is the code, the second one of four digits refines it), and Swisscom's fault of
MobileID-Strong-Authentication/mobileid-api (one Subcode ``mss:_101``, a Detail with elements of others).
"""

import pytest

from tests.unit.verifiers.sim_signature.sim import Side
from verifiers.errors import UnexpectedAnswer
from verifiers.sim_signature import PROFILES, Profile, SigningRefusal

#: The Subcodes from the outermost in, and what they mean for the citizen; None: the fault is our own.
FAULTS: list[tuple[list[str], SigningRefusal | None]] = [
    (["mss:_105", "fi:_1052"], SigningRefusal.NO_SIM_SIGNATURE),  # USER_IDENTIFIER_DOES_NOT_EXIST
    (["mss:_208", "fi:_2082"], SigningRefusal.EXPIRED),  # USER_TIMEOUT
    (["mss:_209", "fi:_2092"], SigningRefusal.OUT_OF_COVERAGE),  # CARD_NOT_FOUND
    (["mss:_401", "fi:_4011"], SigningRefusal.CANCELLED),  # USER_CANCEL
    (["mss:_401", "fi:_4013"], SigningRefusal.CANCELLED),  # POSTPONED_SIGNATURE
    (["mss:_402", "fi:_4021"], SigningRefusal.PIN_BLOCKED),  # PIN_BLOCKED
    (["mss:_403", "fi:_4032"], SigningRefusal.CARD_BLOCKED),  # CARD_PIN_BLOCKED
    (["mss:_404", "fi:_4041"], SigningRefusal.NOT_ACTIVATED),  # REQUESTED_KEY_NOT_FOUND
    (["mss:_407", "fi:_4073"], SigningRefusal.NOT_REGISTERED),  # REGISTRATION_FAILED_ON_SIM
    (["mss:_900", "fi:_9003"], SigningRefusal.TRY_LATER),  # SIM_APPLICATION_ERROR
    (["mss:_101", "fi:_1016"], None),  # UNSUPPORTED_MIMETYPE_OR_ENCODING
]
#: Other ways of writing: words around the code, no prefix, four digits alone, a number that differs.
MORE: list[tuple[list[str], SigningRefusal | None]] = [
    (["mss:_401"], SigningRefusal.CANCELLED),
    (["_401", "_4019"], SigningRefusal.CANCELLED),
    (["mss:_4019"], SigningRefusal.CANCELLED),
    (["mss:StatusCode", "mss:_402"], SigningRefusal.PIN_BLOCKED),
    (["mss:_402", "mss:PIN_NR_BLOCKED"], SigningRefusal.PIN_BLOCKED),
    (["mss:_402", "mss:Detail", "fi:_4021"], SigningRefusal.PIN_BLOCKED),
    (["mss:_402", "fi:_4011"], SigningRefusal.PIN_BLOCKED),
    (["mss:_402", "mss:_401"], SigningRefusal.PIN_BLOCKED),
    (["mss:_999"], None),
]


def fault(subcodes: list[str]) -> bytes:
    inside = ""
    for word in reversed(subcodes):
        inside = f"<soapenv:Subcode><soapenv:Value>{word}</soapenv:Value>{inside}</soapenv:Subcode>"
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<soapenv:Envelope xmlns:soapenv="http://www.w3.org/2003/05/soap-envelope" '
        'xmlns:mss="http://uri.etsi.org/TS102204/v1.1.2#" xmlns:fi="http://mss.ficom.fi/TS102204/v1.0.0#">'
        f"<soapenv:Body><soapenv:Fault><soapenv:Code><soapenv:Value>soapenv:Sender</soapenv:Value>{inside}"
        '</soapenv:Code><soapenv:Reason><soapenv:Text xml:lang="en">WORDS</soapenv:Text></soapenv:Reason>'
        '<soapenv:Detail><ns1:detail xmlns:ns1="http://kiuru.methics.fi/mssp">More words</ns1:detail>'
        '<ns2:UserAssistance xmlns:ns2="http://www.swisscom.ch/TS102204/ext/v1.0.0"><PortalUrl>'
        "http://portal.example</PortalUrl></ns2:UserAssistance></soapenv:Detail>"
        "</soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    ).encode()


@pytest.fixture(scope="module", params=PROFILES.values(), ids=list(PROFILES))
def side(request: pytest.FixtureRequest) -> Side:
    assert isinstance(request.param, Profile)
    return Side(request.param)


@pytest.mark.parametrize(("subcodes", "meaning"), FAULTS + MORE, ids=lambda told: "-".join(told or ""))
def test_a_fault_means_what_its_gateway_says(
    side: Side, subcodes: list[str], meaning: SigningRefusal | None
) -> None:
    side.wire.change = lambda _: fault(subcodes)
    side.wire.status = 500
    if meaning is None:
        with pytest.raises(UnexpectedAnswer, match="answered with code"):
            side.start("001")
    else:
        assert side.start("001") is meaning


@pytest.mark.parametrize(
    "subcodes", [[], ["mss:StatusCode"], ["mss:_"], ["mss:_40"], ["mss:_40111"], ["401"]]
)
def test_a_fault_without_a_code_is_not_guessed(side: Side, subcodes: list[str]) -> None:
    side.wire.change = lambda _: fault(subcodes)
    with pytest.raises(UnexpectedAnswer, match="without a code"):
        side.start("001")


def test_a_gateway_can_not_have_a_thousand_levels_read(side: Side) -> None:
    side.wire.change = lambda _: fault(["mss:words"] * 100 + ["mss:_401"])
    with pytest.raises(UnexpectedAnswer, match="without a code"):
        side.start("001")
