"""Parse a request to the gateway, and refuse it at its first mistake.

The parser is stricter than real gateways, to find mistakes of the product: it guesses nothing and supplies no
defaults, and the gateway refuses an AP_TransID that it has seen before.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

from lxml import etree

from sandbox.mssp import codes
from sandbox.mssp.dialects import DIGEST_INFO, MSS, SOAP, Dialect
from sandbox.mssp.transactions import Asked

NC_NAME: Final = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
MSISDN: Final = re.compile(r"84[35789]\d{8}", re.ASCII)
MAX_SHOWN: Final = 239  # letters in GSM 03.38
LIFETIMES: Final = range(80, 301)
SHA256_BYTES: Final = 32


class MsspFault(Exception):
    """The gateway refuses the request; *code* is None if the request is not even a message of TS 102 204."""

    def __init__(self, code: int | None, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True)
class Account:
    """The credentials of the one application provider that may send requests."""

    application_id: str
    password: str


@dataclass(frozen=True)
class Request:
    """One message of the known application provider, in the agreed form."""

    message: etree._Element
    application_id: str
    application_transaction: str


def read_request(dialect: Dialect, body: bytes, *, operation: str, account: Account) -> Request:
    """Find the message of *operation* in an envelope, and check its header.

    Raises:
        MsspFault: with the reason.
    """
    message = _message(dialect, body, operation)
    if (message.get("MajorVersion"), message.get("MinorVersion")) != ("1", "1"):
        raise MsspFault(codes.INCOMPATIBLE_INTERFACE, "MajorVersion and MinorVersion are 1")
    who = _one(message, "AP_Info")
    if (who.get("AP_ID"), who.get("AP_PWD")) != (account.application_id, account.password):
        raise MsspFault(codes.UNAUTHORISED, "AP_ID or AP_PWD is wrong")
    name = who.get("AP_TransID", "")
    if not NC_NAME.fullmatch(name) or not who.get("Instant"):
        raise MsspFault(codes.WRONG_PARAMETER, "AP_TransID is an NCName, Instant a time")
    if _text(_one(_one(_one(message, "MSSP_Info"), "MSSP_ID"), "URI")) != dialect.gateway:
        raise MsspFault(codes.WRONG_PARAMETER, "MSSP_ID is another gateway's")
    return Request(message, account.application_id, name)


def msisdn_of(request: Request) -> str:
    """Return the phone number of the request, in E.164.

    Raises:
        MsspFault: the MSISDN is not a Vietnamese mobile number, or has a plus sign.
    """
    msisdn = _text(_one(_one(request.message, "MobileUser"), "MSISDN"))
    if not MSISDN.fullmatch(msisdn):
        raise MsspFault(codes.WRONG_PARAMETER, "MSISDN is 84 and nine digits")
    return f"+{msisdn}"


def asked_in(dialect: Dialect, request: Request) -> Asked:
    """Read the data to sign and the text to show.

    Raises:
        MsspFault: with the reason.
    """
    message = request.message
    _check_order(dialect, message)
    if message.get("MessagingMode") != "asynchClientServer":
        raise MsspFault(codes.WRONG_PARAMETER, "MessagingMode is asynchClientServer")
    lifetime = message.get("TimeOut", "")
    if not lifetime.isdecimal() or int(lifetime) not in LIFETIMES:
        raise MsspFault(codes.WRONG_PARAMETER, "TimeOut is 80 to 300 seconds")
    _check_profile(dialect, message)
    shown = _one(message, "DataToBeDisplayed")
    if (shown.get("MimeType"), shown.get("Encoding")) != ("text/plain", "UTF-8"):
        raise MsspFault(codes.WRONG_PARAMETER, "DataToBeDisplayed is text/plain, UTF-8")
    text = shown.text or ""
    if not 0 < len(text) <= MAX_SHOWN:
        raise MsspFault(codes.WRONG_LENGTH, f"DataToBeDisplayed has 1 to {MAX_SHOWN} letters")
    return Asked(dialect, request.application_transaction, _data(dialect, message), text, int(lifetime))


def _check_order(dialect: Dialect, message: etree._Element) -> None:
    """Refuse elements that the gateway's schema does not have, or has in another order."""
    allowed = ("AP_Info", "MSSP_Info", *dialect.request_order)
    names = [etree.QName(element).localname for element in message]
    if names != [name for name in allowed if name in names]:
        raise MsspFault(codes.WRONG_PARAMETER, "The elements stand in another order than in the schema")


def _check_profile(dialect: Dialect, message: etree._Element) -> None:
    """Check the requested key and form of signature."""
    wanted = _text(_one(_one(message, "SignatureProfile"), "mssURI"))
    form = message.find(f"{{{MSS}}}MSS_Format")
    form_uri = None if form is None else _text(_one(form, "mssURI"))
    if wanted != dialect.signature_profile or form_uri != dialect.signature_format:
        raise MsspFault(codes.UNSUPPORTED_PROFILE, "SignatureProfile or MSS_Format is another")


def _data(dialect: Dialect, message: etree._Element) -> bytes:
    data = _one(message, "DataToBeSigned")
    if (data.get("MimeType"), data.get("Encoding")) != (dialect.mime_type, dialect.encoding):
        raise MsspFault(
            codes.INAPPROPRIATE_DATA, f"DataToBeSigned is {dialect.mime_type}, {dialect.encoding}"
        )
    if dialect.cms:
        return (data.text or "").encode()
    try:
        digest_info = base64.b64decode(data.text or "", validate=True)
    except binascii.Error as error:
        raise MsspFault(codes.INAPPROPRIATE_DATA, "DataToBeSigned is no base64") from error
    if not digest_info.startswith(DIGEST_INFO) or len(digest_info) != len(DIGEST_INFO) + SHA256_BYTES:
        raise MsspFault(codes.INAPPROPRIATE_DATA, "DataToBeSigned is a DigestInfo of SHA-256")
    return digest_info


def _message(dialect: Dialect, body: bytes, operation: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        envelope = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise MsspFault(None, "The request is no XML") from error
    wrapper = envelope.find(f"{{{SOAP}}}Body/*")
    if envelope.tag != f"{{{SOAP}}}Envelope" or wrapper is None:
        raise MsspFault(None, "The request is no SOAP 1.2")
    if wrapper.tag != etree.QName(dialect.wrapper, operation).text:
        raise MsspFault(None, "Cannot find dispatch method")
    # MSS_StatusQuery is the operation, but its message is MSS_StatusReq (TS 102 204).
    wanted = etree.QName(dialect.part, operation.replace("StatusQuery", "Status") + "Req").text
    if len(wrapper) != 1 or wrapper[0].tag != wanted:
        raise MsspFault(None, "Cannot find the message")
    return wrapper[0]


def _one(parent: etree._Element, name: str) -> etree._Element:
    elements = parent.findall(f"{{{MSS}}}{name}")
    if len(elements) != 1:
        raise MsspFault(codes.MISSING_PARAMETER, f"{name} stands once")
    return elements[0]


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()
