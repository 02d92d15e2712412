"""Check that a USB token signed exactly our challenge, and return the signer's certificate.

There is no server to ask: the page posts the result of a helper program on the user's computer. We trust only
a signature over our own bytes, with a certificate that leads to a root of this method.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from verifiers.certificates import Certificate, CertificateRefusal, CertificateVerifier, SignatureRefusal
from verifiers.errors import UnexpectedAnswer
from verifiers.http import now
from verifiers.usb_token.adapters import ADAPTERS
from verifiers.usb_token.challenge import TokenChallenge
from verifiers.usb_token.reading import Unreadable
from verifiers.usb_token.refusals import CERTIFICATE_REFUSALS, Helper, TokenRefusal

COUNTERPART: Final = "usb_token"


class TokenSigning:
    """Checks the signatures of tokens; safe to use from several threads."""

    def __init__(
        self,
        *,
        certificates: CertificateVerifier,
        lifetime_seconds: int,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Configure the trusted certificates and the lifetime of a challenge.

        Args:
            certificates: trusts only the roots for token certificates.
        """
        self._certificates = certificates
        self._lifetime = timedelta(seconds=lifetime_seconds)
        self._clock = clock

    def verify(self, helper: Helper, answer: str, challenge: TokenChallenge) -> Certificate | TokenRefusal:
        """Check the *answer* of *helper*, as JSON posted by the page, over *challenge*.

        The caller must discard the challenge after this call, also after a refusal.

        Returns:
            The signer's certificate, or the first refusal.

        Raises:
            Unreachable: no source says whether the certificate was revoked.
        """
        moment = self._clock()
        # Our clock decides: a signing time inside the signature comes from the computer and proves nothing.
        if not challenge.made_at <= moment <= challenge.made_at + self._lifetime:
            return TokenRefusal.TOO_LATE
        try:
            verdict = ADAPTERS[helper](self._certificates, answer, challenge, moment)
        except Unreadable:
            return TokenRefusal.UNREADABLE
        except UnexpectedAnswer as trouble:
            if trouble.counterpart != COUNTERPART:  # a CRL or OCSP source failed, not the token
                raise
            return TokenRefusal.UNREADABLE
        match verdict:
            case Certificate():
                return verdict
            case CertificateRefusal():
                return CERTIFICATE_REFUSALS[verdict]
            case SignatureRefusal():
                return TokenRefusal.NOT_OVER_OURS
