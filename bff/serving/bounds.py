"""Refuses what would cost too much to read, or what no store can hold, before other code reads it.

Unicode normalisation takes time that grows with the square of a run of combining marks: 62 KB took 5 s, and
the worker served no other person in that time. The fields' own validators normalise first and look at the
length later, so the bound is here, at the door. A long text without such runs is a validator's business.
"""

import unicodedata
from functools import lru_cache

from flask import Flask, abort, request

#: Combining marks in a row. A Vietnamese letter has two; no language of a citizen needs ten.
MOST_MARKS = 10


def init_bounds(app: Flask) -> None:
    """Check every request of *app* before anything else reads its address and its form."""
    app.before_request(refuse_unholdable_address)
    app.before_request(refuse_costly_form)


def refuse_unholdable_address() -> None:
    """End the request if no store can hold its address: with 404 for the path, with 400 for the query."""
    if not _is_holdable(request.path):
        abort(404)
    for name, text in request.args.items(multi=True):
        _refuse_unholdable(name, text)


def refuse_costly_form() -> None:
    """End the request with 400 if no store can hold its form, or it has a run of marks that no word has."""
    for name, text in request.form.items(multi=True):
        _refuse_missing(name)
        _refuse_unholdable(name, text)
        if not text.isascii() and longest_run_of_marks(text) > MOST_MARKS:
            abort(400)
    for name, file in request.files.items(multi=True):
        _refuse_unholdable(name or "", file.filename or "")


def _refuse_unholdable(*texts: str) -> None:
    """End the request if one of *texts* can not be held: no key and no browser of a person writes it."""
    if not all(map(_is_holdable, texts)):
        abort(400)


def _is_holdable(text: str) -> bool:
    """Return whether a store holds *text*: PostgreSQL has no NUL, and UTF-8 no half of a surrogate pair."""
    if text.isascii():
        return "\0" not in text
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _refuse_missing(name: object) -> None:
    """End the request if *name* is None: a part of a multipart body may have no name."""
    if not isinstance(name, str):
        abort(400)


def longest_run_of_marks(text: str) -> int:
    """Return how many combining marks follow each other at most."""
    longest = run = 0
    for letter in text:
        is_mark, after = _marks_in(letter)
        run = run + after if is_mark else after
        longest = max(longest, run)
    return longest


@lru_cache(maxsize=4_096)
def _marks_in(letter: str) -> tuple[bool, int]:
    """Return whether normalisation turns *letter* into marks only, and how many marks it ends with.

    A letter without a combining class can become marks, for example U+0F73 and the half-width U+FF9E.
    """
    parts = unicodedata.normalize("NFKD", letter)
    starters = [place for place, part in enumerate(parts) if not unicodedata.combining(part)]
    return not starters, len(parts) - 1 - starters[-1] if starters else len(parts)
