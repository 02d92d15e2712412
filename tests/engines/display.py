"""A screen without a monitor, for what a browser shows outside its pages: its own questions."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def display() -> Iterator[str]:
    """Start Xvfb; yield the name of its display."""
    reading, writing = os.pipe()
    # Xvfb looks for a free number and writes it to this descriptor when it serves
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1000x800x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


class Keyboard:
    """The keys that a person presses in the browser's own windows."""

    def __init__(self, name: str) -> None:
        self._surroundings = {**os.environ, "DISPLAY": name}

    def press(self, *keys: str) -> None:
        """Press these keys, one after the other: ``Return``, ``alt+shift+a``."""
        for key in keys:
            subprocess.run(["xdotool", "key", key], env=self._surroundings, check=True)
            time.sleep(0.3)  # the browser moves its focus between two keys of a person


class Question:
    """Chromium's question whether a page may reach programs on this device.

    Alt+Shift+A puts the focus on an open question; its buttons are Block and Allow, in this order.
    """

    def __init__(self, keyboard: Keyboard) -> None:
        self._keyboard = keyboard

    def allow(self) -> None:
        self._keyboard.press("alt+shift+a", "Tab", "Return")

    def block(self) -> None:
        self._keyboard.press("alt+shift+a", "Return")

    def put_away(self) -> None:
        self._keyboard.press("alt+shift+a", "Escape")
