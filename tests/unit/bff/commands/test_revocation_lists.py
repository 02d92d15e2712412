"""The command that keeps lists of revoked certificates fresh, and what operators are told of their age."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from structlog.testing import capture_logs

from bff.commands.__main__ import main
from tests.unit.verifiers.lists.issued import DAY, NOW, Realm, authority, holder, make_list, point
from verifiers.certificates import Certificate


class Host(ThreadingHTTPServer):
    """An authority's host, which is also the proxy to it: the last part of an address names the page."""

    daemon_threads = True

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        host = self.server
        assert isinstance(host, Host)
        host.asked.append(self.path)
        page = host.pages.get("/" + self.path.rpartition("/")[2])
        self.send_response(200 if page else 404)
        self.send_header("Content-Length", str(len(page or b"")))
        self.end_headers()
        self.wfile.write(page or b"")

    def log_message(self, *_: object) -> None:
        """Keep the tests' output empty."""


@pytest.fixture
def host(loopback: None) -> Iterator[Host]:
    with Host() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


ROOT = authority("Test Root")
ISSUER = authority("Test CA", ROOT, [point("http://crl.test/root.crl")])


def settings(folder: Path, **more: str) -> dict[str, str]:
    """The settings of an operator whose two authorities are known; no key, no database."""
    (folder / "roots.pem").write_bytes(ROOT.certificate.public_bytes(Encoding.PEM))
    (folder / "issuing.der").write_bytes(ISSUER.certificate.public_bytes(Encoding.DER))
    names = {"SIM_ROOTS_FILE": str(folder / "roots.pem"), "USB_ISSUING_FILE": str(folder / "issuing.der")}
    return {**names, "REVOCATION_URLS": "http://crl.test/", **more}


def run(environment: dict[str, str], *arguments: str) -> int:
    return main(["fetch-revocation-lists", *arguments], environment)


def test_copies_are_fetched_through_the_proxy_without_keys_or_a_database(
    tmp_path: Path, host: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    host.pages = {"/root.crl": make_list(ROOT), "/ca.crl": make_list(ISSUER)}
    lists = tmp_path / "lists"
    environment = settings(tmp_path, REVOCATION_FILES=f"http://crl.test/={lists}", REVOCATION_PROXY=host.url)
    assert run(environment, "http://crl.test/ca.crl") == 0
    assert sorted(file.name for file in lists.iterdir()) == ["ca.crl", "root.crl"]
    assert sorted(host.asked) == ["http://crl.test/ca.crl", "http://crl.test/root.crl"]
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("http")]
    assert len(told) == 2
    assert all("replaced; 1 h old, ends" in line and "in 23 h, 0 revoked" in line for line in told)
    assert run(environment) == 0  # what lies in the folder is refreshed from now on
    assert "unchanged" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "answered 404"),
        (b"no list", "no list that can be read"),
        (make_list(ROOT, made=NOW - 3 * DAY), "out of date"),
    ],
)
def test_a_copy_that_can_not_be_refreshed_is_an_alarm(
    tmp_path: Path, host: Host, capsys: pytest.CaptureFixture[str], body: bytes, why: str
) -> None:
    host.pages["/root.crl"] = body
    file = tmp_path / "root.crl"
    files = f"http://crl.test/root.crl={file}"
    assert run(settings(tmp_path, REVOCATION_FILES=files, REVOCATION_PROXY=host.url)) == 1
    assert why in capsys.readouterr().out
    assert not file.exists()


@pytest.mark.parametrize(("hours", "status"), [(1, 0), (19, 1), (30, 1)])
def test_a_copy_that_ends_soon_is_an_alarm(tmp_path: Path, hours: int, status: int) -> None:
    file = tmp_path / "root.crl"
    file.write_bytes(make_list(ROOT, made=NOW - timedelta(hours=hours)))
    files = f"http://crl.test/root.crl={file}"
    assert run(settings(tmp_path, REVOCATION_FILES=files), "--show") == status


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"REVOCATION_FILES": "nonsense"},
        {"REVOCATION_FILES": "http://crl.test/a=/tmp/a", "SIM_ROOTS_FILE": "/nowhere"},
        {"REVOCATION_FILES": "http://crl.test/a=/tmp/a", "REVOCATION_TIMEOUT_SECONDS": "soon"},
    ],
)
def test_wrong_settings_are_told(
    tmp_path: Path, wrong: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run({**settings(tmp_path), **wrong}) == 2
    assert "fetch-revocation-lists" in capsys.readouterr().err


def test_a_list_in_use_that_ends_soon_is_logged_once_an_hour() -> None:
    realm = Realm(alarm=DAY)
    address = "http://crl.test/ca.crl"
    realm.web.serve(address, make_list(realm.issuer, made=NOW - timedelta(hours=20)))
    with capture_logs() as logs:
        for _ in range(3):
            assert isinstance(realm.check(holder(realm.issuer, [point(address)])), Certificate)
    alarms = [one for one in logs if one["event"] == "revocation_list_ends_soon"]
    assert [(one["url"], one["hours_left"]) for one in alarms] == [(address, 4.0)]
