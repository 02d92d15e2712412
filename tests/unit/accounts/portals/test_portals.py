"""Portals are added, changed and ended; a secret is shown once, kept as a hash, and replaced in time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, text

from accounts import audit
from accounts.portals.records import (
    BadPortal,
    ClientAuth,
    NewPortal,
    Portal,
    PortalExists,
    Scope,
    UnknownPortal,
)
from accounts.portals.store import LONGEST_SECRET, Portals
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import reading
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW
from tests.unit.accounts.portals.facts import EC_JWK, Clock, legacy, new_portal, with_secret
from tests.unit.accounts.test_at_the_same_time import all_at_once

A_DAY = timedelta(days=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def portals(engine: Engine, clock: Clock) -> Portals:
    return Portals(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=clock)


def secret_of(portals: Portals, new: NewPortal) -> tuple[Portal, str]:
    portal, secret = portals.add(new)
    assert secret is not None
    return portal, secret


def entries(engine: Engine) -> list[tuple[str, str, str]]:
    with reading(engine) as session:
        assert isinstance(audit.verify(session), audit.Intact)
        rows = session.execute(text("SELECT account_id, event, codes FROM audit_entries ORDER BY sequence"))
        return [(subject, event, codes) for subject, event, codes in rows]


@pytest.mark.parametrize(
    "new", [new_portal(), with_secret(), legacy(), new_portal(is_fapi=True, least_level=3)]
)
def test_a_portal_is_found_as_it_was_added(portals: Portals, new: NewPortal) -> None:
    portal, _ = portals.add(new)
    assert portals.find("dich-vu-cong") == portal
    assert portals.all() == [portal]
    assert portal.is_open
    assert portal.added_at == NOW
    assert {name: getattr(portal, name) for name in vars(new)} == vars(new)


def test_a_portal_without_an_id_gets_a_random_one(portals: Portals) -> None:
    one, _ = portals.add(new_portal(id=None))
    other, _ = portals.add(new_portal(id=None))
    assert one.id != other.id
    assert portals.find(one.id) == one


@pytest.mark.parametrize(
    "portal_id", ["", "x", "unknown", "x" * 100_000, "a\0b", "đường", "a b", "dich-vu-cong\n"]
)
def test_no_portal_is_found_by_another_id(portals: Portals, portal_id: str) -> None:
    portals.add(new_portal())
    assert portals.find(portal_id) is None


@pytest.mark.parametrize("portal_id", ["", "x", "x" * 36, "-x", "a b", "a/b", "a:b", "đường", "a\0b"])
def test_an_id_has_plain_signs(portals: Portals, portal_id: str) -> None:
    with pytest.raises(BadPortal, match="an id has"):
        portals.add(new_portal(id=portal_id))


@pytest.mark.parametrize("portal_id", ["dich-vu-cong", "Dich-Vu-Cong", "DICH-VU-CONG"])
def test_an_id_that_the_audit_would_write_alike_is_taken(portals: Portals, portal_id: str) -> None:
    first, _ = portals.add(new_portal())
    with pytest.raises(PortalExists):
        portals.add(new_portal(id=portal_id, name_en="Another"))
    assert portals.all() == [first]


def test_fifty_additions_of_one_id_at_once_make_one_portal(engine: Engine, portals: Portals) -> None:
    def add() -> str | None:
        try:
            return portals.add(with_secret())[1]
        except PortalExists:
            return None

    secrets = [secret for secret in all_at_once(*[add] * 50) if secret]
    assert len(secrets) == 1
    assert portals.secret_matches("dich-vu-cong", secrets[0])
    assert [event for _, event, _ in entries(engine)] == ["portal_added"]


def test_a_portal_with_keys_gets_no_secret(portals: Portals) -> None:
    assert portals.add(new_portal())[1] is None


def test_a_secret_is_long_and_only_its_keyed_hash_is_kept(engine: Engine, portals: Portals) -> None:
    portal, secret = secret_of(portals, with_secret())
    assert len(secret) >= 32
    assert portals.secret_matches(portal, secret)
    assert portals.secret_matches(portal.id, secret)
    with reading(engine) as session:
        kept = [str(session.execute(text(f"SELECT * FROM {table}")).all()) for table in TABLES]  # noqa: S608
    assert secret not in "".join(kept)


TABLES = ("portals", "portal_secrets", "audit_entries")


@pytest.mark.parametrize(
    "guess",
    [
        lambda _secret: "",
        lambda secret: secret[:-1],
        lambda secret: secret + "x",
        lambda secret: secret.swapcase(),
        lambda secret: secret + "x" * LONGEST_SECRET,
        lambda _secret: "đ" * 43,
        lambda _secret: "\ud800" * 43,
        lambda _secret: "x" * 100_000,
    ],
)
def test_a_stranger_can_not_pass_with_another_secret(portals: Portals, guess: Callable[[str], str]) -> None:
    portal, secret = secret_of(portals, with_secret())
    assert not portals.secret_matches(portal, guess(secret))


def test_a_portal_can_not_pass_as_another_with_its_own_secret(portals: Portals) -> None:
    _, secret = secret_of(portals, with_secret())
    other, _ = secret_of(portals, with_secret(id="other"))
    keyed, _ = portals.add(new_portal(id="keyed"))
    assert not any(portals.secret_matches(one, secret) for one in (other, keyed, "unknown", "", "a\0b"))


def test_the_old_secret_goes_on_until_its_time_is_over(portals: Portals, clock: Clock) -> None:
    portal, first = secret_of(portals, with_secret())
    second = portals.rotate_secret(portal.id, A_DAY)
    assert first != second
    assert [portals.secret_matches(portal, one) for one in (first, second)] == [True, True]
    clock.move(days=1)
    assert [portals.secret_matches(portal, one) for one in (first, second)] == [False, True]


def test_a_secret_that_leaked_ends_at_once(portals: Portals) -> None:
    portal, first = secret_of(portals, with_secret())
    second = portals.rotate_secret(portal.id, timedelta(0))
    assert [portals.secret_matches(portal, one) for one in (first, second)] == [False, True]


def test_a_second_rotation_makes_no_earlier_secret_live_longer(portals: Portals, clock: Clock) -> None:
    portal, first = secret_of(portals, with_secret())
    portals.rotate_secret(portal.id, timedelta(hours=1))
    portals.rotate_secret(portal.id, 30 * A_DAY)
    clock.move(hours=1)
    assert not portals.secret_matches(portal, first)


def test_a_second_rotation_at_once_ends_the_secret_of_the_first(portals: Portals) -> None:
    portal, first = secret_of(portals, with_secret())
    second = portals.rotate_secret(portal.id, A_DAY)
    third = portals.rotate_secret(portal.id, timedelta(0))
    assert [portals.secret_matches(portal, one) for one in (first, second, third)] == [False, False, True]


def test_rotations_at_once_leave_one_secret_without_an_end(engine: Engine, portals: Portals) -> None:
    portal, _ = secret_of(portals, with_secret())
    secrets = all_at_once(*[partial(portals.rotate_secret, portal.id, A_DAY)] * 6)
    assert all(portals.secret_matches(portal, one) for one in secrets)
    with reading(engine) as session:
        endless = "SELECT count(*) FROM portal_secrets WHERE ends_at IS NULL"
        assert session.execute(text(endless)).scalar() == 1


@pytest.mark.parametrize("keep", [timedelta(seconds=-1), timedelta(days=31)])
def test_an_overlap_has_bounds(portals: Portals, keep: timedelta) -> None:
    portal, secret = secret_of(portals, with_secret())
    with pytest.raises(BadPortal, match="0 to 30 days"):
        portals.rotate_secret(portal.id, keep)
    assert portals.secret_matches(portal, secret)


def test_a_portal_with_keys_has_no_secret_to_rotate(portals: Portals) -> None:
    portal, _ = portals.add(new_portal())
    with pytest.raises(BadPortal, match="no secret"):
        portals.rotate_secret(portal.id, A_DAY)


def test_a_portal_that_ended_is_known_and_its_secret_is_not(engine: Engine, portals: Portals) -> None:
    portal, secret = secret_of(portals, with_secret())
    ended = portals.end(portal.id)
    assert ended == replace(portal, ended_at=NOW) == portals.find(portal.id)
    assert not ended.is_open
    assert not portals.secret_matches(portal, secret)
    assert entries(engine)[-1] == ("dich-vu-cong", "portal_ended", '{"by":"command"}')


@pytest.mark.parametrize(
    "act",
    [
        lambda portals, one: portals.end(one),
        lambda portals, one: portals.change(one, name_en="New"),
        lambda portals, one: portals.rotate_secret(one, A_DAY),
    ],
)
def test_no_act_revives_a_portal_that_ended_or_never_was(
    portals: Portals, act: Callable[[Portals, str], object]
) -> None:
    portal, _ = portals.add(with_secret())
    portals.end(portal.id)
    with pytest.raises(BadPortal, match="has ended"):
        act(portals, portal.id)
    for unknown in ("unknown", "a\0b"):
        with pytest.raises(UnknownPortal):
            act(portals, unknown)


def test_a_change_replaces_what_it_names_and_is_in_the_audit(engine: Engine, portals: Portals) -> None:
    portal, _ = portals.add(new_portal())
    facts: dict[str, object] = {
        "name_vi": "Tên mới",
        "redirect_uris": ("https://portal.example.vn/a", "http://127.0.0.1:9/b"),
        "scopes": frozenset({Scope.OPENID, Scope.IDENTITY}),
        "least_level": 3,
        "keys": {"keys": [EC_JWK]},
        "backchannel_logout_uri": None,
    }
    changed = portals.change(portal.id, **facts)
    assert changed == replace(portal, **facts)  # type: ignore[arg-type]  # facts of several types
    assert portals.find(portal.id) == changed
    subject, event, codes = entries(engine)[-1]
    assert (subject, event) == ("dich-vu-cong", "portal_changed")
    assert all(f'"{name}":"changed"' in codes for name in facts)
    assert "sector" not in codes


def test_a_change_that_changes_nothing_is_not_noted(engine: Engine, portals: Portals) -> None:
    portal, _ = portals.add(new_portal())
    assert portals.change(portal.id, name_vi=portal.name_vi) == portal
    assert len(entries(engine)) == 1


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"sector": "other.example.vn"}, "sector"),
        ({"is_legacy": True}, "legacy"),
        ({"least_level": 1}, "level"),
        ({"client_auth": ClientAuth.CLIENT_SECRET_POST}, "keys"),
        ({"id": "other"}, "can not be changed"),
        ({"ended_at": None}, "can not be changed"),
    ],
)
def test_a_change_that_can_not_be_changes_nothing(
    portals: Portals, facts: dict[str, object], why: str
) -> None:
    portal, _ = portals.add(new_portal())
    with pytest.raises(BadPortal, match=why):
        portals.change(portal.id, **facts)
    assert portals.all() == [portal]


def test_a_portal_that_goes_over_to_keys_loses_its_secret(portals: Portals) -> None:
    portal, secret = secret_of(portals, with_secret())
    portals.change(portal.id, client_auth=ClientAuth.PRIVATE_KEY_JWT, keys={"keys": [EC_JWK]})
    assert not portals.secret_matches(portal, secret)
    portals.change(portal.id, client_auth=ClientAuth.CLIENT_SECRET_BASIC, keys=None)
    assert not portals.secret_matches(portal, secret)
    assert portals.secret_matches(portal, portals.rotate_secret(portal.id, A_DAY))


def test_changes_at_once_lose_none(portals: Portals) -> None:
    portal, _ = portals.add(new_portal())
    all_at_once(
        partial(portals.change, portal.id, name_vi="Mới"),
        partial(portals.change, portal.id, name_en="New"),
        partial(portals.change, portal.id, least_level=3),
    )
    assert portals.find(portal.id) == replace(portal, name_vi="Mới", name_en="New", least_level=3)
