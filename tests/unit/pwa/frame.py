"""A small application around the frame, the macros and the assets: no registration, no counterpart."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace

from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFProtect

from bff import guides
from bff.serving.assets import Assets
from bff.serving.bundle import find_bundle
from bff.serving.language import current_language, init_language
from bff.serving.rendering import init_rendering
from bff.web.ease.mode import init_ease
from bff.web.ease.one_at_a_time import init_one_at_a_time
from bff.web.frame import init_helping

ROOT = Path(__file__).parents[3]
PWA = ROOT / "pwa"
#: Endpoints of other parts that the frame links to.
LINKED = (
    "registration.extend",
    "registration.time_left",
    "sign_in.credentials",
    "forgot_password.start",
    "account.my_account",
    "account.sign_out",
    "dispute.start",
    "counter_help.ask",
)


@cache
def assets() -> Assets:
    """The product's own files, packed once for all tests."""
    return Assets(find_bundle())


def make_frame(*, kill_switch: bool = False, method: object = None) -> Flask:
    """Make the application; *method* is announced in the guides."""
    app = Flask("bff", root_path=str(ROOT / "bff"), static_folder=None)
    init_rendering(app)
    app.secret_key = "only-for-tests"
    CSRFProtect(app)
    init_language(app)
    init_helping(app)
    init_ease(app)
    init_one_at_a_time(app)
    app.register_blueprint(guides.blueprint)
    app.extensions["methods"] = [method] if method else []
    assets().register(
        app,
        product_name="Cổng Thử",
        pages=guides.OFFLINE_PAGES,
        pages_version=guides.edition(),
        kill_switch=kill_switch,
    )
    for endpoint in LINKED:
        app.add_url_rule(f"/{endpoint.replace('.', '/')}", endpoint=endpoint, view_func=lambda: "")
    app.context_processor(_frame_facts)
    return app


def client(*, kill_switch: bool = False, method: object = None) -> FlaskClient:
    """A browser of that application."""
    return make_frame(kill_switch=kill_switch, method=method).test_client()


def _frame_facts() -> dict[str, object]:
    view = SimpleNamespace(sandbox="", product_name="Cổng Thử", operator="", hotline="1800 0000")
    return {"language": current_language(), "settings_view": view, "signed_in": False, "text_size": ""}
