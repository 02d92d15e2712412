"""Copy the browser libraries in ``pwa/vendor/`` from their npm packages, or check the copies.

``python pwa/vendor.py`` downloads the packages in ``vendor/versions.json`` with ``npm pack``, checks name,
version and integrity (the SHA-512 that the registry states for a package), and copies the files.
``python pwa/vendor.py --check`` uses no network: it compares the committed files with the hashes that were
recorded with the copy. To update a library, change its version and integrity there, and run this program.

A file in a folder of its own, such as ``qr/decode.js``, is a source: the bundler puts it into the module that
imports it. The others are served as they are.
"""

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "vendor"


class Differs(Exception):
    """A package or a file differs from ``versions.json``."""


def integrity(content: bytes) -> str:
    """Return the hash of *content* in npm's form (Subresource Integrity): ``sha512-`` and base64."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def check(folder: Path) -> list[str]:
    """List the differences between the committed files and ``versions.json``; empty if there are none."""
    wrong = []
    listed = {"versions.json"}
    for package, wanted in _versions(folder).items():
        for name, expected in wanted["sha512"].items():
            listed.add(name)
            path = folder / name
            if not path.is_file():
                wrong.append(f"{name} of {package} is missing")
            elif integrity(path.read_bytes()) != expected:
                wrong.append(f"{name} is not the file of {package} {wanted['version']}")
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    wrong += [f"{name} is not listed" for name in files if name not in listed]
    return wrong


def unpack(tarball: Path, package: str, wanted: dict[str, Any]) -> dict[str, bytes]:
    """Read the wanted files from a package; the keys are their names in this folder.

    Raises:
        Differs: the package's integrity, name or version differs from ``versions.json``.
    """
    # Checked before the archive is opened, so that bytes with an unknown hash never reach the unpacker.
    if integrity(tarball.read_bytes()) != wanted["integrity"]:
        raise Differs(f"integrity of {package} {wanted['version']}")
    with tarfile.open(tarball) as archive:
        described = json.loads(_read(archive, "package/package.json"))
        if (described["name"], described["version"]) != (package, wanted["version"]):
            raise Differs(
                f"{described['name']} {described['version']} instead of {package} {wanted['version']}"
            )
        return {name: _read(archive, f"package/{source}") for name, source in wanted["files"].items()}


def copy(folder: Path) -> None:
    """Download every package, check it, copy its files, and record their hashes in ``versions.json``."""
    versions = _versions(folder)
    for package, wanted in versions.items():
        with tempfile.TemporaryDirectory() as scratch:
            for name, content in unpack(_pack(package, wanted["version"], scratch), package, wanted).items():
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_bytes(content)
                wanted["sha512"][name] = integrity(content)
    (folder / "versions.json").write_text(json.dumps(versions, indent=2) + "\n", encoding="utf-8")


def _pack(package: str, version: str, scratch: str) -> Path:
    command = ["npm", "pack", f"{package}@{version}", "--silent", "--pack-destination", scratch]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return next(Path(scratch).glob("*.tgz"))


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise Differs(f"{name} is not a file")
    return member.read()


def _versions(folder: Path) -> dict[str, dict[str, Any]]:
    versions: dict[str, dict[str, Any]] = json.loads((folder / "versions.json").read_text(encoding="utf-8"))
    return versions


def main() -> int:
    """Copy or check, as the command line says."""
    parser = argparse.ArgumentParser(description="Copy or check the browser libraries in pwa/vendor.")
    parser.add_argument("--check", action="store_true", help="only compare the committed files")
    if parser.parse_args().check:
        wrong = check(FOLDER)
        sys.stdout.writelines(f"{line}\n" for line in wrong)
        return 1 if wrong else 0
    copy(FOLDER)
    return 0


if __name__ == "__main__":
    sys.exit(main())
