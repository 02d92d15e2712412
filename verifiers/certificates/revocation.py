"""Ask the authorities whether a certificate of a path was revoked: by OCSP, and by list (CRL).

An authority must answer. If no source gives a usable answer, the check raises `CounterpartTrouble`; it never
guesses "good" or "revoked". Which answer outranks which: decision record 0040.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

import httpx2

from verifiers.certificates import ocsp
from verifiers.certificates.links import Link, Point
from verifiers.certificates.lists import MAX_LIST_BYTES, Age, Copies, Lists, SignedList, Source
from verifiers.certificates.lists.judging import status_by_list
from verifiers.certificates.sources import Allowed
from verifiers.errors import CounterpartTrouble, Unreachable
from verifiers.examination.certificate import CertificateRefusal
from verifiers.examination.messages import Message
from verifiers.examination.statuses import Status
from verifiers.http import Counterpart, now

NAME: Final = "revocation"
#: The counterparts under whose names trouble with revocation is raised. None of it is the person's fault.
SOURCES_OF_REVOCATION: Final = frozenset({NAME, "crl", "ocsp"})
MAX_OCSP_BYTES: Final = 64 * 1024
#: A certificate may name many addresses. So many are tried, and so many of them may be silent: each silence
#: costs one full timeout.
MOST_SOURCES: Final = 8
MOST_SILENT: Final = 3

#: Puts a question about one link to the process that examines, and returns its answer.
Examine = Callable[[Link, Message], Message]
Place = TypeVar("Place")


class Revocation:
    """Fetches OCSP responses and lists from configured addresses only; safe to use from several threads."""

    def __init__(
        self,
        *,
        client: httpx2.Client,
        base_urls: Sequence[str],
        timeout_seconds: float,
        copies: Sequence[str] = (),
        alarm: timedelta = timedelta(0),
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Configure the addresses that may receive requests, and the local copies of lists.

        Args:
            client: has the proxy and the authorities for these hosts, see `verifiers.connections`.
            base_urls: requests go only to addresses under these, e.g. ``http://crl.ca.example/``.
            timeout_seconds: for each request, see `verifiers.http.Counterpart`.
            copies: ``URL=file`` or ``URL/=folder``, see `Copies`.
            alarm: see `Lists`.

        Raises:
            ValueError: a base address or a copy is malformed.
        """
        self._allowed = Allowed(base_urls)
        self._clock = clock
        counterpart = Counterpart("crl", client, timeout_seconds, max_answer_bytes=MAX_LIST_BYTES)
        self.copies = Copies(copies)
        self.source = Source(counterpart, self._allowed)
        self.lists = Lists(self.source, self.copies, alarm=alarm)
        self._ocsp = Counterpart("ocsp", client, timeout_seconds, max_answer_bytes=MAX_OCSP_BYTES)

    def may_have_list(self, link: Link) -> bool:
        """Tell whether the certificate names a list that can be had."""
        return next(self._places(link), None) is not None

    def status_at_hand(self, link: Link) -> Status:
        """Return what the lists at hand say of the certificate; no request is sent."""
        words = (
            status_by_list(signed, link, point)
            for url, point in self._places(link)
            if (signed := self.lists.kept(url, signer=link.path[point.signer], moment=self._clock()))
        )
        return _clearest(words)

    def status_by_lists(self, link: Link) -> Status:
        """Return what the first list that tells says of the certificate, from every address of every point.

        Raises:
            CounterpartTrouble: no list tells, and an address gave no usable one.
        """

        def ask(place: tuple[str, Point]) -> Status:
            return status_by_list(self._list(place, link), link, place[1])

        return _first_clear(self._places(link), ask)

    def status_by_responders(self, link: Link, examine: Examine) -> Status:
        """Return what the first responder that can be understood says; UNKNOWN if none may be asked.

        Raises:
            CounterpartTrouble: no responder gave a usable response.
        """
        urls = self._allowed.those_of(link.ocsp_urls)
        return _first_clear(iter(urls), lambda url: self._status_from(url, link, examine))

    def ages(self) -> list[Age]:
        """Return the age of every list at hand, for operators."""
        return self.lists.ages(self._clock())

    def _places(self, link: Link) -> Iterator[tuple[str, Point]]:
        """Yield each address at which a list can be had, once, with its point; copies first."""
        places = {url: point for point in reversed(link.points) if point.signer >= 0 for url in point.urls}
        usable = [url for point in link.points for url in point.urls if url in places]
        may_be_had = [url for url in dict.fromkeys(usable) if self.lists.may_have(url)]
        for url in sorted(may_be_had, key=lambda one: not self.copies.holds(one)):
            yield url, places[url]

    def _list(self, place: tuple[str, Point], link: Link) -> SignedList:
        url, point = place
        return self.lists.at(url, signer=link.path[point.signer], moment=self._clock())

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
            # What was found out now tells more than what is left alone since a moment ago.
            raise min(self._troubles, key=is_left_alone)
        raise Unreachable(NAME, "no source tells whether the certificate was revoked")

    def _status(self, link: Link) -> Status:
        """Return GOOD, REVOKED or UNKNOWN for one certificate.

        The issuer's list in time outranks every "good" of a responder, and "revoked" outranks everything.
        """
        if self._revocation.status_at_hand(link) is Status.REVOKED:
            return Status.REVOKED
        responded = self._unless_trouble(lambda: self._revocation.status_by_responders(link, self._examine))
        match responded:
            case Status.GOOD | Status.REVOKED:
                return responded
            # An old response that a listener kept, or none: the list must tell, if there is one.
            case Status.GOOD_UNTIL_REPLACED if not self._revocation.may_have_list(link):
                return Status.GOOD
            case _:
                return self._unless_trouble(lambda: self._revocation.status_by_lists(link))

    def _unless_trouble(self, ask: Callable[[], Status]) -> Status:
        try:
            return ask()
        except CounterpartTrouble as trouble:
            self._troubles.append(trouble)
            return Status.UNKNOWN


def is_left_alone(trouble: CounterpartTrouble) -> bool:
    """Tell whether nothing was asked now, because the source was silent a moment ago."""
    return isinstance(trouble, Unreachable) and trouble.retry_after_seconds is not None


def _first_clear(places: Iterator[Place], ask: Callable[[Place], Status]) -> Status:
    """Return the first status of *ask* over *places* that is known; UNKNOWN if there is none."""
    troubles: list[CounterpartTrouble] = []
    for _, place in zip(range(MOST_SOURCES), places, strict=False):
        try:
            status = ask(place)
        except CounterpartTrouble as trouble:
            troubles.append(trouble)
            if sum(isinstance(one, Unreachable) for one in troubles) >= MOST_SILENT:
                break
        else:
            if status is not Status.UNKNOWN:
                return status
    if troubles:
        raise troubles[0]
    return Status.UNKNOWN


def _clearest(words: Iterator[Status]) -> Status:
    """Return REVOKED if one word says so, else GOOD if one does."""
    said = set(words)
    return next((one for one in (Status.REVOKED, Status.GOOD) if one in said), Status.UNKNOWN)
