"""The result types of a certificate check: `Certificate` if it passed, `CertificateRefusal` if it did not."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from asn1crypto import x509

from verifiers.examination.subject import NumberKind, SubjectFacts, read_subject
from verifiers.examination.trust import RootKind


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

    @classmethod
    def of(cls, certificate: x509.Certificate, root: RootKind) -> Self:
        """Read the facts of *certificate*, which passed all checks that ask no authority."""
        return cls(
            der=certificate.dump(),
            issuer_name=read_subject(certificate.issuer).common_name,
            serial_number=f"{certificate.serial_number:X}",
            valid_from=certificate.not_valid_before.astimezone(UTC),
            valid_until=certificate.not_valid_after.astimezone(UTC),
            root=root,
            subject=read_subject(certificate.subject),
        )

    def to_message(self) -> dict[str, Any]:
        """Return this certificate as a part of an answer of the process that examines."""
        subject = vars(self.subject) | {
            "numbers": sorted([str(kind), text] for kind, text in self.subject.numbers)
        }
        times = {name: getattr(self, name).isoformat() for name in ("valid_from", "valid_until")}
        return vars(self) | times | {"root": str(self.root), "subject": subject}

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> Self:
        """Read back what `to_message` returned."""
        facts = message["subject"]
        several = {name: tuple(facts[name]) for name in ("organisations", "units", "emails")}
        numbers = frozenset((NumberKind(kind), text) for kind, text in facts["numbers"])
        times = {name: datetime.fromisoformat(message[name]) for name in ("valid_from", "valid_until")}
        subject = SubjectFacts(**(facts | several | {"numbers": numbers}))
        return cls(**(message | times | {"root": RootKind(message["root"]), "subject": subject}))
