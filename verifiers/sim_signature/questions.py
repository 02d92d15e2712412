"""Write the two requests to a gateway: TS 102 204 V1.1.4 in SOAP 1.2, rpc/literal."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from verifiers.sim_signature.profile import MSS_NAMESPACE, DataForm, Profile

ENVELOPE_NAMESPACE: Final = "http://www.w3.org/2003/05/soap-envelope"
MEDIA_TYPE: Final = "application/soap+xml; charset=utf-8"
VERSION: Final = "1"


@dataclass(frozen=True)
class Credentials:
    """Our name and password at the gateway; the TLS connection also has a client certificate."""

    application_id: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Header:
    """The parts that every request has: our credentials, its transaction id and its time."""

    credentials: Credentials
    transaction: str  # AP_TransID
    moment: datetime


@dataclass(frozen=True)
class SignatureQuestion:
    """The content of one signature request to one phone."""

    msisdn: str
    content: bytes = field(repr=False)
    display: str
    lifetime_seconds: int


def signature_request(profile: Profile, header: Header, asked: SignatureQuestion) -> bytes:
    """Write MSS_SignatureReq."""
    envelope, message = _message(profile, header, "MSS_Signature", "MSS_SignatureReq")
    # Asynchronous: the gateway answers at once, and we ask for the result later. The holder may need minutes,
    # and a synchronous request would keep a thread waiting all that time.
    message.set("MessagingMode", "asynchClientServer")
    message.set("TimeOut", str(asked.lifetime_seconds))
    _put(_put(message, "MobileUser"), "MSISDN", asked.msisdn)
    data = _put(message, "DataToBeSigned")
    if profile.data_form is DataForm.DIGEST_INFO:
        data.attrib.update({"MimeType": "application/octet-stream", "Encoding": "base64"})
        data.text = base64.b64encode(profile.data_to_be_signed(asked.content)).decode()
    else:
        data.attrib.update({"MimeType": "text/plain", "Encoding": "UTF-8"})
        data.text = asked.content.decode()
    shown = _put(message, "DataToBeDisplayed", asked.display)
    shown.attrib.update({"MimeType": "text/plain", "Encoding": "UTF-8"})
    _put(_put(message, "SignatureProfile"), "mssURI", profile.signature_profile)
    if profile.additional_services:
        services = _put(message, "AdditionalServices")
        for service in profile.additional_services:
            _put(_put(_put(services, "Service"), "Description"), "mssURI", service)
    if profile.signature_format:
        _put(_put(message, "MSS_Format"), "mssURI", profile.signature_format)
    _arrange(message, profile)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def status_request(profile: Profile, header: Header, gateway_transaction: str) -> bytes:
    """Write MSS_StatusReq."""
    envelope, message = _message(profile, header, "MSS_StatusQuery", "MSS_StatusReq")
    message.set("MSSP_TransID", gateway_transaction)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _message(
    profile: Profile, header: Header, operation: str, name: str
) -> tuple[etree._Element, etree._Element]:
    """Make an envelope with the parts that both requests have in common."""
    envelope = etree.Element(
        f"{{{ENVELOPE_NAMESPACE}}}Envelope", nsmap={"soap": ENVELOPE_NAMESPACE, "mss": MSS_NAMESPACE}
    )
    body = etree.SubElement(envelope, f"{{{ENVELOPE_NAMESPACE}}}Body")
    wrapper = etree.SubElement(body, etree.QName(profile.wrapper_namespace, operation))
    message = etree.SubElement(wrapper, etree.QName(profile.part_namespace, name))
    message.attrib.update({"MajorVersion": VERSION, "MinorVersion": VERSION})
    who = _put(message, "AP_Info")
    who.attrib.update(
        {
            "AP_ID": header.credentials.application_id,
            "AP_PWD": header.credentials.password,
            "AP_TransID": header.transaction,
            "Instant": header.moment.astimezone(UTC).isoformat(timespec="milliseconds"),
        }
    )
    _put(_put(_put(message, "MSSP_Info"), "MSSP_ID"), "URI", profile.mssp_id)
    return envelope, message


def _arrange(message: etree._Element, profile: Profile) -> None:
    """Bring the content after AP_Info and MSSP_Info into the order of the gateway's schema."""
    _, _, *content = message
    places = {f"{{{MSS_NAMESPACE}}}{name}": place for place, name in enumerate(profile.request_order)}
    message[2:] = sorted(content, key=lambda element: places[str(element.tag)])


def _put(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{MSS_NAMESPACE}}}{name}")
    element.text = text
    return element
