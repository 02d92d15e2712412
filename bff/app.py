"""Where all parts of the product meet; the only place that knows every one of them."""

import gc
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import gevent
import httpx
import redis
from flask import Flask, Response, g, request, session

from accounts.account.store import Accounts
from accounts.appointments.store import Appointments
from accounts.disputes.store import Disputes
from accounts.help_cases import HelpCases
from accounts.links import Links
from accounts.passwords import Passwords
from accounts.requests.store import Requests
from accounts.second_factors.store import SecondFactors
from accounts.staff.notes import StaffNotes
from accounts.staff.store import StaffRegister
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import make_engine
from bff import guides
from bff.messages.appointments import keep_telling
from bff.methods.clients import make_verifiers
from bff.methods.continuations import Continuation
from bff.registry import METHODS, methods_by_journey, methods_open_under
from bff.services import Services, utc_now
from bff.serving.assets import Assets
from bff.serving.bell import make_bell
from bff.serving.language import current_language, init_language
from bff.serving.log import init_request_log, set_up_logging
from bff.serving.packing import init_packing
from bff.serving.rendering import init_rendering
from bff.serving.security import csrf, init_security
from bff.settings.offices import read_counters
from bff.settings.settings import Settings
from bff.stores.asking import Asking
from bff.stores.counts import Counts
from bff.stores.desk import DeskSessions
from bff.stores.flows import FlowStore
from bff.stores.limits import AttemptLimits
from bff.stores.open_requests import OpenRequests
from bff.stores.signed_in import SignedInStore
from bff.views import dispute
from bff.views.account import app_code, forgot_password, my_account, new_phone, privacy, second_step, sign_in
from bff.views.account import gallery_states as account
from bff.views.account import help_at_office as counter_help
from bff.views.callbacks import sms as callbacks
from bff.views.desk import gallery_states as desk
from bff.views.start import gallery_states as common
from bff.views.start import views as start
from bff.views.steps import existing, links, proof
from bff.views.steps.aims import AIMS
from bff.web import health
from bff.web.errors import init_errors
from bff.web.gallery import add_gallery

_PWA = Path(__file__).parent.parent / "pwa"
#: What continuation links can continue, each declared where it goes on.
CONTINUATIONS: tuple[Continuation, ...] = (counter_help.CONTINUATION, *dispute.CONTINUATIONS)


def create_app(
    settings: Settings,
    *,
    client: httpx.Client | None = None,
    clock: Callable[[], datetime] = utc_now,
    beside: Callable[..., Any] = gevent.spawn,
    keep_asking: Callable[..., Any] = gevent.spawn,
) -> Flask:
    """Put the product together.

    Args:
        client: how counterparts are reached; a test gives one that answers in process.
        clock: tells the moment, as an aware UTC datetime.
        beside: runs a function beside the answer that is being given.
        keep_asking: runs an asker (`bff.stores.asking`) beside all answers.
    """
    app = Flask(__name__, static_folder=None)
    init_rendering(app)
    init_request_log(app)
    init_security(app, settings)
    init_language(app)
    init_errors(app)
    services = put_together(settings, client, clock=clock, beside=beside, keep_asking=keep_asking)
    app.extensions["services"] = services
    app.extensions["methods"] = methods_open_under(settings)
    app.extensions["methods_by_key"] = methods_by_journey()
    app.extensions["aims"] = AIMS
    app.extensions["counters"] = read_counters(settings.counters_file)
    of_methods = [one for method in METHODS for one in method.continuations]
    app.extensions["continuations"] = {one.kind: one for one in (*CONTINUATIONS, *of_methods)}
    _register_screens(app, settings)
    _tell_templates(app, settings)
    init_packing(app)
    services.bell.init_app(app)
    return app


def create_from_environment() -> Flask:
    """Put the product together as its environment says; what the web server calls."""
    settings = Settings.from_environment(os.environ)
    set_up_logging(settings.log_level)
    app = create_app(settings)
    gevent.spawn(keep_telling, app)
    gc.collect()
    gc.freeze()  # what is there now stays: the collector need not walk it again and again
    return app


def put_together(
    settings: Settings,
    client: httpx.Client | None,
    *,
    clock: Callable[[], datetime],
    beside: Callable[..., Any],
    keep_asking: Callable[..., Any],
) -> Services:
    """Build everything that views ask for."""
    store = redis.Redis.from_url(
        settings.redis_url, socket_timeout=5, socket_connect_timeout=2, decode_responses=True
    )
    cipher, lookup = FieldCipher(settings.encryption_keys), LookupKey(settings.lookup_key)
    engine = make_engine(settings.database_url)
    return Services(
        settings=settings,
        flows=FlowStore(
            store, cipher, settings.registration_idle_seconds, settings.registration_total_seconds
        ),
        limits=AttemptLimits(store),
        signed_in=SignedInStore(store, settings.session_idle_seconds, settings.session_total_seconds),
        accounts=Accounts(engine, cipher=cipher, lookup=lookup, clock=clock),
        requests=Requests(engine, cipher=cipher, clock=clock),
        links=Links(engine, lookup=lookup, clock=clock),
        help_cases=HelpCases(engine, cipher=cipher, lookup=lookup, clock=clock),
        staff=StaffRegister(engine, cipher=cipher, clock=clock),
        staff_notes=StaffNotes(engine, cipher=cipher, clock=clock),
        desk_sessions=DeskSessions(
            store, settings.desk_session_idle_seconds, settings.desk_session_total_seconds
        ),
        appointments=Appointments(engine, cipher=cipher, lookup=lookup, clock=clock),
        disputes=Disputes(engine, cipher=cipher, lookup=lookup, clock=clock),
        second_factors=SecondFactors(engine, cipher=cipher, lookup=lookup, clock=clock),
        passwords=Passwords(threads=settings.password_threads, queue=settings.password_queue),
        lookup=lookup,
        bell=make_bell(allowed_origin=settings.public_origin, message_queue=settings.redis_url),
        verifiers=make_verifiers(settings, client),
        asking=Asking(store, pause=gevent.sleep, beside=keep_asking),
        open_requests=OpenRequests(store),
        counts=Counts(store, clock),
        clock=clock,
        beside=beside,
    )


def _register_screens(app: Flask, settings: Settings) -> None:
    built = [method for method in METHODS if method.blueprint is not None]
    own = [one for method in built for one in (method.blueprint, *method.other_blueprints) if one]
    starting = [start.blueprint, links.blueprint, proof.blueprint, counter_help.blueprint]
    entering = [one.blueprint for one in (sign_in, app_code, existing, forgot_password, new_phone)]
    own_account = [my_account.blueprint, privacy.blueprint, second_step.blueprint]
    shared = [*starting, *entering, *own_account, guides.blueprint]
    for blueprint in (
        *own,
        *shared,
        *desk.BLUEPRINTS,
        *dispute.BLUEPRINTS,
        callbacks.blueprint,
        health.blueprint,
    ):
        app.register_blueprint(blueprint)
    csrf.exempt(callbacks.blueprint)
    Assets(_PWA).register(
        app,
        product_name=settings.product_name,
        pages=guides.OFFLINE_PAGES,
        pages_version=guides.edition(
            settings.product_name, settings.operator_name, settings.hotline, repr(app.extensions["counters"])
        ),
        kill_switch=settings.service_worker_kill_switch,
    )
    if settings.sandbox_url:
        open_here = [method for method in methods_open_under(settings) if not method.is_coming]
        of_methods = [state for method in open_here for state in method.states]
        add_gallery(app, [*common.STATES, *account.STATES, *desk.STATES, *dispute.STATES, *of_methods])


def _tell_templates(app: Flask, settings: Settings) -> None:
    """Give every template what the frame around a screen shows."""
    view = {
        "sandbox": settings.sandbox_url,
        "product_name": settings.product_name,
        "operator": settings.operator_name,
        "hotline": settings.hotline,
        "warning_seconds": settings.registration_warning_seconds,
        "sim_days": -(-settings.carrier_sim_swap_hours // 24),
        "appointment_days": settings.appointment_days,
        "idle_minutes": settings.registration_idle_seconds // 60,
    }

    @app.context_processor
    def frame() -> dict[str, object]:
        return {
            "settings_view": view,
            "language": current_language(),
            "signed_in": "signed_in" in session,
            "staff": g.get("staff"),
            "expires_in": g.get("expires_in"),
            "text_size": request.cookies.get("text_size", ""),
        }

    @app.after_request
    def tell_time_left(response: Response) -> Response:
        if "expires_in" in g:
            response.headers["Session-Expires-In"] = str(g.expires_in)
        return response
