"""Lists as the authorities' hosts really serve them: wrapped, behind redirects, at several addresses.

Checked against public samples: nguyentvtk/eSign.Files at dd3c0b29847488d7fe4711122d9554c104b6919d,
server/trust/vnpt/vnpt-ca-sha2.crt, names one https address of a list and no OCSP; and a public verifier
notes beside its reader of lists that this address answers with PEM ("confirmed live: rootca.gov.vn's own
CRL distribution point").
"""

import base64

import httpx2
import pytest
from cryptography import x509

from tests.unit.verifiers.lists.issued import HOST, Realm, authority, holder, listed, make_list, point
from verifiers.certificates import Certificate, CertificateRefusal
from verifiers.errors import CounterpartTrouble, UnexpectedAnswer, Unreachable
from verifiers.wrapping import LISTS, unwrapped

ADDRESS = f"{HOST}/ca.crl"
PLACES = [point(ADDRESS)]


def pem(der: bytes, label: str = "X509 CRL", line: bytes = b"\n") -> bytes:
    text = line.join(base64.b64encode(der)[at : at + 64] for at in range(0, len(base64.b64encode(der)), 64))
    return (
        b"-----BEGIN %b-----" % label.encode()
        + line
        + text
        + line
        + b"-----END %b-----" % label.encode()
        + line
    )


WRAPPINGS = {
    "der": lambda der: der,
    "der and a line": lambda der: der + b"\n",
    "der and a windows line": lambda der: der + b"\r\n",
    "pem": pem,
    "pem with windows lines": lambda der: pem(der, line=b"\r\n"),
    "pem with another label": lambda der: pem(der, "CRL"),
    "pem behind a text": lambda der: b"Certificate Revocation List (CRL):\n    Version 2 (0x1)\n" + pem(der),
    "pem behind a byte order mark": lambda der: b"\xef\xbb\xbf" + pem(der),
    "base64": base64.b64encode,
    "base64 in lines": base64.encodebytes,
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("is_listed", [True, False])
def test_a_list_counts_however_it_is_wrapped(wrapping: str, *, is_listed: bool) -> None:
    realm = Realm()
    certificate = holder(realm.issuer, PLACES)
    entry = listed(certificate.serial_number if is_listed else 1)
    realm.web.serve(ADDRESS, WRAPPINGS[wrapping](make_list(realm.issuer, entry)))
    realm.web.serve(f"{HOST}/root.crl", WRAPPINGS[wrapping](make_list(realm.root)))
    verdict = realm.check(certificate)
    assert verdict is CertificateRefusal.REVOKED if is_listed else isinstance(verdict, Certificate)


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_a_stranger_can_not_pass_a_list_of_another_by_wrapping_it(wrapping: str) -> None:
    realm = Realm()
    realm.web.serve(ADDRESS, WRAPPINGS[wrapping](make_list(authority("Test CA"))))
    with pytest.raises(UnexpectedAnswer, match="not the issuer's"):
        realm.check(holder(realm.issuer, PLACES))


@pytest.mark.parametrize(
    "body",
    [b"", b"\n", b"<html>ERROR</html>", b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
     b"-----BEGIN X509 CRL-----\n****\n-----END X509 CRL-----", b"TUFB", b"-----BEGIN X509 CRL-----"],
)  # fmt: skip
def test_a_page_that_is_no_list_clears_nothing(body: bytes) -> None:
    realm = Realm()
    realm.web.serve(ADDRESS, body)
    with pytest.raises(UnexpectedAnswer, match="no list that can be read"):
        realm.check(holder(realm.issuer, PLACES))


def test_what_follows_the_list_is_not_cut_away_unless_it_is_a_line() -> None:
    der = make_list(authority("Test CA"))
    assert unwrapped(der + b"\r\n\0", LISTS) == (der,)
    assert unwrapped(der + b"\x30\x00", LISTS) == (der + b"\x30\x00",)


def test_of_several_lists_in_one_file_the_issuers_counts() -> None:
    realm = Realm()
    certificate = holder(realm.issuer, PLACES)
    ours = make_list(realm.issuer, listed(certificate.serial_number))
    realm.web.serve(ADDRESS, pem(make_list(realm.root)) + pem(ours))
    assert realm.check(certificate) is CertificateRefusal.REVOKED


# ---------------------------------------------------------------- addresses
OTHERS = [f"https://crl.test/{name}.crl" for name in ("b", "c", "d")]


@pytest.mark.parametrize("place", range(4))
def test_every_address_of_a_distribution_point_is_asked(place: int) -> None:
    realm, urls = Realm(), ["ldap://crl.test/ca", ADDRESS, *OTHERS]
    certificate = holder(realm.issuer, [point(*urls)])
    for url in urls[1 : 1 + place]:
        realm.web.pages[url] = httpx2.Response(404)
    realm.web.serve(urls[1 + place], make_list(realm.issuer, listed(certificate.serial_number)))
    assert realm.check(certificate) is CertificateRefusal.REVOKED


def test_every_distribution_point_is_asked() -> None:
    realm = Realm()
    certificate = holder(realm.issuer, [point("ldap://crl.test/ca"), point(ADDRESS), point(OTHERS[0])])
    realm.web.serve(OTHERS[0], make_list(realm.issuer, listed(certificate.serial_number)))
    assert realm.check(certificate) is CertificateRefusal.REVOKED
    assert [url for url in realm.web.asked if "crl.test/root" not in url][-1] == OTHERS[0]


def test_a_certificate_can_not_have_a_hundred_addresses_asked() -> None:
    realm = Realm()
    urls = [f"{HOST}/{number}.crl" for number in range(100)]
    for url in urls:
        realm.web.pages[url] = httpx2.Response(404)
    with pytest.raises(UnexpectedAnswer):
        realm.check(holder(realm.issuer, [point(*urls)]))
    assert len([url for url in realm.web.asked if url in urls]) == 8


def test_a_certificate_can_not_have_a_person_wait_for_many_silent_addresses() -> None:
    realm = Realm()
    urls = [f"{HOST}/{number}.crl" for number in range(8)]
    with pytest.raises(Unreachable):
        realm.check(holder(realm.issuer, [point(*urls)]))
    assert len({url for url in realm.web.asked if url in urls}) == 3


# ---------------------------------------------------------------- redirects
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["https://crl.test/ca.crl", "/files/ca.crl", f"{HOST}/x/ca.crl"])
def test_a_redirect_on_the_same_host_is_followed(target: str, status: int) -> None:
    realm = Realm(allowed=(f"{HOST}/ca.crl", f"{HOST}/root.crl"))
    certificate = holder(realm.issuer, PLACES)
    realm.web.redirect(ADDRESS, target, status=status)
    at = target if "://" in target else HOST + target
    realm.web.serve(at, make_list(realm.issuer, listed(certificate.serial_number)))
    assert realm.check(certificate) is CertificateRefusal.REVOKED


def test_a_redirect_to_a_listed_host_is_followed() -> None:
    realm = Realm(allowed=(f"{HOST}/", "https://mirror.test/lists/"))
    certificate = holder(realm.issuer, PLACES)
    realm.web.redirect(ADDRESS, "https://mirror.test/lists/ca.crl")
    realm.web.serve("https://mirror.test/lists/ca.crl", make_list(realm.issuer))
    assert isinstance(realm.check(certificate), Certificate)


@pytest.mark.parametrize(
    "target",
    ["http://other.test/ca.crl", "https://mirror.test/admin", "http://127.0.0.1/ca.crl", "http://[::1]/ca.crl",
     "http://169.254.169.254/latest", "http://crl.test:6379/ca.crl", "http://10.0.0.1/ca.crl", "ftp://crl.test/ca",
     "file:///etc/passwd", "ldap://crl.test/ca", "http://crl.test@10.0.0.1/ca.crl", "//10.0.0.1/ca.crl",
     "http://crl.test\\@10.0.0.1/", "http://crl.test/a?to=b", "", "gopher://crl.test/_"],
)  # fmt: skip
def test_a_list_s_host_can_not_send_the_server_elsewhere(target: str) -> None:
    realm = Realm(allowed=(f"{HOST}/", "https://mirror.test/lists/"))
    realm.web.redirect(ADDRESS, target)
    with pytest.raises(CounterpartTrouble):
        realm.check(holder(realm.issuer, PLACES))
    assert {url.removesuffix("/root.crl") for url in realm.web.asked} <= {HOST, ADDRESS}


def test_a_host_can_not_send_the_server_round_and_round() -> None:
    realm = Realm()
    realm.web.redirect(ADDRESS, ADDRESS)
    with pytest.raises(UnexpectedAnswer, match="answered 302"):
        realm.check(holder(realm.issuer, PLACES))
    assert realm.web.asked.count(ADDRESS) == 4


def test_a_list_longer_than_any_is_cut_off() -> None:
    realm = Realm()
    realm.web.serve(ADDRESS, bytes(17 * 1024 * 1024))
    with pytest.raises(UnexpectedAnswer, match="more than is agreed"):
        realm.check(holder(realm.issuer, PLACES))


def test_a_list_is_parsed_once_however_many_are_looked_up() -> None:
    realm = Realm()
    numbers = range(1 << 158, (1 << 158) + 2000)  # 20 bytes each, as authorities draw them
    certificate = holder(realm.issuer, PLACES)
    realm.web.serve(
        ADDRESS, make_list(realm.issuer, *map(listed, numbers), listed(certificate.serial_number))
    )
    assert realm.check(certificate) is CertificateRefusal.REVOKED
    assert isinstance(realm.check(holder(realm.issuer, PLACES)), Certificate)
    assert realm.revocation.lists.lists_read == 2


def test_a_number_with_the_same_end_is_not_taken_for_a_revoked_one() -> None:
    realm = Realm()
    certificate = holder(realm.issuer, PLACES)
    alike = certificate.serial_number ^ (1 << 100)
    realm.web.serve(ADDRESS, make_list(realm.issuer, listed(alike)))
    assert isinstance(realm.check(certificate), Certificate)
    assert isinstance(certificate, x509.Certificate)
