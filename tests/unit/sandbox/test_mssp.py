"""The SIM gateway accepts requests as in ETSI TS 102 204 and refuses others; tested without our client."""

import base64
import hashlib
import re
import uuid

import httpx2
import pytest
from flask import Flask

from sandbox import Sandbox, SandboxSettings, create_sandbox
from sandbox.mssp.sims import SIMS
from sandbox.settings import came_with_certificate
from tests.unit.sandbox.asking import Asker

SIGN = "/mssp/soap/services/MSS_SignaturePort"
STATUS = "/mssp/soap/services/MSS_StatusQueryPort"
DATA = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(b"ours").digest()
ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"
 xmlns:mss="http://uri.etsi.org/TS102204/v1.1.2#" xmlns:ae="http://ae.mobile-id.vn/TS102204/etsi204"><soap:Body>
{message}
</soap:Body></soap:Envelope>"""
WHO = """<mss:AP_Info AP_ID="http://cuaso.example" AP_PWD="sandbox" AP_TransID="{name}"
 Instant="2026-11-23T12:00:00Z"/>
<mss:MSSP_Info><mss:MSSP_ID><mss:URI>http://hmssp.mobile-id.vn</mss:URI></mss:MSSP_ID></mss:MSSP_Info>"""
SIGNATURE = """<ae:MSS_Signature><MSS_SignatureReq MajorVersion="1" MinorVersion="1"
 MessagingMode="asynchClientServer" TimeOut="120">{who}
<mss:MobileUser><mss:MSISDN>84900000001</mss:MSISDN></mss:MobileUser>
<mss:DataToBeSigned MimeType="application/octet-stream" Encoding="base64">{data}</mss:DataToBeSigned>
<mss:DataToBeDisplayed MimeType="text/plain" Encoding="UTF-8">Ma giao dich %%VC%%</mss:DataToBeDisplayed>
<mss:MSS_Format><mss:mssURI>http://uri.etsi.org/TS102204/v1.1.2#PKCS1</mss:mssURI></mss:MSS_Format>
<mss:SignatureProfile><mss:mssURI>http://mobile-id.vn/digitalSignature</mss:mssURI></mss:SignatureProfile>
</MSS_SignatureReq></ae:MSS_Signature>"""
QUERY = """<ae:MSS_StatusQuery><MSS_StatusReq MajorVersion="1" MinorVersion="1"
 MSSP_TransID="{transaction}">{who}
</MSS_StatusReq></ae:MSS_StatusQuery>"""


def signature(name: str | None = None) -> str:
    who = WHO.format(name=name or f"T{uuid.uuid4().hex}")
    return ENVELOPE.format(message=SIGNATURE.format(who=who, data=base64.b64encode(DATA).decode()))


def query(transaction: str) -> str:
    who = WHO.format(name=f"T{uuid.uuid4().hex}")
    return ENVELOPE.format(message=QUERY.format(who=who, transaction=transaction))


def ask(asker: Asker, path: str, body: str) -> httpx2.Response:
    return asker.http.post(path, content=body.encode(), headers={"Content-Type": "application/soap+xml"})


def code_in(answer: httpx2.Response) -> str:
    found = re.search(r'StatusCode Value="(\d+)"|<soapenv:Value>mss:_(\d+)<', answer.text)
    return (found.group(1) or found.group(2)) if found else ""


def transaction_in(answer: httpx2.Response) -> str:
    found = re.search(r'MSSP_TransID="([^"]+)"', answer.text)
    assert found
    return found.group(1)


def test_a_request_is_accepted_waited_for_and_signed(asker: Asker, here: Sandbox) -> None:
    accepted = ask(asker, SIGN, signature())
    assert (accepted.status_code, code_in(accepted)) == (200, "100")
    assert code_in(ask(asker, STATUS, query(transaction_in(accepted)))) == "504"
    here.mssp.confirm("+84900000001", "123456")
    signed = ask(asker, STATUS, query(transaction_in(accepted)))
    assert code_in(signed) == "500"
    assert "<mss:Base64Signature>" in signed.text
    assert "#signingCertificate" in signed.text


WRONG = {
    "108": [('MinorVersion="1"', 'MinorVersion="2"')],
    "104": [('AP_PWD="sandbox"', 'AP_PWD="no"'), ("http://cuaso.example", "http://other.example")],
    "101": [
        ('AP_TransID="T', 'AP_TransID="1'),
        (">84900000001<", ">+84900000001<"),
        (">84900000001<", ">0900000001<"),
        ('TimeOut="120"', 'TimeOut="301"'),
        ("asynchClientServer", "synch"),
        ("hmssp.mobile-id.vn", "other.example"),
    ],
    "102": [("<mss:MobileUser>", "<mss:MobileUser/><mss:MobileUser>")],
    "103": [("Ma giao dich", "a" * 240)],
    "107": [("application/octet-stream", "text/plain"), ("MDEwDQYJ", "AAAAAAAA")],
    "109": [("#PKCS1", "#PKCS7"), ("digitalSignature", "authentication")],
    "105": [("84900000001", "84900000002")],
}


@pytest.mark.parametrize(
    ("code", "change"), [(code, change) for code, changes in WRONG.items() for change in changes]
)
def test_a_wrong_request_gets_its_code(asker: Asker, code: str, change: tuple[str, str]) -> None:
    body = signature()
    assert change[0] in body
    answer = ask(asker, SIGN, body.replace(*change))
    assert (answer.status_code, code_in(answer)) == (500, code)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<a/>",
        signature().replace("http://ae.mobile-id.vn/TS102204/etsi204", "urn:other"),
        signature().replace("MSS_SignatureReq", "mss:MSS_SignatureReq"),
        query("m1"),
    ],
)
def test_an_invalid_request_gets_a_fault_without_a_code(asker: Asker, body: str) -> None:
    answer = ask(asker, SIGN, body)
    assert (answer.status_code, code_in(answer)) == (500, "")


def test_the_name_of_a_request_is_taken_once(asker: Asker) -> None:
    assert code_in(ask(asker, SIGN, signature("T1"))) == "100"
    assert code_in(ask(asker, SIGN, signature("T1"))) == "101"


def test_an_unknown_transaction_gets_a_fault(asker: Asker) -> None:
    assert code_in(ask(asker, STATUS, query("m1"))) == "101"


def test_a_connection_without_a_known_client_certificate_gets_403() -> None:
    asker = Asker(create_sandbox(SandboxSettings(mssp_client_known=came_with_certificate)))
    assert ask(asker, SIGN, signature()).status_code == 403


def test_a_header_does_not_stand_for_a_certificate() -> None:
    app: Flask = create_sandbox(SandboxSettings(mssp_client_known=came_with_certificate))
    answer = app.test_client().post(SIGN, data=signature(), headers={"SSL-Client-Cert": "anything"})
    assert answer.status_code == 403


def test_no_two_sims_share_a_phone_or_a_key() -> None:
    phones = [sim.phone_number for sim in SIMS]
    assert len(set(phones)) == len(phones) == len({sim.key for sim in SIMS})
    assert all(re.fullmatch(r"\+84900000\d{3}", phone) for phone in phones)
    assert all(sim.holder.phone_number == sim.phone_number for sim in SIMS)
