"""Chooses the language of a request, translates texts, and formats times.

The English text is the msgid; the Vietnamese text is in ``i18n/vi``. The catalogue is compiled once when the
process starts, and chosen once in a request: then `gettext` costs one dictionary look-up.
"""

import re
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, NullTranslations, Translations
from flask import Blueprint, Flask, current_app, g, redirect, request, session
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from accounts.working_days import HERE
from bff.rules.pairs import with_whole_words

LANGUAGES = ("vi", "en")
#: A path of this product. Browsers remove tabs and line ends from addresses (URL Standard), so "/<tab>/x"
#: would become "//x", the address of another site.
_OWN_PATH = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f\x7f]*")
_CATALOGUES = Path(__file__).parents[1] / "i18n"

blueprint = Blueprint("language", __name__)


@cache
def load_catalogues() -> dict[str, NullTranslations]:
    """Return the translations of each language; English has none. Only the first call reads."""
    with (_CATALOGUES / "vi" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="vi", abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return {"vi": Translations(compiled), "en": NullTranslations()}


def gettext(message: str, **values: object) -> str:
    """Translate *message* (English, with named placeholders) into the language of the request."""
    text = _translations().ugettext(message)
    return text % values if values else text


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """Translate *one* or *many*, by the number *n*, into the language of the request."""
    return _translations().ungettext(one, many, n) % {"n": n, "num": n, **values}


def lazy(message: str, **values: object) -> str:
    """Return a proxy that translates *message* when it is used: for texts that are declared at import time.

    The proxy behaves like a `str`, so that is its declared type.
    """
    return LazyProxy(gettext, message, enable_cache=False, **values)  # type: ignore[return-value]  # see above


def current_language() -> str:
    """Return the language of the request: the person's choice, else the browser's, else Vietnamese."""
    language: str | None = g.get("language")
    if language is None:
        language = g.language = _chosen_language()
    return language


def is_switching() -> bool:
    """Return whether this request was sent by the language switch."""
    return request.method == "POST" and request.form.get("language") in LANGUAGES


def local_time(moment: datetime) -> str:
    """Format an aware datetime as in Viet Nam, in local time: ``14:05 23/11/2026``."""
    return moment.astimezone(HERE).strftime("%H:%M %d/%m/%Y")


def waiting_time(seconds: int) -> str:
    """Format a waiting time, rounded up: seconds below two minutes, minutes below two hours, else hours."""
    if seconds < 120:
        return ngettext("%(n)d second", "%(n)d seconds", seconds)
    minutes = -(-seconds // 60)
    if minutes < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes)
    return ngettext("%(n)d hour", "%(n)d hours", -(-minutes // 60))


def whole_words(text: str) -> str:
    """Return a heading whose lines end inside no Vietnamese word. English has no spaces inside its words."""
    if current_language() != "vi":
        return text
    return with_whole_words(text.strip())  # which makes a text of a proxy


@blueprint.post("/language")
def switch() -> Response:
    """Redirect back to the screen with the switch; `remember_choice` has stored the choice already."""
    back = request.form.get("back", "/")
    return redirect(back if is_own_path(back) else "/", 303)


def is_own_path(address: str) -> bool:
    """Return whether *address* is a path of this product, and no other site in any reading of a browser."""
    return bool(_OWN_PATH.fullmatch(address))


def remember_choice() -> None:
    """Store the choice of the language switch in the session. Runs before every request."""
    if is_switching():
        session["language"] = request.form["language"]
        g.pop("language", None)


def name_language(response: FlaskResponse) -> FlaskResponse:
    """Add a Content-Language header to a page; the service worker reads it to choose the offline page."""
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Language", current_language())
    return response


def init_language(app: Flask) -> None:
    """Add the catalogues, the language switch and the template functions of languages to *app*."""
    app.extensions["catalogues"] = load_catalogues()
    app.before_request(remember_choice)
    app.after_request(name_language)
    app.register_blueprint(blueprint)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    app.jinja_env.filters["local_time"] = local_time
    app.jinja_env.filters["whole_words"] = whole_words
    app.jinja_env.filters["waiting_time"] = waiting_time


def _chosen_language() -> str:
    asked = request.args.get("language", "") or session.get("language", "")
    return asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES, "vi")


def _translations() -> NullTranslations:
    translations: NullTranslations | None = g.get("translations")
    if translations is None:
        translations = g.translations = current_app.extensions["catalogues"][current_language()]
    return translations
