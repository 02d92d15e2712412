"""Encrypted values open only in their own place; lookup digests are not readable."""

import base64

import pytest

from accounts.storage.ciphers import CannotDecrypt, FieldCipher, LookupKey, parse_key, parse_keys

OLD = ("old", b"o" * 32)
NEW = ("new", b"n" * 32)
PLACE = "accounts.full_name:1"


def test_a_value_is_read_back_in_its_own_place() -> None:
    cipher = FieldCipher([NEW])
    sealed = cipher.encrypt("Nguyễn Thị Thử", context=PLACE)
    assert cipher.decrypt(sealed, context=PLACE) == "Nguyễn Thị Thử"


@pytest.mark.parametrize("elsewhere", ["accounts.email:1", "accounts.full_name:2", ""])
def test_a_value_moved_to_another_place_does_not_open(elsewhere: str) -> None:
    cipher = FieldCipher([NEW])
    sealed = cipher.encrypt("Nguyễn Thị Thử", context=PLACE)
    with pytest.raises(CannotDecrypt):
        cipher.decrypt(sealed, context=elsewhere)


def test_a_value_encrypted_twice_looks_different() -> None:
    cipher = FieldCipher([NEW])
    assert cipher.encrypt("same", context=PLACE) != cipher.encrypt("same", context=PLACE)


@pytest.mark.parametrize("spoilt", ["{start}AAAA", "{start}", "new:", "new:????", "?", "", "{start}é"])
def test_a_corrupted_value_is_refused(spoilt: str) -> None:
    cipher = FieldCipher([NEW])
    start = cipher.encrypt("text")[:-4]
    with pytest.raises(CannotDecrypt):
        cipher.decrypt(spoilt.format(start=start))


def test_a_value_under_an_older_key_still_opens_and_asks_for_rotation() -> None:
    sealed = FieldCipher([OLD]).encrypt("text")
    ring = FieldCipher([NEW, OLD])
    assert ring.decrypt(sealed) == "text"
    assert ring.needs_rotation(sealed)
    assert not ring.needs_rotation(ring.encrypt("text"))


def test_a_value_under_a_key_that_is_gone_is_refused() -> None:
    with pytest.raises(CannotDecrypt):
        FieldCipher([NEW]).decrypt(FieldCipher([OLD]).encrypt("text"))


@pytest.mark.parametrize("keys", [[], [("a", b"short")], [OLD, OLD], [("a:b", b"k" * 32)], [("", b"k" * 32)]])
def test_an_invalid_key_ring_is_refused_at_once(keys: list[tuple[str, bytes]]) -> None:
    with pytest.raises(ValueError, match="key"):
        FieldCipher(keys)


def test_keys_are_read_as_they_are_written_in_settings() -> None:
    text = ", ".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in (NEW, OLD))
    assert parse_keys(text) == [NEW, OLD]


def test_a_key_is_read_in_either_base64_alphabet() -> None:
    key = b"\xff\xef" * 16
    assert (
        parse_key(base64.urlsafe_b64encode(key).decode()) == key == parse_key(base64.b64encode(key).decode())
    )


@pytest.mark.parametrize("text", ["", "secretsecret", "id:secretsecret!", "id:c2VjcmV0c2VjcmV0"])
def test_a_misread_key_is_never_repeated_in_the_message(text: str) -> None:
    with pytest.raises(ValueError, match="key") as refusal:
        parse_keys(text)
    assert "secret" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_equal_values_are_found_by_equal_digests() -> None:
    digest = LookupKey(b"k" * 32).digest("person", "000190000001")
    assert digest == LookupKey(b"k" * 32).digest("person", "000190000001")
    assert len(digest) == 64


def test_digests_of_one_value_differ_between_kinds_and_keys() -> None:
    one = LookupKey(b"k" * 32)
    digests = {one.digest("a", "1"), one.digest("b", "1"), LookupKey(b"l" * 32).digest("a", "1")}
    assert len(digests) == 3
