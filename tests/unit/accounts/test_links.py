"""A continuation link works once, for a limited time, and only its digest is stored."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, text

from accounts.links import (
    ALPHABET,
    CODE_SIGNS,
    TOKEN_LETTERS,
    Link,
    LinkKind,
    LinkRefusal,
    Links,
    grouped_code,
    parse_code,
)
from accounts.references import SIGNS
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


def test_a_link_can_be_used_once(links: Links, token: str) -> None:
    assert links.redeem(token, by="a-browser") == LINK
    assert links.redeem(token, by="another") is LinkRefusal.USED
    assert links.redeem(token) is LinkRefusal.USED
    assert links.look(token) is LinkRefusal.USED


def test_a_double_click_in_one_browser_is_one_use(at: Callable[[datetime], Links], token: str) -> None:
    assert [at(NOW).redeem(token, by="a-browser") for _ in range(2)] == [LINK, LINK]
    assert at(NOW + timedelta(minutes=3)).redeem(token, by="a-browser") is LinkRefusal.USED


def test_concurrent_uses_of_one_link_succeed_once(links: Links, token: str) -> None:
    outcomes = all_at_once(*[partial(links.redeem, token, by=f"browser-{n}") for n in range(6)])
    assert outcomes.count(LINK) == 1
    assert outcomes.count(LinkRefusal.USED) == 5


def test_a_link_expires(at: Callable[[datetime], Links], token: str) -> None:
    later = at(NOW + TEN_DAYS)
    assert later.look(token) is LinkRefusal.EXPIRED
    assert later.redeem(token) is LinkRefusal.EXPIRED
    assert at(NOW + TEN_DAYS - timedelta(seconds=1)).redeem(token) == LINK


def test_a_withdrawn_link_gets_another_refusal_than_an_unknown_one(links: Links, token: str) -> None:
    other = links.issue(LinkKind.NOT_ME, "a-case", TEN_DAYS)
    links.withdraw(LinkKind.OFFICE_HELP, "a-case")
    assert links.redeem(token) is LinkRefusal.WITHDRAWN
    assert isinstance(links.redeem(other), Link)
    assert links.redeem("nobody-issued-me") is LinkRefusal.UNKNOWN


def test_a_link_that_was_used_cannot_be_withdrawn_any_more(links: Links, token: str) -> None:
    links.redeem(token)
    links.withdraw(LinkKind.OFFICE_HELP, "a-case")
    assert links.look(token) is LinkRefusal.USED


def test_an_old_link_is_deleted(at: Callable[[datetime], Links], token: str) -> None:
    later = at(NOW + timedelta(days=200))
    later.issue(LinkKind.NOT_ME, "another-case", TEN_DAYS)
    assert later.look(token) is LinkRefusal.UNKNOWN


def test_a_link_cannot_be_guessed_and_is_not_kept(engine: Engine, token: str) -> None:
    assert math.log2(len(ALPHABET)) * TOKEN_LETTERS > 64
    assert set(token) <= set(ALPHABET)
    with reading(engine) as session:
        assert token not in str(session.execute(text("SELECT * FROM continuation_links")).all())


def test_a_code_has_enough_bits_and_reads_as_it_is_typed(links: Links) -> None:
    assert CODE_SIGNS * math.log2(len(SIGNS)) > 54
    code = links.issue_code(LinkKind.STOP, "an-account", TEN_DAYS)
    for typed in (code, grouped_code(code), grouped_code(code).lower(), f" {code[:4]} {code[4:]} "):
        assert parse_code(typed) == code
    assert isinstance(links.redeem(parse_code(grouped_code(code).lower()) or ""), Link)


@pytest.mark.parametrize(
    "typed", ["", "K7M2-PX9R", "K7M2-PX9R-TBCA", "K7M2-PX9R-TBC0", "２" * 60, "K" * 10_000]
)
def test_what_can_not_be_a_code_is_not_looked_up(typed: str) -> None:
    assert parse_code(typed) is None
