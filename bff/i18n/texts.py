"""Which texts the product says: those marked in its Python and its templates."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

#: What marks a text. Of `ngettext` the first two arguments are texts: one, and many.
MARKS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}
_READERS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
#: A template that cannot be read is an error, not a template without texts.
_OPTIONS = {"**/templates/**.html": {"silent": "false"}}


def collect_texts(package: Path) -> Catalog:
    """Collect the texts of all Python files and templates below *package*, by file and line."""
    found = extract_from_dir(str(package), _READERS, _OPTIONS, MARKS, comment_tags=("Translators:",))
    texts = Catalog()
    for file, line, text, comments, _context in sorted(found, key=lambda one: one[:2]):
        texts.add(text, locations=[(f"{package.name}/{Path(file).as_posix()}", line)], auto_comments=comments)
    return texts
