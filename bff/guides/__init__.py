"""What anyone may read before or without registering: the guides, and the page for when there is no network.

Public and the same for everybody in one language: no session, no cookie, no form. The service worker
keeps `OFFLINE_PAGES` on the phone, so that they can be read without a connection.
"""

import hashlib
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, make_response, request

from bff.serving.language import LANGUAGES, current_language, lazy
from bff.serving.rendering import render_whole
from bff.settings.offices import by_province

#: Each topic's name in addresses and its heading; its words are in ``templates/guides/<name>.html``.
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
#: Kept on the phone by the service worker; every topic is on the first page too.
OFFLINE_PAGES = tuple(
    f"/{page}?language={language}" for page in ("guides", "offline") for language in LANGUAGES
)
_KEEP_SECONDS = 3600

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
    """Show what the service worker answers when the network does not."""
    return _page("guides/offline.html")


def edition(*also: str) -> str:
    """Name the present wording of the guides: another name whenever a text or the frame has changed.

    Args:
        also: what else the pages show, e.g. the product's name and the hotline.
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
    offices = by_province(current_app.extensions.get("offices", ()), request.args.get("province", ""))
    text = render_whole(
        template, public_page=True, topics=TOPICS, methods=methods, offices=offices, **context
    )
    response = make_response(text)
    response.content_language.add(current_language())
    if "language" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={_KEEP_SECONDS}"
    else:  # the same address reads differently for different people
        response.headers["Cache-Control"] = "private, no-cache"
    return response
