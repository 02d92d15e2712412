"""Ask an OCSP responder for the status of one certificate (RFC 6960).

This module sends the request. The response is bytes from outside: the process that examines reads it
(`verifiers.examination.statuses`).
"""

import os
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from verifiers.http import Counterpart

NONCE_BYTES = 32  # the most that RFC 8954 section 2.1 allows
HEADERS = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"}


@dataclass(frozen=True)
class Response:
    """A responder's answer, unread, and the nonce of the request."""

    der: bytes = field(repr=False)
    nonce: bytes = field(repr=False)


def ask(counterpart: Counterpart, url: str, *, certificate: bytes, issuer: bytes) -> Response:
    """Ask the responder at *url* about *certificate*, both certificates in DER.

    The request is a POST, because a GET would put the serial number in the address and so in access logs.

    Raises:
        Unreachable: no response in time, or the responder cannot answer now.
        UnexpectedAnswer: the response has another HTTP status than 200.
    """
    nonce = os.urandom(NONCE_BYTES)
    question = _question(certificate, issuer, nonce)
    answer = counterpart.ask("POST", url, repeatable=True, content=question, headers=HEADERS)
    if answer.status_code != 200:
        raise counterpart.unexpected(answer)
    return Response(answer.content, nonce)


def _question(certificate: bytes, issuer: bytes, nonce: bytes) -> bytes:
    subject, above = (x509.load_der_x509_certificate(der) for der in (certificate, issuer))
    # SHA-1 only identifies the issuer here (RFC 5019 section 2.1.1); many responders know no other hash.
    builder = ocsp.OCSPRequestBuilder().add_certificate(subject, above, hashes.SHA1())  # noqa: S303
    builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)
