"""The sandbox's pages for testers: the start page, the table of people, and the product's gallery."""

from itertools import groupby

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from sandbox.gallery import NoGallery, gallery_of
from sandbox.mssp.sims import SIMS
from sandbox.people.table import CROWD, PEOPLE
from sandbox.state import sandbox
from sandbox.words import LANGUAGES, remember_language

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    return render_template("home.html", product_url=sandbox().settings.product_url)


@blueprint.get("/people")
def people() -> ResponseReturnValue:
    """Show all people, and the story of each."""
    return render_template("people.html", people=PEOPLE, crowd=CROWD, sims=SIMS)


@blueprint.get("/gallery")
def gallery() -> ResponseReturnValue:
    """Show every screen of the product in every state, or say that the product has no gallery."""
    settings = sandbox().settings
    try:
        screens = gallery_of(settings)
    except NoGallery:
        return render_template("no_gallery.html", product_url=settings.product_url), 503
    groups = [(name, list(group)) for name, group in groupby(screens, key=lambda screen: screen.screen)]
    return render_template("gallery.html", groups=groups, product_url=settings.product_url)


@blueprint.post("/language/<language>")
def switch_language(language: str) -> ResponseReturnValue:
    """Remember the language, and return to the page that the visitor came from."""
    back = request.form.get("back", "/")
    # "//host" is an address of another site, so a redirect to it would be an open redirect.
    answer = redirect(back if back.startswith("/") and not back.startswith("//") else "/", 303)
    if language in LANGUAGES:
        remember_language(answer, language)
    return answer
