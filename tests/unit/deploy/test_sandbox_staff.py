"""A trial has staff with generated passwords, added once; production has none."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from accounts.passwords import Passwords
from accounts.second_factors.totp import step_of
from accounts.staff.store import StaffRegister
from accounts.storage.ciphers import FieldCipher, parse_keys
from accounts.storage.database import make_engine, upgrade
from deploy import keys, sandbox_staff
from deploy.environment import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A data folder with a migrated database."""
    engine = make_engine(f"sqlite:///{tmp_path / 'accounts.sqlite3'}")
    upgrade(engine)
    engine.dispose()
    return Place.from_environment({"DATA_FOLDER": str(tmp_path)})


def test_the_staff_of_a_trial_can_sign_in_and_are_added_once(place: Place) -> None:
    first = sandbox_staff.ensure_staff(place, {})
    assert sandbox_staff.ensure_staff(place, {}) == first
    engine = make_engine(f"sqlite:///{place.data_folder / 'accounts.sqlite3'}")
    cipher = FieldCipher(parse_keys(keys.ensure_keys(place.keys_folder)["ENCRYPTION_KEYS"]))
    register = StaffRegister(engine, cipher=cipher, clock=lambda: datetime.now(UTC))
    for one in first:
        staff = register.find(one.name)
        assert staff
        assert staff.password_hash
        assert staff.totp_secret
        assert Passwords(threads=1, queue=0).verify(staff.password_hash, one.password)
        assert step_of(staff.totp_secret, one.code, at=datetime.now(UTC))
    assert [staff.name for staff in register.all()] == sorted(sandbox_staff.PEOPLE)
    engine.dispose()


def test_only_the_folders_owner_can_read_the_staff_passwords(place: Place) -> None:
    sandbox_staff.ensure_staff(place, {})
    file = place.keys_folder / sandbox_staff.FILE
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("surroundings", [{"ENVIRONMENT": "production"}, {"SANDBOX_URL": ""}])
def test_production_gets_no_sandbox_staff(place: Place, surroundings: dict[str, str]) -> None:
    assert sandbox_staff.ensure_staff(place, surroundings) == []
    assert not (place.keys_folder / sandbox_staff.FILE).exists()


def test_codes_are_printed_after_the_staff_were_added(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    surroundings = {"DATA_FOLDER": str(place.data_folder)}
    assert sandbox_staff.main(surroundings) == 1
    sandbox_staff.ensure_staff(place, {})
    assert sandbox_staff.main(surroundings) == 0
    assert "officer.two" in capsys.readouterr().out
