"""Fetches certificate revocation lists (CRLs), checks each once, and keeps it parsed until its next update.

Only complete, direct CRLs are accepted (RFC 5280 section 5): the issuer of the certificate signed them.
asn1crypto needs almost a second to parse a CRL of 50,000 entries. So the faster library cryptography parses
it. If a plain CRL does not list a certificate's serial number, the certificate is not revoked.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock

from asn1crypto import crl as asn1
from asn1crypto import x509
from cryptography import x509 as strict
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from verifiers.certificates.reading import BROKEN
from verifiers.certificates.strength import HASHES
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.http import Counterpart

#: Assumption: the clock of a counterpart is at most this much ahead of ours.
CLOCK_SKEW = timedelta(minutes=5)
#: A plain CRL has only these extensions. Others can change the meaning of entries: then
#: pyhanko-certvalidator judges the CRL.
PLAIN_EXTENSIONS = (strict.CRLNumber, strict.AuthorityKeyIdentifier)
#: The pause after an address did not respond. Without it, all threads that wait for the CRL would ask and
#: time out one after the other. Assumption.
LEFT_ALONE = timedelta(seconds=5)
#: More CRLs than any trust store has authorities. When there are more, the first to expire is dropped.
MAX_KEPT = 64


@dataclass(frozen=True)
class KeptCrl:
    """One CRL, with a signature that was checked."""

    der: bytes = field(repr=False)
    issued_by: bytes = field(repr=False)  # SHA-256 of the issuer's certificate
    parsed: strict.CertificateRevocationList = field(repr=False)
    next_update: datetime

    def clears(self, certificate: x509.Certificate) -> bool:
        """Whether this CRL, without other evidence, shows that *certificate* is not revoked."""
        is_plain = all(isinstance(extension.value, PLAIN_EXTENSIONS) for extension in self.parsed.extensions)
        entry = self.parsed.get_revoked_certificate_by_serial_number(certificate.serial_number)
        return is_plain and entry is None

    @cached_property
    def for_library(self) -> asn1.CertificateList:
        """The CRL in the form that pyhanko-certvalidator needs; parsed on first use, because it is slow."""
        return asn1.CertificateList.load(self.der, strict=True)


class Crls:
    """The CRLs of all issuers; safe to use from several threads."""

    def __init__(self, counterpart: Counterpart) -> None:
        self._counterpart = counterpart
        self._kept: dict[str, KeptCrl] = {}
        self._locks: dict[str, Lock] = {}
        self._silent_until: dict[str, datetime] = {}
        #: The number of CRLs parsed since the start.
        self.lists_read = 0

    def at(self, url: str, *, issuer: x509.Certificate, moment: datetime) -> KeptCrl:
        """Return the CRL of *issuer* at *url* that is valid at *moment*; fetch it if no kept one is valid.

        Raises:
            Unreachable: no response in time, or the CRL is out of date.
            UnexpectedAnswer: the response is not a CRL of this issuer.
        """
        # One lock per address: threads that need the same CRL wait while the first thread downloads it.
        with self._locks.setdefault(url, Lock()):
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
            crl = strict.load_der_x509_crl(der)
            issuing = strict.load_der_x509_certificate(issuer.dump())
            key, name = issuing.public_key(), issuing.subject
            may_sign = issuer.key_usage_value is None or "crl_sign" in issuer.key_usage_value.native
            is_strong = crl.signature_hash_algorithm and crl.signature_hash_algorithm.name in HASHES
            is_signed = isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) and (
                crl.is_signature_valid(key)
            )
            next_update = crl.next_update_utc
            # Both parse on first access: a broken part raises here and not in `clears` or the validator.
            _ = crl.extensions, asn1.CertificateList.load(der, strict=True)
        except BROKEN as error:
            raise UnexpectedAnswer(self._counterpart.name, "sent no list that can be read") from error
        # RFC 5280 section 5.1.2.5 requires nextUpdate; without it the CRL would never expire.
        if not (may_sign and is_strong and is_signed and crl.issuer == name) or next_update is None:
            raise UnexpectedAnswer(self._counterpart.name, "sent a list that is not the issuer's")
        return KeptCrl(der, issuer.sha256, crl, next_update)

    def _is_in_time(self, crl: KeptCrl, moment: datetime) -> bool:
        return crl.parsed.last_update_utc - CLOCK_SKEW <= moment < crl.next_update

    def _keep(self, url: str, crl: KeptCrl) -> None:
        self._kept[url] = crl
        if len(self._kept) > MAX_KEPT:
            oldest = min(self._kept, key=lambda kept_url: self._kept[kept_url].next_update)
            self._kept.pop(oldest, None)
