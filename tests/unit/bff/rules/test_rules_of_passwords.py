"""Which passwords are refused, and for which reasons."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bff.rules.passwords import OwnFacts, PasswordFlaw
from bff.rules.passwords import password_flaws as flaws_of
from identity.people import BirthDate

F = PasswordFlaw
LAN = OwnFacts("Nguyễn Thị Thu Hoà", BirthDate(1990, 3, 27), ("+84900000001", "000190000001"))
NO_FACTS = OwnFacts()
NONE_BREACHED = frozenset[str]()
GOOD = ["Ngôi-nhà-3-tầng", "Mưa rào tháng sáu 6!", "xK9#vRq2pL", "Bảy con Cá & 1 chim", "pHở-tái-nạm-gầu-52"]


def password_flaws(password: str, own: OwnFacts) -> list[PasswordFlaw]:
    return flaws_of(password, own, breached=NONE_BREACHED)


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_accepted(password: str) -> None:
    assert password_flaws(password, LAN) == []


@pytest.mark.parametrize(
    ("password", "flaws"),
    [
        ("Zq7!kW", {F.TOO_SHORT}),
        ("Zq7!kWx", {F.TOO_SHORT}),
        ("zq7!kwxvm", {F.NO_UPPER_CASE}),
        ("ZQ7!KWXVM", {F.NO_LOWER_CASE}),
        ("Zqt!kWxvm", {F.NO_DIGIT}),
        ("Zq7tkWxvm", {F.NO_SPECIAL}),
        ("đđđđđđđđ", {F.NO_UPPER_CASE, F.NO_DIGIT, F.NO_SPECIAL}),
        ("", {F.TOO_SHORT, F.NO_LOWER_CASE, F.NO_UPPER_CASE, F.NO_DIGIT, F.NO_SPECIAL}),
        ("Zq7!" * 33, {F.TOO_LONG}),
    ],
)
def test_each_part_of_the_portals_rule_is_named(password: str, flaws: set[PasswordFlaw]) -> None:
    assert flaws <= set(password_flaws(password, NO_FACTS)) <= flaws | {F.COMMON}


@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("HoaNT@2021", F.COMMON),
        ("Matkhau@123", F.COMMON),
        ("MậtKhẩu@123", F.COMMON),
        ("P@ssw0rd1", F.COMMON),
        ("Vietnam@1", F.COMMON),
        ("Hanoi@2024", F.COMMON),
        ("Abc@1234", F.COMMON),
        ("Qwerty@123", F.COMMON),
        ("Aa@11111111", F.COMMON),
        ("Hoa@7319x", F.HAS_OWN_NAME),
        ("HOÀ@7319x", F.HAS_OWN_NAME),
        ("Hòa@7319x", F.HAS_OWN_NAME),
        ("NguyenThiThuHoa-7", F.HAS_OWN_NAME),
        ("Kx!1990vRq", F.HAS_OWN_DATE),
        ("Kx!27-03-90vRq", F.HAS_OWN_DATE),
        ("Kx!900327vRq", F.HAS_OWN_DATE),
        ("Kx!000001vRq", F.HAS_OWN_NUMBER),
        ("Kx!0900000001vRq", F.HAS_OWN_NUMBER),
        ("Kx!000190000001vRq", F.HAS_OWN_NUMBER),
    ],
)
def test_a_password_that_a_stranger_would_try_first_is_refused(password: str, flaw: PasswordFlaw) -> None:
    assert flaw in password_flaws(password, LAN)


@pytest.mark.parametrize("password", ["Balance-7-Sông", "Hoàng-hôn trên đảo 6h", "Kx!1991vRq"])
def test_a_password_that_only_happens_to_hold_something_is_accepted(password: str) -> None:
    assert password_flaws(password, OwnFacts("Trần Lan", BirthDate(1990), ())) == []


def test_a_password_with_the_birth_year_is_refused_when_only_the_year_is_known() -> None:
    assert password_flaws("Kx!1951vRq", OwnFacts("Sáu", BirthDate(1951))) == [F.HAS_OWN_DATE]


LETTERS = some.text(some.characters(codec="utf-8"), max_size=200)


@settings(max_examples=40, deadline=None)
@given(password=LETTERS, name=LETTERS)
def test_any_text_is_judged_without_an_error(password: str, name: str) -> None:
    flaws = password_flaws(password, OwnFacts(name, BirthDate(1990, 3, 27), (name,)))
    assert len(flaws) == len(set(flaws))
    assert (F.TOO_SHORT in flaws) is (len(password) < 8)


@settings(max_examples=40, deadline=None)
@given(some.text(string.ascii_letters, max_size=40), some.integers(0, 9))
def test_without_a_special_character_no_password_is_accepted(letters: str, digit: int) -> None:
    assert F.NO_SPECIAL in password_flaws(f"{letters}{digit}", NO_FACTS)


@pytest.mark.parametrize(
    "hostile",
    [
        "4@8({[<369&#!1/|0$5+7%2" * 6,
        "a4@" * 42,
        "1!|" * 42,
        "$5s" * 42,
        "abcdefgh" * 16,
        "19901991" * 16,
        "@" * 128,
        "password" * 16,
    ],
)
@pytest.mark.timeout(5)
def test_no_password_takes_long_to_judge(hostile: str) -> None:
    assert password_flaws(hostile, LAN) is not None
