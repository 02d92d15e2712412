"""Whether a USB token signed exactly our challenge, and whose certificate it did so with.

There is no server to ask: a page brings what a helper on its computer made. Nothing of it is believed but a
signature over our own bytes, made with the key of a certificate that leads to a root this method trusts.
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
    """Checks what tokens signed; safe to use from several threads."""

    def __init__(
        self,
        *,
        certificates: CertificateVerifier,
        lifetime_seconds: int,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Say whom to believe, and for how long a challenge is good.

        Args:
            certificates: trusts the roots of tokens alone.
        """
        self._certificates = certificates
        self._lifetime = timedelta(seconds=lifetime_seconds)
        self._clock = clock

    def verify(self, helper: Helper, answer: str, challenge: TokenChallenge) -> Certificate | TokenRefusal:
        """Check the *answer* that a page has from *helper*, JSON, to a *challenge* that is used up by this.

        Returns:
            The certificate of whoever signed, or the first thing wrong.

        Raises:
            Unreachable: nobody tells whether the certificate was revoked.
        """
        moment = self._clock()
        if not challenge.made_at <= moment <= challenge.made_at + self._lifetime:
            return TokenRefusal.TOO_LATE
        try:
            verdict = ADAPTERS[helper](self._certificates, answer, challenge, moment)
        except Unreadable:
            return TokenRefusal.UNREADABLE
        except UnexpectedAnswer as trouble:
            if trouble.counterpart != COUNTERPART:  # an authority's nonsense is no fault of the token's
                raise
            return TokenRefusal.UNREADABLE
        match verdict:
            case Certificate():
                return verdict
            case CertificateRefusal():
                return CERTIFICATE_REFUSALS[verdict]
            case SignatureRefusal():
                return TokenRefusal.NOT_OVER_OURS
