"""A way to a server that can fall silent: a firewall that forgets, or a machine that lost its power."""

from contextlib import suppress
from pathlib import Path
from socket import AF_UNIX, SOCK_STREAM, socket
from threading import Thread


class Way:
    """A Unix socket that leads to another one; silent, it stays connected and passes nothing on."""

    def __init__(self, place: Path, behind: str) -> None:
        self._behind, self._open = behind, [socket(AF_UNIX, SOCK_STREAM)]
        self._silent: set[socket] = set()
        self._open[0].bind(str(place))
        self._open[0].listen()
        Thread(target=self._accept, daemon=True).start()

    def fall_silent(self) -> None:
        """Pass nothing on from now on, but for connections that are made later."""
        self._silent.update(self._open)

    def close(self) -> None:
        for one in self._open:
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, far = self._open[0].accept()[0], socket(AF_UNIX, SOCK_STREAM)
                far.connect(self._behind)
                self._open += [near, far]
                for pair in ((near, far), (far, near)):
                    Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket, target: socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if source not in self._silent:
                    target.sendall(data)
