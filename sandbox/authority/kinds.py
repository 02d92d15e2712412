"""The types of a row in the tables of certificates: the hierarchy, the fault, and the holder."""

from dataclasses import dataclass, field
from enum import StrEnum


class Hierarchy(StrEnum):
    """A root with one issuing authority under it; the product trusts the first three."""

    SIM = "sim"
    TOKEN = "token"
    GOVERNMENT = "government"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """The fault of a certificate, or of the answers about it; VALID has none."""

    VALID = "valid"
    EXPIRES_SOON = "expires_soon"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED_BY_CRL = "revoked_by_crl"
    REVOKED_BY_OCSP = "revoked_by_ocsp"
    OCSP_UNKNOWN = "ocsp_unknown"
    OCSP_STALE = "ocsp_stale"
    OCSP_WRONG_RESPONDER = "ocsp_wrong_responder"
    OCSP_OTHER_CERTIFICATE = "ocsp_other_certificate"
    NO_REVOCATION_INFORMATION = "no_revocation_information"  # the certificate names neither CRL nor OCSP
    FOREIGN_ADDRESS = "foreign_address"  # the certificate names a CRL at a host of another owner
    LIST_ALONE = "list_alone"  # as VNPT SmartCA RS issues: no OCSP, and its own name backwards as cRLIssuer
    WRONG_USAGE = "wrong_usage"
    NO_USAGE = "no_usage"
    CA_FLAG = "ca_flag"
    SHA1 = "sha1"
    SHORT_KEY = "short_key"


@dataclass(frozen=True)
class Holder:
    """One certificate: its subject, in the order of the attributes, and its fault."""

    key: str
    full_name: str  # the CN
    subject: tuple[tuple[str, str], ...] = field(repr=False)  # without C and CN, by the names of RFC 4514
    story: str
    hierarchy: Hierarchy = Hierarchy.SIM
    standing: Standing = Standing.VALID
    rsa: bool = False
    #: The phone number (E.164), if the certificate is on a SIM.
    phone_number: str | None = None

    @property
    def citizen_number(self) -> str | None:
        """The first UID of 12 digits; tests search logs for this number to find leaks."""
        numbers = (value.rpartition(":")[2] for name, value in self.subject if name == "UID")
        return next((number for number in numbers if len(number) == 12), None)
