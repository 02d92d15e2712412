"""An operator changes the encryption key without anybody noticing, and asks whether the audit is whole."""

import base64
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from accounts.account.records import Account, NewAccount
from accounts.account.store import Accounts
from accounts.commands import main
from accounts.rotation import rotate
from accounts.storage.ciphers import CannotDecrypt, FieldCipher, LookupKey
from accounts.storage.database import reading, writing
from identity.claims import Claims
from identity.subject import Subject
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW, person

NEW_KEY = ("k2", b"3" * 32)
Open = Callable[[NewAccount], Account]


@pytest.fixture
def family(opened: Open) -> list[Account]:
    """Five accounts under the old key."""
    return [opened(person(citizen_number=f"00019000000{n}", old_identity_number=None)) for n in range(5)]


@pytest.fixture
def environment(database_url: str) -> dict[str, str]:
    keys = ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in (NEW_KEY, KEY))
    return {"DATABASE_URL": database_url, "ENCRYPTION_KEYS": keys}


def under_the_new_key_only(engine: Engine) -> Accounts:
    return Accounts(engine, cipher=FieldCipher([NEW_KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)


def test_after_rotation_the_old_key_is_no_longer_needed(
    engine: Engine, family: list[Account], environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rotate-keys"], environment) == 0
    accounts = under_the_new_key_only(engine)
    assert [accounts.get(account.id) for account in family] == family
    assert accounts.find(Claims(subject=Subject.CITIZEN, citizen_number="000190000004"))
    assert "5 accounts" in capsys.readouterr().out


def test_a_rotation_that_was_stopped_goes_on_where_it_was(engine: Engine, family: list[Account]) -> None:
    cipher = FieldCipher([NEW_KEY, KEY])
    stopped = rotate(engine, cipher=cipher, accounts_at_a_time=2)
    assert next(stopped) == 2
    stopped.close()
    assert list(rotate(engine, cipher=cipher, accounts_at_a_time=2)) == [0, 2, 1]
    assert list(rotate(engine, cipher=cipher)) == [0]


def test_a_rotation_without_the_old_key_changes_nothing(
    accounts: Accounts, engine: Engine, family: list[Account]
) -> None:
    with pytest.raises(CannotDecrypt):
        list(rotate(engine, cipher=FieldCipher([NEW_KEY])))
    assert [accounts.get(account.id) for account in family] == family


@pytest.mark.parametrize("keys", ["", "k1", "k1:short", None])
def test_an_operator_is_told_which_variable_is_wrong(
    environment: dict[str, str], keys: str | None, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    given = (
        {**environment, "ENCRYPTION_KEYS": keys} if keys is not None else {"DATABASE_URL": str(engine.url)}
    )
    assert main(["rotate-keys"], given) == 2
    assert "ENCRYPTION_KEYS" in capsys.readouterr().err


def test_a_whole_audit_is_told_with_its_last_hash(
    family: list[Account], environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify-audit"], environment) == 0
    assert "5 entries" in capsys.readouterr().out
    assert len(family) == 5


def test_a_broken_audit_is_told_with_the_first_broken_entry(
    engine: Engine, family: list[Account], environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with writing(engine) as session:
        session.execute(text("UPDATE audit_head SET sequence = 6"))
    assert main(["verify-audit"], environment) == 1
    assert "entry 6" in capsys.readouterr().out
    assert len(family) == 5


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_commands_find_the_database_of_the_data_folder(engine: Engine, family: list[Account]) -> None:
    folder = str(Path(str(engine.url.database)).parent)
    command = [sys.executable, "-m", "accounts", "verify-audit"]
    done = subprocess.run(command, env={"DATA_FOLDER": folder}, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"{len(family)} entries")


def test_a_missing_database_is_told_and_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify-audit"], {"DATA_FOLDER": str(tmp_path)}) == 2
    assert "DATABASE_URL" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_new_database_is_made_by_the_upgrade_command(tmp_path: Path) -> None:
    environment = {"DATA_FOLDER": str(tmp_path)}
    assert [main([command], environment) for command in ("upgrade", "upgrade", "verify-audit")] == [0, 0, 0]


def test_rotation_leaves_the_history_alone(accounts: Accounts, engine: Engine, family: list[Account]) -> None:
    before = [accounts.history(account.id) for account in family]
    list(rotate(engine, cipher=FieldCipher([NEW_KEY, KEY])))
    with reading(engine) as session:
        assert session.execute(text("SELECT count(*) FROM audit_entries")).scalar() == 5
    assert [accounts.history(account.id) for account in family] == before


def test_a_timer_marks_appointments_late_and_forgets_the_ended(
    engine: Engine, environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["appointments"], environment) == 0
    assert "0 appointments are late" in capsys.readouterr().out
    assert main(["appointments"], {**environment, "APPOINTMENT_KEEP_DAYS": "soon"}) == 2
    assert "APPOINTMENT_KEEP_DAYS" in capsys.readouterr().err
    assert engine is not None
