"""Only a method's own folder, and a few shared files, name the method."""

import re
from pathlib import Path

import pytest

from bff.registry import METHODS

ROOT = Path(__file__).parents[4]
#: Who may name a method: the list, its client and where that is built and set, the words of both languages,
#: its icon, and what is written for people.
SHARED = (
    "bff/registry.py",
    "bff/i18n/",
    "bff/templates/icons/",
    "bff/guides/",
    "bff/settings/settings.py",
    "bff/settings/counterparts.py",
    "bff/settings/groups.py",
    "bff/methods/clients.py",
    "bff/limits/table.py",
    "bff/rules/proofs.py",  # the kinds of proof, of which social insurance is one
)
#: Named as an example only, in a docstring or a comment; the gallery's own account needs some method.
EXAMPLES = (
    "bff/methods/method.py",
    "bff/methods/gallery_states.py",
    "bff/web/gallery.py",
    "bff/views/account/gallery_states.py",
    "bff/views/dispute/gallery_states.py",
    "verifiers/certificates/",
    "verifiers/examination/",
)
PRODUCT = ("bff", "pwa", "verifiers", "accounts")
TEXTS = {".py", ".html", ".js", ".css", ".svg", ".po", ".pot", ".webmanifest", ".json"}


@pytest.mark.parametrize("key", [method.key for method in METHODS if not method.is_coming])
def test_a_method_is_named_in_its_own_folder_and_the_list(key: str) -> None:
    name = re.compile(key.replace("_", "[-_]") + "(?![-_]number)", re.IGNORECASE)  # a number is a person's
    own = (f"bff/views/{key}/", f"verifiers/{key}/")
    files = [file for part in PRODUCT for file in (ROOT / part).rglob("*") if file.suffix in TEXTS]
    naming = [file.relative_to(ROOT).as_posix() for file in files if name.search(file.read_text("utf-8"))]
    assert [file for file in naming if not file.startswith((*own, *SHARED, *EXAMPLES))] == []
