"""Reads and writes the catalogue: `messages.pot` with the English texts, `messages.po` with the Vietnamese.

The files contain no dates and no line numbers, so that they change only if a text changes.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bff.i18n.faults import faults_in
from bff.i18n.texts import collect_texts

#: The package whose texts are collected.
PACKAGE = Path(__file__).parent.parent
_CONTENT = r"""msgid ""
msgstr ""
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"""
_ENGLISH_HEAD = "# Every text of the product, in English. Written by `make messages`.\n" + _CONTENT
_VIETNAMESE_HEAD = (
    "# Every text of the product in Vietnamese. `make messages` adds what is new and drops what is gone.\n"
    + _CONTENT
    + r""""Language: vi\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"""
)


def english_file(package: Path = PACKAGE) -> Path:
    return package / "i18n" / "messages.pot"


def vietnamese_file(package: Path = PACKAGE) -> Path:
    return package / "i18n" / "vi" / "LC_MESSAGES" / "messages.po"


def extract(package: Path = PACKAGE) -> Catalog:
    """Write the file of the English texts of *package*, and return the texts."""
    texts = collect_texts(package)
    _write(english_file(package), _ENGLISH_HEAD, texts)
    return texts


def update(package: Path = PACKAGE) -> Catalog:
    """Write both files. A new text gets an empty translation, not a guess; unused texts are dropped."""
    texts = extract(package)
    translations = _translated(texts, _read(vietnamese_file(package), locale="vi"))
    _write(vietnamese_file(package), _VIETNAMESE_HEAD, translations)
    return translations


def check(package: Path = PACKAGE) -> list[str]:
    """Return all faults of the catalogue of *package*, one sentence for each."""
    texts, translations = collect_texts(package), _read(vietnamese_file(package), locale="vi")
    files = {english_file(package): _read(english_file(package)), vietnamese_file(package): translations}
    stale = [sentence for file, held in files.items() for sentence in _differences(file.name, held, texts)]
    return [*stale, *faults_in(translations)]


def _differences(name: str, held: Catalog, texts: Catalog) -> Iterator[str]:
    """Yield a sentence for each text that a file lacks, and for each text that the product no longer uses."""
    in_file, in_program = ({message.id for message in catalogue if message.id} for catalogue in (held, texts))
    for text in sorted(in_program - in_file, key=str):
        yield f"{name} is out of date: it lacks {_quoted(text)}. Run: make messages"
    for text in sorted(in_file - in_program, key=str):
        yield f"{name} is out of date: nothing says {_quoted(text)} any more. Run: make messages"


def _quoted(text: str | tuple[str, ...] | list[str]) -> str:
    return f"“{text if isinstance(text, str) else text[0]}”"


def _read(file: Path, *, locale: str | None = None) -> Catalog:
    if not file.exists():
        return Catalog(locale=locale)
    with file.open("rb") as opened:
        return read_po(opened, locale=locale, abort_invalid=True)


def _translated(texts: Catalog, held: Catalog) -> Catalog:
    """Return *texts*, each with the translation that *held* has for exactly this text."""
    translations = Catalog(locale=held.locale)
    for text in texts:
        known = held.get(text.id) if text.id else None
        if known is not None and known.id != text.id:  # `Catalog.get` also finds a plural by its singular
            known = None
        translations.add(
            text.id,
            known.string if known else "",
            locations=text.locations,
            flags=known.flags if known else (),
            auto_comments=text.auto_comments,
            user_comments=known.user_comments if known else (),
        )
    return translations


def _write(file: Path, head: str, catalogue: Catalog) -> None:
    body = BytesIO()
    write_po(
        body,
        catalogue,
        width=0,
        omit_header=True,
        sort_by_file=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{head}\n{body.getvalue().decode().strip()}\n", encoding="utf-8")
