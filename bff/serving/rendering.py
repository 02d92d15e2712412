"""How templates become pages: compiled once for each language, with all that is known before anyone asks.

A text without placeholders, the address of a file, an icon: in the compiled template each is a piece of the
page like the HTML around it, found once and not at every request. Half of a page's time was spent on them.
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
    """Templates in one language; without a language, in whichever the person reads."""

    language: str | None = None
    catalogue = NullTranslations()

    def in_language(self, language: str, catalogue: NullTranslations) -> Self:
        """Return the same environment for one language."""
        own = self.overlay()
        own.language, own.catalogue = language, catalogue
        return own

    def _generate(self, source: nodes.Template, *names: Any, **options: Any) -> str:
        """Put in what is known before the template becomes Python; Jinja names this method as the hook."""
        if self.language is not None:
            _Known(self).visit(source)
        return super()._generate(source, *names, **options)


class _Known(NodeTransformer):
    """Replaces what is known when a template is compiled."""

    def __init__(self, environment: TranslatedEnvironment) -> None:
        self._environment = environment

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 - the name Jinja looks for
        """Replace ``_("text")`` by what it says in this language, and ``asset("name")`` by its address."""
        match call:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str() as text)], kwargs=[]):
                # As at run time: a text is our own, so it is safe, and a doubled percent sign is one.
                said = Markup(self._environment.catalogue.ugettext(text)) % {}  # noqa: S704 - see above
                return nodes.Const(said, lineno=call.lineno)
            case nodes.Call(node=nodes.Name(name="asset"), args=[nodes.Const(value=str() as name)]):
                address: Any = self._environment.globals["asset"]
                return nodes.Const(str(address(name)), lineno=call.lineno)
            case _:
                return self.generic_visit(call)

    def visit_Name(self, name: nodes.Name) -> nodes.Node:  # noqa: N802 - the name Jinja looks for
        """Replace ``language`` by its name."""
        if name.name == "language" and name.ctx == "load":
            return nodes.Const(self._environment.language, lineno=name.lineno)
        return name

    def visit_Include(self, include: nodes.Include) -> nodes.Node:  # noqa: N802 - the name Jinja looks for
        """Replace an icon that is always the same by its drawing."""
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
    """Have *app* compile the templates of all folders, in each language; to be called before any is used."""
    app.jinja_environment = TranslatedEnvironment
    package = Path(__file__).parents[1]
    app.jinja_loader = FileSystemLoader(sorted(package.rglob("templates")))


def render_whole(template: str, **context: Any) -> str:
    """Render a whole page."""
    _complete(context)
    return _environment().get_template(template).render(context)


def render_part(template: str, **context: Any) -> tuple[str, str]:
    """Render what htmx changes of a page: the words of its title, and its ``screen`` block."""
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
    """Give the templates in the person's language; made at the first use, when all they use is there."""
    environments: dict[str, TranslatedEnvironment] = current_app.extensions.setdefault("templates", {})
    language = current_language()
    if language not in environments:
        catalogue = current_app.extensions["catalogues"][language]
        everywhere = current_app.jinja_env
        if not isinstance(everywhere, TranslatedEnvironment):
            raise TypeError("the application was made without init_rendering")
        environments[language] = everywhere.in_language(language, catalogue)
    return environments[language]
