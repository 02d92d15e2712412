"""The differences between gateways that speak ETSI TS 102 204, as data: one profile per kind of gateway."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from verifiers.sim_signature.challenge import control_code, digest_info

#: The namespace of the messages, the same for all gateways (TS 102 204, annex A).
MSS_NAMESPACE: Final = "http://uri.etsi.org/TS102204/v1.1.2#"
#: The SIM's applet, or this module, replaces this mark by the control code. Both have six letters.
CONTROL_CODE_MARK: Final = "%%VC%%"
#: The order of a signature request's content in ETSI's own schema (TS 102 204, annex A).
ETSI_ORDER: Final = (
    "MobileUser",
    "DataToBeSigned",
    "DataToBeDisplayed",
    "SignatureProfile",
    "AdditionalServices",
    "MSS_Format",
)


class DataForm(StrEnum):
    """The form in which the request holds the challenge."""

    DIGEST_INFO = "digest_info"  # the DER DigestInfo of the challenge, in base64
    TEXT = "text"  # the text itself


class SignatureForm(StrEnum):
    """The form in which the response holds the signature."""

    PKCS1 = "pkcs1"  # the bare signature; StatusDetail holds the certificate
    CMS = "cms"  # SignedData (RFC 5652) with our text and the certificate in it


class ProfileName(StrEnum):
    """The profiles by the names that an operator chooses one by."""

    VIETNAMESE = "vietnamese"
    CMS_ATTACHED = "cms_attached"


@dataclass(frozen=True)
class Profile:
    """The requests and responses of one kind of gateway.

    Attributes:
        name: stored in each `Pending`, so that no other profile reads it.
        wrapper_namespace: namespace of the operation element; None for no namespace.
        part_namespace: namespace of the message in the operation element. By rpc/literal it has none (WS-I
            Basic Profile 1.1, R2735), but some gateways want `MSS_NAMESPACE`.
        mssp_id: URI of the gateway.
        signature_profile, signature_format: URIs that choose the key and the form; None is not sent.
        request_order: the elements of a signature request after AP_Info and MSSP_Info, in the order that the
            gateway's schema demands.
        additional_services: URIs of the services that the request asks for in addition to the signature.
        accepted_codes, waiting_codes, signed_codes: the success codes, by their meaning.
        derive_control_code: computes the control code from the data to be signed.
        sim_writes_control_code: the applet replaces `CONTROL_CODE_MARK`; otherwise `display` does.
        display_limit: letters that fit on every SIM; 119 in UCS-2.
    """

    name: ProfileName
    wrapper_namespace: str | None
    part_namespace: str | None
    mssp_id: str
    signature_profile: str
    signature_format: str | None
    additional_services: tuple[str, ...]
    data_form: DataForm
    signature_form: SignatureForm
    request_order: tuple[str, ...] = ETSI_ORDER
    accepted_codes: frozenset[int] = frozenset({100})
    waiting_codes: frozenset[int] = frozenset({504})
    signed_codes: frozenset[int] = frozenset({500, 502})
    derive_control_code: Callable[[bytes], str] = control_code
    sim_writes_control_code: bool = True
    display_limit: int = 119

    def data_to_be_signed(self, content: bytes) -> bytes:
        """Return the bytes that the request holds for *content*."""
        return digest_info(content) if self.data_form is DataForm.DIGEST_INFO else content

    def control_code(self, content: bytes) -> str:
        """Return the digits that the phone and our page show for *content*."""
        return self.derive_control_code(self.data_to_be_signed(content))

    def display(self, text: str, content: bytes) -> str:
        """Turn *text* into the text that the gateway sends to the phone.

        Raises:
            ValueError: *text* does not hold the mark once, is too long, or has letters beyond ASCII.
        """
        if text.count(CONTROL_CODE_MARK) != 1:
            raise ValueError(f"the text on the phone holds {CONTROL_CODE_MARK} once")
        if len(text) > self.display_limit or not (text.isascii() and text.isprintable()):
            raise ValueError(
                f"the text on the phone has at most {self.display_limit} letters, without diacritics"
            )
        code = CONTROL_CODE_MARK if self.sim_writes_control_code else self.control_code(content)
        return text.replace(CONTROL_CODE_MARK, code)


#: "Mobile ID SOAP Interface" 2.7.1, which the gateways of Viet Nam use. Its schema has MSS_Format
#: earlier than ETSI's: a request in ETSI's order is refused.
VIETNAMESE: Final = Profile(
    name=ProfileName.VIETNAMESE,
    wrapper_namespace="http://ae.mobile-id.vn/TS102204/etsi204",
    part_namespace=None,
    mssp_id="http://hmssp.mobile-id.vn",
    signature_profile="http://mobile-id.vn/digitalSignature",
    signature_format=f"{MSS_NAMESPACE}PKCS1",
    additional_services=(
        "http://mobile-id.vn/MSSP/v1.0.0#signingCertificate",
        "http://mobile-id.vn/MSSP/v1.0.0#signatureValidation",
    ),
    data_form=DataForm.DIGEST_INFO,
    signature_form=SignatureForm.PKCS1,
    request_order=(
        "MobileUser",
        "DataToBeSigned",
        "DataToBeDisplayed",
        "MSS_Format",
        "SignatureProfile",
        "AdditionalServices",
    ),
)
#: Gateways of the Methics and FiCom kind: the CMS holds the text, the operation has no namespace. Their
#: SIMs compute no control code, so we write ours into the text.
CMS_ATTACHED: Final = Profile(
    name=ProfileName.CMS_ATTACHED,
    wrapper_namespace=None,
    part_namespace=MSS_NAMESPACE,
    mssp_id="http://mssp.example/",
    signature_profile="http://alauda.mobi/digitalSignature",
    signature_format=None,
    additional_services=(),
    data_form=DataForm.TEXT,
    signature_form=SignatureForm.CMS,
    sim_writes_control_code=False,
)
PROFILES: Final[dict[str, Profile]] = {one.name: one for one in (VIETNAMESE, CMS_ATTACHED)}
