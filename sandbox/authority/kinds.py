"""What a certificate of the sandbox is: under which root, what is the matter with it, whose it is."""

from dataclasses import dataclass, field
from enum import StrEnum


class Hierarchy(StrEnum):
    """A root with one issuing authority under it; the product is to know the first three."""

    SIM = "sim"
    TOKEN = "token"
    GOVERNMENT = "government"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """What is the matter with a certificate."""

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
    NO_REVOCATION_INFORMATION = "no_revocation_information"  # it names neither CRL nor OCSP
    FOREIGN_ADDRESS = "foreign_address"  # CRL and OCSP at a host that is none of the authority's
    WRONG_USAGE = "wrong_usage"
    NO_USAGE = "no_usage"
    CA_FLAG = "ca_flag"
    SHA1 = "sha1"
    SHORT_KEY = "short_key"


@dataclass(frozen=True)
class Holder:
    """One certificate: its subject in the order it stands there, and what is the matter with it."""

    key: str
    full_name: str  # the CN
    subject: tuple[tuple[str, str], ...] = field(repr=False)  # without C and CN, by the names of RFC 4514
    story: str
    hierarchy: Hierarchy = Hierarchy.SIM
    standing: Standing = Standing.VALID
    rsa: bool = False
    #: The SIM's number (E.164), where the certificate is on one.
    phone_number: str | None = None

    @property
    def citizen_number(self) -> str | None:
        """The 12 digits of a UID, so that whoever looks for leaks knows what to look for."""
        numbers = (value.rpartition(":")[2] for name, value in self.subject if name == "UID")
        return next((number for number in numbers if len(number) == 12), None)
