"""Ask the authorities whether a certificate of a path was revoked: first by OCSP, then by CRL.

An authority must answer. If no source gives a usable answer, the check raises `CounterpartTrouble`; it never
guesses "good" or "revoked".
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

#: The longest CRL accepted, in bytes; 50,000 revoked certificates take about 2 MiB.
MAX_CRL_BYTES = 16 * 1024 * 1024
MAX_OCSP_BYTES = 64 * 1024
#: A certificate may name many addresses, and each can cost one full timeout. Only the first ones are tried.
MAX_SOURCES = 2

Path = Sequence[x509.Certificate]
T = TypeVar("T")


class Revocation:
    """Fetches OCSP responses and CRLs from configured addresses only; safe to use from several threads."""

    def __init__(
        self,
        *,
        client: httpx2.Client,
        base_urls: Sequence[str],
        timeout_seconds: float,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Configure the addresses that may receive requests.

        Args:
            base_urls: CRL and OCSP requests go only to addresses under these, e.g. ``http://crl.ca.example/``.
            timeout_seconds: for each request, see `verifiers.http.Counterpart`.

        Raises:
            ValueError: a base address is malformed.
        """
        self._allowed = Allowed(base_urls)
        self._clock = clock
        self.crls = Crls(Counterpart("crl", client, timeout_seconds, max_answer_bytes=MAX_CRL_BYTES))
        self._ocsp = Counterpart("ocsp", client, timeout_seconds, max_answer_bytes=MAX_OCSP_BYTES)

    def has_ocsp(self, certificate: x509.Certificate) -> bool:
        """Tell whether *certificate* names an OCSP responder at an allowed address."""
        return bool(self._allowed.those_of(ocsp_urls(certificate)))

    def ocsp_of(self, certificate: x509.Certificate, issuer: x509.Certificate) -> list[asn1.OCSPResponse]:
        """Return the first OCSP response from the responders of *certificate*; empty if none may be asked.

        Raises:
            CounterpartTrouble: no responder gave a usable response.
        """
        urls = self._allowed.those_of(ocsp_urls(certificate))
        return _first(
            urls,
            lambda url: ocsp.ask(
                self._ocsp, url, certificate=certificate, issuer=issuer, moment=self._clock()
            ),
        )

    def crl_of(self, certificate: x509.Certificate, issuer: x509.Certificate) -> list[KeptCrl]:
        """Return the first CRL of *issuer* from the addresses in *certificate*; empty if none is allowed.

        Raises:
            CounterpartTrouble: no address gave a usable CRL.
        """
        urls = self._allowed.those_of(crl_urls(certificate))
        return _first(urls, lambda url: self.crls.at(url, issuer=issuer, moment=self._clock()))


class Enquiry:
    """The revocation requests for the certificates of one path, in up to two rounds, and their results."""

    def __init__(self, revocation: Revocation, path: Path) -> None:
        """Plan requests for every certificate of *path* except its first, the root."""
        self._revocation = revocation
        self._pairs = list(zip(path[1:], path, strict=False))  # (certificate, issuer)
        self._ocsps: list[asn1.OCSPResponse] = []
        self._lists: dict[bytes, KeptCrl | None] = {}
        self._troubles: list[CounterpartTrouble] = []

    def first_round(self) -> Evidence:
        """Send an OCSP request for each certificate that names a responder; fetch the CRL for the others."""
        for certificate, issuer in self._pairs:
            if self._revocation.has_ocsp(certificate):
                self._ask_ocsp(certificate, issuer)
            else:
                self._ask_crl(certificate, issuer)
        return self._evidence()

    def second_round(self) -> Evidence:
        """Also fetch the CRLs of the certificates that the first round asked OCSP about.

        OCSP may not give a clear status: a responder can answer "unknown" (RFC 6960 section 2.2).
        """
        for certificate, issuer in self._pairs:
            if certificate.sha256 not in self._lists:
                self._ask_crl(certificate, issuer)
        return self._evidence()

    def trouble(self) -> CounterpartTrouble:
        """Return the reason why the status is unknown: the first failure, or `Unreachable` if none failed."""
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
            crls = self._revocation.crl_of(certificate, issuer)
        except CounterpartTrouble as trouble:
            self._troubles.append(trouble)
            crls = []
        # None is kept too: the second round does not ask again for a CRL that could not be fetched.
        self._lists[certificate.sha256] = crls[0] if crls else None

    def _evidence(self) -> Evidence:
        """Collect the results so far; a certificate counts as unlisted only if all certificates above it do.

        Reason: pyhanko-certvalidator applies an assertion about the last certificate to the whole path, and
        then requires no revocation information about the authorities above it.
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
    """Return the first result of *ask* over *urls*, or an empty list if there are no addresses."""
    trouble: CounterpartTrouble | None = None
    for url in urls[:MAX_SOURCES]:
        try:
            return [ask(url)]
        except CounterpartTrouble as error:
            trouble = trouble or error
    if trouble is not None:
        raise trouble
    return []
