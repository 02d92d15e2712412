"""A data folder belongs to one running product and is emptied only when none runs."""

from pathlib import Path

import pytest

from deploy.data_folder import LOCK_NAME, DataFolderInUse, empty, hold


def test_reset_empties_the_folder(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "one.pem").write_text("key")
    (tmp_path / "accounts.sqlite3").write_text("data")
    empty(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} <= {LOCK_NAME}


def test_reset_of_a_folder_that_does_not_exist_makes_none(tmp_path: Path) -> None:
    empty(tmp_path / "never")
    assert not (tmp_path / "never").exists()


def test_reset_leaves_what_a_link_leads_to(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "kept").write_text("kept")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "link").symlink_to(tmp_path / "elsewhere")
    empty(tmp_path / "data")
    assert (tmp_path / "elsewhere" / "kept").exists()


def test_reset_is_refused_while_a_product_runs(tmp_path: Path) -> None:
    (tmp_path / "accounts.sqlite3").write_text("data")
    with hold(tmp_path), pytest.raises(DataFolderInUse, match="Stop it first"):
        empty(tmp_path)
    assert (tmp_path / "accounts.sqlite3").exists()


def test_two_products_never_share_a_folder(tmp_path: Path) -> None:
    with hold(tmp_path), pytest.raises(DataFolderInUse), hold(tmp_path):
        pass


def test_a_stopped_product_frees_its_folder(tmp_path: Path) -> None:
    with hold(tmp_path):
        pass
    with hold(tmp_path):
        pass
