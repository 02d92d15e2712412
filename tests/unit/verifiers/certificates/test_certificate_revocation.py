"""Only a fresh answer of the authority, from a configured address, clears a certificate of revocation."""

from datetime import timedelta

import pytest

from sandbox import Counterpart, Outage
from sandbox.authority.revocation import make_crl
from tests.unit.verifiers.pki import ORIGIN, Country, long_crl
from verifiers.certificates import CertificateRefusal
from verifiers.certificates.sources import Allowed
from verifiers.errors import UnexpectedAnswer, Unreachable

CRL, OCSP = "/authority/crl/sim", "/authority/ocsp/sim"
ROOTS_CRL = "/authority/crl/sim-root"
SILENT = [Outage.REFUSE, Outage.HTTP_500, Outage.HTTP_503, Outage.HTTP_429]


@pytest.mark.parametrize("outage", SILENT)
def test_where_ocsp_is_silent_the_list_is_asked(country: Country, outage: Outage) -> None:
    country.sandbox.knobs.turn(Counterpart.OCSP, outage=outage)
    country.good("sim_citizen")
    assert CRL in country.asked


@pytest.mark.parametrize("outage", SILENT)
def test_a_silent_authority_raises_unreachable(country: Country, outage: Outage) -> None:
    for counterpart in (Counterpart.OCSP, Counterpart.CRL):
        country.sandbox.knobs.turn(counterpart, outage=outage)
    for holder in ("sim_citizen", "sim_revoked_by_crl", "sim_revoked_by_ocsp"):
        with pytest.raises(Unreachable):
            country.check(holder)


def test_a_slow_authority_is_treated_as_silent(country: Country) -> None:
    for counterpart in (Counterpart.OCSP, Counterpart.CRL):
        country.sandbox.knobs.turn(counterpart, delay_seconds=30)
    with pytest.raises(Unreachable, match="no answer in time"):
        country.check("sim_citizen")


@pytest.mark.parametrize("outage", [Outage.NONSENSE, Outage.NOT_JSON, Outage.HUGE])
def test_unreadable_answers_from_every_source_raise_unexpected_answer(
    country: Country, outage: Outage
) -> None:
    for counterpart in (Counterpart.OCSP, Counterpart.CRL):
        country.sandbox.knobs.turn(counterpart, outage=outage)
    with pytest.raises(UnexpectedAnswer):
        country.check("sim_citizen")


@pytest.mark.parametrize("holder", ["sim_citizen", "sim_revoked_by_crl", "sim_revoked_by_ocsp"])
def test_outdated_revocation_answers_raise_unreachable(country: Country, holder: str) -> None:
    for counterpart in (Counterpart.OCSP, Counterpart.CRL):
        country.sandbox.knobs.turn(counterpart, stale=True)
    with pytest.raises(Unreachable):
        country.check(holder)


@pytest.mark.parametrize(
    "holder",
    [
        "sim_ocsp_unknown",
        "sim_ocsp_stale",
        "sim_ocsp_wrong_responder",
        "sim_ocsp_other",
        "sim_no_information",
        "sim_foreign_address",
    ],
)
def test_a_useless_answer_is_treated_as_no_answer(country: Country, holder: str) -> None:
    with pytest.raises(Unreachable):
        country.check(holder)


def test_only_configured_addresses_are_asked(country: Country) -> None:
    with pytest.raises(Unreachable):
        country.check("sim_foreign_address")
    assert set(country.asked) <= {ROOTS_CRL}
    elsewhere = Country(allowed=("http://other.test/",))
    with pytest.raises(Unreachable):
        elsewhere.check("sim_citizen")
    assert elsewhere.asked == []


def test_a_list_of_another_issuer_is_not_accepted(country: Country) -> None:
    stranger = country.authority.crl("unknown")
    assert stranger is not None
    country.wire.instead[CRL] = stranger
    with pytest.raises(UnexpectedAnswer, match="not the issuer's"):
        country.check("sim_revoked_by_crl")


def test_a_forged_list_is_not_accepted_and_not_cached(country: Country) -> None:
    true, forger = country.authority.issuer("sim"), country.authority.issuer("unknown")
    assert true is not None
    assert forger is not None
    forged = make_crl(type(true)(true.certificate, forger.key), [], moment=country.now)
    country.wire.instead[CRL] = forged
    with pytest.raises(UnexpectedAnswer):
        country.check("sim_revoked_by_crl")
    country.wire.instead.clear()
    assert country.check("sim_revoked_by_crl") is CertificateRefusal.REVOKED


def test_an_answer_to_another_question_is_not_accepted(country: Country) -> None:
    country.good("sim_citizen")
    country.wire.instead[OCSP] = country.wire.answers[OCSP]
    with pytest.raises(UnexpectedAnswer, match="another question"):
        country.check("sim_revoked_by_ocsp")


def test_an_answer_from_the_future_is_not_accepted(country: Country) -> None:
    moment = country.now
    country.pass_time(timedelta(minutes=20))
    tomorrow = country.authority.crl("sim")
    country.pass_time(-timedelta(minutes=20))
    assert tomorrow is not None
    country.wire.instead[CRL] = tomorrow
    with pytest.raises(Unreachable, match="out of date"):
        country.check("sim_revoked_by_crl")
    assert country.now == moment


def test_a_list_is_read_once_until_its_next_update(country: Country) -> None:
    country.sandbox.knobs.turn(Counterpart.OCSP, outage=Outage.HTTP_503)
    for holder in ("sim_citizen", "sim_elliptic", "sim_business", "sim_citizen"):
        country.good(holder)
    assert [country.asked.count(path) for path in (CRL, ROOTS_CRL)] == [1, 1]
    country.pass_time(timedelta(hours=13))
    country.good("sim_citizen")
    assert [country.asked.count(path) for path in (CRL, ROOTS_CRL)] == [2, 2]
    assert country.revocation.lists.lists_read == 4


def test_a_list_of_two_hundred_thousand_is_read_once(country: Country) -> None:
    issuer = country.authority.issuer("sim")
    assert issuer is not None
    country.wire.instead[CRL] = long_crl(issuer, count=200_000, moment=country.now)
    country.sandbox.knobs.turn(Counterpart.OCSP, outage=Outage.HTTP_503)
    for holder in ("sim_citizen", "sim_elliptic", "sim_business"):
        country.good(holder)
    assert country.revocation.lists.lists_read == 2


def test_the_authority_itself_must_not_be_revoked(country: Country) -> None:
    issuing = country.authority.issuer("sim")
    assert issuing is not None
    revoked = country.authority.crl("sim-root", others=[issuing.certificate.serial_number])
    assert revoked is not None
    country.wire.instead[ROOTS_CRL] = revoked
    for outage in (Outage.NONE, Outage.HTTP_503):
        country.sandbox.knobs.turn(Counterpart.OCSP, outage=outage)
        assert country.check("sim_citizen") is CertificateRefusal.REVOKED


def test_a_clean_list_for_the_holder_does_not_clear_the_authority(country: Country) -> None:
    country.sandbox.knobs.turn(Counterpart.OCSP, outage=Outage.HTTP_503)
    country.wire.instead[ROOTS_CRL] = b"no list"
    with pytest.raises(UnexpectedAnswer):
        country.check("sim_citizen")
    assert CRL in country.asked


def test_a_silent_source_of_lists_is_left_alone_for_a_moment(country: Country) -> None:
    country.sandbox.knobs.turn(Counterpart.CRL, outage=Outage.HTTP_503)
    for _ in range(3):
        with pytest.raises(Unreachable):
            country.check("sim_revoked_by_crl")
    assert country.asked.count(CRL) == 1
    country.sandbox.knobs.turn(Counterpart.CRL, outage=Outage.NONE)
    country.pass_time(timedelta(seconds=6))
    assert country.check("sim_revoked_by_crl") is CertificateRefusal.REVOKED


def test_an_authority_whose_root_is_silent_raises_unreachable(country: Country) -> None:
    country.sandbox.knobs.turn(Counterpart.CRL, outage=Outage.HTTP_503)
    with pytest.raises(Unreachable):
        country.check("sim_citizen")


def test_a_revocation_error_and_its_cause_hold_no_personal_data(country: Country) -> None:
    with pytest.raises(Unreachable) as told:
        country.check("sim_ocsp_unknown")
    assert told.value.__context__ is None
    assert "Thử" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        (f"{ORIGIN}/authority/crl/sim", True),
        (f"{ORIGIN}/authority", True),
        (f"{ORIGIN}/authority-of-another/crl/sim", False),
        (f"{ORIGIN}:80/authority/crl/sim", True),
        ("HTTP://SANDBOX.TEST/authority/crl/sim", True),
        (f"{ORIGIN}:8080/authority/crl/sim", False),
        ("https://sandbox.test/authority/crl/sim", False),
        (f"{ORIGIN}.evil.test/authority/crl/sim", False),
        ("http://sandbox.test@evil.test/authority/crl/sim", False),
        ("http://evil.test/http://sandbox.test/authority/", False),
        (f"{ORIGIN}/authority/../admin", False),
        (f"{ORIGIN}/authority/%2e%2e/admin", False),
        (f"{ORIGIN}/authority\\@evil.test/", False),
        (f"{ORIGIN}/authority/crl?x=http://evil.test", False),
        ("ldap://sandbox.test/authority/crl", False),
        ("file:///authority/crl", False),
        (f"{ORIGIN}:port/authority/", False),
    ],
)
def test_an_address_is_allowed_as_a_whole_or_not_at_all(url: str, *, allowed: bool) -> None:
    assert bool(Allowed([f"{ORIGIN}/authority"]).those_of([url])) is allowed


def test_an_invalid_base_address_stops_the_start() -> None:
    with pytest.raises(ValueError, match="base address"):
        Allowed(["sandbox.test/authority"])


def test_without_configured_addresses_no_certificate_is_good() -> None:
    nowhere = Country(allowed=())
    with pytest.raises(Unreachable):
        nowhere.check("sim_citizen")
    assert nowhere.asked == []
