"""Requests to SIM gateways fit the published schemas; answers and faults of published samples are read."""

from dataclasses import replace

import pytest
from lxml import etree

from sandbox.mssp.codes import RAISED
from sandbox.mssp.dialects import CMS as CMS_DIALECT
from sandbox.mssp.dialects import VIETNAMESE as VIETNAMESE_DIALECT
from sandbox.mssp.dialects import Dialect
from sandbox.mssp.writing import write_fault
from tests.unit.formats.schemas import faults_of, message_in
from tests.unit.verifiers.sim_signature.sim import Side
from verifiers.errors import UnexpectedAnswer
from verifiers.sim_signature import CMS_ATTACHED, VIETNAMESE, Pending, Profile, SigningRefusal
from verifiers.sim_signature.answers import Answer, Fault, read_answer
from verifiers.sim_signature.profile import ETSI_ORDER, MSS_NAMESPACE

SCHEMAS = {VIETNAMESE.name: "mssp_vietnamese.xsd", CMS_ATTACHED.name: "mssp_methics.xsd"}
SOAP = "http://www.w3.org/2003/05/soap-envelope"
FICOM = "http://mss.ficom.fi/TS102204/v1.0.0#"
CERTIFICATE = b"a certificate"
CERTIFICATE_TEXT = "YSBjZXJ0aWZpY2F0ZQ=="

both = pytest.mark.parametrize("profile", [VIETNAMESE, CMS_ATTACHED], ids=lambda profile: profile.name)


@both
def test_both_requests_fit_the_gateways_published_schema(profile: Profile) -> None:
    side = Side(profile)
    side.signing.status(side.started("001"))
    found = [faults_of(message_in(body), SCHEMAS[profile.name]) for body in side.wire.asked]
    assert found == [[], []]


def test_the_vietnamese_schema_refuses_etsis_own_order() -> None:
    side = Side(replace(VIETNAMESE, request_order=ETSI_ORDER))
    with pytest.raises(UnexpectedAnswer, match="101"):
        side.start("001")
    (fault,) = faults_of(message_in(side.wire.asked[0]), "mssp_vietnamese.xsd")
    assert "MSS_Format': This element is not expected" in fault


def test_a_vietnamese_request_has_the_published_clients_values() -> None:
    side = Side(VIETNAMESE)
    side.start("001")
    message = message_in(side.wire.asked[0])
    asked = {"mss": MSS_NAMESPACE}
    data, shown = message.find("mss:DataToBeSigned", asked), message.find("mss:DataToBeDisplayed", asked)
    assert data is not None
    assert shown is not None
    assert dict(data.attrib) == {"MimeType": "application/octet-stream", "Encoding": "base64"}
    assert dict(shown.attrib) == {"MimeType": "text/plain", "Encoding": "UTF-8"}
    assert message.findtext("mss:MSSP_Info/mss:MSSP_ID/mss:URI", None, asked) == "http://hmssp.mobile-id.vn"
    assert [one.text for one in message.iterfind(".//mss:mssURI", asked)] == [
        "http://uri.etsi.org/TS102204/v1.1.2#PKCS1",
        "http://mobile-id.vn/digitalSignature",
        "http://mobile-id.vn/MSSP/v1.0.0#signingCertificate",
        "http://mobile-id.vn/MSSP/v1.0.0#signatureValidation",
    ]


@both
def test_the_sandbox_refuses_elements_in_another_order_as_the_gateway_does(profile: Profile) -> None:
    turned = profile.request_order[::-1]
    side = Side(replace(profile, request_order=turned))
    with pytest.raises(UnexpectedAnswer, match="101"):
        side.start("001")


def test_the_sandboxes_answers_fit_the_vietnamese_schema() -> None:
    side = Side(VIETNAMESE)
    told: list[bytes] = []

    def keep(body: bytes) -> bytes:
        told.append(body)
        return body

    side.wire.change = keep
    pending = side.started("001")
    side.signing.status(pending)
    side.confirm("001")
    side.signing.status(pending)
    assert [faults_of(message_in(body), "mssp_vietnamese.xsd") for body in told] == [[], [], []]


@pytest.mark.parametrize("code", [None, *RAISED])
@pytest.mark.parametrize("dialect", [VIETNAMESE_DIALECT, CMS_DIALECT], ids=lambda dialect: dialect.name)
def test_the_sandboxes_faults_fit_the_published_schema(dialect: Dialect, code: int | None) -> None:
    envelope = etree.fromstring(write_fault(dialect, code, "why"))
    assert faults_of(envelope[0][0], "soap_fault.xsd") == []
    assert envelope.findtext(f".//{{{SOAP}}}Text") is not None


def fault(subcodes: str, *, kind: str = "Sender", detail: str = "") -> bytes:
    """A fault in the form that both gateways' descriptions have."""
    return f"""<?xml version="1.0" encoding="utf-8"?>
        <soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
          <soapenv:Body>
            <soapenv:Fault>
              <soapenv:Code><soapenv:Value>soapenv:{kind}</soapenv:Value>{subcodes}</soapenv:Code>
              <soapenv:Reason><soapenv:Text xml:lang="en">REASON</soapenv:Text></soapenv:Reason>
              <soapenv:Detail>{detail}</soapenv:Detail>
            </soapenv:Fault>
          </soapenv:Body>
        </soapenv:Envelope>""".encode()


def subcode(value: str, deeper: str = "") -> str:
    return (
        f'<soapenv:Subcode xmlns:mss="{MSS_NAMESPACE}" xmlns:fi="{FICOM}">'
        f"<soapenv:Value>{value}</soapenv:Value>{deeper}</soapenv:Subcode>"
    )


METHICS_DETAIL = '<ns1:detail xmlns:ns1="http://kiuru.methics.fi/mssp">Illegal msisdn</ns1:detail>'


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (fault(subcode("mss:_101"), detail=METHICS_DETAIL), 101),
        (fault(subcode("mss:_404"), kind="Receiver", detail=METHICS_DETAIL), 404),
        (fault(subcode("mss:_401", subcode("fi:_4012"))), 4012),  # a deeper Subcode refines it
        (fault(subcode("ns2:_208")), 208),  # a JAX-WS server chooses its own prefixes
        (fault(subcode("_209")), 209),
    ],
)
def test_a_fault_of_the_vietnamese_gateway_is_read_as_its_description_has_it(body: bytes, code: int) -> None:
    assert faults_of(etree.fromstring(body.replace(b"ns2:", b"mss:"))[0][0], "soap_fault.xsd") == []
    assert read_answer(body, message="MSS_SignatureResp") == Fault(code)


def test_a_faulty_fault_is_told_by_the_schema() -> None:
    body = fault("").replace(b"soapenv:Sender", b"soapenv:Client")  # as SOAP 1.1 has it
    assert faults_of(etree.fromstring(body)[0][0], "soap_fault.xsd")


def answer(message: str, content: str, *, wrapper: str = "", attributes: str = "") -> bytes:
    """An answer with the parts that all published samples have, around *content*."""
    operation = {"MSS_SignatureResp": "MSS_SignatureResponse", "MSS_StatusResp": "MSS_StatusQueryResponse"}
    return f"""
        <soapenv:Envelope xmlns:soapenv="{SOAP}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
          <soapenv:Body>
            <{operation[message]} {wrapper}>
              <mss:{message} MajorVersion="1" MinorVersion="1" {attributes}
                             xmlns:mss="{MSS_NAMESPACE}" xmlns:fi="{FICOM}">
                <mss:AP_Info AP_ID="http://cuaso.example" AP_PWD="not-needed" AP_TransID="T1"
                             Instant="2026-11-23T12:00:00.000+07:00"/>
                <mss:MSSP_Info Instant="2026-11-23T12:00:00.100+07:00">
                  <mss:MSSP_ID><mss:URI>http://mssp.example/</mss:URI></mss:MSSP_ID>
                </mss:MSSP_Info>
                <mss:MobileUser><mss:MSISDN>84900000001</mss:MSISDN></mss:MobileUser>
                {content}
              </mss:{message}>
            </{operation[message]}>
          </soapenv:Body>
        </soapenv:Envelope>""".encode()


SIGNATURE = "<mss:MSS_Signature><mss:Base64Signature>TUlJ\n SWR3</mss:Base64Signature></mss:MSS_Signature>"
PROFILE = "<mss:SignatureProfile><mss:mssURI>http://mid.example/Any-LoA4</mss:mssURI></mss:SignatureProfile>"


def status(code: int, detail: str = "", deeper: str = "") -> str:
    return (
        f'<mss:Status><mss:StatusCode Value="{code}">{deeper}</mss:StatusCode>'
        f"<mss:StatusMessage>WORD</mss:StatusMessage>{detail}</mss:Status>"
    )


def test_an_accepting_answer_of_the_published_form_is_read() -> None:
    body = answer("MSS_SignatureResp", PROFILE + status(100), attributes='MSSP_TransID="h4iof"')
    read = read_answer(body, message="MSS_SignatureResp")
    assert read == Answer(100, "T1", "84900000001", gateway_transaction="h4iof")


def test_a_signed_answer_of_the_published_form_is_read() -> None:
    body = answer("MSS_StatusResp", SIGNATURE + status(500))
    read = read_answer(body, message="MSS_StatusResp")
    assert read == Answer(500, "T1", "84900000001", signature=b"MIIIdw")


def test_a_waiting_answer_of_the_published_form_is_read() -> None:
    read = read_answer(answer("MSS_StatusResp", status(504)), message="MSS_StatusResp")
    assert read == Answer(504, "T1", "84900000001")


def test_a_status_code_in_a_status_code_refines_it_and_does_not_replace_it() -> None:
    """The Vietnamese schema lets a StatusCode hold another one."""
    deeper = '<mss:StatusCode Value="5001"/>'
    content = SIGNATURE + "<mss:MSS_Format><mss:mssURI>http://x.example</mss:mssURI></mss:MSS_Format>"
    body = answer("MSS_StatusResp", content + status(502, deeper=deeper))
    assert faults_of(message_in(body), "mssp_vietnamese.xsd") == []
    read = read_answer(body, message="MSS_StatusResp")
    assert read == Answer(502, "T1", "84900000001", signature=b"MIIIdw")


METHICS = "http://www.methics.fi/KiuruMSSP/v5.0.0#"
NAMED = f"<fi:Description><mss:mssURI>{METHICS}signingCertificate</mss:mssURI></fi:Description>"


def service(content: str) -> str:
    return (
        "<mss:StatusDetail><fi:ServiceResponses><fi:ServiceResponse>"
        f"{content}</fi:ServiceResponse></fi:ServiceResponses></mss:StatusDetail>"
    )


def held(*certificates: str) -> str:
    inside = "".join(f"<m:X509Certificate>{one}</m:X509Certificate>" for one in certificates)
    return f'<m:signingCertificate xmlns:m="{METHICS}">{inside}</m:signingCertificate>'


@pytest.mark.parametrize(
    "content",
    [
        NAMED + held(CERTIFICATE_TEXT),
        NAMED + held(CERTIFICATE_TEXT, "YW4gYXV0aG9yaXR5"),  # the signer's first, then its authorities
        NAMED + f"<fi:Entity/>{held(CERTIFICATE_TEXT)}",
    ],
)
def test_a_signing_certificate_is_found_where_methics_schema_has_it(content: str) -> None:
    body = answer("MSS_StatusResp", SIGNATURE + status(500, service(content)))
    read = read_answer(body, message="MSS_StatusResp")
    assert isinstance(read, Answer)
    assert read.certificate == CERTIFICATE


@both
def test_the_word_of_a_published_fault_reaches_the_person(profile: Profile) -> None:
    """End to end: the gateway's 404 of the published sample is "not activated" for the person."""
    side = Side(profile)
    side.wire.status = 500
    side.wire.change = lambda _: fault(subcode("mss:_404"), kind="Receiver", detail=METHICS_DETAIL)
    answered: Pending | SigningRefusal = side.start("001")
    assert answered is SigningRefusal.NOT_ACTIVATED
