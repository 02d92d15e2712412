"""Which language a person reads, how they switch, and how dates and numbers are written in it.

English is the msgid; Vietnamese comes from ``i18n/vi``. The catalogue is compiled once when the
process starts, and resolved once a request: `gettext` costs one dictionary look-up.
"""

import re
from datetime import datetime
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, NullTranslations, Translations
from flask import Blueprint, Flask, current_app, g, redirect, request, session
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from accounts.working_days import HERE

LANGUAGES = ("vi", "en")
#: A path of ours: browsers drop tabs and line ends from an address, so "/<tab>/x" would be another site.
_OWN_PATH = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f\x7f]*")
_CATALOGUES = Path(__file__).parents[1] / "i18n"

blueprint = Blueprint("language", __name__)


def load_catalogues() -> dict[str, NullTranslations]:
    """Read every language's catalogue; English needs none."""
    with (_CATALOGUES / "vi" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="vi", abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return {"vi": Translations(compiled), "en": NullTranslations()}


def gettext(message: str, **values: object) -> str:
    """Say *message* (English, with named placeholders) in the person's language."""
    text = _translations().ugettext(message)
    return text % values if values else text


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """Say *one* or *many* in the person's language, by the number *n*."""
    return _translations().ungettext(one, many, n) % {"n": n, "num": n, **values}


def lazy(message: str, **values: object) -> str:
    """Say *message* in the language of whoever reads it later: for forms and declarations.

    The proxy behaves like the text; it is typed as the text, because that is how it is used.
    """
    return LazyProxy(gettext, message, enable_cache=False, **values)  # type: ignore[return-value]  # see above


def current_language() -> str:
    """Name the language of this request: the person's choice, else the browser's, else Vietnamese."""
    language: str | None = g.get("language")
    if language is None:
        language = g.language = _chosen_language()
    return language


def is_switching() -> bool:
    """Tell whether this request only asks for the same screen in another language."""
    return request.method == "POST" and request.form.get("language") in LANGUAGES


def local_time(moment: datetime) -> str:
    """Write an aware moment as people here do: ``14:05 23/11/2026``."""
    return moment.astimezone(HERE).strftime("%H:%M %d/%m/%Y")


def waiting_time(seconds: int) -> str:
    """Write a waiting time in words, rounded up: seconds below two minutes, then minutes, then hours."""
    if seconds < 120:
        return ngettext("%(n)d second", "%(n)d seconds", seconds)
    minutes = -(-seconds // 60)
    if minutes < 120:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes)
    return ngettext("%(n)d hour", "%(n)d hours", -(-minutes // 60))


@blueprint.post("/language")
def switch() -> Response:
    """Come back to the screen the switch was pressed on; `remember_choice` did the rest."""
    back = request.form.get("back", "/")
    return redirect(back if _OWN_PATH.fullmatch(back) else "/", 303)


def remember_choice() -> None:
    """Keep a choice of language for the whole session, whatever screen it was made on."""
    if is_switching():
        session["language"] = request.form["language"]
        g.pop("language", None)


def name_language(response: FlaskResponse) -> FlaskResponse:
    """Name the language of a page in its headers; the service worker reads it for the offline page."""
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Language", current_language())
    return response


def init_language(app: Flask) -> None:
    """Give *app* its catalogues, its switch and the template functions of languages."""
    app.extensions["catalogues"] = load_catalogues()
    app.before_request(remember_choice)
    app.after_request(name_language)
    app.register_blueprint(blueprint)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    app.jinja_env.filters["local_time"] = local_time
    app.jinja_env.filters["waiting_time"] = waiting_time


def _chosen_language() -> str:
    asked = request.args.get("language", "") or session.get("language", "")
    return asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES, "vi")


def _translations() -> NullTranslations:
    translations: NullTranslations | None = g.get("translations")
    if translations is None:
        translations = g.translations = current_app.extensions["catalogues"][current_language()]
    return translations
