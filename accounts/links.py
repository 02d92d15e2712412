"""Continuation links and codes: with one, a citizen continues what began elsewhere. Each works once.

A link proves only that its holder can read the phone's messages: it can be forwarded, and any person who
opens it has it. So it only *continues*; the next step must ask for a code to the phone, or for a proof of
identity. A code is a link's token that a person types on a page of the product.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    Engine,
    String,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from accounts.references import SIGNS, find_signs
from accounts.storage.base import Base, table_of
from accounts.storage.ciphers import LookupKey
from accounts.storage.database import reading, writing


class LinkRow(Base):
    """One continuation link that was sent; its token is not stored."""

    __tablename__ = "continuation_links"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    target_id: Mapped[str] = mapped_column(String(64), index=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    redeemed_at: Mapped[datetime | None]
    redeemed_by: Mapped[str | None] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None]


#: Letters and digits that people do not confuse when they type a link from a small screen. No other sign:
#: phones do not count a last "-" or "_" as part of the link that can be tapped.
ALPHABET = "23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
TOKEN_LETTERS = 16  # of 56: 92 bits; NIST SP 800-63A-4 asks for 64 if the server does not limit tries
CODE_SIGNS = 12  # of 23: 54 bits, so tries of codes are limited
CODE_GROUP = 4
#: Characters of a text in which a code is looked for: a message has fewer.
LONGEST_PASTED = 1_000
#: A double tap, or a form that is sent again because no answer came, counts as the same use.
SAME_USE = timedelta(minutes=2)  # assumption: longer than a browser waits, shorter than a phone changes hands
#: How long the product can say why a link has ended; after that it is unknown.
REMEMBERED = timedelta(days=90)

LINKS = table_of(LinkRow)
INSERT_LINK = insert(LINKS)


class LinkKind(StrEnum):
    """What a link continues."""

    POST_OFFICE = "post_office"
    OFFICE_HELP = "counter_help"  # the stored value is older than the word office
    NOT_ME = "not_me"
    STAFF_SET_UP = "staff_set_up"
    """Not sent to a phone: a command prints it, and the person opens it at the desk."""
    DISPUTE_ANSWER = "dispute_answer"
    DISPUTE_DECISION = "dispute_decision"
    """Shows the holder how a dispute was decided, and why."""
    STOP = "stop"
    """Freezes the account with the id *target_id*, after a change of one of its ways in."""
    STOP_PHONE = "stop_phone"
    """The same, from the phone that the account had before: the phone that it has now is not trusted."""


class LinkRefusal(StrEnum):
    """Why a link is refused."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Link:
    """What a valid link continues, and until when; *target_id* is the id of a record, e.g. an appointment."""

    kind: LinkKind
    target_id: str
    expires_at: datetime


def parse_code(text: str) -> str | None:
    """Read a typed or pasted code, in any case and grouping; None if it cannot be one."""
    if len(text) > LONGEST_PASTED:
        return None
    return find_signs(text, groups=CODE_SIGNS // CODE_GROUP, size=CODE_GROUP)


def is_code(token: str) -> bool:
    """Return whether a link's token has the form of a code, whose tries are limited elsewhere."""
    return parse_code(token) is not None


def grouped_code(code: str) -> str:
    """Write a code as messages show it: three groups of four."""
    return "-".join(groups_of(code))


def groups_of(code: str) -> list[str]:
    """Return the three groups of a code."""
    return [code[start : start + CODE_GROUP] for start in range(0, CODE_SIGNS, CODE_GROUP)]


def withdraw(session: Session, kind: LinkKind, target_id: str, *, at: datetime) -> None:
    """Cancel every unused link of this *kind* to *target_id*, within the caller's transaction."""
    unused = (LINKS.c.kind == kind.value) & (LINKS.c.target_id == target_id)
    unused &= LINKS.c.redeemed_at.is_(None) & LINKS.c.withdrawn_at.is_(None)
    session.execute(update(LINKS).where(unused).values(withdrawn_at=at))


class Links:
    """All continuation links of one database. Every verb may raise `Unavailable`."""

    def __init__(self, engine: Engine, *, lookup: LookupKey, clock: Callable[[], datetime]) -> None:
        """Take a migrated database, the *lookup* key that hashes tokens, and a *clock* of aware UTC times."""
        self._engine = engine
        self._lookup = lookup
        self._clock = clock

    def issue(self, kind: LinkKind, target_id: str, lifetime: timedelta) -> str:
        """Make a link to *target_id* and return its token. The token is not stored, so send it now."""
        token = "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LETTERS))
        return self._issued(token, kind, target_id, lifetime)

    def issue_code(self, kind: LinkKind, target_id: str, lifetime: timedelta) -> str:
        """Make a code for *target_id*, as `issue` makes a link; a person can type it."""
        code = "".join(secrets.choice(SIGNS) for _ in range(CODE_SIGNS))
        return self._issued(code, kind, target_id, lifetime)

    def _issued(self, token: str, kind: LinkKind, target_id: str, lifetime: timedelta) -> str:
        now = self._clock()
        facts = {"kind": kind.value, "target_id": target_id, "issued_at": now, "expires_at": now + lifetime}
        with writing(self._engine) as session:
            session.execute(delete(LINKS).where(LINKS.c.expires_at < now - REMEMBERED))
            session.execute(INSERT_LINK, {"digest": self._digest(token), **facts})
        return token

    def look(self, token: str) -> Link | LinkRefusal:
        """Return what *token* continues, without using it: previews of messages open links too."""
        with reading(self._engine) as session:
            return self._judge(session, token, by="")

    def redeem(self, token: str, *, by: str = "") -> Link | LinkRefusal:
        """Use up *token* and return what it continues. Of several requests at once, one succeeds.

        Args:
            by: digest of the browser that asks. Within two minutes the same browser gets the same answer
                again.
        """
        now = self._clock()
        still_good = (
            (LINKS.c.digest == self._digest(token))
            & LINKS.c.redeemed_at.is_(None)
            & LINKS.c.withdrawn_at.is_(None)
            & (LINKS.c.expires_at > now)
        )
        # One UPDATE both checks and changes: of two requests at once, the second finds the link used.
        use_up = update(LINKS).where(still_good).values(redeemed_at=now, redeemed_by=by)
        with writing(self._engine) as session:
            row = session.execute(use_up.returning(*LINKS.c)).first()
            if row is None:
                return self._judge(session, token, by=by)
        return Link(LinkKind(row.kind), row.target_id, row.expires_at)

    def withdraw(self, kind: LinkKind, target_id: str) -> None:
        """Cancel every unused link of this *kind* to *target_id*."""
        with writing(self._engine) as session:
            withdraw(session, kind, target_id, at=self._clock())

    def _judge(self, session: Session, token: str, *, by: str) -> Link | LinkRefusal:
        row = session.execute(select(LINKS).where(LINKS.c.digest == self._digest(token))).first()
        if row is None:
            return LinkRefusal.UNKNOWN
        now = self._clock()
        same_use = bool(by) and row.redeemed_by == by and now <= (row.redeemed_at or now) + SAME_USE
        if row.redeemed_at is not None and not same_use:
            return LinkRefusal.USED
        if row.withdrawn_at is not None:
            return LinkRefusal.WITHDRAWN
        if row.expires_at <= now:
            return LinkRefusal.EXPIRED
        return Link(LinkKind(row.kind), row.target_id, row.expires_at)

    def _digest(self, token: str) -> str:
        return self._lookup.digest("continuation_link", token)
