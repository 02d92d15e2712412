"""Ask the authorities whether a certificate of a path was revoked: by OCSP, and by CRL.

An authority must answer. If no source gives a usable answer, the check raises `CounterpartTrouble`; it never
guesses "good" or "revoked". Which answer outranks which: decision record 0040.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

import httpx2

from verifiers.certificates import ocsp
from verifiers.certificates.crl import Crls, KeptCrl, Listing
from verifiers.certificates.links import Link
from verifiers.certificates.sources import Allowed
from verifiers.errors import CounterpartTrouble, Unreachable
from verifiers.examination.certificate import CertificateRefusal
from verifiers.examination.messages import Message
from verifiers.examination.statuses import Status
from verifiers.http import Counterpart, now

#: The longest CRL accepted, in bytes; 50,000 revoked certificates take about 2 MiB.
MAX_CRL_BYTES = 16 * 1024 * 1024
MAX_OCSP_BYTES = 64 * 1024
#: A certificate may name many addresses, and each can cost one full timeout. Only the first ones are tried.
MAX_SOURCES = 2

#: Puts a question about one link to the process that examines, and returns its answer.
Examine = Callable[[Link, Message], Message]
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

    def has_list(self, link: Link) -> bool:
        """Tell whether the certificate names a CRL at an allowed address."""
        return bool(self._allowed.those_of(link.crl_urls))

    def kept_list(self, link: Link) -> KeptCrl | None:
        """Return a CRL for the certificate that is kept and in time; no request is sent."""
        urls = self._allowed.those_of(link.crl_urls)
        kept = (self.crls.kept(url, link=link, moment=self._clock()) for url in urls)
        return next((crl for crl in kept if crl), None)

    def list_of(self, link: Link) -> KeptCrl | None:
        """Return the first CRL of the issuer from the addresses in the certificate; None if none is allowed.

        Raises:
            CounterpartTrouble: no address gave a usable CRL.
        """
        urls = self._allowed.those_of(link.crl_urls)
        return _first(urls, lambda url: self.crls.at(url, link=link, moment=self._clock()))

    def status_of(self, link: Link, examine: Examine) -> Status | None:
        """Return what the first responder that can be understood says; None if none may be asked.

        Raises:
            CounterpartTrouble: no responder gave a usable response.
        """
        return _first(
            self._allowed.those_of(link.ocsp_urls), lambda url: self._status_from(url, link, examine)
        )

    def _status_from(self, url: str, link: Link, examine: Examine) -> Status:
        response = ocsp.ask(self._ocsp, url, certificate=link.certificate, issuer=link.issuer)
        question: Message = {
            "task": "response",
            "response": response.der,
            "nonce": response.nonce,
            "now": self._clock().isoformat(),
            "counterpart": self._ocsp.name,
        }
        return Status(examine(link, question)["status"])


class Enquiry:
    """The revocation requests for the certificates of one path, and what follows from the answers."""

    def __init__(self, revocation: Revocation, links: Sequence[Link], examine: Examine) -> None:
        """Plan the requests for every certificate under the root."""
        self._revocation = revocation
        self._links = links
        self._examine = examine
        self._troubles: list[CounterpartTrouble] = []

    def refusal(self) -> CertificateRefusal | None:
        """Ask about every certificate; REVOKED if one of them is.

        Raises:
            CounterpartTrouble: no source gives a clear status of one of them.
        """
        statuses = [self._status(link) for link in self._links]
        if Status.REVOKED in statuses:
            return CertificateRefusal.REVOKED
        if all(status is Status.GOOD for status in statuses):
            return None
        if self._troubles:
            raise self._troubles[0]
        raise Unreachable("revocation", "no source tells whether the certificate was revoked")

    def _status(self, link: Link) -> Status:
        """Return GOOD, REVOKED or UNKNOWN for one certificate.

        The issuer's list in time outranks every "good" of a responder, and "revoked" outranks everything.
        """
        kept = self._revocation.kept_list(link)
        if kept and (known := self._by_list(link, kept)) is Status.REVOKED:
            return known
        responded = self._by_responder(link)
        match responded:
            case Status.GOOD | Status.REVOKED:
                return responded
            # An old response that a listener kept, or none: the list must tell, if there is one.
            case Status.GOOD_UNTIL_REPLACED if not self._revocation.has_list(link):
                return Status.GOOD
            case _:
                crl = self._list(link)
                return self._by_list(link, crl) if crl else Status.UNKNOWN

    def _by_responder(self, link: Link) -> Status:
        try:
            return self._revocation.status_of(link, self._examine) or Status.UNKNOWN
        except CounterpartTrouble as trouble:
            self._troubles.append(trouble)
            return Status.UNKNOWN

    def _list(self, link: Link) -> KeptCrl | None:
        try:
            return self._revocation.list_of(link)
        except CounterpartTrouble as trouble:
            self._troubles.append(trouble)
            return None

    def _by_list(self, link: Link, crl: KeptCrl) -> Status:
        match crl.listing_of(link.serial_number):
            case Listing.CLEAR:
                return Status.GOOD
            case Listing.REVOKED:
                return Status.REVOKED
            case Listing.NOT_PLAIN:
                question: Message = {"task": "list", "list": crl.der, "counterpart": "crl"}
                return Status(self._examine(link, question)["status"])


def _first(urls: Sequence[str], ask: Callable[[str], T]) -> T | None:
    """Return the first result of *ask* over *urls*; None if there are no addresses."""
    trouble: CounterpartTrouble | None = None
    for url in urls[:MAX_SOURCES]:
        try:
            return ask(url)
        except CounterpartTrouble as error:
            trouble = trouble or error
    if trouble is not None:
        raise trouble
    return None
