"""The product's catalogue: every text is in Vietnamese and passes the automatic checks."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bff.i18n.catalogue import check, english_file, vietnamese_file
from bff.serving.language import load_catalogues

#: Words that every screen leans on: what a translator must not change in passing.
OFFICIAL_TERMS = {
    "Personal identification number (CCCD)": "Số định danh cá nhân/CCCD",
    "Verification code": "Mã xác thực",
    "Mobile number in your own name": "Thuê bao di động chính chủ",
    "Social-insurance number": "Mã số bảo hiểm xã hội",
    "SIM signature": "SIM ký số",
    "USB signing token": "USB ký số",
    "Vietnam Post": "Bưu điện Việt Nam",
    "Verification level": "Mức độ xác minh",
    "An account already exists": "Tài khoản đã tồn tại",
    "Registration complete": "Đăng ký thành công",
}


def test_everything_is_said_in_vietnamese_and_up_to_date() -> None:
    assert check() == []


@pytest.mark.parametrize("file", [english_file(), vietnamese_file()], ids=lambda file: file.name)
def test_the_files_hold_no_dates_and_no_line_numbers(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "-Date:" not in text
    assert not re.search(r"^#: .*:\d", text, re.MULTILINE)


@pytest.mark.parametrize(("english", "vietnamese"), OFFICIAL_TERMS.items())
def test_official_terms_are_the_portals_own(english: str, vietnamese: str) -> None:
    assert load_catalogues()["vi"].ugettext(english) == vietnamese


@pytest.mark.parametrize("n", [0, 1, 2, 60])
def test_vietnamese_has_one_form_for_every_number(n: int) -> None:
    assert load_catalogues()["vi"].ungettext("%(n)d minute", "%(n)d minutes", n) == "%(n)d phút"


def test_a_text_about_a_silent_service_does_not_speak_of_a_mismatch() -> None:
    with vietnamese_file().open("rb") as opened:
        texts = [(str(one.id), str(one.string)) for one in read_po(opened, locale="vi") if one.id]
    silent = [vietnamese for english, vietnamese in texts if "not answering" in english]
    assert silent
    assert all("không khớp" not in text and re.search("(không|chưa) bị từ chối", text) for text in silent)
