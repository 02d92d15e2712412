"""The rules of one-time codes, as pure functions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bff.journeys.codes import OneTimeCodes, SentCode
from bff.rules.codes import CodeRules, CodeVerdict, count_wrong_try, judge_code, seconds_until_resend
from verifiers.delivery import DeliveryState

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
RULES = CodeRules(keep_seconds=300, tries=5, resend_after_seconds=(60, 120, 300))
V = CodeVerdict


def sent(*digests: str, tries: int = 0, state: DeliveryState = DeliveryState.SENT) -> OneTimeCodes:
    return OneTimeCodes(tuple(SentCode(one, NOW, one, state) for one in digests), wrong_tries=tries)


@pytest.mark.parametrize(
    ("codes", "digest", "seconds", "verdict"),
    [
        (sent("a"), "a", 0, V.RIGHT),
        (sent("a"), "a", 299, V.RIGHT),
        (sent("a"), "a", 300, V.EXPIRED),
        (sent("a"), "b", 0, V.WRONG),
        (sent("a"), "b", 300, V.WRONG),
        (sent("a", "b"), "a", 0, V.OLDER),
        (sent("a", "b"), "b", 0, V.RIGHT),
        (sent("a", tries=4), "a", 0, V.RIGHT),
        (sent("a", tries=5), "a", 0, V.TOO_MANY_TRIES),
        (sent("a", "b", tries=5), "a", 0, V.TOO_MANY_TRIES),
        (sent(), "a", 0, V.NOT_SENT),
    ],
)
def test_each_code_gets_its_verdict(
    codes: OneTimeCodes, digest: str, seconds: int, verdict: CodeVerdict
) -> None:
    assert judge_code(codes, digest, now=NOW + timedelta(seconds=seconds), rules=RULES) is verdict


@given(some.lists(some.sampled_from("xyz"), max_size=20))
def test_the_same_wrong_code_in_a_row_counts_once(digests: list[str]) -> None:
    codes = sent("a")
    for digest in digests:
        codes = count_wrong_try(codes, digest)
    runs = sum(one != before for one, before in zip(digests, [None, *digests], strict=False))
    assert codes.wrong_tries == runs


@pytest.mark.parametrize(
    ("codes", "seconds"),
    [
        (sent(), 0),
        (sent("a"), 60),
        (sent("a", "b"), 120),
        (sent("a", "b", "c"), 300),
        (sent("a", "b", "c", "d", "e"), 300),
        (sent("a", state=DeliveryState.FAILED), 0),
        (OneTimeCodes((*sent("a", state=DeliveryState.FAILED).sent, *sent("b").sent)), 60),
    ],
)
def test_how_long_to_wait_for_another_code(codes: OneTimeCodes, seconds: int) -> None:
    assert seconds_until_resend(codes, now=NOW, rules=RULES) == seconds
    assert seconds_until_resend(codes, now=NOW + timedelta(seconds=seconds), rules=RULES) == 0


@given(some.floats(0, 59.9))
def test_the_shown_wait_is_rounded_up_so_that_the_button_works_when_it_ends(seconds: float) -> None:
    left = seconds_until_resend(sent("a"), now=NOW + timedelta(seconds=seconds), rules=RULES)
    assert 0 < left <= 60
    assert seconds_until_resend(sent("a"), now=NOW + timedelta(seconds=seconds + left), rules=RULES) == 0
