"""Certificates in the forms of the licensed authorities, by SIM and by token; see docs/authorities.md."""

from pathlib import Path

import pytest

from tests.unit.verifiers.lists.issued import NOW
from tests.unit.verifiers.pki import signed
from tests.unit.verifiers.profiles.authorities import PROFILES, Chain, Profile
from tests.unit.verifiers.sim_signature.sim import Side, replacing
from tests.unit.verifiers.tokens import OUR_ORIGIN, answer_of, text
from verifiers.certificates import Certificate, HolderRefusal, SignatureScheme, who_it_is
from verifiers.sim_signature import Signed, SigningRefusal
from verifiers.sim_signature.challenge import Challenge
from verifiers.usb_token import Helper, TokenChallenge, TokenRefusal, TokenSigning

DOCUMENT = Path(__file__).parents[4] / "docs" / "authorities.md"
EACH = pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)


def by_sim(chain: Chain) -> object:
    """Sign on a SIM whose certificate is the profile's; the gateway's answer carries both."""
    side = Side()
    side.country.verifier = chain.verifier
    side.country.now = NOW
    side.use(side.wire)
    pending = side.confirmed("001")
    signature = signed(chain.credential, SignatureScheme.PKCS1_SHA256, _content(pending.challenge))

    def change(body: bytes) -> bytes:
        body = replacing("<mss:Base64Signature>[^<]*", f"<mss:Base64Signature>{text(signature)}")(body)
        held = text(chain.credential.certificate)
        return replacing("<fi:Certificate>[^<]*", f"<fi:Certificate>{held}")(body)

    side.wire.change = change
    return side.signing.status(pending)


def _content(challenge: Challenge) -> bytes:
    return challenge.to_bytes()


def by_token(chain: Chain, helper: Helper) -> Certificate | TokenRefusal:
    signing = TokenSigning(certificates=chain.verifier, lifetime_seconds=300, clock=lambda: NOW)
    challenge = TokenChallenge.make(
        moment=NOW, origin=OUR_ORIGIN, purpose="register", registration_id="r1", browser="b1"
    )
    return signing.verify(helper, answer_of(helper, chain.credential, challenge), challenge)


def check(profile: Profile, certificate: object) -> None:
    assert isinstance(certificate, Certificate), certificate
    found = who_it_is(certificate)
    if profile.kind == "employee":
        assert found is HolderRefusal.EMPLOYEE
        return
    assert not isinstance(found, HolderRefusal), found
    person, organisation = found.person, found.organisation
    assert found.may_be[0] == profile.kind
    if profile.kind == "citizen":
        assert person is not None
        assert (person.full_name, person.citizen_number) == (profile.full_name, profile.number)
        return
    assert organisation is not None
    assert person is None
    assert organisation.tax_number == profile.number
    representative = organisation.representative
    assert (representative.full_name if representative else None) == profile.full_name


@EACH
def test_each_form_of_a_licensed_authority_is_read_with_a_sim(profile: Profile) -> None:
    answer = by_sim(Chain(profile, counterpart="sim_signature"))
    assert isinstance(answer, Signed), answer
    check(profile, answer.certificate)


@EACH
@pytest.mark.parametrize("helper", Helper)
def test_each_form_of_a_licensed_authority_is_read_with_a_token(profile: Profile, helper: Helper) -> None:
    check(profile, by_token(Chain(profile, counterpart="usb_token"), helper))


@EACH
def test_a_revoked_holder_of_a_licensed_authority_passes_nowhere(profile: Profile) -> None:
    for counterpart, refusal in (
        ("sim_signature", SigningRefusal.CERTIFICATE_REVOKED),
        ("usb_token", TokenRefusal.CERTIFICATE_REVOKED),
    ):
        chain = Chain(profile, counterpart=counterpart)
        chain.serve(revoked=True)
        answer = by_sim(chain) if counterpart == "sim_signature" else by_token(chain, Helper.VGCA)
        assert answer is refusal


def test_the_document_has_a_row_with_a_source_for_each_form() -> None:
    rows = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = {row.split("|")[1].strip(): row.split("|")[-2].strip() for row in rows}
    assert [profile.name for profile in PROFILES if not cells.get(profile.name)] == []
