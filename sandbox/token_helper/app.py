"""The helper as a program: a WebSocket server for pages; its PIN dialog is a page of the sandbox.

It speaks to pages of the product's origin alone, and only where it is called by a name of this machine: a
page of another site, or one that gave its own name our address, is turned away at the handshake.
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
HUGE_LETTERS = 4 * 1024 * 1024
#: How long a helper that never answers keeps a page waiting, in seconds: longer than any page waits.
SILENCE_SECONDS = 180


class _HungUp(Response):
    """The end of a socket, after which nothing is written: the server takes its client for gone."""

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
    """Give the origin that asks; anyone but the product's is turned away."""
    origin = request.headers.get("Origin", "")
    if origin != here.settings.product_url:
        abort(403)
    return origin


def _add_sockets(app: Flask, here: Sandbox) -> None:
    @app.get("/<any(GetCertInfo, SignMsg):operation>", websocket=True)
    def vgca_socket(operation: str) -> ResponseReturnValue:
        """One frame in, one out, as VGCA's."""
        origin = _check_origin(here)
        return _serve(here, lambda frame: vgca(operation, frame, here.computer, origin), once=True)

    @app.get("/plugin", websocket=True)
    def vnpt_socket() -> ResponseReturnValue:
        """Frames for as long as the page wants, as VNPT's plugin."""
        origin = _check_origin(here)
        return _serve(here, lambda frame: vnpt(frame, here.computer, origin), once=False)

    @app.get("/web-eid", websocket=True)
    def web_eid_socket() -> ResponseReturnValue:
        """What the stand-in of the extension, run in the page by hand, asks: a nonce in, the token out."""
        origin = _check_origin(here)
        return _serve(here, lambda nonce: json.dumps(web_eid(origin, nonce, here.computer)), once=True)

    @app.post("/web-eid/authenticate")
    def web_eid_app() -> ResponseReturnValue:
        """What the extension asks of its app; the extension says the origin, as the browser knows it."""
        told = request.get_json(silent=True)
        if not isinstance(told, dict) or not all(isinstance(told.get(n), str) for n in ("origin", "nonce")):
            abort(400)
        if told["origin"] != here.settings.product_url:
            abort(403)
        return web_eid(told["origin"], told["nonce"], here.computer)


def _serve(here: Sandbox, answer: Callable[[str], str], *, once: bool) -> ResponseReturnValue:
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
        """Lead to the PIN dialog, which stands among the sandbox's own pages."""
        return redirect(f"{here.settings.own_url}/token")
