"""A portal's own machine on loopback: takes what the provider sends, and keeps it."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

from tests.support.qa import eventually


class Listener(ThreadingHTTPServer):
    """Keeps the forms that it gets, and answers each with *status*."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.forms: list[dict[str, str]] = []
        self.status = 200

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server_port}/logout"

    def logout_token(self, number: int = 1) -> str:
        """Wait for the logout token of this *number*, and return it."""
        form = eventually(
            lambda: self.forms[number - 1] if len(self.forms) >= number else None, "a message of a logout"
        )
        return form["logout_token"]


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.server.forms.append({name: texts[0] for name, texts in parse_qs(body).items()})
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def listening() -> Iterator[Listener]:
    """Listen during the block."""
    with Listener() as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
