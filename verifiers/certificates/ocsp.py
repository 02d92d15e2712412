"""Online certificate status: one question, one signed answer for this certificate, RFC 6960.

What the answer is worth (who signed it, whether for this certificate, how fresh) the path validator judges;
here it is asked, read, and thrown away where it is weakly signed, not to our nonce, or of the future.
"""

import os
from datetime import datetime, timedelta

from asn1crypto import ocsp as asn1
from asn1crypto import x509
from cryptography import x509 as strict
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from verifiers.certificates.reading import BROKEN
from verifiers.certificates.strength import has_strong_signature
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.http import Counterpart

NONCE_BYTES = 32  # the most that RFC 8954 section 2.1 allows
CLOCK_SKEW = timedelta(minutes=5)  # assumption, as for lists
#: What a responder says when it has no answer for now; any other word is about our question.
LATER = frozenset({"internal_error", "try_later"})
HEADERS = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"}


def ask(
    counterpart: Counterpart,
    url: str,
    *,
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    moment: datetime,
) -> asn1.OCSPResponse:
    """Ask the responder at *url* about *certificate*, by POST so that no number stands in an address.

    Raises:
        Unreachable: no answer in time, or none for now.
        UnexpectedAnswer: what came is no answer, or none to this question.
    """
    nonce = os.urandom(NONCE_BYTES)
    question = _question(certificate, issuer, nonce)
    answer = counterpart.ask("POST", url, repeatable=True, content=question, headers=HEADERS)
    if answer.status_code != 200:
        raise counterpart.unexpected(answer)
    try:
        found = asn1.OCSPResponse.load(answer.content, strict=True)
        said = found["response_status"].native
        if said in LATER:
            raise Unreachable(counterpart.name, "has no answer for now")
        if said != "successful":
            raise UnexpectedAnswer(counterpart.name, "does not take our question")
        if not _is_worth_reading(found, nonce=nonce, moment=moment):
            raise UnexpectedAnswer(counterpart.name, "answered weakly, another question, or ahead of time")
    except BROKEN as error:
        raise UnexpectedAnswer(counterpart.name, "sent no answer that can be read") from error
    return found


def _question(certificate: x509.Certificate, issuer: x509.Certificate, nonce: bytes) -> bytes:
    subject, above = (strict.load_der_x509_certificate(one.dump()) for one in (certificate, issuer))
    # SHA-1 only names the issuer here (RFC 5019 section 2.1.1): responders often know no other name.
    builder = ocsp.OCSPRequestBuilder().add_certificate(subject, above, hashes.SHA1())  # noqa: S303
    builder = builder.add_extension(strict.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def _is_worth_reading(answer: asn1.OCSPResponse, *, nonce: bytes, moment: datetime) -> bool:
    basic = answer.basic_ocsp_response
    _ = basic.native
    echoed = answer.nonce_value  # many responders answer from stock and send none
    told = basic["tbs_response_data"]["responses"]
    return (
        has_strong_signature(basic["signature_algorithm"])
        and (echoed is None or _octets(echoed) == nonce)
        and all(one["this_update"].native - CLOCK_SKEW <= moment for one in told)
    )


def _octets(nonce: object) -> object:
    return getattr(nonce, "native", nonce)
