"""Check that a USB token signed exactly our challenge, and return the signer's certificate.

There is no server to ask: the page posts the result of a helper program on the user's computer. We trust only
a signature over our own bytes, with a certificate that leads to a root of this method.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final

from verifiers.certificates import Certificate, CertificateRefusal, CertificateVerifier, SignatureRefusal
from verifiers.errors import TooMuchWork, UnexpectedAnswer
from verifiers.http import now
from verifiers.usb_token.adapters import ADAPTERS
from verifiers.usb_token.challenge import TokenChallenge
from verifiers.usb_token.reading import Unreadable
from verifiers.usb_token.refusals import CERTIFICATE_REFUSALS, SIGN_FOR_ANY_SITE, Helper, TokenRefusal

COUNTERPART: Final = "usb_token"
#: Stands for all authorities in the operator's list.
EVERY_AUTHORITY: Final = "*"


class TokenSigning:
    """Checks the signatures of tokens; safe to use from several threads."""

    def __init__(
        self,
        *,
        certificates: CertificateVerifier,
        lifetime_seconds: int,
        web_eid_only: Collection[str] = (),
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Configure the trusted certificates and the lifetime of a challenge.

        Args:
            certificates: trusts only the roots for token certificates.
            web_eid_only: CNs of the authorities whose certificates count through Web eID alone, for every
                purpose; `EVERY_AUTHORITY` stands for all.
        """
        self._certificates = certificates
        self._lifetime = timedelta(seconds=lifetime_seconds)
        self._web_eid_only = frozenset(web_eid_only)
        self._clock = clock

    def accepts(self, helper: Helper) -> bool:
        """Tell whether *helper* is accepted with the certificates of any authority at all."""
        return not (helper in SIGN_FOR_ANY_SITE and EVERY_AUTHORITY in self._web_eid_only)

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
        except TooMuchWork:
            return TokenRefusal.NOT_CHECKED
        except UnexpectedAnswer as trouble:
            if trouble.counterpart != COUNTERPART:  # a CRL or OCSP source failed, not the token
                raise
            return TokenRefusal.UNREADABLE
        match verdict:
            case Certificate():
                return TokenRefusal.NEEDS_WEB_EID if self._is_too_weak(helper, verdict) else verdict
            case CertificateRefusal():
                return CERTIFICATE_REFUSALS[verdict]
            case SignatureRefusal():
                return TokenRefusal.NOT_OVER_OURS

    def _is_too_weak(self, helper: Helper, certificate: Certificate) -> bool:
        """Tell whether this authority's certificates are accepted from Web eID alone.

        No purpose is spared: a relayed answer registers an account in the victim's name with the thief's
        phone, as it signs in to one that exists.
        """
        is_listed = not self._web_eid_only.isdisjoint({certificate.issuer_name, EVERY_AUTHORITY})
        return is_listed and helper in SIGN_FOR_ANY_SITE
