"""What the register's answers mean: records are compared one by one, and nonsense is nobody's no."""

import base64
import json
from datetime import UTC, datetime

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.people import BirthDate, Person, Sex
from tests.unit.verifiers.insurance import ACCESS, AN, NUMBER, RECORD, TOKEN, found, written
from tests.unit.verifiers.wire import Wire
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.social_insurance import InsuranceRefusal, SocialInsurance
from verifiers.social_insurance.records import NotAgreed, read_records

DIFFERS = InsuranceRefusal.PERSON_DIFFERS
UNCLEAR = InsuranceRefusal.RECORD_UNCLEAR
OLD = "000000901"


def answer_to(claimed: Person, *records: object, number: str = NUMBER) -> Person | InsuranceRefusal:
    return written(Wire(TOKEN, found(*records))).match(number, claimed)


def record(**changes: object) -> dict[str, object]:
    return {**RECORD, **changes}


def test_a_token_is_asked_for_with_the_header_of_the_bus() -> None:
    wire = Wire(TOKEN, found(RECORD))
    written(wire).match(NUMBER, AN)
    asked = wire.requests[0]
    assert (str(asked.url), asked.content) == ("http://bus.test/lgsp/token", b"grant_type=client_credentials")
    assert json.loads(base64.b64decode(asked.headers["lgspaccesstoken"])) == {
        "AccessKey": "sandbox",
        "SecretKey": "sandbox",
        "AppName": "cuaso",
        "PartnerCode": "000.00.00.H00",
        "PartnerCodeCus": "000.00.00.H00",
    }


def test_the_register_is_asked_in_the_sectors_words() -> None:
    wire = Wire(TOKEN, found(RECORD))
    written(wire).match(NUMBER, AN)
    assert wire.requests[-1].headers["Authorization"] == "Bearer t"
    assert wire.sent() == {
        "maSoBhxh": NUMBER,
        "hoTen": "Nguyễn Văn An",
        "ngaySinh": "1990-03-27",
        "soCMND": "000090000901",
        "isCoDau": True,
    }


def test_a_year_alone_is_asked_for_as_a_year() -> None:
    wire = Wire(TOKEN, found(RECORD))
    written(wire, names_may_be_plain=True).match(
        NUMBER, Person(AN.full_name, AN.citizen_number, None, BirthDate(1990))
    )
    assert (wire.sent()["ngaySinh"], wire.sent()["isCoDau"]) == ("1990", False)


def test_a_record_that_agrees_vouches_for_its_numbers() -> None:
    answer = answer_to(AN, record(soCMND=[OLD, "000090000901"]))
    assert answer == Person(
        "Nguyễn Văn An", "000090000901", OLD, BirthDate(1990, 3, 27), Sex.MALE, social_insurance_number=NUMBER
    )


@pytest.mark.parametrize("numbers", [None, "", [], [None, ""]])
def test_a_record_without_identity_numbers_vouches_for_nobody(numbers: object) -> None:
    assert answer_to(AN, record(soCMND=numbers)) is UNCLEAR


@pytest.mark.parametrize(
    "changes",
    [
        {"hoTen": "NGUYEN VAN AN"}, {"hoTen": ""}, {"ngaySinh": "1990-03-28"}, {"ngaySinh": "1991"},
        {"soCMND": "000090000902"}, {"soCMND": OLD, "ngaySinh": "1990"}, {"soCMND": OLD, "gioiTinh": "Nữ"},
        {"soCMND": OLD, "hoTen": "Nguyễn Văn Ân"},
    ],
)  # fmt: skip
def test_one_fact_that_differs_is_told_as_all_of_them_are(changes: dict[str, object]) -> None:
    assert answer_to(AN, record(**changes)) is DIFFERS


def test_a_record_with_an_old_number_alone_needs_a_citizen_number_of_the_same_birth() -> None:
    assert isinstance(answer_to(AN, record(soCMND=OLD)), Person)
    other = Person(AN.full_name, "000091000901", birth_date=AN.birth_date)
    assert answer_to(other, record(soCMND=OLD)) is DIFFERS


def test_a_record_with_an_old_number_alone_needs_the_whole_birth_date() -> None:
    year = Person(AN.full_name, AN.citizen_number, birth_date=BirthDate(1990))
    assert answer_to(year, record(soCMND=OLD)) is DIFFERS
    assert isinstance(answer_to(year, RECORD), Person)


def test_an_insurance_number_of_twelve_digits_is_the_records_citizen_number() -> None:
    mine = record(maSoBhxh="000090000901", soCMND=OLD)
    answer = answer_to(AN, mine, number="000090000901")
    assert isinstance(answer, Person)
    assert (answer.citizen_number, answer.old_identity_number) == ("000090000901", OLD)


def test_a_record_whose_own_numbers_contradict_each_other_is_unclear() -> None:
    assert answer_to(AN, record(soCMND=["000090000901", "000090000902"])) is UNCLEAR


def test_records_are_compared_one_by_one_and_never_mixed() -> None:
    name_only, number_only = record(soCMND="000090000902"), record(hoTen="TRẦN VĂN AN")
    assert answer_to(AN, name_only, number_only) is DIFFERS


def test_an_open_record_counts_beside_a_closed_one() -> None:
    closed = record(trangThai="DA_DONG", soCMND=[OLD, "000090000901"])
    answer = answer_to(AN, closed, record(trangThai="DANG_DUNG"))
    assert isinstance(answer, Person)
    assert answer.old_identity_number is None
    assert answer_to(AN, closed) is InsuranceRefusal.RECORD_CLOSED


def test_that_a_record_is_closed_is_told_to_nobody_else() -> None:
    assert answer_to(AN, record(trangThai="DA_DONG", ngaySinh="1990-03-28")) is DIFFERS


def test_a_name_without_diacritics_is_taken_only_where_the_record_has_none() -> None:
    plain = written(Wire(TOKEN, found(record(hoTen="NGUYEN VAN AN"))), names_may_be_plain=True)
    other = written(Wire(TOKEN, found(record(hoTen="NGUYỄN VĂN ÂN"))), names_may_be_plain=True)
    assert isinstance(plain.match(NUMBER, AN), Person)
    assert other.match(NUMBER, AN) is DIFFERS


@pytest.mark.parametrize("claimed", [Person("An"), Person("An", citizen_number="000090000001")])
def test_a_match_needs_number_and_birth_date(claimed: Person) -> None:
    with pytest.raises(ValueError, match="needs"):
        written(Wire(TOKEN)).match(NUMBER, claimed)


@pytest.mark.parametrize(
    "body",
    [
        {}, {"timThay": True}, {"timThay": True, "danhSach": []}, {"timThay": False, "danhSach": [RECORD]},
        {"timThay": 0, "danhSach": []}, {"timThay": 1, "danhSach": [RECORD]},
        {"timThay": True, "danhSach": RECORD}, {"timThay": "true", "danhSach": [RECORD]},
        {"timThay": True, "danhSach": [None]}, {"timThay": True, "danhSach": [RECORD, {}]},
    ],
)  # fmt: skip
def test_an_answer_of_another_form_is_nonsense_and_no_refusal(body: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        written(Wire(TOKEN, httpx2.Response(200, json=body))).match(NUMBER, AN)


@pytest.mark.parametrize(
    "changes",
    [
        {"maSoBhxh": None}, {"maSoBhxh": "123"}, {"maSoBhxh": "0090000902"}, {"hoTen": None}, {"hoTen": 1},
        {"ngaySinh": "27/03/1990"}, {"ngaySinh": "1990-02-30"}, {"ngaySinh": "0000"}, {"ngaySinh": None},
        {"soCMND": 901}, {"soCMND": "9"}, {"soCMND": ["000090000901", 1]}, {"soCMND": {"so": "1"}},
        {"trangThai": "perhaps"}, {"trangThai": True},
    ],
)  # fmt: skip
def test_a_record_that_nobody_agreed_on_is_nonsense_and_names_nobody(changes: dict[str, object]) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        answer_to(AN, record(**changes))
    assert not any(text in str(caught.value) for text in ("An", "AN", "009", "1990"))


@pytest.mark.parametrize("status", [201, 204, 302, 400, 403, 404, 418])
def test_any_other_status_is_our_trouble(status: int) -> None:
    with pytest.raises(UnexpectedAnswer, match=str(status)):
        written(Wire(TOKEN, httpx2.Response(status, json={"error": "forbidden"}))).match(NUMBER, AN)


def test_a_bus_that_is_over_its_quota_says_when_to_ask_again() -> None:
    busy = httpx2.Response(429, headers={"Retry-After": "20"})
    with pytest.raises(Unreachable) as caught:
        written(Wire(TOKEN, busy)).match(NUMBER, AN)
    assert caught.value.retry_after_seconds == 20


def test_a_token_that_is_refused_is_renewed_once() -> None:
    refused = httpx2.Response(401)
    assert isinstance(written(Wire(TOKEN, refused, TOKEN, found(RECORD))).match(NUMBER, AN), Person)
    wire = Wire(TOKEN, refused, TOKEN, refused)
    with pytest.raises(UnexpectedAnswer, match="401"):
        written(wire).match(NUMBER, AN)
    assert len(wire.requests) == 4


def test_one_token_serves_many_questions_until_shortly_before_its_end() -> None:
    wire, moment = Wire(TOKEN, found(RECORD), found(RECORD), TOKEN, found(RECORD)), [0.0]
    register = SocialInsurance(
        client=wire.client,
        base_url="http://bus.test",
        access=ACCESS,
        timeout_seconds=5,
        clock=lambda: datetime.fromtimestamp(moment[0], UTC),
    )
    for moment[0] in (0, 569, 570):
        register.match(NUMBER, AN)
    assert [str(one.url.path) for one in wire.requests].count("/token") == 2


def test_a_question_that_may_have_been_counted_is_not_asked_again() -> None:
    wire = Wire(TOKEN, httpx2.RemoteProtocolError(""), found(RECORD))
    with pytest.raises(Unreachable):
        written(wire).match(NUMBER, AN)


def test_secrets_and_numbers_are_in_no_repr() -> None:
    assert "sandbox" not in repr(ACCESS)
    (read,) = read_records({"timThay": True, "danhSach": [RECORD]})
    assert not any(text in repr(read) for text in ("AN", "009", "1990"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from([*RECORD.values()]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*RECORD, "trangThai"]), inner)
    ),
    max_leaves=12,
)
SPOILT = st.fixed_dictionaries(
    {name: st.just(value) | JSON for name, value in RECORD.items()}, optional={"trangThai": JSON}
)


@settings(max_examples=300, deadline=None)
@given(
    body=st.fixed_dictionaries(
        {"timThay": st.booleans() | JSON, "danhSach": st.lists(SPOILT | JSON, max_size=3) | JSON}
    )
)
def test_any_answer_is_records_or_nonsense(body: dict[str, object]) -> None:
    try:
        records = read_records(body)
    except NotAgreed:
        return
    assert all(len(one.insurance_number) in {10, 12} for one in records)


@settings(max_examples=200, deadline=None)
@given(records=st.lists(SPOILT, min_size=1, max_size=3))
def test_whoever_is_vouched_for_has_only_numbers_of_the_records(records: list[dict[str, object]]) -> None:
    try:
        answer = answer_to(AN, *records)
    except UnexpectedAnswer:
        return
    if isinstance(answer, Person):
        assert answer.citizen_number in {None, AN.citizen_number}
        assert all(
            number in json.dumps(records)
            for number in (answer.citizen_number, answer.old_identity_number)
            if number
        )
