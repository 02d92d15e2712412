"""A continuation link continues one thing, once, for a while, and only its digest is kept."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, text

from accounts.links import ALPHABET, TOKEN_LETTERS, Link, LinkKind, LinkRefusal, Links
from accounts.storage.ciphers import LookupKey
from accounts.storage.database import reading
from tests.unit.accounts.people import LOOKUP_KEY, NOW
from tests.unit.accounts.test_at_the_same_time import all_at_once

TEN_DAYS = timedelta(days=10)
LINK = Link(LinkKind.OFFICE_HELP, "a-case", NOW + TEN_DAYS)


@pytest.fixture
def at(engine: Engine) -> Callable[[datetime], Links]:
    """The links as they are at a moment."""
    return lambda moment: Links(engine, lookup=LookupKey(LOOKUP_KEY), clock=lambda: moment)


@pytest.fixture
def links(at: Callable[[datetime], Links]) -> Links:
    return at(NOW)


@pytest.fixture
def token(links: Links) -> str:
    return links.issue(LinkKind.OFFICE_HELP, "a-case", TEN_DAYS)


def test_looking_at_a_link_does_not_use_it(links: Links, token: str) -> None:
    assert [links.look(token), links.look(token), links.redeem(token)] == [LINK] * 3


def test_a_link_is_good_for_one_use(links: Links, token: str) -> None:
    assert links.redeem(token, by="a-browser") == LINK
    assert links.redeem(token, by="another") is LinkRefusal.USED
    assert links.redeem(token) is LinkRefusal.USED
    assert links.look(token) is LinkRefusal.USED


def test_a_doubled_press_of_one_browser_is_one_use(at: Callable[[datetime], Links], token: str) -> None:
    assert [at(NOW).redeem(token, by="a-browser") for _ in range(2)] == [LINK, LINK]
    assert at(NOW + timedelta(minutes=3)).redeem(token, by="a-browser") is LinkRefusal.USED


def test_of_many_uses_at_the_same_moment_one_gets_it(links: Links, token: str) -> None:
    outcomes = all_at_once(*[partial(links.redeem, token, by=f"browser-{n}") for n in range(6)])
    assert outcomes.count(LINK) == 1
    assert outcomes.count(LinkRefusal.USED) == 5


def test_a_link_ends_with_its_time(at: Callable[[datetime], Links], token: str) -> None:
    later = at(NOW + TEN_DAYS)
    assert later.look(token) is LinkRefusal.EXPIRED
    assert later.redeem(token) is LinkRefusal.EXPIRED
    assert at(NOW + TEN_DAYS - timedelta(seconds=1)).redeem(token) == LINK


def test_a_withdrawn_link_is_told_from_an_unknown_one(links: Links, token: str) -> None:
    other = links.issue(LinkKind.NOT_ME, "a-case", TEN_DAYS)
    links.withdraw(LinkKind.OFFICE_HELP, "a-case")
    assert links.redeem(token) is LinkRefusal.WITHDRAWN
    assert isinstance(links.redeem(other), Link)
    assert links.redeem("nobody-issued-me") is LinkRefusal.UNKNOWN


def test_a_link_that_was_used_cannot_be_withdrawn_any_more(links: Links, token: str) -> None:
    links.redeem(token)
    links.withdraw(LinkKind.OFFICE_HELP, "a-case")
    assert links.look(token) is LinkRefusal.USED


def test_long_after_its_end_a_link_is_forgotten(at: Callable[[datetime], Links], token: str) -> None:
    later = at(NOW + timedelta(days=200))
    later.issue(LinkKind.NOT_ME, "another-case", TEN_DAYS)
    assert later.look(token) is LinkRefusal.UNKNOWN


def test_a_link_cannot_be_guessed_and_is_not_kept(engine: Engine, token: str) -> None:
    assert math.log2(len(ALPHABET)) * TOKEN_LETTERS > 64
    assert set(token) <= set(ALPHABET)
    with reading(engine) as session:
        assert token not in str(session.execute(text("SELECT * FROM continuation_links")).all())
