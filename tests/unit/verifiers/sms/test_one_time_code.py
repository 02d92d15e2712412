"""One-time codes: six digits, of which only a keyed digest is stored."""

import pytest

from verifiers.one_time_code import code_digest, find_code, new_code

BOUND = {"registration_id": "r1", "phone_number": "+84900000001", "code": "123456"}


def test_a_code_has_six_digits_and_is_fresh() -> None:
    codes = {new_code() for _ in range(20)}
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in codes)
    assert len(codes) > 10


@pytest.mark.parametrize(
    "other", [{"registration_id": "r2"}, {"phone_number": "+84900000002"}, {"code": "123457"}]
)
def test_a_digest_is_bound_to_registration_phone_and_code(other: dict[str, str]) -> None:
    assert code_digest(b"key", **BOUND) == code_digest(b"key", **BOUND)
    assert code_digest(b"key", **BOUND) != code_digest(b"key", **(BOUND | other))


def test_a_digest_needs_its_key() -> None:
    assert code_digest(b"key", **BOUND) != code_digest(b"another key", **BOUND)
    assert "123456" not in code_digest(b"key", **BOUND)


MESSAGE = "cuaso.example: 123456 la ma xac thuc, 5 phut. Khong dua cho ai. 1800 0000\n@cuaso.example #123456"


@pytest.mark.parametrize(
    "pasted",
    [
        "123456",
        "123 456",
        " 123-456\n",
        "１２３４５６",
        "\u200b123456",
        MESSAGE,
        MESSAGE.replace("\n", " "),
        "@cuaso.example #123456",
        "#123456",
        "G-123456",
        "Ma: 123 456.",
        "123456 la ma cua ban, goi 1900 654321\n@cuaso.example #123456",
    ],
)
def test_a_code_is_found_as_it_is_pasted(pasted: str) -> None:
    assert find_code(pasted) == "123456"


@pytest.mark.parametrize(
    "pasted", ["12345", "1234567", "", "abc", "123456 or 654321", "12345 678901 2", "１２３４５"]
)
def test_what_holds_no_code_or_two_is_no_guess(pasted: str) -> None:
    assert find_code(pasted) == ""


@pytest.mark.parametrize("digits", [6, 10, 12])
def test_a_code_of_any_length_is_found_in_a_message(digits: int) -> None:
    code = "1234567890123"[:digits]
    assert find_code(MESSAGE.replace("123456", code), frozenset({6, digits})) == code
