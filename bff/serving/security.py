"""Sets the security headers, cookie rules, request limits and CSRF protection (docs/security.md)."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFError, CSRFProtect
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from bff.serving.bounds import init_bounds
from bff.settings.settings import Settings

#: The largest request body, in bytes. The largest form of the product has less than 4 KiB.
LONGEST_REQUEST = 64 * 1024

#: The headers for files and for parts of pages. The other headers restrict documents, and cost 0.4 KB:
#: browsers ignore them for a style sheet, a script, an image or a response to htmx. The service worker's
#: script gets the headers of pages, because browsers apply its content security policy to the worker.
_HEADERS_OF_PARTS = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Strict-Transport-Security")

_FORM_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class ForeignOrigin(CSRFError):  # type: ignore[misc]  # flask_wtf is untyped
    """A page of another origin sent this form."""


class FormGuard(CSRFProtect):  # type: ignore[misc]  # flask_wtf is untyped
    """Checks where a form comes from, then its token. Decision record 0062 says why in this order."""

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - Flask-WTF's signature
        """Refuse a form of another origin, or one whose token is not that of the session.

        Raises:
            ForeignOrigin, CSRFError: see above.
        """
        is_exempt = apply_exemptions and (not request.endpoint or self._is_exempt())
        if not is_exempt and is_foreign_form():
            raise ForeignOrigin
        super().protect(apply_exemptions)


csrf = FormGuard()


def content_security_policy(settings: Settings, *, connect: str = "", form: str = "") -> str:
    """Return the content security policy of pages: it allows only what they need.

    It names the websocket's address, because in old WebKit 'self' does not include ws and wss. Without a
    ``worker-src``, the rules for scripts apply to workers (CSP 3, section 6.1.16).

    Args:
        connect: other addresses that one screen may connect to.
        form: another origin to which a form of one screen may lead.
    """
    socket = ("wss://" if settings.https else "ws://") + settings.host
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": f"'self' {socket} {connect}".rstrip(),
        "manifest-src": "'self'",
        "form-action": f"'self' {form}".rstrip(),
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def permissions_policy(*, camera: str = "") -> str:
    """Return the permissions policy of pages, which closes what they do not need.

    Args:
        camera: ``self`` for the one page that scans a card.
    """
    return f"camera=({camera}), geolocation=(), microphone=(), payment=(), usb=()"


def is_foreign_form() -> bool:
    """Return whether a page of another origin sent this form, by the first header that says something.

    ``Sec-Fetch-Site`` (Fetch Metadata, W3C), else ``Origin``, else ``Referer``. Some browsers and settings
    send none of them, and ``Origin: null`` says nothing: then the form is not known to be foreign.
    """
    if request.method not in _FORM_METHODS:
        return False
    if site := request.headers.get("Sec-Fetch-Site"):
        return site != "same-origin"
    origin = request.headers.get("Origin", "null")
    if origin == "null":
        origin = _origin_of(request.referrer or "")
    return bool(origin) and origin.lower() != current_app.config["PUBLIC_ORIGIN"].lower()


def is_fetched_elsewhere() -> bool:
    """Return whether a page of another origin fetches this address or shows it as a picture.

    Who follows a link, is redirected or sends a form navigates. Browsers say which of the two it is since
    Chrome 76, Firefox 90 and Safari 16.4 (Fetch Metadata, W3C); an older one says nothing.
    """
    mode, site = request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Site")
    return site in {"cross-site", "same-site"} and mode not in {None, "navigate"}


def _origin_of(address: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}" if rest else ""


class PatientSigner(TimestampSigner):
    """Refuses a cookie that is too old, but none from the future.

    Clocks of two machines differ, and a clock may be set back: a cookie that we signed is ours all the same.
    The records in the stores decide how long a session lives.
    """

    def unsign(
        self,
        signed_value: str | bytes,
        max_age: int | None = None,
        return_timestamp: bool = False,  # noqa: FBT001, FBT002 - itsdangerous' signature
    ) -> Any:
        """Return the signed value.

        Raises:
            SignatureExpired: it was signed longer than *max_age* seconds ago.
            BadSignature: it was not signed by us.
        """
        value, signed_at = super().unsign(signed_value, return_timestamp=True)
        if max_age is not None and self.get_timestamp() - signed_at.timestamp() > max_age:
            raise SignatureExpired("too old", payload=value, date_signed=signed_at)
        return (value, signed_at) if return_timestamp else value


#: Where a session waits in the environment of its request.
_EARLY = "cuaso.session"


class PrivateSession(SecureCookieSessionInterface):
    """Flask's session cookie, but never in a public response: a shared cache could give it to others."""

    def __init__(self) -> None:
        super().__init__()
        self._serializers: dict[str, URLSafeTimedSerializer | None] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the serializer of the cookie; it is made once for a secret key, not for every request."""
        key = str(app.secret_key)
        if key not in self._serializers:
            serializer = super().get_signing_serializer(app)
            if serializer is not None:
                serializer.signer = PatientSigner
            self._serializers = {key: serializer}
        return self._serializers[key]

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of the cookie. What `open_early` has read is not read a second time."""
        early: tuple[Flask, SecureCookieSession] | None = request.environ.pop(_EARLY, None)
        if early is not None and early[0] is app:
            # A new one, because the first counts as looked at: the answer would then vary by cookie.
            return self.session_class(early[1])
        return super().open_session(app, request)

    def open_early(self, app: Flask, request: Request) -> Mapping[str, object]:
        """Return what the session holds, before the application has the request; empty: there is none."""
        found = super().open_session(app, request)
        if found is None:
            return {}
        request.environ[_EARLY] = (app, found)
        return found

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie, unless the response is public or answers a form of another site.

        The browser sends such a form without our cookie (SameSite), so a new cookie would replace the
        person's own session.
        """
        if not response.cache_control.public and not is_foreign_form():
            super().save_session(app, session, response)


def init_security(app: Flask, settings: Settings) -> None:
    """Add the security headers, cookie rules, request limits and CSRF protection to *app*."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        # RFC 6265bis: with the prefix __Host- a cookie has no Domain, so that no subdomain can replace it.
        SESSION_COOKIE_NAME="__Host-cuaso" if settings.https else "cuaso",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",  # with Strict, a link in an SMS would open without the session
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=settings.registration_total_seconds,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=LONGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LONGEST_REQUEST,
        MAX_FORM_PARTS=100,
        TRUSTED_HOSTS=[settings.host],  # a forged Host header would get into the addresses of a page
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a page that was left open can still send its form
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, which some browsers never send: see FormGuard
        PUBLIC_ORIGIN=settings.public_origin,
    )
    app.session_interface = PrivateSession()

    @app.before_request
    def refuse_other_ports() -> None:
        # TRUSTED_HOSTS compares names only: "localhost:1" would be answered for "localhost:8000"
        if request.host.lower() != settings.host.lower():
            raise SecurityError

    init_bounds(app)  # before CSRF protection, which reads the form too
    csrf.init_app(app)
    if settings.trusted_proxies:
        # Only the entries that our own proxies add count: a client can send the X-Forwarded headers too.
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask documents it
    for_pages = _headers(settings)
    for_files = {name: for_pages[name] for name in _HEADERS_OF_PARTS if name in for_pages}
    for_parts = for_files | {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}

    @app.after_request
    def protect(response: Response) -> Response:
        headers = for_parts if "HX-Request" in request.headers else for_pages
        if request.endpoint == "assets.static" and response.status_code < 400:
            headers = for_files
        held = {name.lower() for name, _ in response.headers}
        for name, value in headers.items():
            if name.lower() not in held:
                response.headers.add(name, value)
        if "cache-control" not in held:
            response.headers.add("Cache-Control", "no-store")  # screens contain personal data
        if request.endpoint and response.mimetype == "text/html":
            response.vary.add("HX-Request")  # the same address returns a page or a part of it
        return response


def _headers(settings: Settings) -> dict[str, str]:
    headers = {
        "Content-Security-Policy": content_security_policy(settings),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": permissions_policy(),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    if settings.https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers
