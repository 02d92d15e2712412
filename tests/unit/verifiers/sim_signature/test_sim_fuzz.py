"""Any bytes are read as an answer, as a fault, or raise `UnexpectedAnswer`."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.verifiers.sim_signature.sim import Side
from verifiers.sim_signature import CMS_ATTACHED, VIETNAMESE
from verifiers.sim_signature.answers import Answer, Fault, NotAgreed, is_soap, read_answer

PIECES = (
    b"<!DOCTYPE a>", b"<!-- -->", b"<?a b?>", b"<![CDATA[x]]>", b"&a;", b"&#0;", b"&#x110000;", b"\0",
    b"\xff", b'xmlns=""', b"<mss:Status/>", b"<soapenv:Fault/>", b"encoding='utf-7'", b"encoding='x'",
    b"", b"_", b"9" * 20,
)  # fmt: skip


@cache
def examples() -> tuple[bytes, ...]:
    """Real answers of the gateway, in both profiles: signed, and a fault."""
    found: list[bytes] = []
    for profile in (VIETNAMESE, CMS_ATTACHED):
        side = Side(profile)

        def keep(body: bytes) -> bytes:
            found.append(body)
            return body

        side.wire.change = keep
        side.outcome("001")
        side.start("002")
    return tuple(found)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A real answer with some of its bytes replaced."""
    body = draw(st.sampled_from(examples()))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(body)))
        until = min(len(body), at + draw(st.integers(0, 40)))
        body = body[:at] + draw(st.sampled_from(PIECES) | st.binary(max_size=8)) + body[until:]
    return body


@pytest.mark.parametrize("message", ["MSS_SignatureResp", "MSS_StatusResp"])
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=spoilt() | st.binary(max_size=200))
def test_any_bytes_are_an_answer_a_fault_or_nonsense(message: str, body: bytes) -> None:
    is_soap(body)
    try:
        found = read_answer(body, message=message)
    except NotAgreed:
        return
    assert isinstance(found, Answer | Fault)
