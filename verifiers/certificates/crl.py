"""Certificate revocation lists: fetched once, checked once, and kept read until their next update.

Only whole and direct lists are taken (RFC 5280 section 5): signed by the issuer of the certificate itself. A
list of 50,000 takes most of a second to read in Python, so it is read by cryptography, and a certificate that
is not on a plain list is known to be unlisted without going through it again.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock

from asn1crypto import crl as asn1
from asn1crypto import x509
from cryptography import x509 as strict
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from verifiers.certificates.strength import HASHES
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.http import Counterpart

#: How far a counterpart's clock may be ahead of ours; assumption.
CLOCK_SKEW = timedelta(minutes=5)
#: What a plain list may carry besides; any other extension makes it one for the library to judge.
PLAIN_EXTENSIONS = (strict.CRLNumber, strict.AuthorityKeyIdentifier)
#: How long a source that was silent is left alone: who waits for it together waits once; assumption.
LEFT_ALONE = timedelta(seconds=5)
#: More lists than any trust store has authorities; the one out of date first goes.
MAX_KEPT = 64


@dataclass(frozen=True)
class KeptCrl:
    """One list whose signature was checked."""

    der: bytes = field(repr=False)
    issued_by: bytes = field(repr=False)  # SHA-256 of the issuer's certificate
    read: strict.CertificateRevocationList = field(repr=False)
    next_update: datetime

    def clears(self, certificate: x509.Certificate) -> bool:
        """Tell whether it alone says that *certificate* is not revoked: plain, and without it."""
        plain = all(isinstance(one.value, PLAIN_EXTENSIONS) for one in self.read.extensions)
        listed = self.read.get_revoked_certificate_by_serial_number(certificate.serial_number)
        return plain and listed is None

    @cached_property
    def for_library(self) -> asn1.CertificateList:
        """The list as pyhanko-certvalidator reads it: slowly, so only when it must."""
        return asn1.CertificateList.load(self.der, strict=True)


class Crls:
    """The lists of all issuers; safe to use from several threads."""

    def __init__(self, counterpart: Counterpart) -> None:
        self._counterpart = counterpart
        self._kept: dict[str, KeptCrl] = {}
        self._asking: dict[str, Lock] = {}
        self._silent_until: dict[str, datetime] = {}
        #: How many lists were read since the start.
        self.lists_read = 0

    def at(self, url: str, *, issuer: x509.Certificate, moment: datetime) -> KeptCrl:
        """Give the list of *issuer* that is found at *url* and good at *moment*, asking only if none is kept.

        Raises:
            Unreachable: no answer in time, or only one that is out of date.
            UnexpectedAnswer: what came is no list of this issuer.
        """
        with self._asking.setdefault(url, Lock()):  # who comes second finds it kept
            kept = self._kept.get(url)
            if kept and kept.issued_by == issuer.sha256 and moment < kept.next_update:
                return kept
            fetched = self._read(self._fetch(url, moment), issuer)
            if not self._is_in_time(fetched, moment):
                raise Unreachable(self._counterpart.name, "the list is out of date")
            self._keep(url, fetched)
            return fetched

    def _fetch(self, url: str, moment: datetime) -> bytes:
        if moment < self._silent_until.get(url, moment):
            raise Unreachable(self._counterpart.name, "was silent a moment ago")
        try:
            return self._ask(url)
        except Unreachable:
            self._silent_until[url] = moment + LEFT_ALONE
            raise

    def _ask(self, url: str) -> bytes:
        answer = self._counterpart.ask(
            "GET", url, repeatable=True, headers={"Accept": "application/pkix-crl"}
        )
        if answer.status_code != 200:
            raise self._counterpart.unexpected(answer)
        return answer.content

    def _read(self, der: bytes, issuer: x509.Certificate) -> KeptCrl:
        self.lists_read += 1
        try:
            found = strict.load_der_x509_crl(der)
            key = strict.load_der_x509_certificate(issuer.dump()).public_key()
            named = strict.load_der_x509_certificate(issuer.dump()).subject
            may_sign = issuer.key_usage_value is None or "crl_sign" in issuer.key_usage_value.native
            strong = found.signature_hash_algorithm and found.signature_hash_algorithm.name in HASHES
            signed = isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) and (
                found.is_signature_valid(key)
            )
            next_update = found.next_update_utc
            _ = found.extensions
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise UnexpectedAnswer(self._counterpart.name, "sent no list that can be read") from error
        if not (may_sign and strong and signed and found.issuer == named) or next_update is None:
            raise UnexpectedAnswer(self._counterpart.name, "sent a list that is not the issuer's")
        return KeptCrl(der, issuer.sha256, found, next_update)

    def _is_in_time(self, crl: KeptCrl, moment: datetime) -> bool:
        return crl.read.last_update_utc - CLOCK_SKEW <= moment < crl.next_update

    def _keep(self, url: str, crl: KeptCrl) -> None:
        self._kept[url] = crl
        if len(self._kept) > MAX_KEPT:
            oldest = min(self._kept, key=lambda one: self._kept[one].next_update)
            self._kept.pop(oldest, None)
