"""Refuses a form whose names or texts no form of the product has, before any other code reads them.

Unicode normalisation takes time that grows with the square of a run of combining marks: 62 KB took 5 s, and
the worker served no other person in that time. The fields' own validators normalise first and look at the
length later, so the bound is here, at the door.
"""

import unicodedata

from flask import Flask, abort, request

#: The longest name of a field, in characters.
LONGEST_NAME = 100
#: The longest text of a field, in characters: twice the longest text that a validator accepts, so that a
#: person who writes a little too much still reads the validator's sentence.
LONGEST_TEXT = 4_000
#: The answer of a signing program holds certificates in ASCII; only the request's size bounds it.
LONG_IN_ASCII = frozenset({"answer"})
#: Combining marks in a row. A Vietnamese letter has two; no language of a citizen needs ten.
MOST_MARKS = 10


def init_bounds(app: Flask) -> None:
    """Check every request of *app* before anything else reads its form."""
    app.before_request(refuse_what_no_form_has)


def refuse_what_no_form_has() -> None:
    """End the request with 400 or 413 where its form has such a name or text."""
    for name, text in request.form.items(multi=True):
        _refuse_name(name)
        if len(text) > LONGEST_TEXT and not (name in LONG_IN_ASCII and text.isascii()):
            abort(413)
        if not text.isascii() and longest_run_of_marks(text) > MOST_MARKS:
            abort(400)


def _refuse_name(name: object) -> None:
    """End the request if a field's name is too long, or is None: a part of a multipart body may have none."""
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        abort(400)


def longest_run_of_marks(text: str) -> int:
    """Return how many combining marks follow each other at most."""
    longest = run = 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        longest = max(longest, run)
    return longest
