"""Lists about a part of the certificates, or of other issuers: revoked, good, or unclear and then no answer.

RFC 5280 sections 4.2.1.13 (cRLIssuer), 5.2.5 (IssuingDistributionPoint), 5.3.3 (certificateIssuer), 6.3.3.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from cryptography import x509
from cryptography.x509.oid import ObjectIdentifier

from tests.unit.verifiers.lists.issued import (
    HOST,
    Realm,
    authority,
    holder,
    listed,
    make_list,
    point,
    scope,
)
from verifiers.certificates import Certificate, CertificateRefusal
from verifiers.errors import Unreachable

ADDRESS, OTHER = f"{HOST}/ca.crl", f"{HOST}/other.crl"
SOME = frozenset({x509.ReasonFlags.key_compromise})
UNKNOWN = x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")


@dataclass
class Case:
    """What the authority writes: its points, and the scope and the entries of its list."""

    points: Callable[[Realm], list[x509.DistributionPoint]]
    about: x509.IssuingDistributionPoint | None = None
    more: tuple[tuple[x509.ExtensionType, bool], ...] = ()


def plain(_: Realm) -> list[x509.DistributionPoint]:
    return [point(ADDRESS)]


def naming_itself(realm: Realm) -> list[x509.DistributionPoint]:
    return [point(ADDRESS, signer=realm.issuer.certificate.subject)]


def naming_itself_backwards(realm: Realm) -> list[x509.DistributionPoint]:
    """As VNPT SmartCA RS does: CN, O, C in the point, C, O, CN in the certificates."""
    return [point(ADDRESS, signer=x509.Name(reversed(realm.issuer.certificate.subject.rdns)))]


#: The list is about the certificate: who is not on it is good.
CLEAR = {
    "cRLIssuer names the issuer, from the other end": Case(naming_itself_backwards),
    "cRLIssuer names the issuer itself": Case(naming_itself),
    "cRLIssuer and a scope": Case(naming_itself, scope(ADDRESS)),
    "a scope without anything": Case(plain, scope(indirect=False, users=True)),
    "of users": Case(plain, scope(users=True)),
    "of this address": Case(plain, scope(ADDRESS)),
    "of this address and another": Case(plain, scope(OTHER, ADDRESS)),
    "of users at this address": Case(plain, scope(ADDRESS, users=True)),
    "of one of the point's addresses": Case(lambda _: [point(ADDRESS, OTHER)], scope(OTHER)),
    "indirect, signed by the issuer": Case(plain, scope(indirect=True)),
    "an extension that may be ignored": Case(plain, None, ((UNKNOWN, False),)),
    "a hint to newer lists": Case(plain, None, ((x509.FreshestCRL([point(OTHER)]), False),)),
}
#: The list is about other certificates, or about a part of the reasons.
UNCLEAR = {
    "of authorities": Case(plain, scope(authorities=True)),
    "of attribute certificates": Case(plain, scope(attributes=True)),
    "of another address": Case(plain, scope(OTHER)),
    "of some reasons": Case(plain, scope(reasons=SOME)),
    "a point of some reasons": Case(lambda _: [point(ADDRESS, reasons=SOME)]),
}
#: The list must not be used at all.
BEYOND_US = {
    "a critical extension": Case(plain, None, ((UNKNOWN, True),)),
    "a change of another list": Case(plain, None, ((x509.DeltaCRLIndicator(6), True),)),
    "a change of another list, not marked as critical": Case(
        plain, None, ((x509.DeltaCRLIndicator(6), False),)
    ),
}


def told(case: Case, *, is_listed: bool) -> tuple[Realm, x509.Certificate]:
    realm = Realm()
    certificate = holder(realm.issuer, case.points(realm))
    entry = listed(certificate.serial_number if is_listed else 1)
    realm.web.serve(ADDRESS, make_list(realm.issuer, entry, about=case.about, more=case.more))
    return realm, certificate


@pytest.mark.parametrize("case", CLEAR.values(), ids=CLEAR)
def test_a_holder_not_on_a_list_about_them_is_good(case: Case) -> None:
    realm, certificate = told(case, is_listed=False)
    assert isinstance(realm.check(certificate), Certificate)


@pytest.mark.parametrize("case", (CLEAR | UNCLEAR).values(), ids=CLEAR | UNCLEAR)
def test_a_revoked_holder_is_revoked_whatever_part_the_list_is_about(case: Case) -> None:
    realm, certificate = told(case, is_listed=True)
    assert realm.check(certificate) is CertificateRefusal.REVOKED


@pytest.mark.parametrize("case", (UNCLEAR | BEYOND_US).values(), ids=UNCLEAR | BEYOND_US)
def test_a_revoked_holder_can_not_pass_by_a_list_about_others(case: Case) -> None:
    realm, certificate = told(case, is_listed=False)
    with pytest.raises(Unreachable, match="no source tells"):
        realm.check(certificate)


@pytest.mark.parametrize("case", BEYOND_US.values(), ids=BEYOND_US)
def test_a_list_that_is_not_understood_is_not_used(case: Case) -> None:
    realm, certificate = told(case, is_listed=True)
    with pytest.raises(Unreachable, match="no source tells"):
        realm.check(certificate)


def test_an_authority_is_not_cleared_by_a_list_of_users() -> None:
    realm = Realm()
    realm.web.serve(ADDRESS, make_list(realm.issuer))
    realm.web.serve(f"{HOST}/root.crl", make_list(realm.root, about=scope(users=True)))
    with pytest.raises(Unreachable, match="no source tells"):
        realm.check(holder(realm.issuer, [point(ADDRESS)]))
    realm = Realm()
    realm.web.serve(ADDRESS, make_list(realm.issuer))
    realm.web.serve(f"{HOST}/root.crl", make_list(realm.root, about=scope(authorities=True)))
    assert isinstance(realm.check(holder(realm.issuer, [point(ADDRESS)])), Certificate)


def test_where_one_list_is_about_others_the_next_one_tells() -> None:
    realm = Realm()
    certificate = holder(realm.issuer, [point(OTHER), point(ADDRESS)])
    realm.web.serve(OTHER, make_list(realm.issuer, about=scope(authorities=True)))
    realm.web.serve(ADDRESS, make_list(realm.issuer, listed(certificate.serial_number), about=scope(ADDRESS)))
    assert realm.check(certificate) is CertificateRefusal.REVOKED


# ---------------------------------------------------------------- lists of other issuers' certificates
def by_the_root(realm: Realm) -> x509.Certificate:
    """A holder whose revocation is on the list of the root, as the authority above says."""
    return holder(realm.issuer, [point(ADDRESS, signer=realm.root.certificate.subject)])


def test_an_indirect_list_of_the_root_names_the_issuer_of_each_entry() -> None:
    realm = Realm()
    certificate, ours = by_the_root(realm), realm.issuer.certificate.subject
    before = listed(5)  # the root's own
    entries = (before, listed(6, of=ours), listed(certificate.serial_number))  # the last is ours too
    realm.web.serve(ADDRESS, make_list(realm.root, *entries, about=scope(indirect=True)))
    assert realm.check(certificate) is CertificateRefusal.REVOKED


@pytest.mark.parametrize("is_direct", [True, False])
def test_a_number_of_another_issuer_revokes_and_clears_nobody_else(*, is_direct: bool) -> None:
    realm = Realm()
    certificate = by_the_root(realm)
    stranger = authority("Another CA", realm.root).certificate.subject
    entry = listed(certificate.serial_number, of=None if is_direct else stranger)
    realm.web.serve(ADDRESS, make_list(realm.root, entry, about=scope(indirect=True)))
    assert isinstance(realm.check(certificate), Certificate)


def test_a_direct_list_of_the_root_tells_nothing_of_other_issuers() -> None:
    realm = Realm()
    certificate = by_the_root(realm)
    for about in (None, scope(users=True)):
        realm.web.serve(ADDRESS, make_list(realm.root, about=about))
        with pytest.raises(Unreachable, match="no source tells"):
            realm.check(certificate)


def test_a_list_of_a_signer_who_is_not_above_the_holder_is_refused() -> None:
    realm = Realm()
    signer = authority("Lists Of Others", realm.root)
    certificate = holder(realm.issuer, [point(ADDRESS, signer=signer.certificate.subject)])
    realm.web.serve(ADDRESS, make_list(signer, about=scope(indirect=True)))
    with pytest.raises(Unreachable, match="no source tells"):
        realm.check(certificate)
    assert ADDRESS not in realm.web.asked


def test_the_issuer_can_not_sign_for_the_signer_that_a_point_names() -> None:
    realm = Realm()
    realm.web.serve(ADDRESS, make_list(realm.issuer, about=scope(indirect=True)))
    with pytest.raises(Exception, match="not the issuer's"):
        realm.check(by_the_root(realm))


@pytest.mark.parametrize("critical", [True, False])
def test_an_entry_with_something_unknown_counts_unless_it_must_be_understood(*, critical: bool) -> None:
    realm = Realm()
    certificate = holder(realm.issuer, [point(ADDRESS)])
    entry = listed(certificate.serial_number, more=[(UNKNOWN, critical)])
    realm.web.serve(ADDRESS, make_list(realm.issuer, entry))
    if critical:
        with pytest.raises(Unreachable, match="no source tells"):
            realm.check(certificate)
    else:
        assert realm.check(certificate) is CertificateRefusal.REVOKED
