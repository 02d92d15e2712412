"""Templates are compiled once for each language, and show the same texts as without compiling."""

import pytest
from flask import Flask, render_template_string

from bff.serving.rendering import TranslatedEnvironment
from tests.unit.pwa.frame import make_frame

SOURCES = (
    '{{ _("Sign in") }}',
    '<p title="{{ _("Sign in") }}">{{ _("Sign in") ~ language }}</p>',
    '{{ _("Step %(now)s of %(of)s", now=1, of="<b>") }}',
    "{% include 'icons/back.svg' %}{{ asset('app.css') }}",
    "{% set word = _('Back') %}{{ word }}{{ 'vi' if language == 'vi' else 'en' }}",
    "{% macro say(text) %}{{ text or _('Back') }}{% endmacro %}{{ say(none) }}{{ say('<') }}",
)


@pytest.fixture(scope="module")
def app() -> Flask:
    return make_frame()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("source", SOURCES)
def test_a_compiled_template_has_the_same_text_as_an_uncompiled_one(
    app: Flask, source: str, language: str
) -> None:
    with app.test_request_context(f"/?language={language}"):
        looked_up = render_template_string(source)
        context: dict[str, object] = {}
        app.update_template_context(context)
        everywhere = app.jinja_env
        assert isinstance(everywhere, TranslatedEnvironment)
        own = everywhere.in_language(language, app.extensions["catalogues"][language])
        assert own.from_string(source).render(context) == looked_up
