"""Parse the responses of a gateway, and treat them as hostile. No signature is verified here.

The format is SOAP 1.2 with the messages of TS 102 204 V1.1.4. The parser refuses a document type, resolves no
entities, fetches nothing, and refuses an element that occurs twice where one is expected.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from verifiers.sim_signature.profile import MSS_NAMESPACE
from verifiers.sim_signature.questions import ENVELOPE_NAMESPACE
from verifiers.wrapping import from_text

#: An NCName (Namespaces in XML), limited to ASCII, which every gateway accepts. It never begins with a digit.
NC_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}", re.ASCII)
FAULT_CODE: Final = re.compile(r"(?:[A-Za-z_][\w.-]*:)?_(\d{3,4})", re.ASCII)
#: More levels of Subcode than any gateway writes; assumption.
MOST_SUBCODES: Final = 8
STATUS_CODE: Final = re.compile(r"\d{3,4}", re.ASCII)


class NotAgreed(Exception):
    """The response is not in the agreed format; the message names the broken part and never quotes it."""


@dataclass(frozen=True)
class Answer:
    """A gateway's response, other than a fault, under our names; nothing in it is verified."""

    code: int
    application_transaction: str
    msisdn: str = field(repr=False)
    gateway_transaction: str | None = None
    signature: bytes | None = field(default=None, repr=False)
    certificate: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Fault:
    """A SOAP fault with a status code of TS 102 204."""

    code: int


def read_answer(body: bytes, *, message: str) -> Answer | Fault:
    """Read the message with the local name *message*, or a fault in its place.

    Raises:
        NotAgreed: the body holds neither.
    """
    envelope = _parse(body)
    if envelope.tag != f"{{{ENVELOPE_NAMESPACE}}}Envelope":
        raise NotAgreed("no SOAP 1.2 envelope")
    content = _children(_only_child(envelope, f"{{{ENVELOPE_NAMESPACE}}}Body"))
    if len(content) != 1:
        raise NotAgreed("not one element in the body")
    if content[0].tag == f"{{{ENVELOPE_NAMESPACE}}}Fault":
        return _fault(content[0])
    parts = _children(content[0])
    if len(parts) != 1 or etree.QName(parts[0]).localname != message:
        raise NotAgreed("another message than was asked for")
    return _answer(parts[0])


def is_soap(body: bytes) -> bool:
    """Tell whether *body* is a SOAP envelope; a proxy in front of the gateway sends an HTML page instead."""
    try:
        return str(_parse(body).tag) == f"{{{ENVELOPE_NAMESPACE}}}Envelope"
    except NotAgreed:
        return False


def _parse(body: bytes) -> etree._Element:
    """Parse untrusted bytes as XML.

    Raises:
        NotAgreed: the bytes are not XML, or have a document type, which SOAP forbids (part 1, 5).
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    if b"<!DOCTYPE" in body:  # before parsing, so that libxml2 never processes a document type
        raise NotAgreed("a document type")
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAgreed("no XML") from error
    if root.getroottree().docinfo.internalDTD is not None:  # e.g. in UTF-16, where the search above fails
        raise NotAgreed("a document type")
    return root


def _answer(message: etree._Element) -> Answer:
    status = _only_child(message, _mss("Status"))
    code = _only_child(status, _mss("StatusCode")).get("Value", "")
    if not STATUS_CODE.fullmatch(code):
        raise NotAgreed("no status code")
    transaction = message.get("MSSP_TransID")
    if transaction is not None and not NC_NAME.fullmatch(transaction):
        raise NotAgreed("a strange transaction id")
    return Answer(
        code=int(code),
        application_transaction=_only_child(message, _mss("AP_Info")).get("AP_TransID", ""),
        msisdn=_text(_only_child(_only_child(message, _mss("MobileUser")), _mss("MSISDN"))).removeprefix("+"),
        gateway_transaction=transaction,
        signature=_signature(message),
        certificate=_certificate(status),
    )


def _signature(message: etree._Element) -> bytes | None:
    signature = _at_most_one(message, _mss("MSS_Signature"))
    return None if signature is None else _base64(_only_child(signature, _mss("Base64Signature")))


def _certificate(status: etree._Element) -> bytes | None:
    """Find the signer's certificate, in the response of the service "signingCertificate".

    It stands in the Description, beside the service's name (assumption: decision 0063), or after it in an
    element "signingCertificate", the signer's before those of its authorities (Methics' schema). Only local
    names are compared, because some gateways use FiCom's namespace here and others that of the messages.
    """
    detail = _at_most_one(status, _mss("StatusDetail"))
    if detail is None:
        return None
    descriptions = [element for element in detail.iter() if etree.QName(element).localname == "Description"]
    named = [element for element in descriptions if _uri_of(element).endswith("#signingCertificate")]
    if not named:
        return None
    if len(named) != 1:
        raise NotAgreed("more than one signing certificate")
    held = [child for child in _children(named[0]) if etree.QName(child).localname != "mssURI"]
    for beside in named[0].itersiblings("{*}signingCertificate"):
        held += _children(beside)[:1]
    if len(held) != 1:
        raise NotAgreed("no signing certificate in its description")
    return _base64(held[0])


def _uri_of(description: etree._Element) -> str:
    return _text(_only_child(description, _mss("mssURI")))


def _fault(fault: etree._Element) -> Fault:
    """Read the fault code: the first Subcode that reads ``_NNN``, which a deeper one of four digits refines.

    Methics' own client reads them so (laverca/laverca, src/core/fi/laverca/ErrorCodes.java: the second
    Subcode belongs to the first); gateways write other words into Subcodes above and below.
    """
    codes = [code for word in _subcodes(fault) if (code := FAULT_CODE.fullmatch(word))]
    if not codes:
        raise NotAgreed("a fault without a code")
    first, *deeper = (code.group(1) for code in codes)
    refined = next((code for code in deeper if len(code) > len(first) and code.startswith(first)), first)
    return Fault(int(refined))


def _subcodes(fault: etree._Element) -> Iterator[str]:
    """Yield the words of all Subcodes, the outermost first."""
    level = _at_most_one(_only_child(fault, _soap("Code")), _soap("Subcode"))
    for _ in range(MOST_SUBCODES):
        if level is None:
            return
        yield _text(_only_child(level, _soap("Value")))
        level = _at_most_one(level, _soap("Subcode"))


def _mss(name: str) -> str:
    return f"{{{MSS_NAMESPACE}}}{name}"


def _soap(name: str) -> str:
    return f"{{{ENVELOPE_NAMESPACE}}}{name}"


def _children(element: etree._Element) -> list[etree._Element]:
    return list(element.iterchildren("{*}*"))


def _at_most_one(parent: etree._Element, tag: str) -> etree._Element | None:
    # With two elements, our reading and the gateway's could differ: refuse (as in XML signature wrapping).
    elements = parent.findall(tag)
    if len(elements) > 1:
        raise NotAgreed(f"more than one {etree.QName(tag).localname}")
    return elements[0] if elements else None


def _only_child(parent: etree._Element, tag: str) -> etree._Element:
    element = _at_most_one(parent, tag)
    if element is None:
        raise NotAgreed(f"no {etree.QName(tag).localname}")
    return element


def _text(element: etree._Element) -> str:
    if len(element):
        raise NotAgreed(f"elements where {etree.QName(element).localname} has text")
    return (element.text or "").strip()


def _base64(element: etree._Element) -> bytes:
    try:
        return from_text(_text(element))
    except ValueError as error:
        raise NotAgreed(f"no base64 in {etree.QName(element).localname}") from error
