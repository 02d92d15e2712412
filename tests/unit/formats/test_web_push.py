"""Web Push as the standards' own examples have it: RFC 8291, appendix A, and RFC 8292, section 2.4."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from verifiers.web_push import authorization, encrypt, public_text

#: RFC 8291, appendix A.
TEXT = b"When I grow up, I want to be a watermelon"
BROWSER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
    "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
#: RFC 8292, section 2.4.
TOKEN = (
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1"
    "MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUf"
    "nK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA"
)
KEY = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(raw(text), "big"), ec.SECP256R1())


def public_key(text: str) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(text))


def test_the_standards_example_is_encrypted_byte_for_byte() -> None:
    body = encrypt(
        TEXT,
        public_key=raw(BROWSER),
        secret=raw(SECRET),
        sender=private_key(SENDER),
        salt=raw(SALT),
        padded_to=len(TEXT) + 1,
    )
    assert urlsafe_b64encode(body).rstrip(b"=").decode() == BODY


def test_our_token_has_the_form_of_the_standards_example() -> None:
    theirs = jwt.decode(
        TOKEN,
        public_key(KEY),
        algorithms=["ES256"],
        audience="https://push.example.net",
        options={"verify_exp": False},
    )
    key, at = ec.generate_private_key(ec.SECP256R1()), datetime.fromtimestamp(theirs["exp"], UTC)
    written = authorization(key, origin=theirs["aud"], contact=theirs["sub"], at=at)
    scheme, token, own_key = written.split(" ")
    assert scheme == "vapid"
    assert token.startswith("t=")
    assert token.endswith(",")
    ours = jwt.decode(
        token[2:-1],
        public_key(own_key.removeprefix("k=")),
        algorithms=["ES256"],
        audience=theirs["aud"],
        options={"verify_exp": False},
    )
    assert ours.keys() == theirs.keys()
    assert ours["sub"] == theirs["sub"]
    assert 0 < ours["exp"] - theirs["exp"] <= 24 * 3600  # RFC 8292, section 2
    header = jwt.get_unverified_header(token[2:-1])
    assert header == jwt.get_unverified_header(TOKEN) == {"typ": "JWT", "alg": "ES256"}


def test_a_key_is_written_as_the_standards_have_it() -> None:
    # RFC 8291, appendix A: the public half of the sender's key
    own = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
    assert public_text(private_key(SENDER)) == own


@pytest.mark.parametrize("length", [0, 1, 500, 1023])
def test_bodies_of_all_texts_are_of_one_length(length: int) -> None:
    body = encrypt(b"x" * length, public_key=raw(BROWSER), secret=raw(SECRET))
    assert len(body) == 16 + 4 + 1 + 65 + 1024 + 16


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        encrypt(b"x" * 1024, public_key=raw(BROWSER), secret=raw(SECRET))
