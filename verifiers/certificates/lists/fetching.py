"""Fetches lists of revoked certificates over http and https, and follows redirects to allowed addresses.

A list is worth its signature, so http serves as well as https. What a redirect must not do is send this
server to a place that neither the operator nor the certificate's authority chose: another scheme, another
port, a host inside the operator's own network.
"""

from typing import Final
from urllib.parse import urljoin

from verifiers.certificates.sources import Allowed, is_same_host
from verifiers.http import Counterpart

#: More than any authority needs: http to https, an old host to a new one, a host to its mirror.
MOST_REDIRECTS: Final = 3
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
#: Some servers choose PEM for browsers; the second entry keeps others from answering 406.
ACCEPT: Final = "application/pkix-crl, */*;q=0.5"


class Source:
    """The addresses that may be asked for lists, and the way to them."""

    def __init__(self, counterpart: Counterpart, allowed: Allowed) -> None:
        """Ask *counterpart*, whose client has the proxy and the authorities of this operator."""
        self._counterpart = counterpart
        self._allowed = allowed

    @property
    def name(self) -> str:
        """The name of the counterpart, in errors and logs."""
        return self._counterpart.name

    def may_be_asked(self, url: str) -> bool:
        """Tell whether *url* is under an address of the operator's list."""
        return bool(self._allowed.those_of((url,)))

    def get(self, url: str) -> bytes:
        """Return what is served at *url*, unread.

        Raises:
            Unreachable: no response in time.
            UnexpectedAnswer: another status than 200, or a redirect that may not be followed.
        """
        at, redirects = url, 0
        while True:
            answer = self._counterpart.ask("GET", at, repeatable=True, headers={"Accept": ACCEPT})
            if answer.status_code == 200:
                return answer.content
            target = urljoin(at, answer.headers.get("Location", ""))
            may_be_followed = self.may_be_asked(target) or is_same_host(at, target)
            if answer.status_code not in REDIRECTS or not may_be_followed or redirects == MOST_REDIRECTS:
                raise self._counterpart.unexpected(answer)
            at, redirects = target, redirects + 1
