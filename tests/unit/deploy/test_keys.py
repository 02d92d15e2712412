"""Keys are made once, kept private, and rotate without losing the old ones."""

import base64
import stat
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from deploy.keys import PRIVATE_PEM, PUBLIC_PEM, add_encryption_key, ensure_keys


def test_keys_are_made_once(tmp_path: Path) -> None:
    assert ensure_keys(tmp_path) == ensure_keys(tmp_path)


def test_two_installations_share_no_secret(tmp_path: Path) -> None:
    one, other = ensure_keys(tmp_path / "one"), ensure_keys(tmp_path / "other")
    assert not set(one.values()) & set(other.values())


def test_only_the_owner_may_read_the_keys(tmp_path: Path) -> None:
    ensure_keys(tmp_path / "keys")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "keys").iterdir()} == {0o600}


def test_the_carriers_key_pair_belongs_together(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    private = load_pem_private_key((tmp_path / PRIVATE_PEM).read_bytes(), password=None)
    assert private.public_key() == load_pem_public_key((tmp_path / PUBLIC_PEM).read_bytes())


def test_a_new_encryption_key_comes_first_and_the_old_one_stays(tmp_path: Path) -> None:
    before = ensure_keys(tmp_path)["ENCRYPTION_KEYS"]
    add_encryption_key(tmp_path)
    names = [one.partition(":")[0] for one in ensure_keys(tmp_path)["ENCRYPTION_KEYS"].split(",")]
    assert names == ["k2", "k1"]
    assert ensure_keys(tmp_path)["ENCRYPTION_KEYS"].endswith(before)


def test_an_encryption_key_is_256_bits(tmp_path: Path) -> None:
    key = ensure_keys(tmp_path)["ENCRYPTION_KEYS"].partition(":")[2]
    assert len(base64.b64decode(key, validate=True)) == 32
