"""A call of Vietnam Post is accepted if it is signed, in time and well-formed, checked in this order."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.vietnam_post import BadNews, OfficeAct, OfficeCall, SignedNews, read_news
from verifiers.vietnam_post.news import sign

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECRET = b"only the post and we know it"
NONCE = "0123456789abcdef"
COMPARED = {"reference": "K7M2PX9RT", "act": "compared", "staff": "HN-0417", "documentDigits": "0001"}

REJECTED = {"act": "rejected", "reason": "other_person"}
#: Ids that a person reads as CLERK-1, and others that are no id.
LOOK_ALIKES = [
    *("CLERK-1\u200b", "CLERK\u20101", "CLERK-1\u00ad", "\u0421LERK-1", "CLERK-\uff11", "CLERK-1\ufe0f"),
    *("CLERK-1\0", "CLERK-1\n", " CLERK-1", "CLERK 1", "\u00e9", "e\u0301", "CLERK-\u0661", "\u212aIM"),
]


def heard(
    news: object = COMPARED, *, age: float = 0, secret: bytes = SECRET, nonce: str = NONCE, **headers: str
) -> SignedNews | BadNews:
    body = news if isinstance(news, bytes) else json.dumps(news).encode()
    timestamp = str(int((NOW - timedelta(seconds=age)).timestamp()))
    told = {
        "X-Post-Timestamp": timestamp,
        "X-Post-Nonce": nonce,
        "X-Post-Signature": sign(body, timestamp=timestamp, nonce=nonce, secret=secret),
    }
    return read_news({**told, **headers}, body, secret=SECRET, now=NOW)


@pytest.mark.parametrize(
    ("news", "understood"),
    [
        (COMPARED, OfficeCall("K7M2PX9RT", OfficeAct.COMPARED, "HN-0417", document_digits="0001")),
        (
            {"reference": "K7M2PX9RT", "act": "approved", "staff": "HN-1"},
            OfficeCall("K7M2PX9RT", OfficeAct.APPROVED, "HN-1"),
        ),
        (
            {"reference": "K7M2PX9RT", "act": "rejected", "staff": "HN-1", "reason": "other_person"},
            OfficeCall("K7M2PX9RT", OfficeAct.REJECTED, "HN-1", reason="other_person"),
        ),
    ],
)
def test_a_call_that_is_signed_and_in_time_is_understood(news: object, understood: OfficeCall) -> None:
    assert heard(news) == SignedNews(understood, NONCE)


@pytest.mark.parametrize("age", [-300, 0, 300])
def test_a_call_within_five_minutes_is_accepted(age: int) -> None:
    assert isinstance(heard(age=age), SignedNews)


@pytest.mark.parametrize("age", [-302, 302, 1e9])
def test_a_call_more_than_five_minutes_away_is_refused(age: float) -> None:
    assert heard(age=age) is BadNews.OUT_OF_TIME


@pytest.mark.parametrize("timestamp", ["0", "253402300800", "999999999999"])
def test_a_signed_timestamp_of_any_year_is_out_of_time(timestamp: str) -> None:
    """The year 10000 begins at 253402300800 seconds; Python's dates end before it."""
    body = json.dumps(COMPARED).encode()
    told = {
        "X-Post-Timestamp": timestamp,
        "X-Post-Nonce": NONCE,
        "X-Post-Signature": sign(body, timestamp=timestamp, nonce=NONCE, secret=SECRET),
    }
    assert read_news(told, body, secret=SECRET, now=NOW) is BadNews.OUT_OF_TIME


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Post-Signature": ""},
        {"X-Post-Signature": "v1=" + "0" * 64},
        {"X-Post-Signature": "ß"},
        {"X-Post-Timestamp": str(int(NOW.timestamp()) + 1)},
        {"X-Post-Timestamp": "١٢٣"},
        {"X-Post-Timestamp": ""},
        {"X-Post-Nonce": "0123456789abcdeg"},
        {"X-Post-Nonce": "short"},
    ],
)
def test_a_signature_covers_time_nonce_and_body(headers: dict[str, str]) -> None:
    assert heard(**headers) is BadNews.WRONG_SIGNATURE  # type: ignore[arg-type]  # headers alone


def test_a_signature_with_another_secret_is_refused() -> None:
    assert heard(secret=b"guessed") is BadNews.WRONG_SIGNATURE


@pytest.mark.parametrize(
    "news",
    [
        b"",
        b"[" * 100_000,
        b"\xff",
        [],
        {},
        {**COMPARED, "act": "forgiven"},
        {**COMPARED, "staff": ""},
        {**COMPARED, "staff": 7},
        {**COMPARED, "staff": "x" * 65},
        {**COMPARED, "documentDigits": "000195000090"},
        {**COMPARED, "documentDigits": "１２３４"},
        {"reference": "K7M2PX9RT", "act": "rejected", "staff": "HN-1"},
        {**COMPARED, "reference": "K7M2PX9RT\ud800"},  # half of a pair: no UTF-8 can hold it
        {**COMPARED, "staff": "HN\udfff"},
        {"reference": "K7M2PX9RT", "act": "rejected", "staff": "HN-1", "reason": "other\udc00person"},
    ],
)
def test_a_signed_call_with_invalid_content_is_malformed(news: object) -> None:
    assert heard(news) is BadNews.MALFORMED


@pytest.mark.parametrize(
    "act", [{"act": "compared", "documentDigits": "0001"}, {"act": "approved"}, REJECTED]
)
@pytest.mark.parametrize("staff", LOOK_ALIKES, ids=ascii)
def test_a_clerk_can_not_be_a_second_person_by_an_id_that_looks_the_same(
    act: dict[str, str], staff: str
) -> None:
    assert isinstance(heard({"reference": "K7M2PX9RT", "staff": "CLERK-1._x", **act}), SignedNews)
    assert heard({"reference": "K7M2PX9RT", "staff": staff, **act}) is BadNews.MALFORMED


@given(st.binary(max_size=200))
def test_any_body_is_read_without_an_error(body: bytes) -> None:
    assert isinstance(heard(body), SignedNews | BadNews)


def test_the_repr_of_an_office_call_holds_no_reference() -> None:
    assert "HN-0417" not in repr(heard())
    assert "K7M2PX9RT" not in repr(heard())
