"""Finds the bundle: the browser's files, which `make bundle` makes from the sources in ``pwa/``.

The product never makes it: a server needs no Node, and a start waits for no bundler.
"""

from pathlib import Path

_FOLDER = Path(__file__).parents[2] / "pwa" / "bundle"
#: The bundler writes this file last, so a bundle without it is not complete.
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
