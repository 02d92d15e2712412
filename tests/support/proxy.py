"""An operator's HTTP proxy: forwards what it is asked for, and wraps every revocation list in PEM."""

import base64
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import httpx2

LIST = "application/pkix-crl"


class PemProxy(ThreadingHTTPServer):
    """A proxy on a free port of this machine, with a note of each address that it was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.client = httpx2.Client(trust_env=False)
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.client.close()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._forward(b"")

    def do_POST(self) -> None:
        self._forward(self.rfile.read(int(self.headers["Content-Length"])))

    def _forward(self, body: bytes) -> None:
        proxy = self.server
        assert isinstance(proxy, PemProxy)
        proxy.asked.append(self.path)
        kind = {"Content-Type": self.headers.get("Content-Type", "")} if body else {}
        answer = proxy.client.request(self.command, self.path, content=body, headers=kind)
        is_list = answer.headers.get("Content-Type") == LIST
        content = _in_pem(answer.content) if is_list else answer.content
        self.send_response(answer.status_code)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output empty."""


def _in_pem(der: bytes) -> bytes:
    return b"-----BEGIN X509 CRL-----\n" + base64.encodebytes(der) + b"-----END X509 CRL-----\n"
