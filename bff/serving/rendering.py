"""Renders templates. Each template is compiled once for each language, with its constant parts filled in.

A text without placeholders, the address of a file and an icon are constant: the compiled template has them as
plain HTML, and no request looks them up. Looking them up took half of the time of a page.
"""

from pathlib import Path
from typing import Any, Self

from babel.support import NullTranslations
from flask import Flask, current_app
from flask.templating import Environment
from jinja2 import FileSystemLoader, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from bff.serving.language import current_language


class TranslatedEnvironment(Environment):
    """A Jinja environment for templates in one language; without a language, nothing is filled in."""

    language: str | None = None
    catalogue = NullTranslations()

    def in_language(self, language: str, catalogue: NullTranslations) -> Self:
        """Return a copy of this environment for one language."""
        own = self.overlay()
        own.language, own.catalogue = language, catalogue
        return own

    def _generate(self, source: nodes.Template, *names: Any, **options: Any) -> str:
        """Fill in the constant parts before Jinja compiles the template; Jinja documents this as a hook."""
        if self.language is not None:
            _Known(self).visit(source)
        return super()._generate(source, *names, **options)


class _Known(NodeTransformer):
    """Replaces the constant parts of a template when it is compiled."""

    def __init__(self, environment: TranslatedEnvironment) -> None:
        self._environment = environment

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 - the name Jinja looks for
        """Replace ``_("text")`` with its translation, and ``asset("name")`` with its address."""
        match call:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str() as text)], kwargs=[]):
                # As gettext does at run time: our own texts are safe HTML, and "%%" becomes "%".
                said = Markup(self._environment.catalogue.ugettext(text)) % {}  # noqa: S704 - see above
                return nodes.Const(said, lineno=call.lineno)
            case nodes.Call(node=nodes.Name(name="asset"), args=[nodes.Const(value=str() as name)]):
                address: Any = self._environment.globals["asset"]
                return nodes.Const(str(address(name)), lineno=call.lineno)
            case _:
                return self.generic_visit(call)

    def visit_Name(self, name: nodes.Name) -> nodes.Node:  # noqa: N802 - the name Jinja looks for
        """Replace ``language`` with the code of the language."""
        if name.name == "language" and name.ctx == "load":
            return nodes.Const(self._environment.language, lineno=name.lineno)
        return name

    def visit_Include(self, include: nodes.Include) -> nodes.Node:  # noqa: N802 - the name Jinja looks for
        """Replace the include of an icon with the SVG itself."""
        loader = self._environment.loader
        match include.template:
            case nodes.Const(value=str() as path) if path.endswith(".svg") and loader is not None:
                drawing = loader.get_source(self._environment, path)[0].rstrip("\n")
                return nodes.Output(
                    [nodes.TemplateData(drawing, lineno=include.lineno)], lineno=include.lineno
                )
            case _:
                return self.generic_visit(include)


def init_rendering(app: Flask) -> None:
    """Make *app* use this environment for the templates of all folders. Call it before a template is used."""
    app.jinja_environment = TranslatedEnvironment
    package = Path(__file__).parents[1]
    app.jinja_loader = FileSystemLoader(sorted(package.rglob("templates")))


def render_whole(template: str, **context: Any) -> str:
    """Render a whole page."""
    _complete(context)
    return _environment().get_template(template).render(context)


def render_part(template: str, **context: Any) -> tuple[str, str]:
    """Render the parts of a page that htmx replaces: the text of its title, and its ``screen`` block."""
    _complete(context)
    found = _environment().get_template(template)
    title, block = (
        "".join(found.blocks[name](found.new_context(context))).strip() for name in ("title", "screen")
    )
    return title, block


def _complete(context: dict[str, Any]) -> None:
    current_app.update_template_context(context)
    context["language"] = current_language()


def _environment() -> TranslatedEnvironment:
    """Return the environment for the language of the request.

    It is made at its first use, because *app* gets its template functions after `init_rendering`.
    """
    environments: dict[str, TranslatedEnvironment] = current_app.extensions.setdefault("templates", {})
    language = current_language()
    if language not in environments:
        catalogue = current_app.extensions["catalogues"][language]
        everywhere = current_app.jinja_env
        if not isinstance(everywhere, TranslatedEnvironment):
            raise TypeError("the application was made without init_rendering")
        environments[language] = everywhere.in_language(language, catalogue)
    return environments[language]
