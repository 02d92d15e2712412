"""Asks the fields of a form one after another, each on a screen of its own.

The page sends what earlier screens asked in hidden fields, so the form that arrives is always whole, and a
view judges it as it always does. Passwords are never sent back to a page: they are asked together, last.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Flask, g, request
from wtforms import BooleanField, Field, FormField, HiddenField, PasswordField

from bff.serving.language import is_switching

#: The names of the hidden field that says what a page asks, and of the button that asks the question before.
ASKED, EARLIER = "asked", "earlier"


def parts_of(fields: Iterable[Field]) -> list[list[Field]]:
    """Return what is asked on one screen after another; passwords share the last one."""
    seen = [field for field in fields if not isinstance(field, HiddenField)]
    passwords = [field for field in seen if isinstance(field, PasswordField)]
    parts = [[field] for field in seen if field not in passwords]
    return [*parts, passwords] if passwords else parts


def validate_part(form: Any, parts: Sequence[Sequence[Field]], validate: Callable[[], bool]) -> bool:
    """Judge what was sent so far, choose what is asked next, and return whether the form is done and valid.

    Args:
        form: gets ``is_partial`` if more is to be asked; its view then shows it again, without errors.
        validate: checks the whole form.
    """
    names = [part[0].short_name for part in parts]
    asked = request.form.get(ASKED, "") if request.method == "POST" else ""
    now = names.index(asked) if asked in names else 0
    if not form.is_submitted():
        _ask(parts, now if is_switching() else 0)
        return False
    if request.form.get("action") == EARLIER:
        form.is_partial = True
        _ask(parts, max(0, now - 1))
        return False
    is_good = validate()
    wrong = [place for place, part in enumerate(parts) if any(field.errors for field in part)]
    if asked not in names or now == len(parts) - 1:
        if is_good:  # the next screen is another one
            g.asked_part = None
        else:
            _ask(parts, wrong[0] if wrong else now)
        return is_good
    slips = [place for place in wrong if place <= now]
    shown = slips[0] if slips else now + 1
    for place, part in enumerate(parts):
        if place != shown or not slips:
            _without_errors(part)
    form.form_errors = []
    form.is_partial = not slips
    _ask(parts, shown)
    return False


def _without_errors(fields: Iterable[Field]) -> None:
    """Forget the errors of fields that were not asked yet."""
    for field in fields:
        if isinstance(field, FormField):
            _without_errors(field.form)
            field.form.form_errors = []
        else:
            field.errors = []


def _ask(parts: Sequence[Sequence[Field]], now: int) -> None:
    """Let the page ask the part at this place, and keep the texts of all others."""
    g.asked_part = {
        "now": now,
        "last": len(parts) - 1,
        "name": parts[now][0].short_name,
        "aside": {id(field) for place, part in enumerate(parts) if place != now for field in part},
        "fields": parts,  # holds the fields, so that their ids stay theirs
    }


def asked_part() -> dict[str, Any] | None:
    """Return which part this page asks: ``now``, ``last``, ``name``; None: it asks the whole form."""
    part: dict[str, Any] | None = g.get("asked_part")
    return part


def is_aside(field: Field) -> bool:
    """Return whether another screen asks this field."""
    part = asked_part()
    return part is not None and id(field) in part["aside"]


def kept_aside(field: Field) -> list[tuple[str, str]]:
    """Return names and texts of what another screen asked, for hidden fields; nothing of a password."""
    if isinstance(field, FormField):
        return [pair for inner in field.form for pair in kept_aside(inner)]
    if isinstance(field, (PasswordField, HiddenField)):
        return []
    if isinstance(field, BooleanField):
        text = "y" if field.data else ""
    else:  # as its widget writes it
        text = str(field._value() if hasattr(field, "_value") else field.data or "")  # noqa: SLF001
    return [(field.name, text)] if text else []


def init_one_at_a_time(app: Flask) -> None:
    """Give the macros of forms what they need to ask one field."""
    app.jinja_env.globals |= {"asked_part": asked_part, "is_aside": is_aside, "kept_aside": kept_aside}
