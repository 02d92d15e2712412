"""Citizen numbers and mobile numbers are read in every usual spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.numbers import agrees_with_birth, agrees_with_sex, citizen_number_facts, digits_of, mask_number
from identity.people import BirthDate, Sex
from identity.phones import (
    ISSUED_TO,
    RENEWED,
    MobileSlip,
    mask_mobile,
    national_mobile,
    parse_mobile,
    renewed_mobile,
)

PHONE = "+84900000001"


@pytest.mark.parametrize(
    "typed",
    [
        "0900000001",
        "0900 000 001",
        "0900.000.001",
        "0900-000-001",
        "0900–000–001",
        "(0900) 000 001",
        "+84 900 000 001",
        "+84 (0)900 000 001",
        "84900000001",
        "0084 900 000 001",
        "900000001",
        "０９００ ０００ ００１",
        "＋８４９０００００００１",
        "\u202a0900000001\u202c",
        " 0900\u00a0000\u00a0001\t",
    ],
)
def test_a_mobile_number_is_understood_as_people_type_it(typed: str) -> None:
    assert parse_mobile(typed) == PHONE


@pytest.mark.parametrize("prefix", sorted(ISSUED_TO))
def test_every_prefix_in_use_is_accepted_with_and_without_its_zero(prefix: str) -> None:
    assert parse_mobile(f"0{prefix}1234567") == f"+84{prefix}1234567"
    assert parse_mobile(f"{prefix}1234567") == f"+84{prefix}1234567"
    assert parse_mobile(f"84{prefix}1234567") == f"+84{prefix}1234567"


@pytest.mark.parametrize("typed", ["02838291234", "028 3829 1234", "+84 24 3825 1234", "(0236) 382 1234"])
def test_a_landline_number_has_its_own_slip(typed: str) -> None:
    assert parse_mobile(typed) is MobileSlip.LANDLINE


@pytest.mark.parametrize(
    "typed", ["01234567890", "0123.456.7890", "+84 123 456 7890", "84 123 456 7890", "0084 1234567890"]
)
def test_an_old_number_of_eleven_digits_gets_its_new_form(typed: str) -> None:
    assert parse_mobile(typed) is MobileSlip.OLD_ELEVEN_DIGITS
    assert renewed_mobile(typed) == "+84834567890"


@pytest.mark.parametrize("old", sorted(RENEWED))
def test_the_new_form_of_an_old_number_is_accepted(old: str) -> None:
    renewed = renewed_mobile(f"0{old}1234567")
    assert renewed is not None
    assert parse_mobile(renewed) == renewed


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "090000000",
        "09000000011",
        "0312345678",
        "0512345678",
        "0951234567",
        "01501234567",
        "1900 1234",
        "+1 202 555 0100",
        "0900FLOWER",
        "0900 000 001 ext. 2",
        "my number is 0900000001",
        "+84+900000001",
        "٠٩٠٠٠٠٠٠٠١",
        "0" * 300,
    ],
)
def test_text_that_is_no_mobile_number_is_a_format_slip(typed: str) -> None:
    assert parse_mobile(typed) is MobileSlip.FORMAT


@given(st.text())
def test_any_text_is_a_number_or_a_slip(text: str) -> None:
    parsed = parse_mobile(text)
    assert isinstance(parsed, MobileSlip) or parse_mobile(national_mobile(parsed)) == parsed


def test_a_mobile_number_is_shown_whole_or_masked() -> None:
    assert national_mobile(PHONE) == "0900 000 001"
    assert mask_mobile(PHONE) == "09•• ••• 001"


@pytest.mark.parametrize("text", ["0900000001", "+8490000000", "+1202555010", ""])
def test_only_a_mobile_number_can_be_masked_as_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"E\.164"):
        mask_mobile(text)


@pytest.mark.parametrize(
    ("number", "masked"),
    [("000190000001", "••••••••0001"), ("000000001", "•••••0001"), ("0001", "••••"), ("", "")],
)
def test_a_masked_number_shows_its_last_four_digits_at_most(number: str, masked: str) -> None:
    assert mask_number(number) == masked


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("000 190 000 001", "000190000001"),
        ("000.190-000—001", "000190000001"),
        ("０００１９００００００１", "000190000001"),
        ("00019O000001", "00019O000001"),
    ],
)
def test_only_separators_between_digits_are_dropped(typed: str, digits: str) -> None:
    assert digits_of(typed) == digits


@pytest.mark.parametrize("digit", range(10))
def test_the_fourth_digit_gives_century_and_sex(digit: int) -> None:
    facts = citizen_number_facts(f"000{digit}90000001")
    assert facts is not None
    assert facts.place_code == "000"
    assert facts.birth_year == 1990 + 100 * (digit // 2)
    assert facts.sex is (Sex.FEMALE if digit % 2 else Sex.MALE)


@pytest.mark.parametrize(
    "text", ["", "000000001", "00019000000", "0001900000011", "00019000000a", "٠٠٠١٩٠٠٠٠٠٠١"]
)
def test_an_invalid_citizen_number_has_no_facts_and_agrees_with_none(text: str) -> None:
    assert citizen_number_facts(text) is None
    assert not agrees_with_birth(text, BirthDate(1990))
    assert not agrees_with_sex(text, Sex.MALE)


@pytest.mark.parametrize("birth", ["1990-03-27", "1990"])
def test_a_citizen_number_agrees_with_the_year_of_birth(birth: str) -> None:
    assert agrees_with_birth("000090000001", BirthDate.parse(birth))


@pytest.mark.parametrize("birth", ["1991-03-27", "2090", "1890"])
def test_a_citizen_number_disagrees_with_another_year(birth: str) -> None:
    assert not agrees_with_birth("000090000001", BirthDate.parse(birth))


def test_a_citizen_number_agrees_with_the_sex() -> None:
    assert agrees_with_sex("000090000001", Sex.MALE)
    assert not agrees_with_sex("000090000001", Sex.FEMALE)
