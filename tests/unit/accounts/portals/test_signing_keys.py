"""The keys that sign for portals: made once, published a day before and after they sign, encrypted."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from sqlalchemy import Engine, event, text

from accounts import audit
from accounts.portals.keys import MAKERS, NextKeyWaits, SigningKeys
from accounts.rotation import PORTAL_KEYS, rotate
from accounts.storage.ciphers import CannotDecrypt, FieldCipher, LookupKey
from accounts.storage.database import Unavailable, make_engine, reading
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW
from tests.unit.accounts.portals.facts import Clock
from tests.unit.accounts.test_at_the_same_time import all_at_once

ALGS = sorted(MAKERS)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(engine: Engine, clock: Clock) -> Callable[[], SigningKeys]:
    """Make the store of another worker."""
    return lambda: SigningKeys(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=clock)


@pytest.fixture
def keys(worker: Callable[[], SigningKeys]) -> SigningKeys:
    return worker()


def published(keys: SigningKeys) -> set[str]:
    return {key["kid"] for key in keys.published()}


def signing(keys: SigningKeys) -> set[str]:
    return {keys.signing(alg).kid for alg in ALGS}


def noted(engine: Engine) -> list[str]:
    with reading(engine) as session:
        assert isinstance(audit.verify(session), audit.Intact)
        return list(session.scalars(text("SELECT event FROM audit_entries ORDER BY sequence")))


@pytest.mark.parametrize("alg", ALGS)
def test_what_a_key_signs_is_checked_with_the_published_one(keys: SigningKeys, alg: str) -> None:
    key = keys.signing(alg)
    token = jwt.encode({"sub": "one"}, key.private_key, algorithm=alg, headers={"kid": key.kid})
    (public,) = [one for one in keys.published() if one["kid"] == key.kid]
    assert jwt.decode(token, jwt.PyJWK(public), algorithms=[alg]) == {"sub": "one"}
    assert jwt.decode(jwt.encode({"a": 1}, key.pem, algorithm=alg), jwt.PyJWK(public), algorithms=[alg])
    assert (public["alg"], public["use"]) == (alg, "sig")


def test_keys_are_as_strong_as_the_profile_demands(keys: SigningKeys) -> None:
    of_rsa, of_ec = keys.signing("RS256").private_key, keys.signing("ES256").private_key
    assert isinstance(of_rsa, rsa.RSAPrivateKey)
    assert of_rsa.key_size >= 2048
    assert isinstance(of_ec, ec.EllipticCurvePrivateKey)
    assert isinstance(of_ec.curve, ec.SECP256R1)


def test_no_private_part_is_published_or_kept_readable(engine: Engine, keys: SigningKeys) -> None:
    assert all(not {"d", "p", "q", "dp", "dq", "qi"} & one.keys() for one in keys.published())
    with reading(engine) as session:
        kept = str(session.execute(text("SELECT * FROM portal_keys")).all())
    assert "PRIVATE" not in kept
    assert "PRIVATE" not in repr(keys.signing("RS256"))


def test_the_key_set_is_never_empty_before_the_first_signature(keys: SigningKeys) -> None:
    assert sorted(key["alg"] for key in keys.published()) == ALGS
    assert published(keys) == signing(keys)


@pytest.mark.parametrize("first", [SigningKeys.published, lambda keys: keys.signing("RS256")])
def test_workers_that_start_at_once_make_one_first_key(
    engine: Engine, worker: Callable[[], SigningKeys], first: Callable[[SigningKeys], Any]
) -> None:
    workers = [worker() for _ in range(4)]
    all_at_once(*[lambda one=one: first(one) for one in workers])
    assert len({one.signing("RS256").kid for one in workers}) == 1
    assert sorted(key["alg"] for key in workers[0].published()) == ALGS
    assert noted(engine) == ["portal_key_made"] * 2


@pytest.mark.parametrize("turn", range(4))
def test_a_worker_that_comes_between_two_statements_makes_no_second_first_key(
    engine: Engine, database_url: str, worker: Callable[[], SigningKeys], clock: Clock, turn: int
) -> None:
    other_engine = make_engine(database_url)
    other = SigningKeys(other_engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=clock)
    turns = iter([False] * turn + [True])

    def come_between(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "portal_keys" in statement and next(turns, False):
            with suppress(Unavailable):  # SQLite lets no second one write
                other.signing("RS256")

    event.listen(engine, "before_cursor_execute", come_between)
    signs = worker().signing("RS256")
    event.remove(engine, "before_cursor_execute", come_between)
    assert [key.kid for key in worker().all()] == [signs.kid]
    assert other.signing("RS256").kid == signs.kid
    assert noted(engine) == ["portal_key_made"]
    other_engine.dispose()


def test_the_next_key_is_published_a_day_before_and_the_old_one_a_day_after(
    keys: SigningKeys, clock: Clock
) -> None:
    old = signing(keys)
    new = {one.kid for one in keys.rotate()}
    assert signing(keys) == old
    assert published(keys) == old | new
    clock.move(hours=23, minutes=59)
    assert signing(keys) == old
    clock.move(minutes=1)
    assert signing(keys) == new
    assert published(keys) == old | new
    clock.move(hours=23, minutes=59)
    assert published(keys) == old | new
    clock.move(minutes=1)
    assert published(keys) == new


def test_all_workers_change_over_together(worker: Callable[[], SigningKeys], clock: Clock) -> None:
    one, other = worker(), worker()
    assert signing(one) == signing(other)
    one.rotate()
    clock.move(days=1)
    assert signing(one) == signing(other)


def test_a_rotation_before_the_first_key_makes_keys_that_sign_at_once(keys: SigningKeys) -> None:
    made = keys.rotate()
    assert {one.signs_from for one in made} == {NOW}
    assert signing(keys) == published(keys) == {one.kid for one in made}


def test_a_second_rotation_within_the_day_is_refused(keys: SigningKeys, clock: Clock) -> None:
    signing(keys)
    keys.rotate()
    before = keys.all()
    with pytest.raises(NextKeyWaits):
        keys.rotate()
    assert keys.all() == before
    clock.move(days=1)
    assert len(keys.rotate()) == len(ALGS)


def test_rotations_at_once_make_one_next_key(worker: Callable[[], SigningKeys]) -> None:
    signing(worker())

    def turn() -> bool:
        try:
            worker().rotate()
        except NextKeyWaits:
            return False
        return True

    assert all_at_once(*[turn] * 4).count(True) == 1
    assert len(published(worker())) == 2 * len(ALGS)


def test_a_key_that_leaked_signs_and_counts_no_more(engine: Engine, keys: SigningKeys, clock: Clock) -> None:
    leaked = signing(keys) | {one.kid for one in keys.rotate()}
    new = {one.kid for one in keys.rotate(leaked=True)}
    assert signing(keys) == published(keys) == new
    clock.move(days=2)
    assert signing(keys) == published(keys) == new
    assert not leaked & new
    assert noted(engine).count("portal_key_leaked") == len(leaked)


def test_keys_that_are_published_no_more_are_deleted_at_the_next_rotation(
    keys: SigningKeys, clock: Clock
) -> None:
    old = signing(keys)
    for _ in range(3):
        keys.rotate()
        clock.move(days=1)
    keys.rotate()
    kept = {one.kid for one in keys.all()}
    assert not old & kept
    assert len(kept) == 3 * len(ALGS)


def test_keys_are_encrypted_again_under_a_new_key_of_the_product(engine: Engine, keys: SigningKeys) -> None:
    kids, new = signing(keys), ("k2", b"3" * 32)
    assert sum(rotate(engine, PORTAL_KEYS, cipher=FieldCipher([new, KEY]))) == len(ALGS)
    clock = lambda: NOW + timedelta(hours=1)  # noqa: E731  # a clock of one line
    under = [
        SigningKeys(engine, cipher=FieldCipher([key]), lookup=LookupKey(LOOKUP_KEY), clock=clock)
        for key in (new, KEY)
    ]
    assert signing(under[0]) == kids
    with pytest.raises(CannotDecrypt):
        signing(under[1])
