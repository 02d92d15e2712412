"""Ask an OCSP responder for the status of one certificate (RFC 6960).

This module sends the request and rejects a response with a weak signature, another nonce or a time in the
future. It does not check who signed the response, for which certificate, or how fresh it is: the path
validator does.
"""

import os
from datetime import datetime, timedelta

from asn1crypto import ocsp as asn1
from asn1crypto import x509
from cryptography import x509 as strict
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from pyhanko_certvalidator.revinfo.archival import OCSPContainer

from verifiers.certificates.reading import BROKEN
from verifiers.certificates.strength import has_strong_signature
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.http import Counterpart

NONCE_BYTES = 32  # the most that RFC 8954 section 2.1 allows
CLOCK_SKEW = timedelta(minutes=5)  # assumption, as for CRLs
#: The error codes of a responder that cannot answer now; all other error codes reject our request.
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
    """Ask the responder at *url* about *certificate*.

    The request is a POST, because a GET would put the serial number in the address and so in access logs.

    Raises:
        Unreachable: no response in time, or the responder cannot answer now.
        UnexpectedAnswer: the response is not an OCSP response, or does not answer this request.
    """
    nonce = os.urandom(NONCE_BYTES)
    question = _question(certificate, issuer, nonce)
    answer = counterpart.ask("POST", url, repeatable=True, content=question, headers=HEADERS)
    if answer.status_code != 200:
        raise counterpart.unexpected(answer)
    try:
        response = asn1.OCSPResponse.load(answer.content, strict=True)
        status = response["response_status"].native
        if status in LATER:
            raise Unreachable(counterpart.name, "has no answer for now")
        if status != "successful":
            raise UnexpectedAnswer(counterpart.name, "does not take our question")
        if not _is_worth_reading(response, nonce=nonce, moment=moment):
            raise UnexpectedAnswer(counterpart.name, "answered weakly, another question, or ahead of time")
    except BROKEN as error:
        raise UnexpectedAnswer(counterpart.name, "sent no answer that can be read") from error
    return response


def _question(certificate: x509.Certificate, issuer: x509.Certificate, nonce: bytes) -> bytes:
    subject, above = (strict.load_der_x509_certificate(one.dump()) for one in (certificate, issuer))
    # SHA-1 only identifies the issuer here (RFC 5019 section 2.1.1); many responders know no other hash.
    builder = ocsp.OCSPRequestBuilder().add_certificate(subject, above, hashes.SHA1())  # noqa: S303
    builder = builder.add_extension(strict.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def _is_worth_reading(answer: asn1.OCSPResponse, *, nonce: bytes, moment: datetime) -> bool:
    basic = answer.basic_ocsp_response
    # asn1crypto parses on access: a broken part raises here, where `ask` catches it.
    _ = basic.native, OCSPContainer.load_multi(answer)
    echoed = answer.nonce_value  # many responders sign responses in advance, so these hold no nonce
    statuses = basic["tbs_response_data"]["responses"]
    return (
        has_strong_signature(basic["signature_algorithm"])
        and (echoed is None or _octets(echoed) == nonce)
        and all(status["this_update"].native - CLOCK_SKEW <= moment for status in statuses)
    )


def _octets(nonce: object) -> object:
    return getattr(nonce, "native", nonce)
