"""The data bus follows its protocol, accepts known partners, and answers from its register."""

import base64
import json
from collections.abc import Mapping

import httpx2
import pytest
from flask import Flask

from sandbox import Sandbox
from sandbox.people.table import person_called
from sandbox.settings import BUS_PARTNER
from sandbox.social_insurance.access import TOKEN_SECONDS
from tests.unit.sandbox.asking import ORIGIN

QUESTION = {
    "maSoBhxh": "0090000040",
    "hoTen": "Vương Thị Thanh Tâm",
    "ngaySinh": "1991-04-12",
    "soCMND": "000191000040",
    "isCoDau": True,
}


class Partner:
    """One partner of the bus, written from its protocol and not from our client."""

    def __init__(self, app: Flask) -> None:
        self.http = httpx2.Client(transport=httpx2.WSGITransport(app=app), base_url=ORIGIN)

    def ask_for_token(self, header: str | None = None, **form: str) -> httpx2.Response:
        told = header if header is not None else header_of(BUS_PARTNER)
        fields = {"grant_type": "client_credentials", **form}
        return self.http.post("/lgsp/token", headers={"lgspaccesstoken": told}, data=fields)

    def look_up(self, question: object = None, token: str | None = None) -> httpx2.Response:
        bearer = token if token is not None else f"Bearer {self.ask_for_token().json()['access_token']}"
        asked = QUESTION if question is None else question
        return self.http.post("/lgsp/bhxh/tra-cuu", headers={"Authorization": bearer}, json=asked)

    def records(self, key: str) -> list[dict[str, object]]:
        answer = self.look_up({**QUESTION, "maSoBhxh": person_called(key).insurance_number})
        found: list[dict[str, object]] = answer.json()["danhSach"]
        return found


def header_of(members: Mapping[str, str]) -> str:
    return base64.b64encode(json.dumps(members).encode()).decode()


@pytest.fixture
def partner(app: Flask) -> Partner:
    return Partner(app)


def test_a_partner_gets_a_token_and_the_registers_record(partner: Partner) -> None:
    assert partner.look_up().json() == {
        "timThay": True,
        "danhSach": [
            {
                "maSoBhxh": "0090000040",
                "hoTen": "VƯƠNG THỊ THANH TÂM",
                "ngaySinh": "19910412",
                "loaiNgaySinh": "0",
                "gioiTinh": "2",
                "soCMND": "000191000040",
                "trangThai": "DANG_DUNG",
            }
        ],
    }


@pytest.mark.parametrize(
    "header",
    [
        "", "sandbox", "e30=", header_of({**BUS_PARTNER, "SecretKey": "other"}),
        header_of({**BUS_PARTNER, "More": "x"}),
        header_of({name: text for name, text in BUS_PARTNER.items() if name != "AppName"}),
    ],
)  # fmt: skip
def test_a_stranger_gets_no_token(partner: Partner, header: str) -> None:
    assert partner.ask_for_token(header).status_code == 401


def test_a_token_is_asked_for_by_the_agreed_grant(partner: Partner) -> None:
    assert partner.ask_for_token(grant_type="password").status_code == 400


@pytest.mark.parametrize("token", ["", "Bearer x", "Basic x"])
def test_a_question_without_a_token_gets_no_record(partner: Partner, token: str) -> None:
    assert partner.look_up(token=token).status_code == 401


def test_a_token_ends(partner: Partner, here: Sandbox) -> None:
    token = f"Bearer {partner.ask_for_token().json()['access_token']}"
    here.clock.set_offset(TOKEN_SECONDS)
    assert partner.look_up(token=token).status_code == 401


@pytest.mark.parametrize(
    "question",
    [
        [], {}, {**QUESTION, "more": "x"}, {**QUESTION, "isCoDau": "1"}, {**QUESTION, "maSoBhxh": "12"},
        {**QUESTION, "ngaySinh": "12/04/1991"}, {**QUESTION, "soCMND": ""}, {**QUESTION, "hoTen": " "},
        {**QUESTION, "hoTen": 1},
    ],
)  # fmt: skip
def test_a_question_of_another_form_is_refused(partner: Partner, question: object) -> None:
    assert partner.look_up(question).status_code == 400


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("insurance_token_refused", 401),
        ("insurance_not_allowed", 403),
        ("insurance_busy", 429),
        ("insurance_down", 503),
        ("insurance_nonsense", 200),
    ],
)
def test_trouble_is_played_for_those_whose_row_asks_for_it(partner: Partner, key: str, status: int) -> None:
    question = {**QUESTION, "maSoBhxh": person_called(key).insurance_number}
    assert partner.look_up(question).status_code == status


def test_the_bus_is_slow_for_one_person(partner: Partner, waits: list[float]) -> None:
    partner.records("insurance_slow")
    assert waits == [30.0]


def test_an_unknown_insurance_number_finds_no_record(partner: Partner) -> None:
    answer = partner.look_up({**QUESTION, "maSoBhxh": "0090000951"}).json()
    assert answer == {"timThay": False, "danhSach": []}


def test_a_record_is_found_by_the_citizen_number_too(partner: Partner) -> None:
    question = {**QUESTION, "maSoBhxh": "000191000040"}
    assert partner.look_up(question).json() == partner.look_up().json()


def test_unusual_records_are_answered_as_the_register_keeps_them(partner: Partner) -> None:
    record = partner.records("insured_record_year_only")[0]
    assert (record["ngaySinh"], record["loaiNgaySinh"]) == ("19530101", "1")
    assert partner.records("insured_old_number_only")[0]["soCMND"] == "000000044"
    assert partner.records("insured_both_numbers")[0]["soCMND"] == ["000000046", "000182000046"]
    assert partner.records("insured_no_identity_number")[0]["soCMND"] == []
    assert partner.records("insured_closed")[0]["trangThai"] == "DA_DONG"
    assert len(partner.records("insured_two_records")) == 2


def test_every_other_person_is_insured_under_their_own_facts(partner: Partner) -> None:
    assert partner.records("everything_works")[0]["soCMND"] == "000190000001"
    assert partner.records("crowd_500")[0]["maSoBhxh"] == "0090000500"
