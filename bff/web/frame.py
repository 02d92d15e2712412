"""Gives templates the facts of the frame around every screen: names, language, its address, time left."""

from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, g, request, session

from bff.serving.language import current_language
from bff.settings.settings import Settings
from bff.web.devices import is_helping, keep_helping
from bff.web.ease.mode import init_ease
from bff.web.ease.one_at_a_time import init_one_at_a_time


def init_helping(app: Flask) -> None:
    """Tell templates whether one person helps others, and the attributes of fields that keep nothing."""
    app.jinja_env.globals["is_helping"] = is_helping
    app.before_request(keep_helping)
    app.jinja_env.globals["not_kept"] = lambda: {"autocomplete": "off"} if is_helping() else {}


def init_frame(app: Flask, settings: Settings) -> None:
    """Add the facts of the frame to every template, and the seconds left to every response's headers."""
    text_size = "__Host-text_size" if settings.https else "text_size"  # as pwa/comfort.js names it
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

    init_helping(app)
    init_ease(app)
    init_one_at_a_time(app)

    @app.context_processor
    def frame() -> dict[str, object]:
        return {
            "settings_view": view,
            "language": current_language(),
            "here": here(),
            "signed_in": "signed_in" in session,
            "staff": g.get("staff"),
            "expires_in": g.get("expires_in"),
            "text_size": request.cookies.get(text_size, ""),
        }

    @app.after_request
    def tell_time_left(response: Response) -> Response:
        # The page reads this header to warn the person in time (pwa/).
        if "expires_in" in g:
            response.headers["Session-Expires-In"] = str(g.expires_in)
        return response


def here() -> str:
    """Return the address at which a browser opens this page again, with all that it carries but the language.

    An address that only takes forms shows an error page and no other: the page that had the form comes then.
    """
    rule = request.url_rule
    if rule is None or "GET" in (rule.methods or ()):
        return _address(request.path, request.args.items(multi=True))
    came_from = urlsplit(request.referrer or "")
    if f"{came_from.scheme}://{came_from.netloc}" != request.host_url.rstrip("/"):
        return "/"
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def _address(path: str, carried: Iterable[tuple[str, str]]) -> str:
    query = urlencode([(name, text) for name, text in carried if name != "language"])
    return f"{path}?{query}" if query else path
