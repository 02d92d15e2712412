"""Whether the number was given to another subscriber since a day: what the carrier says, and cannot say."""

from datetime import date

import httpx2
import pytest

from tests.unit.verifiers.carrier.test_carrier_answers import AN, PHONE, TOKEN, carrier, error, verdicts
from tests.unit.verifiers.wire import Wire
from verifiers.carrier import SubscriberChange
from verifiers.errors import UnexpectedAnswer, Unreachable

SINCE = date(2025, 3, 9)
SAME = httpx2.Response(200, json={"phoneNumberRecycled": False})


def told(*answers: httpx2.Response | httpx2.TransportError) -> SubscriberChange:
    return carrier(Wire(TOKEN, *answers)).subscriber_change(PHONE, since=SINCE)


def test_the_carrier_gets_the_number_and_a_day_and_nothing_else() -> None:
    wire = Wire(TOKEN, SAME)
    carrier(wire).subscriber_change(PHONE, since=SINCE)
    assert str(wire.requests[-1].url) == "http://carrier.test/api/number-recycling/v0.2/check"
    assert wire.sent() == {"phoneNumber": PHONE, "specifiedDate": "2025-03-09"}


def test_the_version_of_the_address_is_the_one_that_was_agreed() -> None:
    wire = Wire(TOKEN, SAME)
    carrier(wire, number_recycling="v1").subscriber_change(PHONE, since=SINCE)
    assert wire.requests[-1].url.path == "/api/number-recycling/v1/check"


@pytest.mark.parametrize(
    ("answer", "change"),
    [
        (httpx2.Response(200, json={"phoneNumberRecycled": True}), SubscriberChange.CHANGED),
        (SAME, SubscriberChange.UNCHANGED),
        (error(404, "IDENTIFIER_NOT_FOUND"), SubscriberChange.UNKNOWN),
        (error(422, "SERVICE_NOT_APPLICABLE"), SubscriberChange.UNKNOWN),
        (error(400, "OUT_OF_RANGE"), SubscriberChange.UNKNOWN),
    ],
)
def test_a_subscriber_is_another_the_same_or_not_known(
    answer: httpx2.Response, change: SubscriberChange
) -> None:
    assert told(answer) is change


@pytest.mark.parametrize(
    "answer",
    [
        error(404, "NOT_FOUND"),
        httpx2.Response(404, text="<h1>Not found</h1>"),
        error(403, "PERMISSION_DENIED"),
        httpx2.Response(403, text="<h1>Forbidden</h1>"),
        error(501, "NOT_IMPLEMENTED"),
        httpx2.Response(501),
    ],
)
def test_a_carrier_without_the_service_is_neither_silent_nor_a_refusal(answer: httpx2.Response) -> None:
    assert told(answer) is SubscriberChange.NOT_OFFERED


def test_a_carrier_that_is_not_asked_by_agreement_hears_nothing() -> None:
    wire = Wire(TOKEN, SAME)
    one = carrier(wire, number_recycling="")
    assert one.subscriber_change(PHONE, since=SINCE) is SubscriberChange.NOT_OFFERED
    assert wire.requests == []


def test_a_token_without_this_scope_means_that_the_service_is_not_offered() -> None:
    refused = httpx2.Response(400, json={"error": "invalid_scope"})
    assert carrier(Wire(refused)).subscriber_change(PHONE, since=SINCE) is SubscriberChange.NOT_OFFERED


def test_a_scope_that_is_refused_leaves_the_match_as_it_is() -> None:
    refused = httpx2.Response(400, json={"error": "invalid_scope"})
    wire = Wire(refused, TOKEN, httpx2.Response(200, json={"swapped": False}))
    one = carrier(wire)
    one.subscriber_change(PHONE, since=SINCE)
    one.sim_change(PHONE, within_hours=72)
    assert [b"number-recycling" in request.content for request in wire.requests] == [True, False, False]


@pytest.mark.parametrize("code", ["invalid_client", "invalid_request", None, ["invalid_scope"]])
def test_a_token_that_is_refused_for_another_reason_is_our_trouble(code: object) -> None:
    with pytest.raises(UnexpectedAnswer, match="token refused"):
        carrier(Wire(httpx2.Response(400, json={"error": code}))).subscriber_change(PHONE, since=SINCE)


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(200, json={}),
        httpx2.Response(200, json={"phoneNumberRecycled": "false"}),
        httpx2.Response(200, json={"phoneNumberRecycled": None}),
        httpx2.Response(200, json={"phoneNumberRecycled": 0}),
        error(400, "INVALID_ARGUMENT"),
        error(422, "MISSING_IDENTIFIER"),
        error(422, "UNNECESSARY_IDENTIFIER"),
        httpx2.Response(204),
        verdicts(),
    ],
)
def test_any_other_answer_about_a_subscriber_is_nonsense_and_clears_no_number(
    answer: httpx2.Response,
) -> None:
    with pytest.raises(UnexpectedAnswer):
        told(answer)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_silent_carrier_says_nothing_of_the_subscriber(status: int) -> None:
    with pytest.raises(Unreachable):
        told(httpx2.Response(status))


def test_a_question_about_a_subscriber_is_asked_again_where_the_connection_broke() -> None:
    assert told(httpx2.RemoteProtocolError(""), SAME) is SubscriberChange.UNCHANGED


def test_a_token_that_is_refused_for_this_service_is_renewed_once() -> None:
    assert told(error(401, "UNAUTHENTICATED"), TOKEN, SAME) is SubscriberChange.UNCHANGED


def test_a_match_and_a_sim_without_their_service_are_silence_as_before() -> None:
    absent = httpx2.Response(501)
    with pytest.raises(Unreachable):
        carrier(Wire(TOKEN, absent)).match(PHONE, AN)
    with pytest.raises(Unreachable):
        carrier(Wire(TOKEN, absent)).sim_change(PHONE, within_hours=72)
