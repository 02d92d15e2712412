"""Collects the texts of the product: those that its Python files and templates mark for translation."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

#: The functions whose first argument is a text. `ngettext` has two texts: singular and plural.
MARKS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}
_READERS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
#: Babel's default skips a template that it cannot parse; we want the error.
_OPTIONS = {"**/templates/**.html": {"silent": "false"}}


def collect_texts(package: Path) -> Catalog:
    """Return the texts of all Python files and templates in *package*, ordered by file and line."""
    found = extract_from_dir(str(package), _READERS, _OPTIONS, MARKS, comment_tags=("Translators:",))
    texts = Catalog()
    for file, line, text, comments, _context in sorted(found, key=lambda one: one[:2]):
        texts.add(text, locations=[(f"{package.name}/{Path(file).as_posix()}", line)], auto_comments=comments)
    return texts
