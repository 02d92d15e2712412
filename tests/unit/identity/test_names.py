"""The spellings that are one Vietnamese name, and those that are different names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.names import (
    has_only_name_letters,
    in_words,
    name_key,
    names_agree,
    tidy_name,
    without_diacritics,
)

VIETNAMESE = "aăâeêioôơuưyđqgnhctpmAĂÂĐEÊIOÔƠUƯYQ" + "\u0300\u0301\u0303\u0309\u0323" + " \t'’-ÐŬČðhòàúỳễộ"
names = st.text(alphabet=st.one_of(st.sampled_from(VIETNAMESE), st.characters(categories=("L", "M", "Zs"))))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Văn An", "NGUYỄN VĂN AN"),
        ("Nguyễn Văn An", unicodedata.normalize("NFD", "Nguyễn Văn An")),
        ("Nguyễn  Văn\tAn ", "Nguyễn Văn An"),
        ("Lê Thị Hoà", "Lê Thị Hòa"),
        ("Trần Thuý", "Trần Thúy"),
        ("Võ Loè", "Võ Lòe"),
        ("Huỳnh Hoài", "Hùynh Hòai"),
        ("Tô Toàn", "Tô Tòan"),
        ("Phú Quý", "Phú Qúy"),
        ("Trần Quốc", "Trần Qúôc"),
        ("Nguyễn Hữu Phước", "Nguyễn Hữu Phứơc"),
        ("Trần Thị Tiến", "Trần Thị Tíên"),
        ("Nguyễn Thị Duyên", "Ngũyên Thị Duyên"),
        ("Đỗ Khuya", "Đỗ Khuya"),
        ("Lê Gìa", "Lê Già"),
        ("Bùi Thị Nguyệt", "Bùi Thị Ngụyêt"),
        ("Mai Cường", "Mai Cừơng"),
        ("Ðào Thị Ðẹp", "Đào Thị Đẹp"),
        ("Ɖinh", "Đinh"),
        ("H'Hen Niê", "H’hen Niê"),
        ("H'Hen Niê", "Hʼ Hen Niê"),
        ("Y Moan Êban", "y moan êban"),
        ("Nguyễn\u200b Văn An", "\ufeffNguyễn Văn An"),
    ],
)
def test_one_name_may_be_spelled_in_several_ways(one: str, other: str) -> None:
    assert names_agree(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bí", "Bị"),
        ("Mỹ", "Mĩ"),
        ("Thuý", "Thuỷ"),
        ("An", "Ân"),
        ("Đăng", "Dăng"),
        ("Lê Thanh An", "Lê Than Han"),
        ("Nguyễn Văn An", "Nguyễn An"),
        ("Hoa", "Hoà"),
        ("Phước", "Phược"),
        ("Cương", "Cường"),
        ("Tiến", "Tiên"),
        ("Lúa", "Lứa"),
        ("José", "Jóse"),
        ("", ""),
        (" ", "\t"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert not names_agree(one, other)


def test_diacritics_are_ignored_only_on_request() -> None:
    assert not names_agree("Đặng Thị Ánh", "DANG THI ANH")
    assert names_agree("Đặng Thị Ánh", "DANG THI ANH", ignore_diacritics=True)


@given(names)
def test_the_key_of_a_key_is_itself(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@given(names)
def test_composed_and_decomposed_names_are_the_same_name(name: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)
    assert name_key(composed) == name_key(decomposed)
    assert tidy_name(composed) == tidy_name(decomposed)


@given(names)
def test_a_tidy_name_is_tidied_already(name: str) -> None:
    tidy = tidy_name(name)
    assert tidy_name(tidy) == tidy
    assert names_agree(name, tidy) or not name_key(name)


def test_tidying_a_name_changes_only_its_spaces() -> None:
    assert tidy_name("  nguyễn\tvăn \n an ") == "nguyễn văn an"
    assert tidy_name("H’Hen  Niê") == "H’Hen Niê"


@pytest.mark.parametrize(
    ("name", "plain"),
    [("Nguyễn Thị Đào", "Nguyen Thi Dao"), ("Ðỗ Ưng Ŭ Č", "Do Ung U C"), ("H'Hen Niê", "H'Hen Nie")],
)
def test_a_name_can_be_written_without_diacritics(name: str, plain: str) -> None:
    assert without_diacritics(name) == plain


@pytest.mark.parametrize(
    "name",
    [
        "An",
        "H'Hen Niê",
        "H’Hen Niê",
        "Y Moan Êban",
        "Ŭ",
        "Č",
        "Jean-Marie",
        "Nguyễn V. An",
        "Ơ" * 120,
        "Đ\tÂ",
        "Ngu\u0302\u0303n",
    ],
)
def test_every_name_that_people_bear_is_a_name(name: str) -> None:
    assert has_only_name_letters(name)


@pytest.mark.parametrize(
    "text", ["", " ", "...", "An 2", "An1", "<b>An</b>", "An@", "An_", "An, Bình", "٣", "\x00An"]
)
def test_a_name_with_other_characters_is_refused(text: str) -> None:
    assert not has_only_name_letters(text)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("NGUYỄN THỊ LAN", "Nguyễn Thị Lan"),
        (unicodedata.normalize("NFD", "ẨM ƯỚT NGHIỄM ĐỘC"), "Ẩm Ướt Nghiễm Độc"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("H’HEN NIÊ", "H’Hen Niê"),
        ("Y MOAN ÊBAN", "Y Moan Êban"),
        ("K-SOR  H-BIA ", "K-Sor H-Bia"),
        ("Nguyễn Thị lan", "Nguyễn Thị lan"),
        ("Đỗ McDonald", "Đỗ McDonald"),
    ],
)
def test_a_name_in_capitals_is_told_in_words(written: str, told: str) -> None:
    assert in_words(written) == told
