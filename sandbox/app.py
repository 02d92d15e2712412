"""How the sandbox is put together: one Flask application, one state, the counterparts and their pages."""

from flask import Flask

from sandbox import carrier, sms
from sandbox.outages import Outages
from sandbox.settings import SandboxSettings
from sandbox.state import Sandbox

#: No question to a counterpart is longer, in bytes.
MAX_REQUEST_BYTES = 64 * 1024


def create_sandbox(settings: SandboxSettings | None = None) -> Flask:
    """Build a sandbox of its own; without *settings* nobody may ask its carrier.

    Raises:
        ValueError: a carrier client's key is neither RSA nor EC on P-256.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's default provider has it
    here = Sandbox(settings or SandboxSettings())
    app.extensions["sandbox"] = here
    for blueprint in (carrier.blueprint, sms.blueprint):
        app.register_blueprint(blueprint)
    outages = Outages(app.wsgi_app, knobs=here.knobs, sleep=here.settings.sleep)
    app.wsgi_app = outages  # type: ignore[method-assign]  # Flask's own way to add middleware
    return app
