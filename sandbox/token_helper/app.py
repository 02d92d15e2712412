"""The helper program: a WebSocket server for pages. Its PIN dialog is a page of the sandbox.

It refuses a handshake unless its origin is the product. It also refuses a Host header that does not
name this machine, because another site can point its own name to 127.0.0.1 (DNS rebinding).
"""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Response, abort, redirect, request
from flask.typing import ResponseReturnValue
from simple_websocket import ConnectionClosed, Server

from sandbox.state import Sandbox
from sandbox.token_helper.computer import Manner
from sandbox.token_helper.protocols import BadFrame, vgca, vnpt, web_eid

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOOPBACK = frozenset({"127.0.0.1", "localhost"})
#: The length of the response with `Manner.HUGE`.
HUGE_LETTERS = 4 * 1024 * 1024
#: A helper that never answers keeps the connection open this long, in seconds; no page waits longer.
SILENCE_SECONDS = 180


class _HungUp(Response):
    """The end of a WebSocket; the error tells the server to write no HTTP response after it."""

    def __call__(self, _environ: "WSGIEnvironment", _start_response: "StartResponse") -> Iterable[bytes]:
        raise ConnectionError


def create_helper(here: Sandbox) -> Flask:
    """Build the helper of the sandbox *here*."""
    app = Flask(__name__)
    app.extensions["sandbox"] = here
    _add_sockets(app, here)
    _add_dialog(app, here)
    app.before_request(_check_host)
    return app


def _check_host() -> None:
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK:
        abort(421)


def _check_origin(here: Sandbox) -> str:
    """Return the origin of the page; refuse every origin but the product's."""
    origin = request.headers.get("Origin", "")
    if origin != here.settings.product_url:
        abort(403)
    return origin


def _add_sockets(app: Flask, here: Sandbox) -> None:
    @app.get("/<any(GetCertInfo, SignMsg):operation>", websocket=True)
    def vgca_socket(operation: str) -> ResponseReturnValue:
        """Serve one request frame and one response frame, as VGCA Sign Service does."""
        origin = _check_origin(here)
        return _serve(here, lambda frame: vgca(operation, frame, here.computer, origin), once=True)

    @app.get("/plugin", websocket=True)
    def vnpt_socket() -> ResponseReturnValue:
        """Serve frames until the page closes the socket, as VNPT's plugin does."""
        origin = _check_origin(here)
        return _serve(here, lambda frame: vnpt(frame, here.computer, origin), once=False)

    @app.get("/web-eid", websocket=True)
    def web_eid_socket() -> ResponseReturnValue:
        """Serve the script that plays the Web eID extension in a page: a nonce in, the token out."""
        origin = _check_origin(here)
        return _serve(here, lambda nonce: json.dumps(web_eid(origin, nonce, here.computer)), once=True)

    @app.post("/web-eid/authenticate")
    def web_eid_app() -> ResponseReturnValue:
        """Serve the extension's request to its app; the extension names the origin that the browser saw."""
        body = request.get_json(silent=True)
        if not isinstance(body, dict) or not all(isinstance(body.get(n), str) for n in ("origin", "nonce")):
            abort(400)
        if body["origin"] != here.settings.product_url:
            abort(403)
        return web_eid(body["origin"], body["nonce"], here.computer)


def _serve(here: Sandbox, answer: Callable[[str], str], *, once: bool) -> ResponseReturnValue:
    """Answer the frames of this WebSocket: the first frame, or all frames until the page closes it.

    The manner that the tester chose for the computer decides how the helper answers, or whether it runs.
    """
    manner = here.computer.now.manner
    if manner is Manner.OTHER_PROGRAM or request.environ.get("werkzeug.socket") is None:
        abort(404)
    socket = Server(request.environ)
    with suppress(ConnectionClosed, BadFrame, OSError):
        while True:
            frame = socket.receive(timeout=SILENCE_SECONDS)
            if frame is None:
                break
            match manner:
                case Manner.GARBAGE:
                    socket.send("<html>hello</html>")
                case Manner.HUGE:
                    socket.send("A" * HUGE_LETTERS)
                case Manner.SILENT:
                    continue
                case _:
                    socket.send(answer(str(frame)))
            if once:
                break
    with suppress(ConnectionClosed, OSError):
        socket.close()
    return _HungUp()


def _add_dialog(app: Flask, here: Sandbox) -> None:
    @app.get("/")
    def dialog() -> ResponseReturnValue:
        """Redirect to the PIN dialog, which is a page of the sandbox."""
        return redirect(f"{here.settings.own_url}/token")
