"""A request handler that keeps a connection open for the next request, as real counterparts do.

Werkzeug's own handler closes the connection after each response, because an application may leave a part of
the request body unread. This handler reads the body first. Without it, a client would need a new connection
for each request, and a TLS handshake at the SIM gateway.
"""

import io
from collections.abc import Iterable

from werkzeug.serving import WSGIRequestHandler
from werkzeug.test import run_wsgi_app

NO_BODY = frozenset({204, 304})


class Handler(WSGIRequestHandler):
    """Serves one connection; it writes no log line per request."""

    protocol_version = "HTTP/1.1"
    # Nagle's algorithm would hold a small response back until the client's delayed ACK, up to 40 ms.
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Serve one request; close the connection if the application raises ConnectionError."""
        if self.headers.get("Transfer-Encoding"):  # the length is unknown: Werkzeug's handler closes after it
            super().run_wsgi()
            return
        environ = self.make_environ()
        environ["wsgi.input"] = io.BytesIO(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        try:
            body, status, headers = run_wsgi_app(self.server.app, environ)
            self._answer(status, headers.items(), body)
        except ConnectionError as error:
            self.connection_dropped(error)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing: load measurements send a thousand requests per second."""

    def connection_dropped(self, error: BaseException, environ: object = None) -> None:  # noqa: ARG002
        """Close the connection: the client is gone, or a knob makes the counterpart refuse connections."""
        self.close_connection = True

    def _answer(self, status: str, headers: Iterable[tuple[str, str]], body: Iterable[bytes]) -> None:
        code, _, words = status.partition(" ")
        self.send_response(int(code), words)
        names = set[str]()
        for name, value in headers:
            self.send_header(name, value)
            names.add(name.lower())
        has_end = "content-length" in names or int(code) in NO_BODY or self.command == "HEAD"
        if not has_end:  # the client finds the end of such a body only when the connection closes
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.writelines(body)
