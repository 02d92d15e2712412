"""Rotating keys works in the data folder that is named, and never under a running product."""

import os
from pathlib import Path

import pytest

from accounts.storage.database import make_engine, upgrade
from deploy.data_folder import hold
from deploy.keys import ensure_keys
from deploy.rotate_keys import main


def test_keys_are_rotated_in_the_data_folder_that_the_environment_names(tmp_path: Path) -> None:
    upgrade(make_engine(f"sqlite:///{tmp_path}/accounts.sqlite3"))
    assert main({"DATA_FOLDER": str(tmp_path), "PATH": os.environ["PATH"]}) == 0
    names = [one.partition(":")[0] for one in ensure_keys(tmp_path / "keys")["ENCRYPTION_KEYS"].split(",")]
    assert names == ["k2", "k1"]


def test_keys_are_not_rotated_under_a_running_product(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ensure_keys(tmp_path / "keys")
    with hold(tmp_path):
        assert main({"DATA_FOLDER": str(tmp_path)}) == 1
    assert "Stop it first" in capsys.readouterr().err
    assert ensure_keys(tmp_path / "keys") == before
