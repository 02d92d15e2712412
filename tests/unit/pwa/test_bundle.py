"""The bundle: made of modules whose imports are files, made again when they change, needed by the start."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bff.serving.bundle import find_bundle
from tests.unit.pwa.frame import PWA, ROOT, assets, client

#: What an import names: ``from "…"``, ``import "…"`` and ``import("…")``.
SPECIFIER = re.compile(r'(?:(?<!")\bfrom\s*|\bimport\s*\(?\s*)"([^"]+)"')
SOURCES = sorted(
    [*PWA.glob("*.js"), *PWA.glob("card/*.js"), *PWA.glob("token/*.js"), *PWA.glob("vendor/**/*.js")]
)
BUNDLED = find_bundle()
OUR_MODULES = [
    path.relative_to(BUNDLED).as_posix()
    for path in sorted(BUNDLED.rglob("*.js"))
    if path.parent.name != "vendor" and path.name not in {"service-worker.js", "kill-switch.js"}
]


def imports(module: Path) -> list[Path]:
    """The files that *module* imports at once or later."""
    names = SPECIFIER.findall(module.read_text(encoding="utf-8"))
    return [(module.parent / name).resolve() for name in names]


def statically_imported(module: Path) -> set[Path]:
    """The modules of ours that go into one file with *module*."""
    text = re.sub(r'import\("[^"]+"\)', "", module.read_text(encoding="utf-8"))
    direct = {(module.parent / name).resolve() for name in SPECIFIER.findall(text) if "vendor" not in name}
    return direct.union(*(statically_imported(one) for one in direct))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the sources with the bundler, but without a bundle."""
    left_out = shutil.ignore_patterns("bundle", "node_modules", "__pycache__")
    shutil.copytree(PWA, tmp_path / "pwa", ignore=left_out)
    (tmp_path / "pwa/bundler/node_modules").symlink_to(PWA / "bundler" / "node_modules")
    shutil.copy(ROOT / "Makefile", tmp_path)
    return tmp_path


def run(*command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=False)


def bundle(tree: Path) -> "subprocess.CompletedProcess[str]":
    return run("node", "pwa/bundler/bundle.mjs", folder=tree)


def is_up_to_date(tree: Path) -> bool:
    return run("make", "--question", "bundle", folder=tree).returncode == 0


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_import_resolves_to_a_file(source: Path) -> None:
    assert [path for path in imports(source) if not path.is_file()] == []


def test_the_imports_are_found_at_all() -> None:
    assert PWA / "vendor" / "htmx.esm.min.js" in imports(PWA / "app.js")
    assert PWA / "token" / "vgca.js" in imports(PWA / "token" / "page.js")


@pytest.mark.parametrize("name", OUR_MODULES)
def test_a_bundled_module_imports_only_addresses_that_are_served(name: str) -> None:
    module = client().get(assets().url(name)).get_data(as_text=True)
    assert "asset:" not in module
    assert {client().get(address).status_code for address in SPECIFIER.findall(module)} <= {200}


def test_no_screen_waits_for_a_chain_of_our_own_modules() -> None:
    module = client().get(assets().url("app.js")).get_data(as_text=True)
    at_once = SPECIFIER.findall(re.sub(r'import\("[^"]+"\)', "", module))
    assert at_once == [assets().url("vendor/htmx.esm.min.js")]


def test_a_module_that_goes_into_two_files_holds_no_state() -> None:
    parts = [part for name in OUR_MODULES for part in statically_imported(PWA / name)]
    twice = {part for part in parts if parts.count(part) > 1}
    assert PWA / "words.js" in twice
    assert [
        part.name for part in twice if re.search(r"^(?:export )?let ", part.read_text(), re.MULTILINE)
    ] == []


def test_the_bundler_makes_the_same_bundle_from_the_same_sources(tree: Path) -> None:
    assert bundle(tree).returncode == 0
    assert contents(tree / "pwa/bundle") == contents(BUNDLED)


def test_an_import_that_leads_nowhere_fails_the_bundler(tree: Path) -> None:
    (tree / "pwa" / "words.js").unlink()
    made = bundle(tree)
    assert made.returncode == 1
    assert 'Could not resolve "./words.js"' in made.stderr
    assert not (tree / "pwa/bundle/made.stamp").exists()


def test_a_module_that_is_loaded_later_must_be_named_to_the_bundler(tree: Path) -> None:
    (tree / "pwa" / "app.js").write_text('import("./words.js");', encoding="utf-8")
    made = bundle(tree)
    assert made.returncode == 1
    assert '"words.js" is loaded later' in made.stderr


@pytest.mark.parametrize(
    "source", ["app.js", "token/vgca.js", "desk.css", "icons/icon.svg", "bundler/bundle.mjs"]
)
def test_make_notices_a_bundle_that_is_older_than_a_source(source: str, tree: Path) -> None:
    assert bundle(tree).returncode == 0
    assert is_up_to_date(tree)
    later = (tree / "pwa/bundle/made.stamp").stat().st_mtime + 1
    os.utime(tree / "pwa" / source, (later, later))
    assert not is_up_to_date(tree)


def test_make_notices_that_a_source_is_gone(tree: Path) -> None:
    assert bundle(tree).returncode == 0
    (tree / "pwa/icons/icon.svg").unlink()
    later = (tree / "pwa/bundle/made.stamp").stat().st_mtime + 1
    os.utime(tree / "pwa/icons", (later, later))
    assert not is_up_to_date(tree)


def test_the_bundle_of_this_tree_is_not_older_than_its_sources() -> None:
    assert is_up_to_date(ROOT), "run 'make bundle', or these tests try what is no longer written"


def test_the_start_fails_without_a_bundle_and_names_the_command_that_makes_it(tmp_path: Path) -> None:
    for part in ("bff", "accounts", "identity", "verifiers"):
        (tmp_path / part).symlink_to(ROOT / part)
    started = run(sys.executable, "-m", "bff", folder=tmp_path)
    assert started.returncode == 2
    assert started.stderr.splitlines() == [
        f"no bundle of the browser's files in {tmp_path / 'pwa' / 'bundle'}: make it with 'make bundle'"
    ]
