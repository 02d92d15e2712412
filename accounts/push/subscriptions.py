"""The devices that asked to be told: added, asked for, moved and forgotten. Each subject has only a few.

A device is found by the keyed hash of its endpoint; the endpoint and its keys are sealed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from accounts.push.queue import SUBSCRIPTIONS, About, PushTo, forget_older
from accounts.push.rows import SubscriptionRow, subscription_context
from accounts.storage.database import reading, writing
from accounts.storage.keeper import Keeper


@dataclass(frozen=True, kw_only=True)
class Device:
    """One device that asks to be told.

    Attributes:
        endpoint: the URL at its push service.
        address: JSON with the endpoint and the device's keys, as it goes to a sender.
        key_id: of our key that the device was given.
        browser: the cookie by which the account knows the browser; empty where there is no account.
        generation: of the account's ways in; 0 where there is no account.
    """

    endpoint: str = field(repr=False)
    address: str = field(repr=False)
    key_id: str
    language: str
    browser: str = field(default="", repr=False)
    generation: int = 0


class Subscriptions(Keeper):
    """All devices. Every verb may raise `accounts.storage.database.Unavailable`."""

    def add(self, to: PushTo, device: Device, *, most: int) -> None:
        """Tell a device from now on; one more than *most* of one subject makes the oldest one forgotten."""
        now, row_id, its = self._clock(), uuid4().hex, _its(to)
        with writing(self._engine) as session:
            if to.about is About.ACCOUNT:
                forget_older(session, to.subject_id)
            same = SUBSCRIPTIONS.c.digest == self._digest(device.endpoint)
            if device.browser:
                same |= SUBSCRIPTIONS.c.browser == self._browser(device.browser)
            session.execute(delete(SUBSCRIPTIONS).where(its, same))
            newest_first = select(SUBSCRIPTIONS.c.id).where(its).order_by(SUBSCRIPTIONS.c.made_at.desc())
            too_many = session.scalars(newest_first.offset(most - 1)).all()
            session.execute(delete(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.id.in_(too_many)))
            session.add(self._row(row_id, to, device, at=now))

    def has(self, to: PushTo, *, browser: str) -> bool:
        """Return whether this browser of the account is told; False for a browser without a cookie."""
        if not browser:
            return False
        own = SUBSCRIPTIONS.c.browser == self._browser(browser)
        with reading(self._engine) as session:
            return session.execute(select(SUBSCRIPTIONS.c.id).where(_its(to), own)).first() is not None

    def count(self, to: PushTo) -> int:
        """Return how many devices are told."""
        with reading(self._engine) as session:
            return len(session.scalars(select(SUBSCRIPTIONS.c.id).where(_its(to))).all())

    def forget(self, to: PushTo) -> None:
        """Tell no device anything more about the subject."""
        with writing(self._engine) as session:
            session.execute(delete(SUBSCRIPTIONS).where(_its(to)))

    def forget_browsers(self, browsers: Sequence[str]) -> None:
        """Tell the browsers with these cookies nothing more; a cookie is of one account in one browser."""
        self.forget_keys(self.keys_of(browsers))

    def keys_of(self, browsers: Sequence[str]) -> tuple[str, ...]:
        """Return the digests of the browsers with these cookies, which may be kept for `forget_keys`."""
        return tuple(self._browser(one) for one in browsers)

    def forget_keys(self, keys: Sequence[str]) -> None:
        """Tell the browsers with these digests nothing more."""
        if not keys:
            return
        own = SUBSCRIPTIONS.c.browser.in_(keys)
        with reading(self._engine) as session:  # most browsers are told nothing, and a reader locks nothing
            if session.execute(select(SUBSCRIPTIONS.c.id).where(own)).first() is None:
                return
        with writing(self._engine) as session:
            session.execute(delete(SUBSCRIPTIONS).where(own))

    def keep_only(self, account_id: str, *, browser: str, generation: int) -> None:
        """Forget all devices of an account but this browser, which goes on under another generation."""
        its = SUBSCRIPTIONS.c.account_id == account_id
        own = SUBSCRIPTIONS.c.browser == self._browser(browser)
        with reading(self._engine) as session:  # most accounts have none, and a reader locks nothing
            if session.execute(select(SUBSCRIPTIONS.c.id).where(its).limit(1)).first() is None:
                return
        with writing(self._engine) as session:
            session.execute(delete(SUBSCRIPTIONS).where(its, ~own if browser else its))
            session.execute(update(SUBSCRIPTIONS).where(its, own).values(generation=generation))

    def move(self, before: str, device: Device) -> int:
        """Put another address in place of an endpoint: a browser has replaced its subscription.

        Who knows the endpoint is the browser or its push service: it is a secret of theirs.

        Returns:
            How many subscriptions were moved.
        """
        same = SubscriptionRow.digest == self._digest(before)
        with reading(self._engine) as session:  # an invented endpoint lets no writer wait
            if session.scalars(select(SubscriptionRow.id).where(same).limit(1)).first() is None:
                return 0
        with writing(self._engine) as session:
            rows = session.scalars(select(SubscriptionRow).where(same).with_for_update()).all()
            for row in rows:
                row.digest, row.key_id = self._digest(device.endpoint), device.key_id
                row.address = self._sealed(row.id, device)
            return len(rows)

    def _row(self, row_id: str, to: PushTo, device: Device, *, at: datetime) -> SubscriptionRow:
        facts: dict[str, Any] = {"generation": device.generation} if to.about is About.ACCOUNT else {}
        return SubscriptionRow(
            id=row_id,
            about=to.about,
            subject_id=to.subject_id,
            account_id=to.subject_id if to.about is About.ACCOUNT else None,
            browser=self._browser(device.browser) if device.browser else "",
            digest=self._digest(device.endpoint),
            address=self._sealed(row_id, device),
            key_id=device.key_id,
            language=device.language,
            made_at=at,
            **facts,
        )

    def _sealed(self, row_id: str, device: Device) -> str:
        return self._cipher.encrypt(device.address, context=subscription_context("address", row_id))

    def _digest(self, endpoint: str) -> str:
        return self._lookup.digest("push_endpoint", endpoint)

    def _browser(self, browser: str) -> str:
        return self._lookup.digest("push_browser", browser)


def _its(to: PushTo) -> Any:
    return (SUBSCRIPTIONS.c.about == to.about) & (SUBSCRIPTIONS.c.subject_id == to.subject_id)


def forget_of_key(session: Session, key_id: str) -> None:
    """Forget every device that knows one of our keys, within the caller's transaction."""
    session.execute(delete(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.key_id == key_id))
