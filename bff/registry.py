"""Lists all methods, in the order in which citizens see them, and all other parts, and plugs them in.

A method without the address of its counterpart is shown as coming and cannot be used.
"""

from collections.abc import Iterator
from dataclasses import replace

from flask import Flask

from bff import guides
from bff.journeys.codec import Codec
from bff.journeys.journey import Journey
from bff.methods.gallery_states import Shown
from bff.methods.method import Method
from bff.methods.part import Part
from bff.monitoring import health
from bff.serving.security import csrf
from bff.settings.settings import BadSetting, LegalRegime, Settings
from bff.views.account.part import PART as ACCOUNT
from bff.views.callbacks.part import PART as CALLBACKS
from bff.views.desk.part import PART as DESK
from bff.views.dispute.part import PART as DISPUTE
from bff.views.mobile_subscriber.method import MOBILE_SUBSCRIBER
from bff.views.provider.part import PART as PORTALS
from bff.views.sim_signature.method import SIM_SIGNATURE
from bff.views.social_insurance.method import SOCIAL_INSURANCE
from bff.views.start.part import PART as START
from bff.views.steps.part import PART as STEPS
from bff.views.usb_token.method import USB_TOKEN
from bff.views.vietnam_post.method import VIETNAM_POST
from bff.views.vneid.method import VNEID
from bff.web.gallery import add_gallery
from bff.web.gate import add_journey

METHODS: tuple[Method, ...] = (
    MOBILE_SUBSCRIBER,
    SOCIAL_INSURANCE,
    VIETNAM_POST,
    SIM_SIGNATURE,
    USB_TOKEN,
    VNEID,
)
#: The parts that do not belong to a method.
OTHER_PARTS: tuple[Part, ...] = (START, STEPS, ACCOUNT, DESK, DISPUTE, CALLBACKS, PORTALS)
PARTS: tuple[Part, ...] = (*OTHER_PARTS, *(method.part for method in METHODS))


def plug_in(app: Flask, settings: Settings) -> None:
    """Add every part to *app*: its addresses, and the tables for views (methods, journeys, aims, links)."""
    open_methods = methods_open_under(settings)
    app.extensions["methods"] = open_methods
    is_vneid_first = settings.legal_regime is LegalRegime.VNEID_FIRST
    app.extensions["first_method"] = _as_set_up(VNEID, settings) if is_vneid_first else None
    app.extensions["methods_by_key"] = {
        key: _at_its_level(method, settings)
        for method in METHODS
        for key in (method.key, *(journey.key for journey in method.part.journeys))
    }
    app.extensions["journeys"] = {journey.key: journey for journey in journeys()}
    app.extensions["aims"] = {aim: place for part in PARTS for aim, place in part.aims.items()}
    app.extensions["continuations"] = {one.kind: one for part in PARTS for one in part.continuations}
    app.extensions["loops"] = tuple(loop for part in PARTS for loop in part.loops)
    app.extensions["desk_areas"] = tuple(area for part in PARTS for area in part.areas)
    for part in PARTS:
        for blueprint in (*part.blueprints, *part.called_by_machines):
            app.register_blueprint(blueprint)
        for blueprint in part.called_by_machines:
            csrf.exempt(blueprint)
    app.extensions["json_paths"] = frozenset(_paths_told_in_json(app))
    for journey in journeys():
        add_journey(app, journey)
    for blueprint in (guides.blueprint, health.blueprint):
        app.register_blueprint(blueprint)
    # The gallery signs visitors in without a password. Production refuses to start with SANDBOX_URL.
    if settings.sandbox_url:
        add_gallery(app, gallery_of(method for method in open_methods if not method.is_coming))


def _paths_told_in_json(app: Flask) -> Iterator[str]:
    names = {blueprint.name for part in PARTS for blueprint in part.told_in_json}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in names:
            yield rule.rule


def journeys() -> Iterator[Journey]:
    """Yield every journey of the product."""
    for part in PARTS:
        yield from part.journeys


def gallery_of(methods: Iterator[Method]) -> list[Shown]:
    """Return the gallery states of these methods and of all other parts."""
    parts = (*OTHER_PARTS, *(method.part for method in methods))
    return [shown for part in parts for shown in part.gallery]


def make_codec() -> Codec:
    """Make the codec for all kinds of pending facts."""
    return Codec(kind for part in PARTS for kind in part.pendings)


def methods_open_under(settings: Settings) -> tuple[Method, ...]:
    """Return the methods that OPEN_METHODS names.

    If it names none, return all methods. In the legal regime that requires VNeID, return VNeID beside those
    that it names.

    Raises:
        BadSetting: OPEN_METHODS names a method that does not exist.
    """
    named = settings.open_methods
    unknown = set(named) - {method.key for method in METHODS}
    if unknown:
        raise BadSetting("OPEN_METHODS", f"there is no method {', '.join(sorted(unknown))}")
    all_open = not named and settings.legal_regime is LegalRegime.PORTAL_ACCOUNTS
    always = {VNEID.key} if settings.legal_regime is LegalRegime.VNEID_FIRST else set[str]()
    return tuple(
        _as_set_up(method, settings) for method in METHODS if all_open or method.key in {*named, *always}
    )


def _as_set_up(method: Method, settings: Settings) -> Method:
    """Return the method, as coming if the setting with its counterpart's address is empty."""
    is_set_up = not method.needs_setting or bool(getattr(settings, method.needs_setting))
    method = _at_its_level(method, settings)
    return method if is_set_up else replace(method, is_coming=True)


def _at_its_level(method: Method, settings: Settings) -> Method:
    """Return the method with the level that the operator's setting gives it, if a setting does."""
    return replace(method, reached=settings.levels_by_setting.get(method.proof))
