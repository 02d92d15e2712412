"""Where every worker is out, the proxy of the example says so in both languages, and refuses no person."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from threading import Thread

import pytest

from bff.views.provider.asking import LONGEST_VALUE

DEPLOY = Path(__file__).parents[3] / "deploy"
AROUND = "daemon off; pid {0}/pid; error_log {0}/error.log; events {{}} http {{ access_log off; {1} }}"


class ThroughSocket(http.client.HTTPConnection):
    def __init__(self, place: Path) -> None:
        super().__init__("portal.example.vn", timeout=20)
        self._place = place

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self._place))


class _Product(BaseHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        """Say nothing."""

    def address_string(self) -> str:
        return ""


class Busy(_Product):
    """A product that answers for itself that it is busy."""

    def do_GET(self) -> None:
        self.send_response(503)
        self.end_headers()
        self.wfile.write(b"our own page")


class Returning(_Product):
    """A product that leads back to a portal with the longest ``state``, each sign of it written as three."""

    def do_GET(self) -> None:
        self.send_response(303)
        self.send_header("Location", "https://portal.example.vn/?state=" + "%2B" * LONGEST_VALUE)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def folder(short_folder: Path) -> Iterator[Path]:
    """An nginx with the example's configuration: without TLS, on Unix sockets, with a product that is out."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        raise RuntimeError("nginx is missing: install the package nginx-light (or run make test as root)")
    folder = short_folder / "nginx"
    folder.mkdir()
    shutil.copy(DEPLOY / "away.html", folder)
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"^\s*ssl_.*$", "", text, flags=re.MULTILINE)
    text = text.replace("listen 80;", f"listen unix:{folder}/plain;").replace(
        "listen 443 ssl http2;", f"listen unix:{folder}/tls;"
    )
    text = text.replace("http://127.0.0.1:8000", f"http://unix:{folder}/product").replace(
        "root /usr/share/cuaso", f"root {folder}"
    )
    (folder / "nginx.conf").write_text(AROUND.format(folder, text), encoding="utf-8")
    running = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    deadline = time.monotonic() + 10
    while not (folder / "tls").exists() and running.poll() is None and time.monotonic() < deadline:
        os.sched_yield()
    yield folder
    running.terminate()
    running.wait(timeout=10)
    shutil.rmtree(folder)


def asked(folder: Path, method: str, path: str) -> tuple[http.client.HTTPResponse, str]:
    connection = ThroughSocket(folder / "tls")
    connection.request(method, path, body=b"a=b" if method == "POST" else None)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/", "/register/mobile-subscriber/details", "/account"])
def test_the_proxy_says_in_both_languages_that_the_product_is_out(
    folder: Path, method: str, path: str
) -> None:
    answer, text = asked(folder, method, path)
    assert (answer.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (
        503,
        "60",
        "no-store",
    )
    assert "Bạn chưa bị từ chối" in text
    assert "You have not been refused" in text


def test_the_longest_state_of_a_portal_passes_the_proxy(folder: Path) -> None:
    with ThreadingUnixStreamServer(str(folder / "product"), Returning) as product:
        (folder / "product").chmod(0o777)
        Thread(target=product.serve_forever, daemon=True).start()
        answer, _text = asked(folder, "GET", "/oauth2/authorize?state=" + "a" * 4_000)
        product.shutdown()
    assert answer.status == 303
    assert answer.headers["Location"].count("%2B") == LONGEST_VALUE


def test_the_product_s_own_503_passes_the_proxy_unchanged(folder: Path) -> None:
    with ThreadingUnixStreamServer(str(folder / "product"), Busy) as product:
        (folder / "product").chmod(0o777)
        Thread(target=product.serve_forever, daemon=True).start()
        answer, text = asked(folder, "GET", "/")
        product.shutdown()
    assert (answer.status, text) == (503, "our own page")
