"""Whether a certificate on a found path was revoked: asked of the authorities, by OCSP first and then by CRL.

The answer has to be somebody's word: where every source is silent, or what they say is of no use, that is
trouble and never "good" nor "revoked".
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

import httpx2
from asn1crypto import ocsp as asn1
from asn1crypto import x509

from verifiers.certificates import ocsp
from verifiers.certificates.crl import Crls, KeptCrl
from verifiers.certificates.path import Evidence
from verifiers.certificates.sources import Allowed, crl_urls, ocsp_urls
from verifiers.errors import CounterpartTrouble, Unreachable
from verifiers.http import Counterpart, now

#: The longest list taken, in bytes: 50,000 revoked certificates are some 2 MiB.
MAX_CRL_BYTES = 16 * 1024 * 1024
MAX_OCSP_BYTES = 64 * 1024
#: How many of a certificate's addresses of one kind are tried, each for as long as the timeout allows.
MAX_SOURCES = 2

Path = Sequence[x509.Certificate]
T = TypeVar("T")


class Revocation:
    """What the authorities know, asked at configured addresses only; safe to use from several threads."""

    def __init__(
        self,
        *,
        client: httpx2.Client,
        base_urls: Sequence[str],
        timeout_seconds: float,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Say where may be asked.

        Args:
            base_urls: CRL and OCSP are asked under these addresses alone, e.g. ``http://crl.ca.example/``.
            timeout_seconds: for each question, see `verifiers.http.Counterpart`.

        Raises:
            ValueError: a base address is not one.
        """
        self._allowed = Allowed(base_urls)
        self._clock = clock
        self.crls = Crls(Counterpart("crl", client, timeout_seconds, max_answer_bytes=MAX_CRL_BYTES))
        self._ocsp = Counterpart("ocsp", client, timeout_seconds, max_answer_bytes=MAX_OCSP_BYTES)

    def has_ocsp(self, certificate: x509.Certificate) -> bool:
        """Tell whether *certificate* names a responder that may be asked."""
        return bool(self._allowed.those_of(ocsp_urls(certificate)))

    def ocsp_of(self, certificate: x509.Certificate, issuer: x509.Certificate) -> list[asn1.OCSPResponse]:
        """Give the first answer that a responder of *certificate* gives.

        Raises:
            CounterpartTrouble: none gives any.
        """
        urls = self._allowed.those_of(ocsp_urls(certificate))
        return _first(
            urls,
            lambda url: ocsp.ask(
                self._ocsp, url, certificate=certificate, issuer=issuer, moment=self._clock()
            ),
        )

    def crl_of(self, certificate: x509.Certificate, issuer: x509.Certificate) -> list[KeptCrl]:
        """Give the first list of *issuer* that is found where *certificate* says.

        Raises:
            CounterpartTrouble: none is found.
        """
        urls = self._allowed.those_of(crl_urls(certificate))
        return _first(urls, lambda url: self.crls.at(url, issuer=issuer, moment=self._clock()))


class Enquiry:
    """What is asked about the certificates of one path, in two rounds, and what came of it."""

    def __init__(self, revocation: Revocation, path: Path) -> None:
        """Ask about everything under the root, which comes first in *path*."""
        self._revocation = revocation
        self._pairs = list(zip(path[1:], path, strict=False))  # each certificate with its issuer's
        self._ocsps: list[asn1.OCSPResponse] = []
        self._lists: dict[bytes, KeptCrl | None] = {}
        self._troubles: list[CounterpartTrouble] = []

    def first_round(self) -> Evidence:
        """Ask OCSP for each certificate that names one, and its issuer's list for any other."""
        for certificate, issuer in self._pairs:
            if self._revocation.has_ocsp(certificate):
                self._ask_ocsp(certificate, issuer)
            else:
                self._ask_crl(certificate, issuer)
        return self._evidence()

    def second_round(self) -> Evidence:
        """Ask for the lists besides, where OCSP was asked and did not do (RFC 6960 section 2.2)."""
        for certificate, issuer in self._pairs:
            if certificate.sha256 not in self._lists:
                self._ask_crl(certificate, issuer)
        return self._evidence()

    def trouble(self) -> CounterpartTrouble:
        """Say why nothing is known: the first trouble met, or that what was said is of no use."""
        if self._troubles:
            return self._troubles[0]
        return Unreachable("revocation", "no source tells whether the certificate was revoked")

    def _ask_ocsp(self, certificate: x509.Certificate, issuer: x509.Certificate) -> None:
        try:
            self._ocsps += self._revocation.ocsp_of(certificate, issuer)
        except CounterpartTrouble as trouble:
            self._troubles.append(trouble)

    def _ask_crl(self, certificate: x509.Certificate, issuer: x509.Certificate) -> None:
        try:
            found = self._revocation.crl_of(certificate, issuer)
        except CounterpartTrouble as trouble:
            self._troubles.append(trouble)
            found = []
        self._lists[certificate.sha256] = found[0] if found else None

    def _evidence(self) -> Evidence:
        """Give what was learnt; a certificate counts as unlisted only if all above it do.

        pyhanko-certvalidator takes an assertion about the last certificate of a path for one about the
        whole path, and then asks for no revocation information of its authorities.
        """
        unlisted: list[x509.Certificate] = []
        lists: list[KeptCrl] = []
        for depth, (certificate, _) in enumerate(self._pairs):
            crl = self._lists.get(certificate.sha256)
            if crl and len(unlisted) == depth and crl.clears(certificate):
                unlisted.append(certificate)
            elif crl:
                lists.append(crl)
        return Evidence(tuple(crl.for_library for crl in lists), tuple(self._ocsps), tuple(unlisted))


def _first(urls: Sequence[str], ask: Callable[[str], T]) -> list[T]:
    """Try one address after the other; nothing where there is none to try."""
    trouble: CounterpartTrouble | None = None
    for url in urls[:MAX_SOURCES]:
        try:
            return [ask(url)]
        except CounterpartTrouble as error:
            trouble = trouble or error
    if trouble is not None:
        raise trouble
    return []
