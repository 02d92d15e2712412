"""How the carrier's answers are read: a match needs "true" three times; unknown words never refuse."""

from datetime import UTC, datetime

import httpx2
import pytest

from identity.people import BirthDate, Person
from tests.unit.verifiers.wire import Answer, Wire, ec_key, private_pem
from verifiers.carrier import Carrier, SimChange, SubscriberRefusal
from verifiers.errors import UnexpectedAnswer, Unreachable

PHONE = "+84900000001"
AN = Person("Nguyễn Văn An", citizen_number="000090000001", birth_date=BirthDate(1990, 3, 27))
TOKEN = httpx2.Response(200, json={"access_token": "t", "token_type": "bearer", "expires_in": 600})
AGREED = {"idDocumentMatch": "true", "nameMatch": "true", "birthdateMatch": "true"}
FAILED_MATCH = SubscriberRefusal.PERSON_DIFFERS


def carrier(wire: Wire, *, unaccented_second_try: bool = False, number_recycling: str = "v0.2") -> Carrier:
    return Carrier(
        client=wire.client,
        base_url="http://carrier.test/api/",
        token_url="http://carrier.test/token",
        client_id="cuaso",
        private_key_pem=private_pem(ec_key()),
        timeout_seconds=5,
        unaccented_second_try=unaccented_second_try,
        number_recycling=number_recycling,
        clock=lambda: datetime(2026, 11, 23, tzinfo=UTC),
    )


def verdicts(**words: object) -> httpx2.Response:
    return httpx2.Response(200, json=AGREED | words)


def error(status: int, code: str) -> httpx2.Response:
    return httpx2.Response(status, json={"status": status, "code": code, "message": "Nguyễn Văn An"})


def test_three_times_true_is_a_match() -> None:
    assert carrier(Wire(TOKEN, verdicts())).match(PHONE, AN) == AN


def test_the_carrier_is_asked_for_three_facts() -> None:
    wire = Wire(TOKEN, verdicts())
    carrier(wire).match(PHONE, AN)
    assert str(wire.requests[-1].url) == "http://carrier.test/api/kyc-match/v0.4/match"
    assert wire.requests[-1].headers["Authorization"] == "Bearer t"
    assert wire.sent() == {
        "phoneNumber": PHONE,
        "idDocument": "000090000001",
        "idDocumentType": "national_id_card",
        "name": "Nguyễn Văn An",
        "birthdate": "1990-03-27",
    }


@pytest.mark.parametrize("fact", sorted(AGREED))
@pytest.mark.parametrize("word", ["false", "not_available"])
def test_a_fact_that_differs_or_is_not_there_is_no_match(fact: str, word: str) -> None:
    assert carrier(Wire(TOKEN, verdicts(**{fact: word}))).match(PHONE, AN) is FAILED_MATCH


def test_a_high_score_never_makes_a_match() -> None:
    assert (
        carrier(Wire(TOKEN, verdicts(nameMatch="false", nameMatchScore=99))).match(PHONE, AN) is FAILED_MATCH
    )


@pytest.mark.parametrize("word", [True, False, None, "TRUE", "yes", "", 1, ["true"], {"true": "true"}])
def test_an_unknown_verdict_is_nonsense_and_no_refusal(word: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        carrier(Wire(TOKEN, verdicts(nameMatch=word))).match(PHONE, AN)


@pytest.mark.parametrize(
    "answer", [httpx2.Response(200, json={}), httpx2.Response(200, json={"idDocumentMatch": "true"})]
)
def test_a_verdict_that_is_missing_is_nonsense(answer: httpx2.Response) -> None:
    with pytest.raises(UnexpectedAnswer):
        carrier(Wire(TOKEN, answer)).match(PHONE, AN)


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (error(403, "KNOW_YOUR_CUSTOMER.ID_DOCUMENT_MISMATCH"), SubscriberRefusal.PERSON_DIFFERS),
        (error(403, "KNOW_YOUR_CUSTOMER.ID_DOCUMENT_REQUIRED"), SubscriberRefusal.PERSON_DIFFERS),
        (error(404, "IDENTIFIER_NOT_FOUND"), SubscriberRefusal.UNKNOWN_NUMBER),
        (error(422, "SERVICE_NOT_APPLICABLE"), SubscriberRefusal.NOT_APPLICABLE),
    ],
)
def test_a_refusal_of_the_carrier_is_returned(answer: httpx2.Response, refusal: SubscriberRefusal) -> None:
    assert carrier(Wire(TOKEN, answer)).match(PHONE, AN) is refusal


@pytest.mark.parametrize(
    "answer",
    [
        error(400, "INVALID_ARGUMENT"),
        error(400, "KNOW_YOUR_CUSTOMER.INVALID_PARAM_COMBINATION"),
        error(403, "PERMISSION_DENIED"),
        error(403, "INVALID_TOKEN_CONTEXT"),
        error(404, "NOT_FOUND"),
        error(422, "MISSING_IDENTIFIER"),
        error(404, "KNOW_YOUR_CUSTOMER.ID_DOCUMENT_MISMATCH"),
        error(418, "TEAPOT"),
        httpx2.Response(404, text="<h1>Not found</h1>"),
        httpx2.Response(302, headers={"Location": "/"}),
        httpx2.Response(204),
    ],
)
def test_any_other_carrier_answer_raises_without_personal_data(answer: httpx2.Response) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        carrier(Wire(TOKEN, answer)).match(PHONE, AN)
    assert "An" not in str(caught.value)


def test_a_carrier_that_is_busy_says_when_to_ask_again() -> None:
    busy = httpx2.Response(429, headers={"Retry-After": "20"}, json={"code": "TOO_MANY_REQUESTS"})
    with pytest.raises(Unreachable) as caught:
        carrier(Wire(TOKEN, busy)).match(PHONE, AN)
    assert caught.value.retry_after_seconds == 20


def test_a_year_alone_is_not_sent() -> None:
    wire = Wire(TOKEN, httpx2.Response(200, json={"idDocumentMatch": "true", "nameMatch": "true"}))
    claimed = Person("An", citizen_number="000090000001", birth_date=BirthDate(1990))
    assert carrier(wire).match(PHONE, claimed) == claimed
    assert "birthdate" not in wire.sent()


def test_a_year_alone_that_the_citizen_number_does_not_hold_is_left_out_of_the_answer() -> None:
    wire = Wire(TOKEN, httpx2.Response(200, json={"idDocumentMatch": "true", "nameMatch": "true"}))
    claimed = Person("An", citizen_number="000090000001", birth_date=BirthDate(1991))
    assert carrier(wire).match(PHONE, claimed) == Person("An", citizen_number="000090000001")


@pytest.mark.parametrize("claimed", [Person("An"), Person("An", citizen_number="000090000001")])
def test_a_match_needs_number_and_birth_date(claimed: Person) -> None:
    with pytest.raises(ValueError, match="needs"):
        carrier(Wire(TOKEN)).match(PHONE, claimed)


def test_a_name_without_diacritics_is_tried_where_the_carrier_keeps_such() -> None:
    wire = Wire(TOKEN, verdicts(nameMatch="false"), verdicts())
    assert carrier(wire, unaccented_second_try=True).match(PHONE, AN) == AN
    assert wire.sent()["name"] == "Nguyen Van An"


def test_a_name_without_diacritics_is_never_tried_silently() -> None:
    wire = Wire(TOKEN, verdicts(nameMatch="false"), verdicts())
    assert carrier(wire).match(PHONE, AN) is FAILED_MATCH
    assert len(wire.requests) == 2


@pytest.mark.parametrize(
    "first",
    [
        verdicts(nameMatch="not_available"),
        verdicts(nameMatch="false", birthdateMatch="false"),
        verdicts(nameMatch="false", idDocumentMatch="not_available"),
    ],
)
def test_a_second_try_is_made_only_when_the_name_alone_differs(first: httpx2.Response) -> None:
    wire = Wire(TOKEN, first, verdicts())
    assert carrier(wire, unaccented_second_try=True).match(PHONE, AN) is FAILED_MATCH
    assert len(wire.requests) == 2


def test_a_name_that_has_no_diacritics_is_not_tried_twice() -> None:
    wire = Wire(TOKEN, verdicts(nameMatch="false"))
    plain = Person("Kim An", citizen_number="000090000001", birth_date=BirthDate(1990, 3, 27))
    assert carrier(wire, unaccented_second_try=True).match(PHONE, plain) is FAILED_MATCH
    assert len(wire.requests) == 2


def test_a_token_that_is_refused_is_renewed_once() -> None:
    wire = Wire(TOKEN, error(401, "UNAUTHENTICATED"), TOKEN, verdicts())
    assert carrier(wire).match(PHONE, AN) == AN


def test_a_token_that_is_refused_again_is_our_trouble() -> None:
    wire = Wire(TOKEN, error(401, "UNAUTHENTICATED"), TOKEN, error(401, "UNAUTHENTICATED"))
    with pytest.raises(UnexpectedAnswer, match="401"):
        carrier(wire).match(PHONE, AN)
    assert len(wire.requests) == 4


def test_one_token_serves_many_questions() -> None:
    wire = Wire(TOKEN, verdicts(), verdicts(), httpx2.Response(200, json={"swapped": False}))
    one = carrier(wire)
    one.match(PHONE, AN)
    one.match(PHONE, AN)
    one.sim_change(PHONE, within_hours=72)
    assert len(wire.requests) == 4


def test_a_match_that_may_have_been_counted_is_not_asked_again() -> None:
    wire = Wire(TOKEN, httpx2.RemoteProtocolError(""), verdicts())
    with pytest.raises(Unreachable):
        carrier(wire).match(PHONE, AN)


@pytest.mark.parametrize(
    ("answer", "change"),
    [
        (httpx2.Response(200, json={"swapped": True}), SimChange.CHANGED),
        (httpx2.Response(200, json={"swapped": False}), SimChange.UNCHANGED),
        (error(422, "SERVICE_NOT_APPLICABLE"), SimChange.UNKNOWN),
        (error(404, "IDENTIFIER_NOT_FOUND"), SimChange.UNKNOWN),
    ],
)
def test_a_sim_change_is_changed_unchanged_or_unknown(answer: httpx2.Response, change: SimChange) -> None:
    wire = Wire(TOKEN, answer)
    assert carrier(wire).sim_change(PHONE, within_hours=72) is change
    assert wire.sent() == {"phoneNumber": PHONE, "maxAge": 72}


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(200, json={}),
        httpx2.Response(200, json={"swapped": "false"}),
        httpx2.Response(200, json={"swapped": None}),
        httpx2.Response(200, json={"swapped": 0}),
        error(400, "OUT_OF_RANGE"),
        error(403, "PERMISSION_DENIED"),
        error(404, "NOT_FOUND"),
        error(422, "UNNECESSARY_IDENTIFIER"),
    ],
)
def test_an_unclear_word_about_the_sim_is_never_taken_for_unchanged(answer: httpx2.Response) -> None:
    with pytest.raises(UnexpectedAnswer):
        carrier(Wire(TOKEN, answer)).sim_change(PHONE, within_hours=72)


@pytest.mark.parametrize("hours", [0, -1, 2401])
def test_a_sim_change_is_asked_for_within_the_agreed_hours(hours: int) -> None:
    with pytest.raises(ValueError, match="2400"):
        carrier(Wire(TOKEN)).sim_change(PHONE, within_hours=hours)


@pytest.mark.parametrize("answer", [httpx2.Response(200), httpx2.Response(404), httpx2.Response(301)])
def test_a_carrier_that_says_anything_is_there(answer: Answer) -> None:
    carrier(Wire(answer)).ping()


@pytest.mark.parametrize("answer", [httpx2.Response(503), httpx2.ConnectError(""), httpx2.ReadTimeout("")])
def test_a_carrier_that_is_silent_is_not_there(answer: Answer) -> None:
    with pytest.raises(Unreachable):
        carrier(Wire(answer)).ping()
