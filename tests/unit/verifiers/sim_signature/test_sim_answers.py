"""No malformed answer of a SIM gateway gives an identity, and no answer is read without a limit."""

import pytest

from sandbox import Counterpart, Outage
from sandbox.outages import entity_bomb
from tests.unit.verifiers.sim_signature.sim import Change, Side, replacing
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.sim_signature import CMS_ATTACHED, VIETNAMESE, Signed, SigningRefusal, StillWaiting

ENVELOPE = "http://www.w3.org/2003/05/soap-envelope"
EXTERNAL = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def with_doctype(body: bytes) -> bytes:
    head, _, rest = body.partition(b"?>")
    return head + b"?>" + EXTERNAL + rest


def in_utf_16_with_doctype(body: bytes) -> bytes:
    text = with_doctype(body).decode().partition("?>")[2]
    return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")


def twice(element: str) -> Change:
    """Let an element of the messages stand twice."""
    return replacing(f"(<mss:{element}[ >/].*?(?:</mss:{element}>|/>))", r"\1\1")


def without(element: str) -> Change:
    return replacing(f"<mss:{element}[ >/].*?(?:</mss:{element}>|/>)", "")


#: What may be wrong with any answer, to the start as well as to the status.
SPOILT: dict[str, Change] = {
    "nothing": lambda _: b"",
    "text": lambda _: b"OK",
    "json": lambda _: b'{"code": 500}',
    "another vocabulary": lambda _: b"<answer/>",
    "cut": lambda body: body[:-20],
    "two roots": lambda body: body + b"<more/>",
    "soap 1.1": replacing(ENVELOPE, "http://schemas.xmlsoap.org/soap/envelope/"),
    "entity bomb": lambda _: entity_bomb(),
    "document type": with_doctype,
    "document type in another encoding": in_utf_16_with_doctype,
    "an undeclared entity": replacing("REQUEST_OK|OUTSTANDING_TRANSACTION|SIGNATURE<", "&a;<"),
    "deep": lambda _: b"<a>" * 100_000,
    "null bytes": lambda body: body.replace(b"mss:", b"m\0s:"),
    "two bodies": replacing("(<soapenv:Body>.*</soapenv:Body>)", r"\1\1"),
    "an empty body": replacing("<soapenv:Body>.*</soapenv:Body>", "<soapenv:Body/>"),
    "another message": replacing("MSS_(Signature|Status)Resp(?=[ >])", "MSS_RegistrationResp"),
    "another question": replacing('AP_TransID="T', 'AP_TransID="U'),
    "no question": replacing(' AP_TransID="[^"]*"', ""),
    "another phone": replacing("84900000001", "84900000002"),
    "a phone in a strange form": replacing("84900000001", "0900000001"),
    "elements in a phone": replacing("84900000001", "84900000001<b>2</b>"),
    "no phone": without("MobileUser"),
    "no application provider": without("AP_Info"),
    "no status": without("Status"),
    "no code": without("StatusCode"),
    "two statuses": twice("Status"),
    "two codes": twice("StatusCode"),
    "two phones": twice("MSISDN"),
    "two users": twice("MobileUser"),
    "two application providers": twice("AP_Info"),
    "a code of words": replacing('Value="[0-9]*"', 'Value="OK"'),
    "a code with more": replacing('Value="([0-9]*)"', r'Value="\1 "'),
    "a code in other digits": replacing('Value="[0-9]*"', 'Value="٥٠٠"'),
}
#: More faults, which only a signed answer can have.
SPOILT_SIGNED: dict[str, Change] = {
    "another transaction": replacing("<MSS_StatusResp ", '<MSS_StatusResp MSSP_TransID="m1" '),
    "a strange transaction": replacing("<MSS_StatusResp ", '<MSS_StatusResp MSSP_TransID="1&lt;" '),
    "no signature": without("MSS_Signature"),
    "an empty signature": replacing("<mss:Base64Signature>[^<]*", "<mss:Base64Signature>"),
    "no base64": replacing("<mss:Base64Signature>[^<]*", "<mss:Base64Signature>***"),
    "a changed signature": replacing("<mss:Base64Signature>.{8}", "<mss:Base64Signature>AAAAAAAA"),
    "two signatures": twice("MSS_Signature"),
    "two signatures in one": twice("Base64Signature"),
    "no certificate": without("StatusDetail"),
    "another service": replacing("#signingCertificate", "#signatureValidation"),
    "no certificate in the service": replacing("<fi:Certificate>.*</fi:Certificate>", ""),
    "two certificates": replacing("(<fi:ServiceResponse>.*</fi:ServiceResponse>)", r"\1\1"),
    "two certificates in one": replacing("(<fi:Certificate>.*</fi:Certificate>)", r"\1\1"),
    "a broken certificate": replacing("<fi:Certificate>.{40}", "<fi:Certificate>" + "A" * 40),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_corrupted_answer_does_not_start_a_request(spoil: Change) -> None:
    side = Side()
    side.wire.change = spoil
    with pytest.raises(UnexpectedAnswer):
        side.start("001")


@pytest.mark.parametrize("spoil", (SPOILT | SPOILT_SIGNED).values(), ids=SPOILT | SPOILT_SIGNED)
def test_a_corrupted_answer_is_no_signature(spoil: Change) -> None:
    side = Side()
    pending = side.confirmed("001")
    side.wire.change = spoil
    with pytest.raises(UnexpectedAnswer):
        side.signing.status(pending)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (SPOILT["document type"], "document type"),
        (SPOILT["document type in another encoding"], "document type"),
        (SPOILT["entity bomb"], "document type"),
        (SPOILT["another question"], "another question"),
        (SPOILT["another phone"], "another phone"),
        (SPOILT_SIGNED["another transaction"], "another transaction"),
        (SPOILT_SIGNED["two signatures"], "more than one MSS_Signature"),
        (SPOILT_SIGNED["two certificates"], "more than one signing certificate"),
    ],
)
def test_an_unexpected_answer_error_names_the_fault_and_quotes_no_answer(spoil: Change, reason: str) -> None:
    side = Side()
    pending = side.confirmed("001")
    side.wire.change = spoil
    with pytest.raises(UnexpectedAnswer, match=reason) as caught:
        side.signing.status(pending)
    assert "84900000001" not in str(caught.value)


#: What may differ between gateways that all keep to the agreed format.
HARMLESS: dict[str, Change] = {
    "a certificate in PEM": replacing(
        "<fi:Certificate>([^<]*)",
        r"<fi:Certificate>-----BEGIN CERTIFICATE-----\n\1\n-----END CERTIFICATE-----\n",
    ),
    "a plus sign": replacing("84900000001", "+84900000001"),
    "a comment inside a number": replacing("84900000001", "8490<!-- here -->0000001"),
    "a processing instruction": replacing("<soapenv:Body>", "<soapenv:Body><?now?>"),
    "lines": replacing("<mss:Base64Signature>(.{20})", r"<mss:Base64Signature>\n \1\r\n"),
    "the message in its namespace": replacing("MSS_StatusResp", "mss:MSS_StatusResp"),
    "no namespace of the operation": replacing("http://ae.mobile-id.vn/TS102204/etsi204", "urn:other"),
    "the transaction's own name": replacing("<MSS_StatusResp ", '<MSS_StatusResp MSSP_TransID="{name}" '),
}


@pytest.mark.parametrize("change", HARMLESS, ids=str)
def test_harmless_variations_of_an_answer_are_accepted(change: str) -> None:
    side = Side()
    pending = side.confirmed("001")
    side.wire.change = lambda body: HARMLESS[change](body).replace(
        b"{name}", pending.gateway_transaction.encode()
    )
    assert isinstance(side.signing.status(pending), Signed)


def test_an_accepting_answer_names_its_transaction() -> None:
    side = Side()
    side.wire.change = replacing(' MSSP_TransID="[^"]*"', "")
    with pytest.raises(UnexpectedAnswer, match="without a transaction"):
        side.start("001")


FAULTS: dict[str, Change] = {
    "no code": replacing("<soapenv:Subcode>.*</soapenv:Subcode>", ""),
    "words": replacing("mss:_105", "mss:UNKNOWN_CLIENT"),
    "two codes": replacing("(<soapenv:Subcode>.*</soapenv:Subcode>)", r"\1\1"),
    "only in words": replacing("mss:_105", "_"),
}


@pytest.mark.parametrize("spoil", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("profile", [VIETNAMESE, CMS_ATTACHED], ids=["vietnamese", "cms"])
def test_a_fault_without_a_code_is_not_a_refusal(profile: object, spoil: Change) -> None:
    side = Side(VIETNAMESE if profile is VIETNAMESE else CMS_ATTACHED)
    side.wire.change = spoil
    with pytest.raises(UnexpectedAnswer, match="code"):
        side.start("002")


@pytest.mark.parametrize("status", [201, 302, 400, 401, 403, 404, 500])
def test_a_signature_with_another_http_status_is_not_accepted(status: int) -> None:
    side = Side()
    pending = side.confirmed("001")
    side.wire.status = status
    with pytest.raises(UnexpectedAnswer, match=f"answered {status}"):
        side.signing.status(pending)


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_fault_is_read_with_every_http_status(status: int) -> None:
    side = Side()
    side.wire.status = status
    assert side.start("002") is SigningRefusal.NO_SIM_SIGNATURE


@pytest.mark.parametrize("outage", [Outage.REFUSE, Outage.HTTP_500, Outage.HTTP_503, Outage.HTTP_429])
def test_a_failing_gateway_is_silent_and_gives_no_refusal(outage: Outage) -> None:
    side = Side()
    pending = side.started("001")
    side.sandbox.knobs.turn(Counterpart.MSSP, outage=outage)
    for ask in (lambda: side.signing.status(pending), lambda: side.start("017"), side.signing.ping):
        with pytest.raises(Unreachable):
            ask()


def test_a_gateway_that_is_slow_is_silent() -> None:
    side = Side()
    pending = side.started("001")
    side.sandbox.knobs.turn(Counterpart.MSSP, delay_seconds=30)
    with pytest.raises(Unreachable):
        side.signing.status(pending)


@pytest.mark.parametrize(
    "outage", [Outage.NONSENSE, Outage.NOT_JSON, Outage.HUGE, Outage.OTHER_XML, Outage.ENTITY_BOMB]
)
def test_a_broken_gateway_raises_and_the_next_question_succeeds(outage: Outage) -> None:
    side = Side()
    pending = side.started("001")
    side.sandbox.knobs.turn(Counterpart.MSSP, outage=outage)
    with pytest.raises(UnexpectedAnswer):
        side.signing.status(pending)
    side.sandbox.knobs.turn(Counterpart.MSSP, outage=Outage.NONE)
    assert isinstance(side.signing.status(pending), StillWaiting)


def test_a_gateway_that_answers_passes_the_ping() -> None:
    Side().signing.ping()
