"""The public pages: the guides, and the offline page. Never a session, a cookie, or a form but a search.

A public page is the same for all readers of one language, so caches may store it. The service worker stores
`OFFLINE_PAGES` on the phone, where people can read them without a network.
"""

import hashlib
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, make_response, request

from bff.guides.offices import LONGEST_NAME, here_and_now, hours_in_words, map_of
from bff.serving.language import LANGUAGES, current_language, lazy
from bff.serving.rendering import render_whole
from bff.settings.offices import by_province
from identity.provinces import former_names

#: Each guide's name in addresses, and its heading. Its text is in ``templates/guides/<name>.html``.
TOPICS = {
    "prepare": lazy("What to prepare"),
    "subscription": lazy("Is my mobile number in my own name?"),
    "insurance": lazy("Is my social-insurance record right?"),
    "code": lazy("The verification code does not arrive"),
    "forgot-password": lazy("I forgot my password"),
    "dispute": lazy("An account in my name is not mine"),
    "counters": lazy("Where to get help in person"),
    "install": lazy("Put this app on the home screen"),
}
#: The addresses that the service worker stores. ``/guides`` has the text of all guides on one page.
OFFLINE_PAGES = tuple(
    f"/{page}?language={language}" for page in ("guides", "offline") for language in LANGUAGES
)
_KEEP_SECONDS = 3600
#: A page that says which offices are open now is kept for this long only.
_KEEP_OPEN_NOW_SECONDS = 300

blueprint = Blueprint("guides", __name__, template_folder="templates")


@blueprint.get("/guides")
def index() -> Response:
    """Show all guides on one page."""
    return _page("guides/index.html")


@blueprint.get("/guides/<name>")
def topic(name: str) -> Response:
    """Show one guide."""
    if name not in TOPICS:
        abort(404)
    return _page("guides/topic.html", name=name)


@blueprint.get("/offline")
def offline() -> Response:
    """Show the page that the service worker returns when there is no network."""
    return _page("guides/offline.html")


def edition(*also: str) -> str:
    """Return a digest of everything that the guides show. It changes whenever a text or a template changes.

    Args:
        also: other texts on the pages, e.g. the product's name and the hotline.
    """
    package = Path(__file__).parent
    sources = [
        *package.glob("templates/guides/*.html"),
        *package.parent.glob("templates/**/*.html"),
        *package.parent.glob("i18n/*/LC_MESSAGES/*.po"),
    ]
    digest = hashlib.sha256("\n".join(also).encode())
    for source in sorted(sources):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _page(template: str, **context: object) -> Response:
    methods = current_app.extensions.get("methods", ())
    wanted = request.args.get("province", "").strip()[:LONGEST_NAME]
    offices = by_province(current_app.extensions.get("offices", ()), wanted)
    lists_offices = context.get("name") == "counters"
    text = render_whole(
        template,
        public_page=True,
        topics=TOPICS,
        methods=methods,
        offices=offices,
        former_names=former_names,
        wanted=wanted,
        hours_of=hours_in_words,
        map_of=map_of,
        is_live=lists_offices,
        now=here_and_now() if lists_offices and offices else None,
        **context,
    )
    response = make_response(text)
    response.content_language.add(current_language())
    if "language" in request.args:
        keep = _KEEP_OPEN_NOW_SECONDS if lists_offices and offices else _KEEP_SECONDS
        response.headers["Cache-Control"] = f"public, max-age={keep}"
    else:  # without the language in the address, the page depends on the cookie and the browser's languages
        response.headers["Cache-Control"] = "private, no-cache"
    return response
