"""The result types of a certificate check: `Certificate` if it passed, `CertificateRefusal` if it did not."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from verifiers.certificates.subject import SubjectFacts
from verifiers.certificates.trust import RootKind


class CertificateRefusal(StrEnum):
    """Why a certificate is not accepted as proof of its holder."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted"
    WRONG_USAGE = "wrong_usage"
    WEAK = "weak"


@dataclass(frozen=True)
class Certificate:
    """A certificate that passed all checks: root, key usage, strength of its keys, dates, revocation.

    Attributes:
        issuer_name: the issuer's CN, the name that citizens know.
        serial_number: in hexadecimal, upper case, as signing programs show it.
        valid_from, valid_until: aware, UTC.
        root: the kind of root at the end of its path.
    """

    der: bytes = field(repr=False)
    issuer_name: str
    serial_number: str = field(repr=False)
    valid_from: datetime
    valid_until: datetime
    root: RootKind
    subject: SubjectFacts = field(repr=False)
