"""Which answer about revocation outranks which: no listener on the way clears a revoked certificate."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from sandbox import Counterpart, Outage
from sandbox.authority.issuing import Issuer
from sandbox.authority.revocation import Status, make_ocsp_answer
from tests.unit.verifiers.pki import Country
from tests.unit.verifiers.tokens import token_country
from verifiers.certificates import Certificate, CertificateRefusal, Verdict
from verifiers.errors import Unreachable


@dataclass
class Story:
    """A holder of one method, and what a listener can put in place of the authority's answers."""

    country: Country
    hierarchy: str
    holder: str

    @property
    def crl(self) -> str:
        return f"/authority/crl/{self.hierarchy}"

    @property
    def responder(self) -> str:
        return f"/authority/ocsp/{self.hierarchy}"

    @property
    def issuer(self) -> Issuer:
        issuer = self.country.authority.issuer(self.hierarchy)
        assert issuer is not None
        return issuer

    @property
    def certificate(self) -> x509.Certificate:
        return x509.load_der_x509_certificate(self.country.authority.credential(self.holder).certificate)

    def respond_without_nonce(self, status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD) -> None:
        """Send a response that was recorded earlier, and that is still in time."""
        when = self.country.now - timedelta(days=1) if status is ocsp.OCSPCertStatus.REVOKED else None
        self.country.wire.instead[self.responder] = make_ocsp_answer(
            Status(self.certificate, status, when),
            issuer=self.issuer, responder=self.issuer, moment=self.country.now,
        )  # fmt: skip

    def list_as_revoked(self) -> None:
        serial = self.certificate.serial_number
        revoked = self.country.authority.crl(self.hierarchy, others=[serial])
        assert revoked is not None
        self.country.wire.instead[self.crl] = revoked

    def silence(self, *counterparts: Counterpart) -> None:
        for counterpart in (Counterpart.OCSP, Counterpart.CRL):
            outage = Outage.HTTP_503 if counterpart in counterparts else Outage.NONE
            self.country.sandbox.knobs.turn(counterpart, outage=outage)

    def verdict(self) -> Verdict:
        return self.country.check(self.holder)


@pytest.fixture(params=["sim", "token"])
def story(request: pytest.FixtureRequest) -> Story:
    if request.param == "sim":
        return Story(Country(), "sim", "sim_citizen")
    return Story(token_country(), "token", "token_citizen")


def test_a_listener_can_not_clear_a_revoked_certificate_with_an_old_response(story: Story) -> None:
    story.list_as_revoked()
    story.respond_without_nonce()
    assert story.verdict() is CertificateRefusal.REVOKED


def test_a_listener_who_also_withholds_the_list_clears_nothing(story: Story) -> None:
    story.country.good(story.holder)  # the authority's own list, from the root, is kept
    story.respond_without_nonce()
    story.silence(Counterpart.CRL)
    with pytest.raises(Unreachable):
        story.verdict()


def test_a_listener_who_sends_something_else_as_the_list_clears_nothing(story: Story) -> None:
    stranger = story.country.authority.crl("unknown")
    assert stranger is not None
    story.country.wire.instead[story.crl] = stranger
    story.respond_without_nonce()
    with pytest.raises(Exception, match="not the issuer's"):
        story.verdict()


def test_a_response_without_nonce_and_a_clear_list_are_good(story: Story) -> None:
    story.respond_without_nonce()
    assert isinstance(story.verdict(), Certificate)
    assert story.crl in story.country.asked


def test_a_response_without_nonce_counts_where_the_certificate_names_no_list() -> None:
    story = Story(Country(), "sim", "sim_revoked_by_ocsp")
    story.respond_without_nonce()
    assert isinstance(story.verdict(), Certificate)
    assert story.crl not in story.country.asked


def test_a_fresh_good_response_does_not_outrank_a_list_in_time_that_says_revoked(story: Story) -> None:
    story.list_as_revoked()
    story.silence(Counterpart.OCSP)
    assert story.verdict() is CertificateRefusal.REVOKED
    story.silence()
    assert story.verdict() is CertificateRefusal.REVOKED


def test_a_list_that_is_out_of_date_says_nothing(story: Story) -> None:
    story.list_as_revoked()
    story.silence(Counterpart.OCSP)
    assert story.verdict() is CertificateRefusal.REVOKED
    story.silence()
    story.country.pass_time(timedelta(hours=13))
    assert isinstance(story.verdict(), Certificate)


def test_a_fresh_response_needs_no_list(story: Story) -> None:
    assert isinstance(story.verdict(), Certificate)
    assert story.crl not in story.country.asked


def test_a_revoked_response_outranks_a_list_that_is_clear(story: Story) -> None:
    story.silence(Counterpart.OCSP)
    story.country.good(story.holder)
    story.silence()
    story.respond_without_nonce(ocsp.OCSPCertStatus.REVOKED)
    assert story.verdict() is CertificateRefusal.REVOKED


def test_a_revoked_holder_is_refused_though_the_authority_above_is_silent(story: Story) -> None:
    story.list_as_revoked()
    story.silence(Counterpart.OCSP)
    story.country.wire.instead[f"/authority/crl/{story.hierarchy}-root"] = b"no list"
    assert story.verdict() is CertificateRefusal.REVOKED


# ---------------------------------------------------------------- lists that are not plain
def with_another_name(story: Story, *revoked: int) -> bytes:
    """A list with one more extension, so that the product's own reading does not suffice."""
    now = story.country.now
    builder = x509.CertificateRevocationListBuilder().issuer_name(story.issuer.certificate.subject)
    builder = builder.last_update(now - timedelta(minutes=1)).next_update(now + timedelta(hours=1))
    other_name = x509.IssuerAlternativeName([x509.DNSName("ca.example")])
    builder = builder.add_extension(other_name, critical=False)
    builder = builder.add_extension(x509.CRLNumber(1), critical=False)
    for serial in revoked:
        entry = (
            x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now - timedelta(days=1))
        )
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(story.issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize("is_listed", [True, False])
def test_a_list_with_more_extensions_is_judged_too(story: Story, *, is_listed: bool) -> None:
    story.silence(Counterpart.OCSP)
    listed = story.certificate.serial_number if is_listed else 1
    story.country.wire.instead[story.crl] = with_another_name(story, listed)
    verdict = story.verdict()
    assert verdict is CertificateRefusal.REVOKED if is_listed else isinstance(verdict, Certificate)


# ---------------------------------------------------------------- answers that are to cost or to break
def nested(depth: int) -> bytes:
    inside = b"\x05\x00"
    for _ in range(depth):
        length = len(inside)
        head = bytes([length]) if length < 128 else b"\x82" + length.to_bytes(2)
        inside = b"\x30" + head + inside
        if length > 60_000:
            break
    return inside


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "nested": lambda: nested(14_000),
    "indefinite": lambda: b"\x30\x80" * 30_000,
    "long-length": lambda: b"\x30\x84\xff\xff\xff\xff",
    "zeros": lambda: bytes(60_000),
}


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("place", ["responder", "crl"])
def test_a_listener_can_not_break_a_check_with_hostile_answers(
    story: Story, place: str, hostile: str
) -> None:
    story.country.wire.instead[getattr(story, place)] = HOSTILE[hostile]()
    assert isinstance(story.verdict(), Certificate)  # the other source tells


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_answers_from_both_sources_clear_nothing(story: Story, hostile: str) -> None:
    for place in (story.crl, story.responder):
        story.country.wire.instead[place] = HOSTILE[hostile]()
    with pytest.raises(Exception, match=r"ocsp|crl"):
        story.verdict()
