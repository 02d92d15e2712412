"""Gives templates the facts of the frame around every screen: names, language, time left."""

from flask import Flask, Response, g, request, session

from bff.serving.language import current_language
from bff.settings.settings import Settings
from bff.web.devices import is_helping


def init_helping(app: Flask) -> None:
    """Tell templates whether one person helps others, and the attributes of fields that keep nothing."""
    app.jinja_env.globals["is_helping"] = is_helping
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

    @app.context_processor
    def frame() -> dict[str, object]:
        return {
            "settings_view": view,
            "language": current_language(),
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
