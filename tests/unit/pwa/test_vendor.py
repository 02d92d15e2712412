"""Vendored libraries: exactly the recorded files of the recorded packages."""

import io
import json
import shutil
import tarfile
from pathlib import Path

import pytest

from pwa.vendor import FOLDER, Differs, check, integrity, unpack


def package(folder: Path, *, name: str = "lib", version: str = "1.0.0") -> Path:
    tarball = folder / "lib.tgz"
    with tarfile.open(tarball, "w:gz") as archive:
        described = json.dumps({"name": name, "version": version}).encode()
        for path, content in {"package/package.json": described, "package/dist/lib.js": b"lib();"}.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return tarball


def wanted(tarball: Path) -> dict[str, object]:
    return {
        "version": "1.0.0",
        "integrity": integrity(tarball.read_bytes()),
        "files": {"lib.js": "dist/lib.js"},
    }


def test_the_committed_files_are_those_written_down() -> None:
    assert check(FOLDER) == []


@pytest.mark.parametrize("name", ["htmx.esm.min.js", "socket.io.esm.min.js", "htmx.LICENSE"])
def test_a_changed_file_is_found(name: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "vendor"))
    (folder / name).write_bytes(b"changed")
    assert [name in line for line in check(folder)] == [True]


def test_a_missing_file_and_a_stray_one_are_found(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "vendor"))
    (folder / "htmx.esm.min.js").rename(folder / "other.js")
    assert len(check(folder)) == 2


def test_a_good_package_gives_its_files(tmp_path: Path) -> None:
    tarball = package(tmp_path)
    assert unpack(tarball, "lib", wanted(tarball)) == {"lib.js": b"lib();"}


@pytest.mark.parametrize("lie", [{"name": "libb"}, {"version": "1.0.1"}])
def test_a_package_of_another_name_or_version_is_refused(lie: dict[str, str], tmp_path: Path) -> None:
    tarball = package(tmp_path, **lie)
    with pytest.raises(Differs):
        unpack(tarball, "lib", wanted(tarball))


def test_a_package_with_another_integrity_is_refused(tmp_path: Path) -> None:
    tarball = package(tmp_path)
    with pytest.raises(Differs, match="integrity"):
        unpack(tarball, "lib", wanted(tarball) | {"integrity": "sha512-other"})
