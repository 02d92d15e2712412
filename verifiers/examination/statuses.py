"""What an OCSP response says of one certificate on a path that was found before.

Each certificate is judged alone, with all authorities above it taken as good: the caller asks about each of
them. So one answer never speaks for another certificate, and the caller decides which answer outranks which.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from asn1crypto import ocsp, x509
from pyhanko_certvalidator.revinfo.archival import OCSPContainer

from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.examination.certificate import CertificateRefusal
from verifiers.examination.path import Evidence, Question, StatusUnknown, path_unrevoked
from verifiers.examination.reading import BROKEN
from verifiers.examination.strength import has_strong_signature
from verifiers.examination.trust import TrustList

#: Assumption: the clock of a counterpart is at most this much ahead of ours.
CLOCK_SKEW = timedelta(minutes=5)
#: The error codes of a responder that cannot answer now; all other error codes reject our request.
LATER = frozenset({"internal_error", "try_later"})


class Status(StrEnum):
    """What one answer says of one certificate."""

    GOOD = "good"
    #: By a response without our nonce: any listener may have kept it and send it again until it expires.
    GOOD_UNTIL_REPLACED = "good_until_replaced"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Subject:
    """The certificate that is asked about, and the path down to it.

    Attributes:
        path: from the root to the certificate, both included.
        moment: the time at which the certificate must be good.
    """

    path: Sequence[x509.Certificate] = field(repr=False)
    trust: TrustList
    moment: datetime


def status_by_response(
    response: bytes, subject: Subject, *, nonce: bytes, now: datetime, counterpart: str
) -> Status:
    """Read the OCSP *response* (DER) of *counterpart* to the request with *nonce*.

    Raises:
        Unreachable: the responder cannot answer now.
        UnexpectedAnswer: the response cannot be read, is weak, or does not answer this request.
    """
    try:
        read = ocsp.OCSPResponse.load(response, strict=True)
        word = read["response_status"].native
        if word in LATER:
            raise Unreachable(counterpart, "has no answer for now")
        if word != "successful":
            raise UnexpectedAnswer(counterpart, "does not take our question")
        if not _is_worth_reading(read, nonce=nonce, now=now):
            raise UnexpectedAnswer(counterpart, "answered weakly, another question, or ahead of time")
        has_nonce = read.nonce_value is not None
    except BROKEN as error:
        raise UnexpectedAnswer(counterpart, "sent no answer that can be read") from error
    status = _status(subject, read)
    return Status.GOOD_UNTIL_REPLACED if status is Status.GOOD and not has_nonce else status


def _status(subject: Subject, response: ocsp.OCSPResponse) -> Status:
    _, *above, certificate = subject.path
    question = Question(certificate, subject.trust, above, subject.moment)
    try:
        result = path_unrevoked(question, Evidence((response,), tuple(above)))
    except StatusUnknown:
        return Status.UNKNOWN
    match result:
        case CertificateRefusal.REVOKED:
            return Status.REVOKED
        case CertificateRefusal():  # the path was good without the answer: so the answer is of no use
            return Status.UNKNOWN
        case _:
            return Status.GOOD


def _is_worth_reading(answer: ocsp.OCSPResponse, *, nonce: bytes, now: datetime) -> bool:
    basic = answer.basic_ocsp_response
    # asn1crypto parses on access: a broken part raises here, where the caller catches it.
    _ = basic.native, OCSPContainer.load_multi(answer)
    echoed = answer.nonce_value  # many responders sign responses in advance, so these hold no nonce
    statuses = basic["tbs_response_data"]["responses"]
    return (
        has_strong_signature(basic["signature_algorithm"])
        and (echoed is None or getattr(echoed, "native", echoed) == nonce)
        and all(status["this_update"].native - CLOCK_SKEW <= now for status in statuses)
    )
