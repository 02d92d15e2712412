"""What is told of a certificate that was found good, and the words for one that was not."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from verifiers.certificates.subject import SubjectFacts
from verifiers.certificates.trust import RootKind


class CertificateRefusal(StrEnum):
    """Why a certificate proves nobody."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted"
    WRONG_USAGE = "wrong_usage"
    WEAK = "weak"


@dataclass(frozen=True)
class Certificate:
    """A certificate that is trusted, of the right use, strong, within its time and not revoked.

    Attributes:
        issuer_name: who issued it, as citizens know them (the issuer's CN).
        serial_number: number of the certificate in hexadecimal, upper case, as signing programs show it.
        valid_from, valid_until: aware, UTC.
        root: under which root it was issued.
    """

    der: bytes = field(repr=False)
    issuer_name: str
    serial_number: str = field(repr=False)
    valid_from: datetime
    valid_until: datetime
    root: RootKind
    subject: SubjectFacts = field(repr=False)
