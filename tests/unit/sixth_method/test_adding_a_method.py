"""A sixth method edits only the files that docs/adding-a-method.md names, and then registers people.

The test copies the tree, writes the files of a toy method into the copy, edits the named files as the guide
says, and runs the copy's own tests, import contracts and check of texts.
"""

import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

REPOSITORY = Path(__file__).parents[3]
FILES = Path(__file__).parent / "files"
COPIED = ("accounts", "bff", "identity", "pwa", "sandbox", "tests", "verifiers", "pyproject.toml")
#: (file, text that stands there, text that stands there afterwards): all edits of files that exist.
EDITS = (
    (
        "bff/registry.py",
        "from bff.views.mobile_subscriber.method import MOBILE_SUBSCRIBER\n",
        "from bff.views.library_card.method import LIBRARY_CARD\n"
        "from bff.views.mobile_subscriber.method import MOBILE_SUBSCRIBER\n",
    ),
    ("bff/registry.py", "    USB_TOKEN,\n", "    USB_TOKEN,\n    LIBRARY_CARD,\n"),
    (
        "bff/settings/counterparts.py",
        "@dataclass(frozen=True, kw_only=True)\nclass SmsSettings:",
        "@dataclass(frozen=True, kw_only=True)\nclass LibrarySettings:\n"
        '    """The city library: off while LIBRARY_URL is empty."""\n\n'
        '    library_url: str = ""\n    library_timeout_seconds: float = 8.0\n\n\n'
        "@dataclass(frozen=True, kw_only=True)\nclass SmsSettings:",
    ),
    (
        "bff/settings/settings.py",
        "from bff.settings.counterparts import (\n    CarrierSettings,\n",
        "from bff.settings.counterparts import (\n    CarrierSettings,\n    LibrarySettings,\n",
    ),
    (
        "bff/settings/settings.py",
        "    Operator,\n    CarrierSettings,\n",
        "    Operator,\n    CarrierSettings,\n    LibrarySettings,\n",
    ),
    (
        "bff/methods/clients.py",
        "from verifiers.sms import SmsGateway\n",
        "from verifiers.library import Library\nfrom verifiers.sms import SmsGateway\n",
    ),
    (
        "bff/methods/clients.py",
        "    if settings.post_url:\n",
        "    if settings.library_url:\n"
        "        found[Library] = Library(\n"
        "            client=own(),\n"
        "            base_url=settings.library_url,\n"
        "            timeout_seconds=settings.library_timeout_seconds,\n"
        "        )\n"
        "    if settings.post_url:\n",
    ),
    (
        "bff/rules/proofs.py",
        '    PASSKEY = "passkey"\n',
        '    PASSKEY = "passkey"\n    LIBRARY_CARD = "library_card"\n',
    ),
    (
        "bff/rules/proofs.py",
        "#: The table.",
        "_LIBRARY = {_P.REGISTER: _YES, _P.NEW_PHONE: Cell(up_to=2)}\n#: The table.",
    ),
    (
        "bff/rules/proofs.py",
        "    ProofKind.APP: Row(",
        '    ProofKind.LIBRARY_CARD: Row("library card", "a card", CITIZENS, 2, _LIBRARY),\n'
        "    ProofKind.APP: Row(",
    ),
    (
        "sandbox/app.py",
        "from sandbox import pages, phone, qa\n",
        "from sandbox import library, pages, phone, qa\n",
    ),
    ("sandbox/app.py", "        office,\n", "        office,\n        library,\n"),
    (
        "tests/unit/formats/samples.toml",
        '[[row]]\nformat = "SIM gateway, Vietnamese dialect: requests and answers"\n',
        '[[row]]\nformat = "library cards"\nreaders = ["verifiers/library"]\nassumption = "0064"\n'
        'tests = ["unit/bff/test_library_card.py::test_a_person_registers_with_a_library_card"]\n\n'
        '[[row]]\nformat = "SIM gateway, Vietnamese dialect: requests and answers"\n',
    ),
)
SECONDS = 110


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product with the sixth method in it."""
    copy = tmp_path_factory.mktemp("tree")
    ignored = shutil.ignore_patterns("__pycache__", "node_modules", "sixth_method")
    for name in COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=ignored)
        else:
            shutil.copy(source, copy / name)
    for file in FILES.rglob("*.txt"):
        target = copy / file.relative_to(FILES).with_suffix("")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    for name, before, after in EDITS:
        text = (copy / name).read_text(encoding="utf-8")
        assert before in text, f"{name} has no longer: {before}"
        (copy / name).write_text(text.replace(before, after, 1), encoding="utf-8")
    run(copy, "-m", "bff.i18n", "update")
    translate(copy / "bff/i18n/vi/LC_MESSAGES/messages.po")
    return copy


def test_a_person_registers_with_the_sixth_method(tree: Path) -> None:
    run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/unit/bff/test_library_card.py")


def test_the_sixth_method_breaks_no_import_contract(tree: Path) -> None:
    run(tree, "-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-cache")


def test_every_text_of_the_sixth_method_is_in_the_catalogue(tree: Path) -> None:
    run(tree, "-m", "bff.i18n", "check")


def test_the_guide_names_exactly_the_files_that_were_edited(tree: Path) -> None:
    edited = {
        file.relative_to(tree).as_posix()
        for name in COPIED
        for file in ([tree / name] if (tree / name).is_file() else (tree / name).rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts and is_edited(file, tree)
    }
    assert edited == set(edited_by_the_guide())


def is_edited(file: Path, tree: Path) -> bool:
    original = REPOSITORY / file.relative_to(tree)
    return original.exists() and original.read_bytes() != file.read_bytes()


def edited_by_the_guide() -> list[str]:
    """The paths in the guide's numbered list of edited files."""
    guide = (REPOSITORY / "docs" / "adding-a-method.md").read_text(encoding="utf-8")
    section = guide.partition("## Files that you edit")[2].partition("\n## ")[0]
    items = re.findall(r"^\d+\. (.+)$", section, re.MULTILINE)
    return [path for item in items for path in re.findall(r"`([\w./]+\.\w+)`", item)]


def translate(catalogue: Path) -> None:
    """Translate every new text; the toy's Vietnamese needs no more than letters and its placeholders."""
    with catalogue.open("rb") as file:
        texts = read_po(file, locale="vi")
    for message in texts:
        if message.id and not message.string:
            placeholders = re.findall(r"%\(\w+\)s", str(message.id))
            end = "." if str(message.id).endswith(".") else ""
            message.string = " ".join(["Thẻ thư viện", *placeholders]) + end
    body = BytesIO()
    write_po(body, texts, width=0, include_lineno=False)
    catalogue.write_bytes(body.getvalue())


def run(tree: Path, *arguments: str) -> None:
    """Run Python in the copy; its output is the failure's message."""
    program = subprocess.run(
        [sys.executable, *arguments], cwd=tree, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert program.returncode == 0, program.stdout[-3000:] + program.stderr[-3000:]
