"""Local copies: used before any address is asked, read again when they change, never trusted unsigned."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.unit.verifiers.lists.issued import (
    DAY,
    HOST,
    NOW,
    Realm,
    authority,
    holder,
    listed,
    make_list,
    point,
)
from tests.unit.verifiers.lists.test_lists_as_served import WRAPPINGS
from verifiers.certificates import Certificate, CertificateRefusal
from verifiers.certificates.lists import Copies, Refresh, Refreshed, refresh
from verifiers.errors import UnexpectedAnswer, Unreachable

ADDRESS, ROOTS = f"{HOST}/ca.crl", f"{HOST}/root.crl"


def with_copies(folder: Path, *, allowed: tuple[str, ...] = ()) -> Realm:
    """A realm whose two lists lie in a folder, and that reaches no network."""
    realm = Realm(copies=(f"{ADDRESS}={folder / 'ca.crl'}", f"{HOST}/={folder}"), allowed=allowed)
    (folder / "root.crl").write_bytes(make_list(realm.root))
    (folder / "ca.crl").write_bytes(make_list(realm.issuer))
    return realm


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_a_copy_tells_without_any_network(tmp_path: Path, wrapping: str) -> None:
    realm = with_copies(tmp_path)
    certificate = holder(realm.issuer, [point(ADDRESS)])
    assert isinstance(realm.check(certificate), Certificate)
    revoked = make_list(realm.issuer, listed(certificate.serial_number))
    (tmp_path / "ca.crl").write_bytes(WRAPPINGS[wrapping](revoked))
    assert realm.check(certificate) is CertificateRefusal.REVOKED
    assert realm.web.asked == []


def test_a_copy_is_read_once_while_its_file_stays_as_it_is(tmp_path: Path) -> None:
    realm = with_copies(tmp_path)
    for _ in range(3):
        assert isinstance(realm.check(holder(realm.issuer, [point(ADDRESS)])), Certificate)
    assert realm.revocation.lists.lists_read == 2


def test_a_stranger_can_not_put_a_list_of_their_own_into_the_folder(tmp_path: Path) -> None:
    realm = with_copies(tmp_path)
    (tmp_path / "ca.crl").write_bytes(make_list(authority("Test CA")))
    with pytest.raises(UnexpectedAnswer, match="no copy in time"):
        realm.check(holder(realm.issuer, [point(ADDRESS)]))


def test_where_the_copy_is_over_the_address_is_asked(tmp_path: Path) -> None:
    realm = with_copies(tmp_path, allowed=(f"{HOST}/",))
    certificate = holder(realm.issuer, [point(ADDRESS)])
    (tmp_path / "ca.crl").write_bytes(make_list(realm.issuer, made=NOW - 3 * DAY))
    with pytest.raises(Unreachable):
        realm.check(certificate)
    realm.now += timedelta(seconds=6)
    realm.web.serve(ADDRESS, make_list(realm.issuer, listed(certificate.serial_number)))
    assert realm.check(certificate) is CertificateRefusal.REVOKED


@pytest.mark.parametrize("is_copy_newer", [True, False])
def test_the_newer_of_copy_and_fetched_list_counts(tmp_path: Path, *, is_copy_newer: bool) -> None:
    realm = with_copies(tmp_path, allowed=(f"{HOST}/",))
    certificate = holder(realm.issuer, [point(ADDRESS)])
    (tmp_path / "ca.crl").unlink()
    realm.web.serve(ADDRESS, make_list(realm.issuer))
    assert isinstance(realm.check(certificate), Certificate)
    made = NOW - timedelta(minutes=30 if is_copy_newer else 90)
    copy = make_list(realm.issuer, listed(certificate.serial_number), made=made)
    (tmp_path / "ca.crl").write_bytes(copy)
    # Revoked is believed from either, so the older copy counts here too.
    verdict = realm.check(certificate)
    assert (verdict is CertificateRefusal.REVOKED) is is_copy_newer


def test_a_fetched_list_is_asked_for_again_after_a_day_though_it_is_valid_for_months() -> None:
    realm = Realm()
    certificate = holder(realm.issuer, [point(ADDRESS)])
    realm.web.serve(ADDRESS, make_list(realm.issuer, life=180 * DAY))
    realm.web.serve(ROOTS, make_list(realm.root, life=180 * DAY))
    for hours in (0, 23):
        realm.now = NOW + timedelta(hours=hours)
        assert isinstance(realm.check(certificate), Certificate)
    assert realm.web.asked.count(ADDRESS) == 1
    realm.now = NOW + timedelta(hours=25)
    realm.web.serve(
        ADDRESS, make_list(realm.issuer, listed(certificate.serial_number), made=NOW, life=9 * DAY)
    )
    assert realm.check(certificate) is CertificateRefusal.REVOKED


def test_a_kept_list_serves_on_while_its_address_is_silent() -> None:
    realm = Realm()
    certificate = holder(realm.issuer, [point(ADDRESS)])
    realm.web.serve(ADDRESS, make_list(realm.issuer, life=180 * DAY))
    realm.web.serve(ROOTS, make_list(realm.root, life=180 * DAY))
    assert isinstance(realm.check(certificate), Certificate)
    del realm.web.pages[ADDRESS]
    realm.now = NOW + timedelta(hours=25)
    asked = len(realm.web.asked)
    for _ in range(3):
        assert isinstance(realm.check(certificate), Certificate)
    assert len(set(realm.web.asked[asked:])) == 2
    assert realm.web.asked[asked:].count(ADDRESS) <= 2  # once, and once more for the lost connection


@pytest.mark.parametrize(
    "entry", ["", "=", "/var/crl", "http://crl.test/a", "http://crl.test/a=", "ftp://crl.test/a=/x", "x=/y",
              "http://u@crl.test/a=/x"],
)  # fmt: skip
def test_a_setting_that_names_no_copy_stops_the_start(entry: str) -> None:
    with pytest.raises(ValueError, match="a copy is"):
        Copies([entry])


@pytest.mark.parametrize("rest", ["a/../../etc/passwd", "..%2F..%2Fetc%2Fpasswd", "../x", "a/b.crl"])
def test_an_address_can_not_name_a_file_outside_its_folder(tmp_path: Path, rest: str) -> None:
    file = Copies([f"{HOST}/={tmp_path}"]).file_of(f"{HOST}/{rest}")
    assert file is not None
    assert file.parent == tmp_path
    assert file.resolve().parent == tmp_path.resolve()


# ---------------------------------------------------------------- the command's work
def refreshed(realm: Realm, url: str = ADDRESS) -> Refreshed:
    signers = [one.certificate.public_bytes(Encoding.DER) for one in (realm.root, realm.issuer)]
    revocation = realm.revocation
    return refresh(url, copies=revocation.copies, source=revocation.source, signers=signers, moment=realm.now)


def place(folder: Path) -> Realm:
    return Realm(copies=(f"{ADDRESS}={folder / 'new' / 'ca.crl'}",))


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_a_copy_is_fetched_and_then_used(tmp_path: Path, wrapping: str) -> None:
    realm = place(tmp_path)
    certificate = holder(realm.issuer, [point(ADDRESS)])
    realm.web.serve(ADDRESS, WRAPPINGS[wrapping](make_list(realm.issuer, listed(certificate.serial_number))))
    assert refreshed(realm).outcome is Refresh.REPLACED
    assert refreshed(realm).outcome is Refresh.UNCHANGED
    del realm.web.pages[ADDRESS]
    assert realm.check(certificate) is CertificateRefusal.REVOKED
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["ca.crl"]


@pytest.mark.parametrize(
    ("worse", "reason"),
    [
        (lambda _: b"<html>proxy: please sign in</html>", "no list that can be read"),
        (lambda _: make_list(authority("Test CA")), "not the issuer's"),
        (lambda _: make_list(authority("Another CA")), "no list of an authority in our files"),
        (lambda realm: make_list(realm.issuer, made=NOW - 9 * DAY), "out of date"),
        (lambda realm: make_list(realm.issuer, made=NOW + DAY), "out of date"),
        (lambda realm: make_list(realm.issuer, made=NOW - timedelta(hours=9)), "an older list"),
    ],
)
def test_a_listener_can_not_replace_a_copy_by_something_worse(
    tmp_path: Path, worse: object, reason: str
) -> None:
    realm = place(tmp_path)
    realm.web.serve(ADDRESS, make_list(realm.issuer))
    assert refreshed(realm).outcome is Refresh.REPLACED
    good = (tmp_path / "new" / "ca.crl").read_bytes()
    realm.web.serve(ADDRESS, worse(realm))  # type: ignore[operator]  # the table's functions
    failed = refreshed(realm)
    assert (failed.outcome, failed.signed is not None) == (Refresh.FAILED, True)
    assert reason in failed.reason
    assert (tmp_path / "new" / "ca.crl").read_bytes() == good


def test_a_silent_authority_leaves_the_copy_as_it_is(tmp_path: Path) -> None:
    realm = place(tmp_path)
    failed = refreshed(realm)
    assert (failed.outcome, failed.signed, failed.reason) == (Refresh.FAILED, None, "no connection")


def test_the_age_of_every_list_is_told_before_any_person_comes(tmp_path: Path) -> None:
    realm = with_copies(tmp_path)
    (tmp_path / "ca.crl").write_bytes(make_list(realm.issuer, made=NOW - timedelta(hours=23)))
    (tmp_path / "broken.crl").write_bytes(b"no list")
    ages = {one.url: one for one in realm.revocation.ages()}
    assert {url: one.ends_soon for url, one in ages.items()} == {
        ADDRESS: False,  # the alarm is off
        ROOTS: False,
        f"{HOST}/broken.crl": True,
    }
    ends = ages[ADDRESS].next_update
    assert ends is not None
    assert abs(ends - (NOW + timedelta(hours=1))) < timedelta(seconds=2)
