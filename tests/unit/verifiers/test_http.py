"""A silent counterpart raises `Unreachable`, an unreadable one `UnexpectedAnswer`, each within its limits."""

import itertools
from collections.abc import Iterator

import httpx2
import pytest

from tests.unit.verifiers.wire import Answer, Stream, Wire
from verifiers.errors import CounterpartTrouble, UnexpectedAnswer, Unreachable
from verifiers.http import MAX_ANSWER_BYTES, MAX_RETRY_AFTER_SECONDS, Counterpart

URL = "http://counterpart.test/question"
FINE = httpx2.Response(200, json={"swapped": False})


def counterpart(wire: Wire, *, timeout_seconds: float = 5) -> Counterpart:
    return Counterpart("carrier", wire.client, timeout_seconds, correlation_header="x-correlator")


def streaming(chunks: Iterator[bytes], headers: dict[str, str] | None = None) -> Answer:
    return lambda _: httpx2.Response(200, headers=headers, stream=Stream(chunks))


def test_an_answer_is_passed_on_whole() -> None:
    asked = counterpart(Wire(FINE))
    assert asked.object_in(asked.ask("POST", URL, json={})) == {"swapped": False}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_refusal_is_an_answer(status: int) -> None:
    assert counterpart(Wire(httpx2.Response(status))).ask("GET", URL).status_code == status


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_counterpart_that_is_down_or_busy_is_silent(status: int) -> None:
    with pytest.raises(Unreachable) as caught:
        counterpart(Wire(httpx2.Response(status, text="An 000190000001"))).ask("GET", URL)
    assert caught.value.counterpart == "carrier"
    assert str(caught.value) == f"carrier: answered {status}"


@pytest.mark.parametrize(
    "trouble",
    [
        httpx2.ConnectError(""),
        httpx2.ConnectTimeout(""),
        httpx2.ReadTimeout(""),
        httpx2.RemoteProtocolError(""),
    ],
)
def test_a_counterpart_that_does_not_answer_is_silent(trouble: httpx2.TransportError) -> None:
    with pytest.raises(Unreachable) as caught:
        counterpart(Wire(trouble)).ask("POST", URL, repeatable=True)
    assert caught.value.retry_after_seconds is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "30"}, 30),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "9" * 400}, MAX_RETRY_AFTER_SECONDS),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "Mon, 23 Nov 2026 10:00:30 GMT"}, None),
        ({"Retry-After": "Mon, 23 Nov 2026 10:00:30 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 30),
        ({"Retry-After": "Mon, 23 Nov 2026 09:00:00 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, 1),
        ({"Retry-After": "Mon, 23 Nov 2026 10:00:30", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"}, None),
        (
            {"Retry-After": f"Mon, 01 Jan {'9' * 20} 00:00:00 GMT", "Date": "Mon, 23 Nov 2026 10:00:00 GMT"},
            None,
        ),
        (
            {
                "Retry-After": "Mon, 23 Nov 2026 10:00:30 +" + "9" * 20,
                "Date": "Mon, 23 Nov 2026 10:00:00 GMT",
            },
            None,
        ),
    ],
)
def test_when_to_ask_again_is_kept_within_bounds(headers: dict[str, str], seconds: int | None) -> None:
    with pytest.raises(Unreachable) as caught:
        counterpart(Wire(httpx2.Response(503, headers=headers))).ask("GET", URL)
    assert caught.value.retry_after_seconds == seconds


def test_a_question_that_was_not_sent_is_repeated_once() -> None:
    wire = Wire(httpx2.ConnectError(""), FINE)
    assert counterpart(wire).ask("POST", URL).status_code == 200


def test_a_question_that_may_have_arrived_is_repeated_only_if_that_is_safe() -> None:
    wire = Wire(httpx2.RemoteProtocolError(""), FINE)
    with pytest.raises(Unreachable):
        counterpart(wire).ask("POST", URL)
    again = Wire(httpx2.RemoteProtocolError(""), FINE)
    assert counterpart(again).ask("POST", URL, repeatable=True).status_code == 200


@pytest.mark.parametrize("answer", [httpx2.ConnectError(""), httpx2.Response(503), httpx2.ReadTimeout("")])
def test_a_counterpart_is_asked_at_most_twice(answer: Answer) -> None:
    wire = Wire(answer)
    with pytest.raises(Unreachable):
        counterpart(wire).ask("POST", URL, repeatable=True)
    assert len(wire.requests) == (2 if isinstance(answer, httpx2.ConnectError) else 1)


def test_an_endless_answer_is_cut_off_at_the_timeout() -> None:
    with pytest.raises(Unreachable, match="in time"):
        counterpart(Wire(streaming(itertools.repeat(b" "))), timeout_seconds=0.01).ask("GET", URL)


def test_an_answer_that_is_too_long_is_not_read() -> None:
    taken = 0

    def chunks() -> Iterator[bytes]:
        nonlocal taken
        for taken in itertools.count(1):  # noqa: B007 - read below
            yield bytes(64 * 1024)

    with pytest.raises(UnexpectedAnswer, match="more than is agreed"):
        counterpart(Wire(streaming(chunks()))).ask("GET", URL)
    assert taken == MAX_ANSWER_BYTES // (64 * 1024) + 1


def test_a_counterpart_may_agree_on_another_length() -> None:
    long, short = (
        Counterpart("crl", Wire(httpx2.Response(200, content=bytes(1000))).client, 5, max_answer_bytes=most)
        for most in (1000, 999)
    )
    assert len(long.ask("GET", URL).content) == 1000
    with pytest.raises(UnexpectedAnswer, match="more than is agreed"):
        short.ask("GET", URL)


def test_a_compressed_answer_is_not_unpacked() -> None:
    bomb = streaming(iter([b"\x1f\x8b"]), {"Content-Encoding": "gzip"})
    with pytest.raises(UnexpectedAnswer, match="compressed"):
        counterpart(Wire(bomb)).ask("GET", URL)


def test_a_redirect_is_not_followed() -> None:
    wire = Wire(httpx2.Response(307, headers={"Location": "http://elsewhere.test/"}))
    assert counterpart(wire).ask("POST", URL).status_code == 307
    assert len(wire.requests) == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{", b"[]", b'"true"', b"null", b"\xff", b"[" * 100_000, b'{"name": "\\ud800"}']
)
def test_an_answer_without_a_json_object_raises_unexpected_answer(body: bytes) -> None:
    asked = counterpart(Wire(httpx2.Response(200, content=body)))
    with pytest.raises(UnexpectedAnswer, match="without"):
        asked.object_in(asked.ask("GET", URL))


@pytest.mark.parametrize("code", ["Nguyễn Văn An", "+84900000001", "000190000001", "a b", None, 7, {}])
def test_only_a_code_of_the_agreed_form_reaches_a_message(code: object) -> None:
    error = counterpart(Wire(FINE)).unexpected(httpx2.Response(400), code)
    assert str(error) == "carrier: answered 400"


def test_every_question_carries_a_correlator_of_its_own() -> None:
    wire = Wire(FINE)
    for _ in range(2):
        counterpart(wire).ask("GET", URL)
    assert len({request.headers["x-correlator"] for request in wire.requests}) == 2


def test_every_error_names_its_counterpart() -> None:
    with pytest.raises(CounterpartTrouble, match=r"^carrier: "):
        counterpart(Wire(httpx2.ReadError(""))).ask("GET", URL)
