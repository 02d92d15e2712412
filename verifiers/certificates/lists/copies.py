"""Local copies of lists: files that a command of the product keeps fresh, found by the address they are of.

A data centre of the state reaches the authorities only through its proxy, at its own times. A copy asks
nobody, serves every worker, and outlives an outage of the authority until its next update.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from verifiers.certificates.lists.reading import MAX_LIST_BYTES
from verifiers.certificates.sources import is_address

#: What ends an address of which a folder holds everything below.
BELOW: Final = "/"
ENDING_OF_UNFINISHED: Final = ".new"


@dataclass(frozen=True)
class Copy:
    """One entry of the operator's list: an address and its file, or how addresses begin and a folder."""

    url: str
    path: Path

    @property
    def is_folder(self) -> bool:
        """Whether it stands for all addresses that begin with it."""
        return self.url.endswith(BELOW)

    def file_of(self, url: str) -> Path | None:
        """Return the file for this address; None if the entry is of another."""
        if not self.is_folder:
            return self.path if url == self.url else None
        rest = url.removeprefix(self.url)
        return self.path / quote(rest, safe="") if rest and rest != url else None


@dataclass(frozen=True)
class Stamp:
    """How a file is recognised as unchanged."""

    path: Path
    changed_at: int  # nanoseconds
    size: int
    node: int


class Copies:
    """All local copies of one operator."""

    def __init__(self, entries: Sequence[str] = ()) -> None:
        """Read the setting: ``URL=file`` each, or ``URL/=folder``.

        Raises:
            ValueError: an entry is not of this form.
        """
        self._copies = tuple(_copy(entry) for entry in entries)

    def urls(self) -> tuple[str, ...]:
        """Return the addresses of all files that are listed, or that lie in a listed folder."""
        found: list[str] = []
        for copy in self._copies:
            found += _urls_in(copy) if copy.is_folder else [copy.url]
        return tuple(dict.fromkeys(found))

    def holds(self, url: str) -> bool:
        """Tell whether *url* has a place here, with a file or without."""
        return self.file_of(url) is not None

    def file_of(self, url: str) -> Path | None:
        """Return the file in which the copy of *url* is, or will be; None if there is no place for it."""
        return next((file for copy in self._copies if (file := copy.file_of(url))), None)

    def stamp_of(self, url: str) -> Stamp | None:
        """Return the stamp of the copy of *url*, which changes when its file does; None: there is none."""
        file = self.file_of(url)
        try:
            about = file.stat() if file else None
        except OSError:
            return None
        if file is None or about is None or about.st_size > MAX_LIST_BYTES:
            return None
        return Stamp(file, about.st_mtime_ns, about.st_size, about.st_ino)


def _copy(entry: str) -> Copy:
    url, equals, path = entry.rpartition("=")
    if not equals or not path.strip() or not is_address(url.strip()):
        raise ValueError("a copy is an address, an equals sign and a path")
    return Copy(url.strip(), Path(path.strip()))


def _urls_in(copy: Copy) -> list[str]:
    try:
        files = sorted(file.name for file in copy.path.iterdir() if file.is_file())
    except OSError:
        return []
    return [copy.url + unquote(name) for name in files if not name.endswith(ENDING_OF_UNFINISHED)]
