"""Write the gateway's responses: messages with a status, and SOAP faults with a code."""

import base64
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from sandbox.mssp.codes import WORDS
from sandbox.mssp.dialects import FICOM, MSS, SOAP, Dialect

MEDIA_TYPE = "application/soap+xml; charset=utf-8"
CERTIFICATE_SERVICE = "http://mobile-id.vn/MSSP/v1.0.0#signingCertificate"
_NAMESPACES = {"soapenv": SOAP, "mss": MSS, "fi": FICOM}


@dataclass(frozen=True)
class Told:
    """The content of one response."""

    operation: str  # MSS_Signature or MSS_StatusQuery
    message: str  # MSS_SignatureResp or MSS_StatusResp
    application_id: str
    application_transaction: str
    msisdn: str
    code: int
    moment: datetime
    transaction: str | None = None
    signatures: tuple[bytes, ...] = field(default=(), repr=False)
    certificate: bytes | None = field(default=None, repr=False)


def write_answer(dialect: Dialect, told: Told) -> bytes:
    """Write the response *told* in this dialect."""
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap=_NAMESPACES)
    body = etree.SubElement(envelope, f"{{{SOAP}}}Body")
    wrapper = etree.SubElement(body, etree.QName(dialect.wrapper, f"{told.operation}Response"))
    message = etree.SubElement(wrapper, etree.QName(dialect.part, told.message))
    message.attrib.update({"MajorVersion": "1", "MinorVersion": "1"})
    if told.transaction is not None:
        message.set("MSSP_TransID", told.transaction)
    moment = told.moment.isoformat(timespec="milliseconds")
    _put(message, "AP_Info").attrib.update(
        {
            "AP_ID": told.application_id,
            "AP_PWD": "",
            "AP_TransID": told.application_transaction,
            "Instant": moment,
        }
    )
    gateway = _put(message, "MSSP_Info")
    gateway.set("Instant", moment)
    _put(_put(gateway, "MSSP_ID"), "URI", dialect.gateway)
    _put(_put(message, "MobileUser"), "MSISDN", told.msisdn)
    for signature in told.signatures:
        _put(_put(message, "MSS_Signature"), "Base64Signature", base64.b64encode(signature).decode())
    status = _put(message, "Status")
    _put(status, "StatusCode").set("Value", str(told.code))
    _put(status, "StatusMessage", WORDS[told.code])
    if told.certificate is not None:
        _put_certificate(status, told.certificate)
    return _written(envelope)


def write_fault(dialect: Dialect, code: int | None, why: str) -> bytes:
    """Write a SOAP fault; if *code* is None, the fault has only SOAP's own code."""
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap=_NAMESPACES)
    fault = etree.SubElement(etree.SubElement(envelope, f"{{{SOAP}}}Body"), f"{{{SOAP}}}Fault")
    level = etree.SubElement(fault, f"{{{SOAP}}}Code")
    etree.SubElement(level, f"{{{SOAP}}}Value").text = "soapenv:Sender"
    if code is not None:
        # Methics: the code of three digits, and under it the one of four (laverca/laverca, ErrorCodes.java).
        is_refined = dialect.refines_faults and code >= 1000
        for value in (f"mss:_{code // 10}", f"fi:_{code}") if is_refined else (f"mss:_{code}",):
            level = etree.SubElement(level, f"{{{SOAP}}}Subcode")
            etree.SubElement(level, f"{{{SOAP}}}Value").text = value
    reason = etree.SubElement(etree.SubElement(fault, f"{{{SOAP}}}Reason"), f"{{{SOAP}}}Text")
    reason.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    reason.text = WORDS.get(code or 0, why)
    etree.SubElement(etree.SubElement(fault, f"{{{SOAP}}}Detail"), "detail").text = why
    return _written(envelope)


def _put_certificate(status: etree._Element, certificate: bytes) -> None:
    """Add the service response: a Description that names the service and holds the certificate."""
    responses = etree.SubElement(_put(status, "StatusDetail"), f"{{{FICOM}}}ServiceResponses")
    response = etree.SubElement(responses, f"{{{FICOM}}}ServiceResponse")
    description = etree.SubElement(response, f"{{{FICOM}}}Description")
    _put(description, "mssURI", CERTIFICATE_SERVICE)
    held = etree.SubElement(description, f"{{{FICOM}}}Certificate")
    held.text = base64.b64encode(certificate).decode()


def _put(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{MSS}}}{name}")
    element.text = text
    return element


def _written(envelope: etree._Element) -> bytes:
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")
