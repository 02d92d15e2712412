"""The SMS gateway accepts registered texts, delivers them as each row says, and sends receipts."""

from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox import Sandbox
from sandbox.people.table import person_called
from tests.unit.sandbox.asking import CALLBACK_URL, Asker

PHONE = "+84900000001"
CODE_TEXT = "654321 la ma xac thuc dang nhap Cua So. Hieu luc 5 phut. Khong chia se ma nay."


def statuses(receipts: list[str]) -> list[tuple[str, str, str]]:
    """SendStatus, SendSuccess, SendFailed of each receipt."""
    told = [parse_qs(urlsplit(url).query) for url in receipts]
    return [(one["SendStatus"][0], one["SendSuccess"][0], one["SendFailed"][0]) for one in told]


def test_a_message_is_taken_and_lands_in_the_inbox(asker: Asker, here: Sandbox) -> None:
    told = asker.send().json()
    message = here.inbox(PHONE)[0]
    assert (told["CodeResult"], told["SMSID"]) == ("100", message.id)
    assert (message.sender, message.one_time_code) == ("CUASO", "123456")


@pytest.mark.parametrize(
    "text",
    [
        f"{CODE_TEXT}\n\n@localhost #654321",
        f"{CODE_TEXT}\n@portal.example.vn #654321",
        "Cua So: da mo tai khoan cua ban luc 08:30 01/02/2026, muc 2. Neu khong phai ban, goi ngay 18001096.",
    ],
)
def test_the_registered_texts_are_taken(asker: Asker, text: str) -> None:
    assert asker.send(Content=text).json()["CodeResult"] == "100"


@pytest.mark.parametrize(
    "text",
    [
        "Xin chao",
        CODE_TEXT,
        f"{CODE_TEXT}\n\n@localhost #111111",
        f"{CODE_TEXT.replace('ma xac thuc', 'mã xác thực')}\n\n@localhost #654321",
        "",
    ],
)
def test_an_unregistered_text_is_refused(asker: Asker, here: Sandbox, text: str) -> None:
    assert asker.send(Content=text).json()["CodeResult"] == "146"
    assert here.inbox(PHONE) == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"ApiKey": "wrong"}, "101"),
        ({"SecretKey": "wrong"}, "101"),
        ({"Brandname": "ANOTHER"}, "104"),
        ({"Phone": "12"}, "99"),
        ({"SmsType": "8"}, "99"),
    ],
)
def test_a_wrong_field_has_a_code_of_its_own(asker: Asker, wrong: dict[str, str], code: str) -> None:
    assert asker.send(**wrong).json()["CodeResult"] == code


def test_a_request_id_sends_once(asker: Asker, here: Sandbox) -> None:
    codes = [asker.send(RequestId="r1").json()["CodeResult"] for _ in range(2)]
    assert codes == ["100", "124"]
    assert len(here.inbox(PHONE)) == 1


def test_the_newest_message_is_last(asker: Asker, here: Sandbox) -> None:
    for code in ("111111", "222222"):
        asker.send(Content=f"{code} la ma xac thuc Cua So.\n@localhost #{code}")
    assert [message.one_time_code for message in here.inbox(PHONE)] == ["111111", "222222"]


def test_a_receipt_names_the_message_by_both_ids(asker: Asker, receipts: list[str]) -> None:
    sms_id = asker.send(RequestId="r1").json()["SMSID"]
    told = parse_qs(urlsplit(receipts[-1]).query)
    assert receipts[-1].startswith(f"{CALLBACK_URL}?")
    assert (told["SMSID"], told["RequestId"], told["TypeId"]) == ([sms_id], ["r1"], ["2"])


@pytest.mark.parametrize(
    ("key", "arrives", "told"),
    [
        ("everything_works", 1, [("7", "0", "0"), ("5", "1", "0")]),
        ("sms_dropped", 0, []),
        ("phone_off", 0, [("7", "0", "0"), ("3", "0", "0")]),
        ("sms_fails", 0, [("7", "0", "0"), ("5", "0", "1")]),
    ],
)
def test_a_message_ends_as_the_persons_row_says(
    asker: Asker, here: Sandbox, receipts: list[str], key: str, arrives: int, told: list[tuple[str, str, str]]
) -> None:
    phone_number = person_called(key).phone_number
    assert asker.send(phone_number).json()["CodeResult"] == "100"
    assert len(here.inbox(phone_number)) == arrives
    assert statuses(receipts) == told


def test_a_gateway_in_trouble_takes_nothing(asker: Asker) -> None:
    assert asker.send(person_called("sms_gateway_trouble").phone_number).json()["CodeResult"] == "99"


def test_a_phone_without_an_owner_gets_messages_too(asker: Asker, here: Sandbox) -> None:
    asker.send("+84900000400")
    assert len(here.inbox("+84900000400")) == 1


def test_the_gateways_own_trial_mode_sends_nothing(asker: Asker, here: Sandbox, receipts: list[str]) -> None:
    assert asker.send(Sandbox="1").json()["CodeResult"] == "100"
    assert (here.inbox(PHONE), receipts) == ([], [])
