"""Build the sandbox: one Flask application with one state, all counterparts and the pages for testers."""

from flask import Flask, Response
from werkzeug.routing import Rule

from sandbox import pages, phone, qa
from sandbox.authority import web as authority
from sandbox.carrier import answers as carrier
from sandbox.carrier import qa as numbers_qa
from sandbox.mssp import gateway
from sandbox.mssp import qa as sim_qa
from sandbox.outages import Outages
from sandbox.people.numbers import national
from sandbox.portals import views as portals
from sandbox.push import views as push
from sandbox.settings import SandboxSettings
from sandbox.sms import gateway as sms
from sandbox.sms.inbox import links
from sandbox.social_insurance import bus
from sandbox.state import Sandbox
from sandbox.times import birth_date, local_time
from sandbox.token_helper import qa as token_qa
from sandbox.token_helper import views as token
from sandbox.vietnam_post import office, register
from sandbox.vneid import views as vneid
from sandbox.words import LANGUAGES, current_language, say

#: The longest request to a counterpart, in bytes.
MAX_REQUEST_BYTES = 64 * 1024
#: The sandbox's pages load files from the sandbox only.
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def create_sandbox(settings: SandboxSettings | None = None, *, rule: type[Rule] = Rule) -> Flask:
    """Build an independent sandbox. The default *settings* have no carrier client, so no product can ask it.

    Args:
        rule: the class of the addresses; tests pass one that compiles each address once in a process.

    Raises:
        ValueError: a carrier client's key is neither RSA nor EC on P-256.
    """
    app = Flask(__name__)
    app.url_rule_class = rule
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has this attribute
    here = Sandbox(settings or SandboxSettings())
    app.extensions["sandbox"] = here
    for module in (
        carrier,
        sms,
        bus,
        authority,
        gateway,
        qa,
        sim_qa,
        numbers_qa,
        token_qa,
        token,
        pages,
        phone,
        portals,
        push,
        register,
        office,
        vneid,
    ):
        app.register_blueprint(module.blueprint)
    app.register_blueprint(phone.sim_blueprint)
    _equip_templates(app)
    app.after_request(_harden)
    outages = Outages(app.wsgi_app, knobs=here.knobs, sleep=here.settings.sleep)
    app.wsgi_app = outages  # type: ignore[method-assign]  # Flask documents this way to add middleware
    return app


def _equip_templates(app: Flask) -> None:
    """Give the templates the translations, the language, and filters for numbers and times."""
    app.context_processor(lambda: {"language": current_language(), "languages": LANGUAGES, "_": say})
    app.add_template_filter(national)
    app.add_template_filter(birth_date)
    app.add_template_filter(local_time)
    app.add_template_filter(links)


def _harden(answer: Response) -> Response:
    """Forbid pages to load files of other sites, and browsers to cache responses."""
    answer.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer
