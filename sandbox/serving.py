"""How one connection to the sandbox is served: kept open between two questions, as a real counterpart's is.

Werkzeug's own handler hangs up after each answer, because it cannot tell where an unread question ends; here
each is read to its end first. Otherwise a client would shake hands, by TLS at the SIMs' gateway, each time.
"""

import io
from collections.abc import Iterable

from werkzeug.serving import WSGIRequestHandler
from werkzeug.test import run_wsgi_app

NO_BODY = frozenset({204, 304})


class Handler(WSGIRequestHandler):
    """One connection, silent in the log."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each small answer waits 40 ms for the client's acknowledgement

    def run_wsgi(self) -> None:
        """Answer one question; hang up where that is all there is to say."""
        if self.headers.get("Transfer-Encoding"):
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
        """Write nothing: load measurements ask a thousand times a second."""

    def connection_dropped(self, error: BaseException, environ: object = None) -> None:  # noqa: ARG002
        """Hang up: the client is gone, or the sandbox was told to refuse connections."""
        self.close_connection = True

    def _answer(self, status: str, headers: Iterable[tuple[str, str]], body: Iterable[bytes]) -> None:
        code, _, words = status.partition(" ")
        self.send_response(int(code), words)
        names = set[str]()
        for name, value in headers:
            self.send_header(name, value)
            names.add(name.lower())
        has_end = "content-length" in names or int(code) in NO_BODY or self.command == "HEAD"
        if not has_end:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.writelines(body)
