"""A token proves its holder by a signature over exactly our challenge, through each helper."""

import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from identity.subject import Subject
from tests.unit.verifiers.pki import enveloped
from tests.unit.verifiers.tokens import Computer, answer_of, text, vgca_answer, web_eid_token
from verifiers.certificates import (
    Certificate,
    Holder,
    HolderRefusal,
    TrustList,
    who_it_is,
)
from verifiers.errors import Unreachable
from verifiers.usb_token import Helper, TokenChallenge, TokenRefusal

EACH = pytest.mark.parametrize("helper", list(Helper))
NOT_OVER_OURS, UNREADABLE = TokenRefusal.NOT_OVER_OURS, TokenRefusal.UNREADABLE


@pytest.fixture
def computer() -> Computer:
    return Computer()


@EACH
def test_a_signature_over_our_challenge_proves_the_holder(computer: Computer, helper: Helper) -> None:
    found = computer.outcome(helper, "token_150")
    assert isinstance(found, Certificate)
    assert found.issuer_name == "Sandbox Token CA"


def test_an_elliptic_token_signs_through_web_eid(computer: Computer) -> None:
    assert isinstance(computer.outcome(Helper.WEB_EID, "token_elliptic"), Certificate)


# ---------------------------------------------------------------- what must fail
@EACH
def test_a_certificate_without_a_signature_is_refused(computer: Computer, helper: Helper) -> None:
    certificate = text(computer.token("token_150").certificate)
    alone = json.dumps({"certificate": certificate, "unverifiedCertificate": certificate})
    assert computer.verify(helper, alone, computer.challenge()) is UNREADABLE


@EACH
def test_a_serial_number_without_a_signature_is_refused(computer: Computer, helper: Helper) -> None:
    found = computer.outcome(helper, "token_150")
    assert isinstance(found, Certificate)
    answer = json.dumps({"serial": found.serial_number, "signature": found.serial_number})
    assert computer.verify(helper, answer, computer.challenge()) is UNREADABLE


@pytest.mark.parametrize("constant", [b"login", b"", b"cuaso usb-token challenge, version 1"])
def test_a_signature_over_a_constant_challenge_is_refused(computer: Computer, constant: bytes) -> None:
    answer = vgca_answer(computer.token("token_150"), constant)
    assert computer.verify(Helper.VGCA, answer, computer.challenge()) is NOT_OVER_OURS


@EACH
@pytest.mark.parametrize(
    "changes",
    [
        {"browser": "b2"},
        {"purpose": "sign_in"},
        {"registration_id": "r2"},
        {"origin": "https://other.example"},
    ],
    ids=["another-session", "another-purpose", "another-registration", "another-origin"],
)
def test_a_signature_replayed_in_another_context_is_refused(
    computer: Computer, helper: Helper, changes: dict[str, str]
) -> None:
    signed_before = computer.challenge()
    facts = {"registration" if name == "registration_id" else name: word for name, word in changes.items()}
    asked_now = TokenChallenge.from_facts({**signed_before.to_facts(), **facts})  # not even the nonce differs
    answer = answer_of(helper, computer.token("token_150"), signed_before)
    assert computer.verify(helper, answer, asked_now) is NOT_OVER_OURS


@EACH
def test_a_signature_over_a_challenge_made_by_the_page_is_refused(computer: Computer, helper: Helper) -> None:
    answer = answer_of(helper, computer.token("token_150"), computer.challenge())  # made like ours, not ours
    assert computer.verify(helper, answer, computer.challenge()) is NOT_OVER_OURS


@EACH
@pytest.mark.parametrize(("seconds", "counts"), [(299, True), (300, True), (301, False), (-1, False)])
def test_a_signature_counts_for_five_minutes(
    computer: Computer, helper: Helper, seconds: int, *, counts: bool
) -> None:
    challenge = computer.challenge()
    answer = answer_of(helper, computer.token("token_150"), challenge)
    computer.country.pass_time(timedelta(seconds=seconds))
    found = computer.verify(helper, answer, challenge)
    assert isinstance(found, Certificate) if counts else found is TokenRefusal.TOO_LATE


def test_a_signature_of_the_right_key_over_other_bytes_is_refused(computer: Computer) -> None:
    challenge, token = computer.challenge(), computer.token("token_150")
    other = challenge.to_bytes() + b"\n"
    envelope = json.dumps({"envelope": text(enveloped(token, over=other, attached=False))})
    assert computer.verify(Helper.VGCA, vgca_answer(token, other), challenge) is NOT_OVER_OURS
    assert computer.verify(Helper.VNPT, envelope, challenge) is NOT_OVER_OURS


def test_an_envelope_with_other_bytes_is_refused(computer: Computer) -> None:
    envelope = enveloped(computer.token("token_150"), over=b"other", attached=True)
    answer = json.dumps({"envelope": text(envelope)})
    assert computer.verify(Helper.VNPT, answer, computer.challenge()) is NOT_OVER_OURS


def test_an_envelope_with_two_signers_is_refused(computer: Computer) -> None:
    challenge = computer.challenge()
    tokens = (computer.token("token_150"), computer.token("token_elliptic"))
    answer = json.dumps({"envelope": text(enveloped(*tokens, over=challenge.to_bytes(), attached=False))})
    assert computer.verify(Helper.VNPT, answer, challenge) is NOT_OVER_OURS


def test_a_sha1_signature_is_refused(computer: Computer) -> None:
    challenge, token = computer.challenge(), computer.token("token_150")
    assert isinstance(token.key, rsa.RSAPrivateKey)
    weak = token.key.sign(challenge.to_bytes(), padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - refused
    answer = json.dumps({"signature": text(weak), "certificate": text(token.certificate)})
    assert computer.verify(Helper.VGCA, answer, challenge) is NOT_OVER_OURS


@pytest.mark.parametrize("origin", ["https://evil.example", "https://cuaso.example/", "http://cuaso.example"])
def test_a_web_eid_token_for_another_origin_is_refused(computer: Computer, origin: str) -> None:
    challenge = computer.challenge()
    answer = web_eid_token(computer.token("token_150"), nonce=challenge.web_eid_nonce, origin=origin)
    assert computer.verify(Helper.WEB_EID, answer, challenge) is NOT_OVER_OURS


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "web-eid:2"},
        {"format": "web-eid:1.1x"},
        {"algorithm": "HS256"},
        {"algorithm": "none"},
        {"signature": "!"},
    ],
)
def test_a_web_eid_token_in_an_unknown_format_is_refused(computer: Computer, changes: dict[str, str]) -> None:
    challenge = computer.challenge()
    answer = web_eid_token(computer.token("token_150"), nonce=challenge.web_eid_nonce, **changes)
    assert computer.verify(Helper.WEB_EID, answer, challenge) is UNREADABLE


@pytest.mark.parametrize("helper", [Helper.VGCA, Helper.WEB_EID])
def test_a_certificate_swapped_after_signing_is_refused(computer: Computer, helper: Helper) -> None:
    challenge, mine = computer.challenge(), computer.token("token_150")
    theirs = next(
        token for number in range(151, 159)
        if (token := computer.token(f"token_{number}")).key is not mine.key
    )  # fmt: skip
    swapped = text(theirs.certificate)
    answer = json.loads(answer_of(helper, mine, challenge)) | {
        "certificate": swapped, "unverifiedCertificate": swapped
    }  # fmt: skip
    assert computer.verify(helper, json.dumps(answer), challenge) is NOT_OVER_OURS


@EACH
@pytest.mark.parametrize(
    "garbage",
    ["", "null", "[]", "{", "7", '{"signature": 1}', "[" * 20_000, "{}" + " " * 60_000, '"text"',
     '{"signature": "AA==", "certificate": "AA==", "envelope": "AA==", "format": "web-eid:1", '
     '"algorithm": "RS256", "unverifiedCertificate": "AA=="}'],
    ids=str.__len__,
)  # fmt: skip
def test_an_unreadable_answer_is_refused(computer: Computer, helper: Helper, garbage: str) -> None:
    assert computer.verify(helper, garbage, computer.challenge()) is UNREADABLE


# ---------------------------------------------------------------- certificates
@pytest.mark.parametrize(
    ("key", "refusal"),
    [
        ("token_expired", TokenRefusal.CERTIFICATE_EXPIRED),
        ("token_not_yet_valid", TokenRefusal.CERTIFICATE_NOT_YET_VALID),
        ("token_revoked_by_crl", TokenRefusal.CERTIFICATE_REVOKED),
        ("token_revoked_by_ocsp", TokenRefusal.CERTIFICATE_REVOKED),
        ("token_foreign_root", TokenRefusal.CERTIFICATE_UNTRUSTED),
        ("token_sim_root", TokenRefusal.CERTIFICATE_UNTRUSTED),
        ("sim_citizen", TokenRefusal.CERTIFICATE_UNTRUSTED),
        ("token_wrong_usage", TokenRefusal.CERTIFICATE_WRONG_USAGE),
        ("token_sha1", TokenRefusal.CERTIFICATE_WEAK),
        ("token_short_key", TokenRefusal.CERTIFICATE_WEAK),
    ],
)
def test_an_invalid_certificate_is_refused(computer: Computer, key: str, refusal: TokenRefusal) -> None:
    assert computer.outcome(Helper.VGCA, key) is refusal


@pytest.mark.parametrize("key", ["token_ocsp_unknown", "token_no_information"])
def test_a_certificate_of_unknown_revocation_status_raises_unreachable(computer: Computer, key: str) -> None:
    with pytest.raises(Unreachable):
        computer.outcome(Helper.VGCA, key)


def test_an_empty_trust_list_trusts_no_token(computer: Computer) -> None:
    computer.country.verifier = computer.country.verifier_with(TrustList(), counterpart="usb_token")
    computer.__post_init__()
    assert computer.outcome(Helper.VGCA, "token_150") is TokenRefusal.CERTIFICATE_UNTRUSTED


@pytest.mark.parametrize(
    ("key", "kinds"),
    [
        ("token_150", ["citizen"]),
        ("token_153", ["business"]),
        ("token_154", ["business"]),
        ("token_155", ["business"]),
        ("token_both_numbers", ["business"]),
        ("token_wrong_check_digit", ["business"]),
        ("token_156", ["agency"]),
        ("token_157", ["agency"]),
        ("token_158", ["agency"]),
        ("token_cmnd_of_12", ["citizen"]),
        ("token_decomposed", ["citizen"]),
    ],
)
def test_the_kind_of_subject_follows_from_root_and_numbers(
    computer: Computer, key: str, kinds: list[str]
) -> None:
    assert list(_holder(computer, key).may_be) == [Subject(kind) for kind in kinds]


@pytest.mark.parametrize("key", ["token_nobody", "token_budget_under_public_root"])
def test_a_token_certificate_without_an_accepted_number_is_refused(computer: Computer, key: str) -> None:
    found = computer.outcome(Helper.VGCA, key)
    assert isinstance(found, Certificate)
    assert who_it_is(found) is HolderRefusal.NO_NUMBER


@pytest.mark.parametrize("key", ["token_153", "token_154"])
def test_two_uids_are_read_in_either_order(computer: Computer, key: str) -> None:
    organisation = _holder(computer, key).organisation
    assert organisation is not None
    assert organisation.tax_number is not None
    assert organisation.representative is not None
    assert organisation.representative.citizen_number is not None


def test_a_title_behind_a_name_is_left_out_and_a_cmnd_of_12_digits_is_read(computer: Computer) -> None:
    person = _holder(computer, "token_cmnd_of_12").person
    assert person is not None
    assert (person.full_name, person.citizen_number) == ("Cao Văn Sơn", "000089000174")


def test_a_decomposed_name_is_kept_composed(computer: Computer) -> None:
    person = _holder(computer, "token_decomposed").person
    assert person is not None
    assert person.full_name == "Nguyễn Thị Ẩm Ướt"


def test_a_wrong_check_digit_is_not_refused(computer: Computer) -> None:
    assert _holder(computer, "token_wrong_check_digit").organisation is not None


def test_an_officer_is_known_by_official_email_and_unit(computer: Computer) -> None:
    organisation = _holder(computer, "token_157").organisation
    assert organisation is not None
    assert (organisation.official_email, organisation.unit) == ("bay.thu@cuaso.example", "Phòng Một cửa")


def _holder(computer: Computer, key: str) -> Holder:
    found = computer.outcome(Helper.VGCA, key)
    assert isinstance(found, Certificate), found
    holder = who_it_is(found)
    assert isinstance(holder, Holder), holder
    return holder


# ---------------------------------------------------------------- the challenge itself
def test_a_token_challenge_survives_being_stored(computer: Computer) -> None:
    challenge = computer.challenge()
    assert TokenChallenge.from_facts(challenge.to_facts()) == challenge


def test_a_challenge_says_what_it_is_for_and_no_two_are_alike(computer: Computer) -> None:
    first, second = computer.challenge().to_text(), computer.challenge().to_text()
    assert first != second
    for word in ("origin: https://cuaso.example", "purpose: register", "registration: r1", "browser: b1"):
        assert word in first.splitlines()


def test_a_challenge_with_several_lines_is_refused(computer: Computer) -> None:
    with pytest.raises(ValueError, match="one line"):
        computer.challenge(browser="b1\npurpose: sign_in")


@pytest.mark.parametrize("helper", [Helper.VGCA, Helper.VNPT, Helper.WEB_EID])
def test_a_helper_may_wrap_what_it_brings_in_pem(computer: Computer, helper: Helper) -> None:
    challenge = computer.challenge()
    answer: dict[str, str] = json.loads(answer_of(helper, computer.token("token_citizen"), challenge))
    for name, label in (
        ("certificate", "CERTIFICATE"),
        ("unverifiedCertificate", "CERTIFICATE"),
        ("envelope", "CMS"),
        ("signature", "SIGNATURE"),
    ):
        if name in answer:
            answer[name] = f"-----BEGIN {label}-----\r\n{answer[name]}\r\n-----END {label}-----\r\n"
    assert isinstance(computer.verify(helper, json.dumps(answer), challenge), Certificate)
