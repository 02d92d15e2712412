"""Firefox driven by its own remote protocol (Marionette): Debian has no driver for it.

Each message is its length, a colon, and a JSON array: [0, id, command, parameters], which is answered by
[1, id, error, result].
"""

import json
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.qa import eventually

FIREFOX = Path("/usr/bin/firefox-esr")
PORT = 2828
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # W3C WebDriver's name of a reference to an element


class Firefox:
    """One window."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._id = connection, 0
        self._receive()  # the greeting
        self.ask("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": False}}})

    def ask(self, command: str, parameters: Mapping[str, object]) -> Any:
        """Send one command and give its result.

        Raises:
            AssertionError: Firefox refuses it.
        """
        self._id += 1
        message = json.dumps([0, self._id, command, parameters])
        self._connection.sendall(f"{len(message.encode())}:{message}".encode())
        _kind, _id, error, result = self._receive()
        assert error is None, error
        return result

    def open(self, address: str) -> None:
        self.ask("WebDriver:Navigate", {"url": address})

    def run(self, script: str) -> Any:
        """Run *script*, which returns something, in the page."""
        return self.ask("WebDriver:ExecuteScript", {"script": script, "args": []})["value"]

    def press(self, selector: str) -> None:
        self.ask("WebDriver:ElementClick", {"id": self._find(selector)})

    def write(self, selector: str, text: str) -> None:
        self.ask("WebDriver:ElementSendKeys", {"id": self._find(selector), "text": text})

    def until_heading(self, heading: str) -> None:
        """Wait until this is the h1."""
        script = "return document.readyState === 'complete' && document.querySelector('h1')?.innerText"
        eventually(lambda: self.run(script) == heading, f"the heading {heading!r}")

    def _find(self, selector: str) -> str:
        found = self.ask("WebDriver:FindElement", {"using": "css selector", "value": selector})
        return str(found["value"][ELEMENT])

    def _receive(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._connection.recv(1)
        left, parts = int(length[:-1]), []
        while left:
            parts.append(self._connection.recv(left))
            left -= len(parts[-1])
        return json.loads(b"".join(parts))


@contextmanager
def firefox(language: str) -> Iterator[Firefox]:
    """Start Firefox without a window on the screen, with a new profile; end it at the end."""
    with tempfile.TemporaryDirectory(prefix="cuaso-firefox-") as profile:
        Path(profile, "user.js").write_text(
            f'user_pref("intl.accept_languages", "{language}");\n'
            f'user_pref("marionette.port", {PORT});\n'
            'user_pref("app.update.enabled", false);\n'
        )
        command = [str(FIREFOX), "--headless", "--marionette", "--no-remote", "--profile", profile]
        program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with eventually(_connect, "Firefox to listen", within_seconds=90) as connection:
                connection.settimeout(60)
                yield Firefox(connection)
        finally:
            program.terminate()
            program.wait(timeout=30)


def _connect() -> socket.socket | None:
    try:
        return socket.create_connection(("127.0.0.1", PORT), timeout=5)
    except OSError:
        return None
