"""The data bus: our token request, and the register's values, have the form of published practice."""

import base64
import json

import httpx2
import pytest

from identity.people import BirthDate, Sex
from tests.unit.verifiers.social_insurance.insurance import ACCESS, AN, NUMBER, TOKEN, found, written
from tests.unit.verifiers.wire import Wire
from verifiers.social_insurance.records import NotAgreed, Record, read_records

#: The members of the header in the published client, in its order.
MEMBERS = ["AccessKey", "SecretKey", "AppName", "PartnerCode", "PartnerCodeCus"]
#: A record with the values of the published service ``getTraCuuTtHgdByMaSoBhxh``; the numbers are the
#: protocol's, because that service does not name the person's identity number.
PUBLISHED = {
    "maSoBhxh": NUMBER,
    "hoTen": "NGUYỄN VĂN AN",
    "soSoCu": "0090000901",
    "ngaySinh": "19900327",
    "loaiNgaySinh": "0",
    "gioiTinh": "1",
    "maTinhKs": "01",
    "maHuyenKs": "001",
    "maXaKs": "00001",
    "soCMND": "000090000901",
    "trangThai": "",
}


def record(**changes: object) -> Record:
    (read,) = read_records({"timThay": True, "danhSach": [PUBLISHED | changes]})
    return read


def test_the_header_is_the_published_clients_json_in_base64() -> None:
    text = base64.b64decode(ACCESS.header()).decode()
    assert list(json.loads(text)) == MEMBERS
    assert text == "{" + ",".join(f'"{name}":"{json.loads(text)[name]}"' for name in MEMBERS) + "}"


def test_the_token_request_is_a_form_with_that_header() -> None:
    wire = Wire(TOKEN, found())
    written(wire).match(NUMBER, AN)
    asked: httpx2.Request = wire.requests[0]
    assert asked.headers["lgspaccesstoken"] == ACCESS.header()
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert asked.content == b"grant_type=client_credentials"


def test_a_record_with_the_published_values_is_read() -> None:
    read = record()
    assert (read.birth_date, read.sex, read.full_name) == (BirthDate(1990, 3, 27), Sex.MALE, "NGUYỄN VĂN AN")


@pytest.mark.parametrize(
    ("born", "kind", "read"),
    [
        ("19900327", "0", BirthDate(1990, 3, 27)),
        ("19900327", None, BirthDate(1990, 3, 27)),
        ("19900101", "1", BirthDate(1990)),
        ("1990", "1", BirthDate(1990)),
        ("19900301", "2", BirthDate(1990)),
        ("1990-03-27", None, BirthDate(1990, 3, 27)),
    ],
)
def test_a_filled_up_day_or_month_is_not_taken_for_known(
    born: str, kind: str | None, read: BirthDate
) -> None:
    assert record(ngaySinh=born, loaiNgaySinh=kind).birth_date == read


@pytest.mark.parametrize(
    ("word", "sex"), [("1", Sex.MALE), ("2", Sex.FEMALE), ("3", None), ("Nữ", Sex.FEMALE)]
)
def test_a_sex_is_read_by_its_published_value(word: str, sex: Sex | None) -> None:
    assert record(gioiTinh=word).sex is sex


@pytest.mark.parametrize(
    "changes", [{"ngaySinh": "19900230"}, {"ngaySinh": "199003"}, {"loaiNgaySinh": "3"}, {"loaiNgaySinh": 0}]
)
def test_a_birth_date_of_no_published_kind_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(NotAgreed):
        record(**changes)
