"""How gateways that all speak ETSI TS 102 204 differ, as data: one profile a kind of gateway."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from verifiers.sim_signature.challenge import control_code, digest_info

#: The namespace of the messages themselves, common to all (TS 102 204, annex A).
MSS_NAMESPACE: Final = "http://uri.etsi.org/TS102204/v1.1.2#"
#: Where the SIM's applet (or we, where it does not) writes the control code. As long as the code itself.
CONTROL_CODE_MARK: Final = "%%VC%%"


class DataForm(StrEnum):
    """In which form a challenge is handed over to be signed."""

    DIGEST_INFO = "digest_info"  # DER DigestInfo of it, base64
    TEXT = "text"  # the text itself


class SignatureForm(StrEnum):
    """In which form the signature comes back."""

    PKCS1 = "pkcs1"  # the bare signature; the certificate beside it in StatusDetail
    CMS = "cms"  # SignedData (RFC 5652) with our text and the certificate in it


@dataclass(frozen=True)
class Profile:
    """How one kind of gateway wants to be asked, and answers.

    Attributes:
        name: what a `Pending` remembers, so that it is never read by another profile.
        wrapper_namespace: of the element of the operation; None is no namespace.
        part_namespace: of the message inside it, which rpc/literal leaves without one (WS-I Basic Profile
            1.1, R2735) and some gateways want in `MSS_NAMESPACE`.
        mssp_id: URI of the gateway.
        signature_profile, signature_format: URIs that choose the key and the form; None is not sent.
        additional_services: URIs asked for beside the signature.
        accepted_codes, waiting_codes, signed_codes: success codes by what they come to.
        fault_depth: how many Subcodes deep in a fault the code stands.
        derive_control_code: from the data to be signed.
        sim_writes_control_code: the applet puts it in place of `CONTROL_CODE_MARK`; else we do.
        display_limit: letters that fit on every SIM; 119 in UCS-2.
    """

    name: str
    wrapper_namespace: str | None
    part_namespace: str | None
    mssp_id: str
    signature_profile: str
    signature_format: str | None
    additional_services: tuple[str, ...]
    data_form: DataForm
    signature_form: SignatureForm
    accepted_codes: frozenset[int] = frozenset({100})
    waiting_codes: frozenset[int] = frozenset({504})
    signed_codes: frozenset[int] = frozenset({500, 502})
    fault_depth: int = 1
    derive_control_code: Callable[[bytes], str] = control_code
    sim_writes_control_code: bool = True
    display_limit: int = 119

    def data_to_be_signed(self, content: bytes) -> bytes:
        """Give what the gateway is handed for *content*."""
        return digest_info(content) if self.data_form is DataForm.DIGEST_INFO else content

    def control_code(self, content: bytes) -> str:
        """Give the digits that stand on the phone and on our page while *content* is to be signed."""
        return self.derive_control_code(self.data_to_be_signed(content))

    def display(self, text: str, content: bytes) -> str:
        """Make of *text* what is sent to be shown on the phone.

        Raises:
            ValueError: it has no place for the control code, is too long, or has letters beyond ASCII.
        """
        if text.count(CONTROL_CODE_MARK) != 1:
            raise ValueError(f"the text on the phone holds {CONTROL_CODE_MARK} once")
        if len(text) > self.display_limit or not (text.isascii() and text.isprintable()):
            raise ValueError(
                f"the text on the phone has at most {self.display_limit} letters, without diacritics"
            )
        code = CONTROL_CODE_MARK if self.sim_writes_control_code else self.control_code(content)
        return text.replace(CONTROL_CODE_MARK, code)


#: "Mobile ID SOAP Interface" 2.7.1, as Viet Nam's gateways speak it.
VIETNAMESE: Final = Profile(
    name="vietnamese",
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
)
#: CMS with the text in it, no namespace on the operation, the code one Subcode deeper: as gateways of the
#: Methics and FiCom kind speak. What it shows is our own control code, for its SIMs compute none.
CMS_ATTACHED: Final = Profile(
    name="cms_attached",
    wrapper_namespace=None,
    part_namespace=MSS_NAMESPACE,
    mssp_id="http://mssp.example/",
    signature_profile="http://alauda.mobi/digitalSignature",
    signature_format=None,
    additional_services=(),
    data_form=DataForm.TEXT,
    signature_form=SignatureForm.CMS,
    fault_depth=2,
    sim_writes_control_code=False,
)
PROFILES: Final = {profile.name: profile for profile in (VIETNAMESE, CMS_ATTACHED)}
