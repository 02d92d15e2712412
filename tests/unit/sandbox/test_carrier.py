"""The carrier answers in CAMARA's format, for each person as their row says."""

import unicodedata

import pytest

from sandbox import Sandbox
from sandbox.people.table import person_called
from tests.unit.sandbox.asking import Asker

ALL_TRUE = dict.fromkeys(("idDocumentMatch", "idDocumentTypeMatch", "nameMatch", "birthdateMatch"), "true")
PHONE = "+84900000001"


@pytest.mark.parametrize(
    "key",
    [
        "everything_works",
        "apostrophe",
        "one_word_name",
        "long_name",
        "tone_place",
        "eth_letter",
        "this_century",
    ],
)
def test_a_person_who_is_the_subscriber_matches_in_everything(asker: Asker, key: str) -> None:
    assert asker.match_person(person_called(key)).json() == ALL_TRUE


@pytest.mark.parametrize(
    ("key", "fact", "verdict"),
    [
        ("name_differs", "nameMatch", "false"),
        ("unaccented_name_kept", "nameMatch", "false"),
        ("birth_date_differs", "birthdateMatch", "false"),
        ("document_differs", "idDocumentMatch", "false"),
        ("name_not_available", "nameMatch", "not_available"),
    ],
)
def test_only_the_differing_fact_is_not_true(asker: Asker, key: str, fact: str, verdict: str) -> None:
    told = asker.match_person(person_called(key)).json()
    assert {**told, "nameMatchScore": None} == {**ALL_TRUE, fact: verdict, "nameMatchScore": None}


def test_a_name_kept_without_diacritics_matches_without_them(asker: Asker) -> None:
    person = person_called("unaccented_name_kept")
    assert asker.match_person(person, name="Tran Van Binh").json() == ALL_TRUE


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("nguyễn  thị\tLAN", "true"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Lan"), "true"),
        ("Nguyen Thi Lan", "false"),
        ("Nguyễn Thi Lan", "false"),
        ("Nguyễn Lan", "false"),
    ],
)
def test_case_and_spaces_do_not_matter_to_the_carrier_but_diacritics_do(
    asker: Asker, typed: str, verdict: str
) -> None:
    told = asker.match_person(person_called("everything_works"), name=typed).json()
    assert told["nameMatch"] == verdict
    assert 0 <= told.get("nameMatchScore", 0) <= 99


def test_only_what_was_asked_is_answered(asker: Asker) -> None:
    told = asker.match({"phoneNumber": PHONE, "idDocument": "000190000001"}).json()
    assert told == {"idDocumentMatch": "true"}


def test_a_birth_date_is_not_available_where_only_the_year_is_known(asker: Asker) -> None:
    told = asker.match_person(person_called("birth_year_only"), birthdate="1951-01-01").json()
    assert told == {**ALL_TRUE, "birthdateMatch": "not_available"}


@pytest.mark.parametrize(
    ("key", "status", "code"),
    [
        ("unknown_number", 404, "IDENTIFIER_NOT_FOUND"),
        ("document_required", 403, "KNOW_YOUR_CUSTOMER.ID_DOCUMENT_REQUIRED"),
        ("document_mismatch", 403, "KNOW_YOUR_CUSTOMER.ID_DOCUMENT_MISMATCH"),
        ("not_applicable", 422, "SERVICE_NOT_APPLICABLE"),
        ("carrier_down", 503, "UNAVAILABLE"),
        ("carrier_busy", 429, "TOO_MANY_REQUESTS"),
    ],
)
def test_an_error_has_camaras_format(asker: Asker, key: str, status: int, code: str) -> None:
    answer = asker.match_person(person_called(key))
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code)
    assert set(told) == {"status", "code", "message"}


def test_a_busy_carrier_says_how_long_to_wait(asker: Asker) -> None:
    assert asker.match_person(person_called("carrier_busy")).headers["Retry-After"] == "30"


def test_a_slow_carrier_answers_after_half_a_minute(asker: Asker, waits: list[float]) -> None:
    assert asker.match_person(person_called("carrier_slow")).json() == ALL_TRUE
    assert waits == [30.0]


def test_a_nonsense_answer_holds_no_agreed_word(asker: Asker) -> None:
    told = asker.match_person(person_called("carrier_nonsense")).json()
    assert not set(told.values()) & {"true", "false", "not_available"}


@pytest.mark.parametrize(
    ("question", "status", "code"),
    [
        ({}, 422, "MISSING_IDENTIFIER"),
        ({"phoneNumber": "0900000001", "name": "A"}, 400, "INVALID_ARGUMENT"),
        ({"phoneNumber": PHONE}, 400, "KNOW_YOUR_CUSTOMER.INVALID_PARAM_COMBINATION"),
        ({"phoneNumber": PHONE, "birthdate": "1990"}, 400, "INVALID_ARGUMENT"),
        ({"phoneNumber": PHONE, "idDocumentType": "cccd"}, 400, "INVALID_ARGUMENT"),
        ({"phoneNumber": PHONE, "name": True}, 400, "INVALID_ARGUMENT"),
    ],
)
def test_a_question_of_the_wrong_form_is_refused(
    asker: Asker, question: dict[str, object], status: int, code: str
) -> None:
    answer = asker.match(question)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_correlator_is_echoed_also_with_an_error(asker: Asker) -> None:
    answer = asker.match({}, **{"x-correlator": "b4333c46-49c0-4f62-80d7-f0ef930f1c46"})
    assert answer.headers["x-correlator"] == "b4333c46-49c0-4f62-80d7-f0ef930f1c46"


def test_a_correlator_of_the_wrong_form_is_refused(asker: Asker) -> None:
    answer = asker.match({"phoneNumber": PHONE, "name": "A"}, **{"x-correlator": "a b"})
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_ARGUMENT")


def test_an_unchanged_sim_is_reported_as_unchanged(asker: Asker) -> None:
    assert asker.sim_swap(PHONE).json() == {"swapped": False}


@pytest.mark.parametrize(("hours", "swapped"), [(4, False), (6, True), (72, True)])
def test_a_sim_changed_five_hours_ago_is_reported_for_a_long_enough_period(
    asker: Asker, hours: int, *, swapped: bool
) -> None:
    person = person_called("sim_changed")
    assert asker.sim_swap(person.phone_number, hours).json() == {"swapped": swapped}


def test_a_changed_sim_becomes_an_old_one_when_time_passes(asker: Asker, here: Sandbox) -> None:
    here.clock.set_offset(3 * 86_400)
    person = person_called("sim_changed")
    assert asker.sim_swap(person.phone_number, 72).json() == {"swapped": False}


@pytest.mark.parametrize(
    ("phone_number", "max_age", "status", "code"),
    [
        (person_called("sim_change_unknown").phone_number, 72, 422, "SERVICE_NOT_APPLICABLE"),
        (person_called("unknown_number").phone_number, 72, 404, "IDENTIFIER_NOT_FOUND"),
        ("+84900000400", 72, 404, "IDENTIFIER_NOT_FOUND"),
        (PHONE, 2401, 400, "OUT_OF_RANGE"),
        (PHONE, 0, 400, "OUT_OF_RANGE"),
        (PHONE, "72", 400, "INVALID_ARGUMENT"),
    ],
)
def test_an_impossible_sim_question_gets_an_error_code(
    asker: Asker, phone_number: str, max_age: object, status: int, code: str
) -> None:
    answer = asker.sim_swap(phone_number, max_age)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
