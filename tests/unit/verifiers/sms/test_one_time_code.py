"""One-time codes: six digits, of which only a keyed digest is stored."""

import pytest

from verifiers.one_time_code import code_digest, new_code, tidy_code

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


@pytest.mark.parametrize("pasted", ["123456", "123 456", " 123-456\n", "１２３４５６", "\u200b123456"])
def test_a_code_is_understood_as_it_is_pasted(pasted: str) -> None:
    assert tidy_code(pasted) == "123456"
