"""Finds the bundle: the files for the browser, which `make bundle` makes from the sources in ``pwa/``.

The product does not make the bundle itself: so a server needs no Node, and a start does not wait for a
bundler.
"""

from pathlib import Path

_FOLDER = Path(__file__).parents[2] / "pwa" / "bundle"
#: The bundler writes this file last: a bundle without it is incomplete.
_STAMP = "made.stamp"


class MissingBundle(Exception):
    """The bundle is missing or not complete; the message names the command that makes it."""


def find_bundle() -> Path:
    """Return the folder of the bundle.

    Raises:
        MissingBundle: there is no complete bundle.
    """
    if not (_FOLDER / _STAMP).is_file():
        raise MissingBundle(f"no bundle of the browser's files in {_FOLDER}: make it with 'make bundle'")
    return _FOLDER
