"""Fetches certificate revocation lists (CRLs), checks each once, and keeps it parsed until its next update.

Only complete, direct CRLs are accepted (RFC 5280 section 5): the issuer of the certificate signed them.
A reader written in Python needs almost a second for a CRL of 50,000 entries, so the library cryptography
parses it, here in the product's own process: once, in time that grows with its length alone. A plain CRL says
of every serial number whether it is revoked. Any other is judged by the process that examines.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from threading import Lock

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from verifiers.certificates.links import Link
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.examination.reading import BROKEN
from verifiers.examination.statuses import CLOCK_SKEW
from verifiers.examination.strength import HASHES
from verifiers.http import Counterpart

#: A plain CRL has only these extensions, and its entries only those below. Others can change the meaning of
#: entries: then pyhanko-certvalidator judges the CRL.
PLAIN_EXTENSIONS = (x509.CRLNumber, x509.AuthorityKeyIdentifier)
PLAIN_ENTRY_EXTENSIONS = (x509.CRLReason, x509.InvalidityDate)
#: The pause after an address did not respond. Without it, all threads that wait for the CRL would ask and
#: time out one after the other. Assumption.
LEFT_ALONE = timedelta(seconds=5)
#: More CRLs than any trust store has authorities. When there are more, the first to expire is dropped.
MAX_KEPT = 64


class Listing(StrEnum):
    """What a CRL says of one certificate."""

    CLEAR = "clear"
    REVOKED = "revoked"
    NOT_PLAIN = "not_plain"  # the process that examines must judge


@dataclass(frozen=True)
class KeptCrl:
    """One CRL, with a signature that was checked."""

    der: bytes = field(repr=False)
    issued_by: bytes = field(repr=False)  # SHA-256 of the issuer's certificate
    parsed: x509.CertificateRevocationList = field(repr=False)
    next_update: datetime

    def listing_of(self, serial_number: int) -> Listing:
        """Tell what this CRL, without other evidence, says of the certificate with this number."""
        if not all(isinstance(extension.value, PLAIN_EXTENSIONS) for extension in self.parsed.extensions):
            return Listing.NOT_PLAIN
        entry = self.parsed.get_revoked_certificate_by_serial_number(serial_number)
        if entry is None:
            return Listing.CLEAR
        try:
            is_plain = all(isinstance(one.value, PLAIN_ENTRY_EXTENSIONS) for one in entry.extensions)
        except BROKEN:
            is_plain = False
        return Listing.REVOKED if is_plain else Listing.NOT_PLAIN


class Crls:
    """The CRLs of all issuers; safe to use from several threads."""

    def __init__(self, counterpart: Counterpart) -> None:
        self._counterpart = counterpart
        self._kept: dict[str, KeptCrl] = {}
        self._locks: dict[str, Lock] = {}
        self._silent_until: dict[str, datetime] = {}
        #: The number of CRLs parsed since the start.
        self.lists_read = 0

    def kept(self, url: str, *, link: Link, moment: datetime) -> KeptCrl | None:
        """Return the CRL of the issuer at *url* that was fetched before and is still in time; ask nobody."""
        kept = self._kept.get(url)
        is_in_time = kept is not None and moment < kept.next_update
        return kept if kept and is_in_time and kept.issued_by == sha256(link.issuer).digest() else None

    def at(self, url: str, *, link: Link, moment: datetime) -> KeptCrl:
        """Return the CRL of the issuer at *url* that is valid at *moment*; fetch it if no kept one is valid.

        Raises:
            Unreachable: no response in time, or the CRL is out of date.
            UnexpectedAnswer: the response is not a CRL of this issuer.
        """
        # One lock per address: threads that need the same CRL wait while the first thread downloads it.
        with self._locks.setdefault(url, Lock()):
            if kept := self.kept(url, link=link, moment=moment):
                return kept
            fetched = self._read(self._fetch(url, moment), link.issuer)
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

    def _read(self, der: bytes, issuer: bytes) -> KeptCrl:
        self.lists_read += 1
        try:
            crl = x509.load_der_x509_crl(der)
            issuing = x509.load_der_x509_certificate(issuer)
            key, name = issuing.public_key(), issuing.subject
            is_strong = crl.signature_hash_algorithm and crl.signature_hash_algorithm.name in HASHES
            is_signed = isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey) and (
                crl.is_signature_valid(key)
            )
            next_update, may_sign = crl.next_update_utc, _may_sign_lists(issuing)
            _ = crl.extensions  # parsed on first access: a broken one raises here and not in `listing_of`
        except BROKEN as error:
            raise UnexpectedAnswer(self._counterpart.name, "sent no list that can be read") from error
        # RFC 5280 section 5.1.2.5 requires nextUpdate; without it the CRL would never expire.
        if not (may_sign and is_strong and is_signed and crl.issuer == name) or next_update is None:
            raise UnexpectedAnswer(self._counterpart.name, "sent a list that is not the issuer's")
        return KeptCrl(der, sha256(issuer).digest(), crl, next_update)

    def _is_in_time(self, crl: KeptCrl, moment: datetime) -> bool:
        return crl.parsed.last_update_utc - CLOCK_SKEW <= moment < crl.next_update

    def _keep(self, url: str, crl: KeptCrl) -> None:
        self._kept[url] = crl
        if len(self._kept) > MAX_KEPT:
            oldest = min(self._kept, key=lambda kept_url: self._kept[kept_url].next_update)
            self._kept.pop(oldest, None)


def _may_sign_lists(issuing: x509.Certificate) -> bool:
    try:
        return issuing.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True
