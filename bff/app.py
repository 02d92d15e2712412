"""Makes the Flask application: initialises each layer, builds the services, and plugs in all parts."""

import gc
import os
from collections.abc import Callable
from datetime import datetime
from typing import Any

import gevent
import httpx2
from flask import Flask
from werkzeug.routing import Rule

from bff import guides
from bff.limits.pages import may_keep_page
from bff.messages.appointments import keep_telling
from bff.messages.outbox import keep_sending
from bff.messages.push import keep_sending as keep_pushing
from bff.messages.turns import work_for
from bff.methods.clients import make_verifiers
from bff.monitoring.portals import warn_of_portals_not_seen
from bff.owners.askers import Lately, asker
from bff.registry import make_codec, plug_in
from bff.rules.dictionary import dictionary
from bff.services import connect_store, put_together, utc_now
from bff.serving.assets import Assets
from bff.serving.beat import Beat
from bff.serving.bell import make_bell
from bff.serving.bodies import BodyDeadline
from bff.serving.bundle import find_bundle
from bff.serving.language import init_language
from bff.serving.log import init_request_log, set_up_logging
from bff.serving.overload import Regulars, Shelter
from bff.serving.packing import init_packing
from bff.serving.rendering import init_rendering
from bff.serving.security import init_security
from bff.serving.sockets import SocketDoor
from bff.settings.offices import read_offices
from bff.settings.settings import Settings
from bff.stores.client import connect
from bff.web.desk_sessions import init_desk_sessions
from bff.web.devices import init_browser_ids
from bff.web.errors import init_errors
from bff.web.frame import init_frame
from bff.web.screens import init_screens
from bff.web.sessions import init_sessions


class Product(Flask):
    """Flask's application, in which no view and no handler is a coroutine."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return *func* itself. Flask would ask of some twenty functions in each request what they are."""
        return func


def create_app(
    settings: Settings,
    *,
    client: httpx2.Client | None = None,
    clock: Callable[[], datetime] = utc_now,
    beside: Callable[..., Any] = gevent.spawn,
    at_the_beat: Callable[..., Any] | None = None,
    start_poller: Callable[..., Any] = gevent.spawn,
    rule: type[Rule] = Rule,
) -> Flask:
    """Make the application.

    Args:
        client: the HTTP client for counterparts; tests pass one that calls the sandbox in the same process.
        clock: returns the current time as an aware UTC datetime.
        beside: starts a function in the background; the response does not wait for it.
        at_the_beat: the same, at a later beat; None: the beats of this worker (`bff.serving.beat`).
        start_poller: starts a poller (`bff.stores.pollers`) in the background.
        rule: the class of the addresses; tests pass one that compiles each address once in a process.
    """
    dictionary()  # read at the start: at the first password it would hold up other requests
    app = Product(__name__, static_folder=None)
    app.url_rule_class = rule
    init_rendering(app)
    init_request_log(app)
    init_security(app, settings)
    init_language(app)
    init_errors(app)
    init_browser_ids(app)
    store = connect_store(settings)
    app.extensions["services"] = services = put_together(
        settings,
        store=store,
        verifiers=make_verifiers(settings, client, who=asker),
        bell=make_bell(
            allowed_origin=settings.public_origin,
            store=store,
            connect=lambda: connect(settings.redis_url, most=2, decodes=False),
        ),
        codec=make_codec(),
        clock=clock,
        beside=beside,
        at_the_beat=at_the_beat or Beat(),
        start_poller=start_poller,
    )
    app.jinja_env.globals["work_for"] = work_for
    app.extensions["offices"] = offices = read_offices(settings.offices_file)
    plug_in(app, settings)
    assets = Assets(find_bundle())
    app.extensions["assets"] = assets
    assets.register(
        app,
        product_name=settings.product_name,
        pages=guides.OFFLINE_PAGES,
        pages_version=guides.edition(
            settings.product_name, settings.operator_name, settings.hotline, repr(offices)
        ),
        kill_switch=settings.service_worker_kill_switch,
    )
    app.extensions["regulars"] = Regulars()
    app.extensions["lately"] = Lately()
    init_frame(app, settings)
    init_packing(app)
    init_screens(app, may_keep_page=may_keep_page)
    # After the screens: Flask asks the last one first, and the screens turn some errors into redirects.
    init_sessions(app)
    init_desk_sessions(app)
    services.bell.init_app(app)
    app.wsgi_app = SocketDoor(  # type: ignore[method-assign]  # Flask documents it
        app, app.wsgi_app, origin=settings.public_origin, is_there=services.flows.is_there
    )
    return app


def create_from_environment() -> Flask:
    """Make the application with settings from environment variables. Gunicorn calls this in each worker."""
    settings = Settings.from_environment(os.environ)
    set_up_logging(settings.log_level)
    app = create_app(settings)
    app.extensions["assets"].keep_for_the_next_release(settings.data_folder / "assets")
    # From outside in: the body arrives, then the request gets its place and its turn.
    app.wsgi_app = BodyDeadline(  # type: ignore[method-assign]  # Flask documents it
        Shelter(app, app.wsgi_app), seconds=settings.request_body_seconds
    )
    app.extensions["services"].signing_keys.published()  # the first keys are made before a portal asks
    warn_of_portals_not_seen(app.extensions["services"])
    gevent.spawn(keep_telling, app)
    gevent.spawn(keep_sending, app)
    if settings.push_contact:
        gevent.spawn(keep_pushing, app)
    for loop in app.extensions["loops"]:
        gevent.spawn(loop, app)
    gc.collect()  # first, so that no garbage is frozen
    gc.freeze()  # all objects of the start live as long as the worker: garbage collection skips them
    return app
