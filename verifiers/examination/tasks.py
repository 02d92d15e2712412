"""The questions that the product puts to the process that examines, and the answers, as messages.

The checks of a certificate stop at the first refusal, the cheap ones first: signature, path, strength, usage.
The product then asks the authorities about revocation and brings a responder's answer here to be read.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from asn1crypto import x509

from verifiers.errors import CounterpartTrouble, Unreachable
from verifiers.examination.addresses import list_points, ocsp_urls
from verifiers.examination.certificate import Certificate, CertificateRefusal
from verifiers.examination.envelope import check_envelope
from verifiers.examination.issuers import IssuerSignatures, choose_issuers
from verifiers.examination.messages import Message
from verifiers.examination.path import Question, path_of
from verifiers.examination.reading import read_certificate
from verifiers.examination.signature import SignatureRefusal, SignatureScheme, check_signature
from verifiers.examination.statuses import Subject, status_by_response
from verifiers.examination.strength import has_strong_key, is_strong
from verifiers.examination.trust import TrustList
from verifiers.examination.usage import is_for_signing, names_a_use_of_persons


def answer(question: Message) -> Message:
    """Answer one *question*; its ``task`` names one of `TASKS`.

    Nothing that hostile bytes may raise gets out: what no check foresaw is named by its type alone, because
    the text of an exception may hold a name or a number.
    """
    try:
        return TASKS[question["task"]](question)
    except CounterpartTrouble as trouble:
        kind = "silence" if isinstance(trouble, Unreachable) else "nonsense"
        return {"trouble": kind, "counterpart": trouble.counterpart, "reason": trouble.reason}
    except Exception as error:  # noqa: BLE001 - the readers of hostile bytes raise what they do not document
        return {"fault": type(error).__name__}


def _signature(question: Message) -> Message:
    """Check a bare signature, then the signer's certificate."""
    refusal = check_signature(
        question["signature"],
        over=question["over"],
        certificate=question["certificate"],
        scheme=SignatureScheme(question["scheme"]),
        counterpart=question["counterpart"],
    )
    return _refused(refusal) if refusal else _certificate(question)


def _envelope(question: Message) -> Message:
    """Check a CMS envelope, then its signer's certificate with the certificates that came along."""
    signer = check_envelope(
        question["envelope"],
        over=question["over"],
        named=question["named"],
        counterpart=question["counterpart"],
    )
    if isinstance(signer, SignatureRefusal):
        return _refused(signer)
    return _certificate({**question, "certificate": signer.certificate, "others": signer.others})


def _certificate(question: Message) -> Message:
    """Check a certificate without asking any authority; tell its facts, its path, and whom to ask."""
    trust, moment = TrustList.from_message(question["trust"]), _moment(question["moment"])
    subject = read_certificate(question["certificate"], counterpart=question["counterpart"])
    signatures = IssuerSignatures()
    along = choose_issuers(
        subject, question.get("others", ()), trust=trust, moment=moment, signatures=signatures
    )
    path = path_of(Question(subject, trust, along.used, moment, signatures))
    if isinstance(path, CertificateRefusal):
        return _refused(path)
    if refusal := _refusal_of(path, trust):
        return _refused(refusal)
    return {
        "certificate": Certificate.of(subject, trust.kind_of(path[0])).to_message(),
        "path": [
            {"der": one.dump(), "ocsp_urls": ocsp_urls(one), "list_points": list_points(one, path[:depth])}
            for depth, one in enumerate(path)
        ],
    }


def _refusal_of(path: Sequence[x509.Certificate], trust: TrustList) -> CertificateRefusal | None:
    """Check the strength and the usages, which the path validator does not check."""
    root, *below = path
    # The signature on a root may be weak: the root is trusted because it is in our list.
    if not has_strong_key(root) or not all(is_strong(certificate) for certificate in below):
        return CertificateRefusal.WEAK
    may_issue_for_persons = all(names_a_use_of_persons(one, trust.usages) for one in below[:-1])
    if not may_issue_for_persons or not is_for_signing(below[-1], trust.usages):
        return CertificateRefusal.WRONG_USAGE
    return None


def _response(question: Message) -> Message:
    status = status_by_response(
        question["response"],
        _asked_about(question),
        nonce=question["nonce"],
        now=_moment(question["now"]),
        counterpart=question["counterpart"],
    )
    return {"status": str(status)}


def _asked_about(question: Message) -> Subject:
    path = [read_certificate(der, counterpart=question["counterpart"]) for der in question["path"]]
    return Subject(path, TrustList.from_message(question["trust"]), _moment(question["moment"]))


def _refused(refusal: CertificateRefusal | SignatureRefusal) -> Message:
    return {"refused": type(refusal).__name__, "as": str(refusal)}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


TASKS: Final[dict[str, Callable[[Message], dict[str, Any]]]] = {
    "signature": _signature,
    "envelope": _envelope,
    "certificate": _certificate,
    "response": _response,
}
