"""What is no passkey's answer to this challenge is refused, whatever is wrong with it."""

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from accounts.second_factors.ceremonies import Ceremonies, NotOurs, challenge_of, credential_id_of
from accounts.second_factors.passkeys import NewPasskey
from tests.support.authenticator import BE, BS, ORIGIN, RP_ID, UP, UV, Authenticator, cbor, text

OURS = Ceremonies(ORIGIN)
HANDLE = b"h" * 32
CHALLENGE = text(b"c" * 32)
MAKING = OURS.options_to_make(CHALLENGE, product="Cửa Số", name="•••123", handle=HANDLE, known=())
SIGNING = OURS.options_to_sign(CHALLENGE)


def made(device: Authenticator) -> NewPasskey:
    return OURS.new_passkey(device.make(MAKING), CHALLENGE, name="my phone")


def test_a_passkey_is_made_and_signs() -> None:
    device = Authenticator(counts=True)
    passkey = made(device)
    assert passkey.credential_id == device.credentials[0].id
    assert passkey.public_key == device.credentials[0].cose
    assert passkey.transports == ("internal", "hybrid")
    signed = OURS.signed(device.sign(SIGNING), CHALLENGE, passkey)
    assert (signed.sign_count, signed.handle, signed.is_backed_up) == (1, HANDLE, True)


def test_the_options_ask_for_a_verified_person_and_for_no_attestation() -> None:
    assert MAKING["authenticatorSelection"] == {
        "residentKey": "required", "requireResidentKey": True, "userVerification": "required",
    }  # fmt: skip
    assert (MAKING["attestation"], MAKING["rp"]["id"]) == ("none", RP_ID)
    assert (SIGNING["userVerification"], SIGNING["allowCredentials"]) == ("required", [])


def test_a_passkey_that_is_there_already_is_named_to_the_device() -> None:
    device = Authenticator()
    again = OURS.options_to_make(CHALLENGE, product="x", name="x", handle=HANDLE, known=[made(device)])
    assert [one["id"] for one in again["excludeCredentials"]] == [text(device.credentials[0].id)]


#: What each wrong answer gets wrong.
WRONG: Mapping[str, dict[str, Any]] = {
    "a challenge of another ceremony": {"challenge": text(b"d" * 32)},
    "a shorter challenge": {"challenge": CHALLENGE[:-2]},
    "another site": {"origin": "https://evil.example"},
    "another port": {"origin": "http://localhost:8001"},
    "another scheme": {"origin": "https://localhost:8000"},
    "a site below ours": {"origin": "http://a.localhost:8000"},
    "a page inside a page of another site": {"cross_origin": True},
    "a word in place of a yes or no": {"cross_origin": "false"},
    "a passkey of another site": {"rp_id": "evil.example"},
    "no person was verified": {"flags": UP | BE | BS},
    "nobody was there": {"flags": UV | BE | BS},
    "another ceremony": {"kind": "webauthn.other"},
}


@pytest.mark.parametrize("case", WRONG)
def test_a_stranger_can_not_add_a_passkey_with(case: str) -> None:
    device, wrong = Authenticator(), dict(WRONG[case])
    if "flags" in wrong:
        wrong["flags"] |= 0x40
    with pytest.raises(NotOurs):
        OURS.new_passkey(device.make(MAKING, **wrong), CHALLENGE, name="x")


@pytest.mark.parametrize("case", WRONG)
def test_a_stranger_can_not_sign_in_with(case: str) -> None:
    device = Authenticator()
    passkey = made(device)
    with pytest.raises(NotOurs):
        OURS.signed(device.sign(SIGNING, **WRONG[case]), CHALLENGE, passkey)


def test_a_stranger_can_not_sign_with_another_key() -> None:
    device, other = Authenticator(), Authenticator()
    passkey = made(device)
    made(other)
    other.credentials[0].id = device.credentials[0].id
    with pytest.raises(NotOurs):
        OURS.signed(other.sign(SIGNING), CHALLENGE, passkey)
    with pytest.raises(NotOurs):
        OURS.signed(device.sign(SIGNING, signature=b""), CHALLENGE, passkey)


def test_a_making_is_no_signature_and_a_signature_is_no_making() -> None:
    device = Authenticator()
    passkey, making = made(device), device.make(MAKING)
    with pytest.raises(NotOurs):
        OURS.signed(making, CHALLENGE, passkey)
    with pytest.raises(NotOurs):
        OURS.new_passkey(device.sign(SIGNING), CHALLENGE, name="x")


def test_a_passkey_of_one_device_does_not_become_one_that_is_synced() -> None:
    device = Authenticator(flags=UP | UV)
    passkey = made(device)
    with pytest.raises(NotOurs):
        OURS.signed(device.sign(SIGNING, flags=UP | UV | BE), CHALLENGE, passkey)


def key_of(kind: str) -> bytes:
    """A public key that is not taken, as COSE has it."""
    p384 = ec.generate_private_key(ec.SECP384R1()).public_key().public_numbers()
    rsa_1024 = rsa.generate_private_key(65537, 1024).public_key().public_numbers()  # noqa: S505
    big = (1 << 4800) + 1
    return {
        "of an algorithm that was not offered": cbor(
            {1: 2, 3: -35, -1: 2, -2: p384.x.to_bytes(48, "big"), -3: p384.y.to_bytes(48, "big")}
        ),
        "of an algorithm that does not exist": cbor({1: 2, 3: -9999, -1: 1}),
        "a point that is not on its curve": cbor({1: 2, 3: -7, -1: 1, -2: b"\x01" * 32, -3: b"\x02" * 32}),
        "of another curve than it says": cbor({1: 2, 3: -7, -1: 2, -2: b"\x01" * 32, -3: b"\x02" * 32}),
        "rsa, too short": cbor({1: 3, 3: -257, -1: rsa_1024.n.to_bytes(128, "big"), -2: b"\x01\x00\x01"}),
        "rsa, so long that a check takes long": cbor(
            {1: 3, 3: -257, -1: big.to_bytes(601, "big"), -2: b"\x01\x00\x01"}
        ),
        "rsa, with a huge exponent": cbor(
            {1: 3, 3: -257, -1: ((1 << 2047) + 1).to_bytes(256, "big"), -2: b"\xff" * 256}
        ),
        "ed25519, too short": cbor({1: 1, 3: -8, -1: 6, -2: b"\x01" * 31}),
        "without a key": cbor({1: 2, 3: -7}),
        "a number": cbor(7),
        "nothing": b"",
    }[kind]


KEYS = (
    "of an algorithm that was not offered", "of an algorithm that does not exist",
    "a point that is not on its curve", "of another curve than it says", "rsa, too short",
    "rsa, so long that a check takes long", "rsa, with a huge exponent", "ed25519, too short",
    "without a key", "a number", "nothing",
)  # fmt: skip


@pytest.mark.parametrize("kind", KEYS)
def test_a_stranger_can_not_add_a_key(kind: str) -> None:
    with pytest.raises(NotOurs):
        OURS.new_passkey(Authenticator().make(MAKING, cose=key_of(kind)), CHALLENGE, name="x")


def test_the_keys_of_all_offered_algorithms_are_taken() -> None:
    edwards = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    windows = rsa.generate_private_key(65537, 2048).public_key().public_numbers().n.to_bytes(256, "big")
    for cose in (
        cbor({1: 1, 3: -8, -1: 6, -2: edwards}),
        cbor({1: 3, 3: -257, -1: windows, -2: b"\x01\x00\x01"}),
    ):
        assert (
            OURS.new_passkey(Authenticator().make(MAKING, cose=cose), CHALLENGE, name="x").public_key == cose
        )


@pytest.mark.parametrize("length", [0, 1024])
def test_a_credential_id_of_another_length_is_refused(length: int) -> None:
    device = Authenticator()
    device.make(MAKING)
    device.credentials[0].id = b"i" * length
    with pytest.raises(NotOurs):
        OURS.new_passkey(device.answer_of_making(device.credentials[0], CHALLENGE), CHALLENGE, name="x")
    with pytest.raises(NotOurs):
        credential_id_of(device.sign(SIGNING))


GARBAGE = (
    "",
    "{",
    "null",
    "[]",
    "7",
    '"x"',
    "{}",
    '{"response": {}}',
    "[" * 5000,
    "ẩ",
    '{"rawId": 7}',
    "\x00",
)


@pytest.mark.parametrize("answer", GARBAGE)
def test_garbage_is_refused_by_every_reader(answer: str) -> None:
    passkey = made(Authenticator())
    for read in (
        challenge_of,
        credential_id_of,
        lambda text: OURS.new_passkey(text, CHALLENGE, name="x"),
        lambda text: OURS.signed(text, CHALLENGE, passkey),
    ):
        with pytest.raises(NotOurs):
            read(answer)


VALUES: tuple[Any, ...] = (
    None, "", "x", "=", "ẩ", 7, -1, 1.5, True, [], ["x"], {}, {"x": 1}, "A" * 4000, text(b"\x81" * 2000),
    text(b"\x9b" + b"\xff" * 8), text(b"\xbb" + b"\xff" * 8), text(b"\x1c"), text(b"{}"), text(b"null"),
)  # fmt: skip


@pytest.mark.parametrize("ceremony", ["make", "sign"])
def test_garbage_in_any_field_is_refused(ceremony: str) -> None:
    device = Authenticator()
    passkey = made(device)
    whole = json.loads(device.make(MAKING) if ceremony == "make" else device.sign(SIGNING))
    judged = 0
    for name in [*whole, *(f"response.{one}" for one in whole["response"])]:
        for value in VALUES:
            answer = json.loads(json.dumps(whole))
            place, _, inner = name.partition(".")
            (answer[place] if inner else answer)[inner or place] = value
            judged += _is_judged(json.dumps(answer), ceremony, passkey)
    # The names of transports and the handle are compared by the caller; everything else is refused.
    assert judged <= 2 * len(VALUES)


def test_bytes_that_were_changed_are_refused() -> None:
    device, dice = Authenticator(), random.Random(7)  # noqa: S311 - a fixed row of changes
    passkey = made(device)
    whole = json.loads(device.sign(SIGNING))
    for name in ("clientDataJSON", "authenticatorData", "signature"):
        for _ in range(60):
            answer = json.loads(json.dumps(whole))
            letters = list(answer["response"][name])
            place = dice.randrange(len(letters) - 1)  # the last letter has bits that count for nothing
            letters[place] = "A" if letters[place] != "A" else "B"
            answer["response"][name] = "".join(letters)
            assert not _is_judged(json.dumps(answer), "sign", passkey)


def _is_judged(answer: str, ceremony: str, passkey: NewPasskey) -> bool:
    try:
        if ceremony == "make":
            OURS.new_passkey(answer, CHALLENGE, name="x")
        else:
            OURS.signed(answer, CHALLENGE, passkey)
    except NotOurs:
        return False
    return True


def test_an_id_that_is_not_the_credentials_own_is_refused() -> None:
    device = Authenticator()
    answer = json.loads(device.make(MAKING))
    answer["id"] = answer["rawId"] = text(b"another")
    with pytest.raises(NotOurs):
        OURS.new_passkey(json.dumps(answer), CHALLENGE, name="x")
    passkey = made(device)
    with pytest.raises(NotOurs):
        OURS.signed(device.sign(SIGNING), CHALLENGE, replace(passkey, credential_id=b"another"))
