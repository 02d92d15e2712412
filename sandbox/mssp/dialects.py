"""The two dialects of TS 102 204 that the gateway speaks, each under its own path."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

MSS: Final = "http://uri.etsi.org/TS102204/v1.1.2#"
SOAP: Final = "http://www.w3.org/2003/05/soap-envelope"
FICOM: Final = "http://mss.ficom.fi/TS102204/v1.0.0#"
#: DER DigestInfo of SHA-256 up to its 32 bytes (RFC 8017, 9.2).
DIGEST_INFO: Final = bytes.fromhex("3031300d060960864801650304020105000420")
MARK: Final = "%%VC%%"


@dataclass(frozen=True)
class Dialect:
    """One dialect: the required form of a request, and the form of a response."""

    name: str  # also the path
    gateway: str  # MSSP_ID
    wrapper: str | None  # namespace of the operation element
    part: str | None  # namespace of the message element in it
    signature_profile: str
    signature_format: str | None
    mime_type: str
    encoding: str
    cms: bool
    refines_faults: bool
    computes_code: bool
    request_order: tuple[str, ...]  # of a signature request's content, as the gateway's schema has it


VIETNAMESE: Final = Dialect(
    name="mssp",
    gateway="http://hmssp.mobile-id.vn",
    wrapper="http://ae.mobile-id.vn/TS102204/etsi204",
    part=None,
    signature_profile="http://mobile-id.vn/digitalSignature",
    signature_format=f"{MSS}PKCS1",
    mime_type="application/octet-stream",
    encoding="base64",
    cms=False,
    refines_faults=False,
    computes_code=True,
    request_order=(
        "MobileUser",
        "DataToBeSigned",
        "DataToBeDisplayed",
        "MSS_Format",
        "SignatureProfile",
        "AdditionalServices",
    ),
)
CMS: Final = Dialect(
    name="mssp-cms",
    gateway="http://mssp.example/",
    wrapper=None,
    part=MSS,
    signature_profile="http://alauda.mobi/digitalSignature",
    signature_format=None,
    mime_type="text/plain",
    encoding="UTF-8",
    cms=True,
    refines_faults=True,
    computes_code=False,
    request_order=(
        "MobileUser",
        "DataToBeSigned",
        "DataToBeDisplayed",
        "SignatureProfile",
        "AdditionalServices",
        "MSS_Format",
    ),
)
DIALECTS: Final = {dialect.name: dialect for dialect in (VIETNAMESE, CMS)}


def control_code(data: bytes) -> str:
    """Compute the code of the SIM's applet: six digits, from the last and the first two bytes of SHA-256."""
    digest = sha256(data).digest()
    numbers = (int.from_bytes(digest[at : at + 2]) for at in (30, 0))
    return "".join(str(number).zfill(3)[-3:] for number in numbers)


def shown(dialect: Dialect, text: str, data: bytes) -> str:
    """Return *text* as the phone shows it."""
    return text.replace(MARK, control_code(data)) if dialect.computes_code else text
