"""Citizens read one word for one thing, and it is the word that offices and the law use."""

import re
from collections.abc import Iterator
from dataclasses import fields

import pytest
from babel.messages.pofile import read_po

from bff.i18n.catalogue import vietnamese_file
from bff.settings.settings import Settings

#: What an English text names, and which word its Vietnamese text has then. Both are patterns.
TERMS = {
    r"verification levels?": r"mức (độ )?xác minh",
    r"personal identification numbers?": r"số định danh cá nhân",
    r"social-insurance": r"bảo hiểm xã hội|BHXH",
    r"tax (numbers?|codes?)": r"mã số thuế",
    r"budget codes?": r"mã quan hệ ngân sách",
    r"tokens?": r"USB",
    r"carriers?": r"nhà mạng",
    r"passwords?": r"mật khẩu",
    r"viewing codes?": r"mã tra cứu",
    r"date of birth": r"ngày[^.]*sinh",
    r"organisations?": r"tổ chức",
    r"agenc(y|ies)": r"cơ quan",
    r"transaction codes?": r"mã giao dịch",
    r"consents?": r"đồng ý",
    r"e-?mail": r"email",
    r"sign(ed|s)? (in|up)": r"đăng nhập|đăng ký",
    r"signed out|sign out": r"đăng xuất",
    r"fro(zen|ze)|freezes?": r"khóa",
    r"passkeys?": r"khóa truy cập|passkey",
    r"recovery codes?": r"mã khôi phục",
    r"links?": r"liên kết",
    r"counters?": r"quầy",
    r"levels?": r"mức",
    r"appointments?": r"hẹn",
    r"expired": r"hết hạn|hết hiệu lực",
}
#: Words that stand for a thing that has another name, and the name to use.
REFUSED = {
    "mã xem riêng": "mã tra cứu",
    "ma xem rieng": "ma tra cuu",
    "chứng minh (tôi|mình|bạn) là ai": "xác minh danh tính",
    "cách chứng minh": "cách xác minh",
    "thư điện tử": "email",
    "bàn làm việc": "trang nghiệp vụ",
    "đường dẫn": "liên kết",
    "phương thức khác": "cách đăng ký khác",
    "dấu vết một chiều": "chuỗi băm một chiều",
    "không đúng quy ước": "không đúng định dạng",
    "không dẫn đến đâu": "không đúng",
    "khóa cho ứng dụng": "mã thiết lập",
    "ở mọi nơi": "khỏi mọi thiết bị",
    "không còn cấp huyện": "theo địa giới mới",
}


def first_of(text: object) -> str:
    """The text, or the first of its forms."""
    return (
        text if isinstance(text, str) else str(next(iter(text if isinstance(text, (tuple, list)) else [""])))
    )


def texts() -> Iterator[tuple[str, str]]:
    """Every text of the product: English, Vietnamese."""
    with vietnamese_file().open("rb") as opened:
        for one in read_po(opened, locale="vi"):
            if one.id:
                english, vietnamese = first_of(one.id), first_of(one.string)
                yield english, vietnamese.replace("\u00a0", " ")


@pytest.mark.parametrize(("english", "vietnamese"), TERMS.items())
def test_a_thing_has_its_own_word_in_every_vietnamese_text(english: str, vietnamese: str) -> None:
    named = [pair for pair in texts() if re.search(rf"\b({english})\b", pair[0], re.IGNORECASE)]
    assert named
    assert [pair for pair in named if not re.search(vietnamese, pair[1], re.IGNORECASE)] == []


@pytest.mark.parametrize(("word", "better"), REFUSED.items())
def test_no_text_and_no_message_has_a_second_word_for_a_thing(word: str, better: str) -> None:
    told = [vietnamese for _, vietnamese in texts()]
    told += [one.default for one in fields(Settings) if isinstance(one.default, str)]  # texts of messages
    assert any(better in text.lower() for text in told)
    assert [text for text in told if re.search(word, text, re.IGNORECASE)] == []
