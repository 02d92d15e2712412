"""What is longer than any real answer is refused by its length, for each method that takes certificates."""

import json
from collections.abc import Callable, Iterator

import pytest

from tests.unit.verifiers.pki import OURS, Country
from tests.unit.verifiers.sim_signature.sim import Side
from tests.unit.verifiers.tokens import Computer, token_country
from verifiers.certificates import Certificate, CertificateVerifier, Children, SignatureScheme
from verifiers.errors import UnexpectedAnswer
from verifiers.examination.envelope.checking import MAX_ENVELOPE_BYTES
from verifiers.examination.reading import MAX_CERTIFICATE_BYTES
from verifiers.sim_signature import CMS_ATTACHED, VIETNAMESE, Profile
from verifiers.sim_signature.client import MAX_GATEWAY_BYTES
from verifiers.usb_token import Helper, TokenRefusal
from verifiers.usb_token.reading import MAX_ANSWER


@pytest.fixture
def children() -> Iterator[Children]:
    made = Children(processes=1)
    yield made
    made.close()


@pytest.mark.parametrize("helper", Helper)
def test_a_stranger_can_not_have_a_long_answer_read(helper: Helper, children: Children) -> None:
    country = token_country()
    country.verifier = CertificateVerifier(
        "usb_token", trust=country.trust(), revocation=country.revocation, children=children
    )
    computer = Computer(country)
    names = ("signature", "certificate", "envelope", "format", "algorithm", "unverifiedCertificate")
    answer = json.dumps(dict.fromkeys(names, "A" * MAX_ANSWER))
    assert computer.verify(helper, answer, computer.challenge()) is TokenRefusal.UNREADABLE
    assert children.started == 0


@pytest.mark.parametrize("nesting", ["[", '{"a":'])
@pytest.mark.parametrize("helper", Helper)
def test_a_stranger_can_not_break_the_reader_of_json(helper: Helper, nesting: str) -> None:
    computer = Computer()
    answer = (nesting * MAX_ANSWER)[:MAX_ANSWER]
    assert computer.verify(helper, answer, computer.challenge()) is TokenRefusal.UNREADABLE


@pytest.mark.parametrize("profile", [VIETNAMESE, CMS_ATTACHED], ids=lambda profile: profile.name)
def test_a_gateway_can_not_have_a_long_answer_read(profile: Profile) -> None:
    side = Side(profile)
    pending = side.confirmed("001")
    side.wire.change = lambda body: body + b" " * MAX_GATEWAY_BYTES
    with pytest.raises(UnexpectedAnswer, match="more than is agreed"):
        side.signing.status(pending)


def long_certificate(country: Country, certificate: bytes) -> object:
    return country.verifier.check(certificate, moment=country.now)


def long_signer(country: Country, certificate: bytes) -> object:
    return country.verifier.verify(
        b"", over=OURS, certificate=certificate, scheme=SignatureScheme.PKCS1_SHA256, moment=country.now
    )


def long_envelope(country: Country, certificate: bytes) -> object:
    envelope = certificate + bytes(MAX_ENVELOPE_BYTES)
    return country.verifier.verify_envelope(envelope, over=OURS, moment=country.now)


@pytest.mark.parametrize("ask", [long_certificate, long_signer, long_envelope])
def test_a_stranger_can_not_have_a_long_certificate_read(
    country: Country, ask: Callable[[Country, bytes], object]
) -> None:
    good = country.authority.credential("sim_citizen").certificate
    with pytest.raises(UnexpectedAnswer, match="be read"):
        ask(country, good + bytes(MAX_CERTIFICATE_BYTES))


def test_a_long_certificate_sent_along_is_left_out(country: Country) -> None:
    credential = country.authority.credential("sim_citizen")
    along = [credential.issuer + bytes(MAX_CERTIFICATE_BYTES)]
    found = country.verifier.check(credential.certificate, moment=country.now, others=along)
    assert isinstance(found, Certificate)
