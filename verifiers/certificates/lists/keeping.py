"""Keeps lists of revoked certificates: parsed once each, by address, until their next update.

A local copy is read again when its file changes. A list from the network is asked for again after a day: the
national root's lists are valid for months, and a certificate revoked today stands in the next one only.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Final

import structlog

from verifiers.certificates.lists.copies import Copies, Stamp
from verifiers.certificates.lists.fetching import Source
from verifiers.certificates.lists.reading import SignedList, dates_in, read_list
from verifiers.errors import CounterpartTrouble, UnexpectedAnswer, Unreachable

#: The pause after an address did not respond. Without it, all threads that wait for the list would ask and
#: time out one after the other. Assumption.
LEFT_ALONE: Final = timedelta(seconds=5)
#: How long a list from the network is used before its address is asked for a newer one, and how long the
#: address is left alone if it then has none; assumptions.
REFRESH_AFTER: Final = timedelta(days=1)
ASK_AGAIN_AFTER: Final = timedelta(hours=1)
#: More lists than any trust store has authorities. When there are more, the first to expire is dropped.
MAX_KEPT: Final = 64
#: The pause between two alarms about one list.
WARN_AGAIN_AFTER: Final = timedelta(hours=1)

log = structlog.stdlib.get_logger()


@dataclass(frozen=True)
class Age:
    """How old the list of one address is, for operators. ``None`` where there is no list that can be read."""

    url: str
    is_copy: bool
    this_update: datetime | None
    next_update: datetime | None
    ends_soon: bool


@dataclass
class _Kept:
    signed: SignedList
    refresh_at: datetime


class Lists:
    """The lists of all issuers; safe to use from several threads."""

    def __init__(self, source: Source, copies: Copies, *, alarm: timedelta = timedelta(0)) -> None:
        """Configure where lists come from.

        Args:
            alarm: a list in use that ends within this time, or within a quarter of its life if that is less,
                is logged as a warning.
        """
        self._source = source
        self._copies = copies
        self._alarm = alarm
        self._kept: dict[tuple[str, bytes], _Kept] = {}
        self._read: dict[tuple[str, bytes], tuple[Stamp, SignedList | None]] = {}
        self._dates: dict[str, tuple[Stamp, tuple[datetime, datetime] | None]] = {}
        self._locks: dict[str, Lock] = {}
        self._silent_until: dict[str, datetime] = {}
        self._warned_until: dict[str, datetime] = {}
        #: The number of lists parsed since the start.
        self.lists_read = 0

    def may_have(self, url: str) -> bool:
        """Tell whether a list of *url* can be had at all: it may be asked for, or has a place on disk."""
        return self._copies.holds(url) or self._source.may_be_asked(url)

    def kept(self, url: str, *, signer: bytes, moment: datetime) -> SignedList | None:
        """Return the newest list of *url* that is at hand and in time; no address is asked."""
        key = (url, sha256(signer).digest())
        kept = self._kept.get(key)
        at_hand = (self._copy(key, signer), kept.signed if kept else None)
        in_time = [one for one in at_hand if one and one.is_in_time(moment)]
        if not in_time:
            return None
        newest = max(in_time, key=lambda one: one.this_update)
        self._warn_if_it_ends(url, newest, moment)
        return newest

    def at(self, url: str, *, signer: bytes, moment: datetime) -> SignedList:
        """Return the list of *signer* at *url* that is valid at *moment*; fetch it if none is at hand.

        Raises:
            Unreachable: no response in time, or the list is out of date.
            UnexpectedAnswer: the response is not a list of this signer, or the address may not be asked.
        """
        # One lock per address: threads that need the same list wait while the first thread downloads it.
        with self._locks.setdefault(url, Lock()):
            kept = self.kept(url, signer=signer, moment=moment)
            if kept and not self._is_to_be_refreshed(url, kept, moment):
                return kept
            try:
                return self._fetched(url, signer, moment)
            except CounterpartTrouble:
                if kept is None:
                    raise
                self._kept[url, kept.signed_by] = _Kept(kept, moment + ASK_AGAIN_AFTER)
                return kept

    def ages(self, moment: datetime) -> list[Age]:
        """Return the age of each list that has a place on disk or was fetched by this process."""
        copies = [self._age(url, self._dates_of(url), moment, is_copy=True) for url in self._copies.urls()]
        fetched = [
            self._age(url, (kept.signed.this_update, kept.signed.next_update), moment, is_copy=False)
            for (url, _), kept in list(self._kept.items())
        ]
        return copies + fetched

    def _age(
        self, url: str, dates: tuple[datetime, datetime] | None, moment: datetime, *, is_copy: bool
    ) -> Age:
        if dates is None:
            return Age(url, is_copy=is_copy, this_update=None, next_update=None, ends_soon=True)
        return Age(url, is_copy, *dates, ends_soon=ends_soon(*dates, moment=moment, alarm=self._alarm))

    def _dates_of(self, url: str) -> tuple[datetime, datetime] | None:
        """Return the dates in a local copy; its file is read again only if it has changed."""
        stamp = self._copies.stamp_of(url)
        if stamp is None:
            return None
        before = self._dates.get(url)
        if before is None or before[0] != stamp:
            body = b""
            with suppress(OSError):
                body = stamp.path.read_bytes()
            self._dates[url] = before = (stamp, dates_in(body))
        return before[1]

    def _is_to_be_refreshed(self, url: str, kept: SignedList, moment: datetime) -> bool:
        """Tell whether a newer list may be had: a copy's own command sees to that."""
        known = self._kept.get((url, kept.signed_by))
        return known is not None and known.signed is kept and moment >= known.refresh_at

    def _copy(self, key: tuple[str, bytes], signer: bytes) -> SignedList | None:
        """Return the local copy, in time or not; it is parsed again only if its file has changed."""
        url = key[0]
        stamp = self._copies.stamp_of(url)
        if stamp is None:
            return None
        before = self._read.get(key)
        if before is None or before[0] != stamp:
            signed: SignedList | None = None
            with suppress(CounterpartTrouble, OSError):
                self.lists_read += 1
                signed = read_list(stamp.path.read_bytes(), signer)
            if signed is None:
                log.warning("revocation_copy_unusable", url=url)
            self._read[key] = before = (stamp, signed)
        return before[1]

    def _fetched(self, url: str, signer: bytes, moment: datetime) -> SignedList:
        signed = self._read_from_network(url, signer, moment)
        if not signed.is_in_time(moment):
            raise Unreachable(self._source.name, "the list is out of date")
        self._kept[url, signed.signed_by] = _Kept(signed, moment + REFRESH_AFTER)
        if len(self._kept) > MAX_KEPT:
            oldest = min(self._kept, key=lambda key: self._kept[key].signed.next_update)
            self._kept.pop(oldest, None)
        return signed

    def _read_from_network(self, url: str, signer: bytes, moment: datetime) -> SignedList:
        if not self._source.may_be_asked(url):
            raise UnexpectedAnswer(
                self._source.name, "has no copy in time of a list that may not be asked for"
            )
        if moment < self._silent_until.get(url, moment):
            pause = round(LEFT_ALONE.total_seconds())
            raise Unreachable(self._source.name, "was silent a moment ago", retry_after_seconds=pause)
        try:
            body = self._source.get(url)
        except Unreachable:
            self._silent_until[url] = moment + LEFT_ALONE
            raise
        self.lists_read += 1
        return read_list(body, signer)

    def _warn_if_it_ends(self, url: str, signed: SignedList, moment: datetime) -> None:
        dates = signed.this_update, signed.next_update
        if moment < self._warned_until.get(url, moment) or not ends_soon(
            *dates, moment=moment, alarm=self._alarm
        ):
            return
        self._warned_until[url] = moment + WARN_AGAIN_AFTER
        hours = (signed.next_update - moment) / timedelta(hours=1)
        log.warning("revocation_list_ends_soon", url=url, hours_left=round(hours, 1))


def ends_soon(this_update: datetime, next_update: datetime, *, moment: datetime, alarm: timedelta) -> bool:
    """Tell whether operators must look: the list ends within *alarm*, or a quarter of its life if less."""
    return next_update - moment <= min(alarm, (next_update - this_update) / 4)
