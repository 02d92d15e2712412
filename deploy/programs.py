"""Start a program, wait until it responds, and stop it by its pid; its output goes to a file.

`make run`, the end-to-end tests and the measurements use this, so they all start the product in the same way.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

#: A program must respond within this time, in seconds; it needs 1-3, and more on a loaded machine.
START_SECONDS = 60.0
#: A program that runs this long after SIGTERM is killed, in seconds.
STOP_SECONDS = 15.0
#: Pause between two checks of a starting program, in seconds.
LOOK_SECONDS = 0.05
#: An error message shows this many last lines of a program's output.
LAST_LINES = 20
#: Ends a program with this process (`bff.serving.wire.tied`), by its path: the product is not imported.
_TIED = (sys.executable, "-I", "-S", str(Path(__file__).parents[1] / "bff" / "serving" / "wire" / "tied.py"))


class ProgramDied(Exception):
    """A program ended or never responded; the message holds the end of its output."""


class PortTaken(Exception):
    """Another program listens on a port that ours needs."""


@dataclass
class Program:
    """One program as a child process, which ends with this process, even if it is killed.

    It has its own session, so Ctrl-C in the terminal does not reach it.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    answers_at: str
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the program and return at once; `wait_until_answering` waits for it."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [*_TIED, str(os.getpid()), *self.command],
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_answering(
        self, *, within_seconds: float = START_SECONDS, between_looks: Callable[[], None] = lambda: None
    ) -> None:
        """Return as soon as the program sends a response that is not a server error.

        Args:
            between_looks: called between two looks; an exception of it ends the wait.

        Raises:
            ProgramDied: the program ended, or did not respond in time.
        """
        deadline = time.monotonic() + within_seconds
        with httpx2.Client(trust_env=False, timeout=2.0) as client:
            while time.monotonic() < deadline:
                self.check_alive()
                between_looks()
                with suppress(httpx2.TransportError):
                    if not client.get(self.answers_at).is_server_error:
                        return
                time.sleep(LOOK_SECONDS)
        raise ProgramDied(f"{self.name} gave no answer within {within_seconds:.0f} s.\n{self.last_lines()}")

    def check_alive(self) -> None:
        """Return if the program runs.

        Raises:
            ProgramDied: the program ended; the message holds its exit code.
        """
        if self.process is not None and self.process.poll() is not None:
            code = self.process.returncode
            raise ProgramDied(f"{self.name} ended with exit code {code}.\n{self.last_lines()}")

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self) -> int:
        """The process id of the running program.

        Raises:
            ProgramDied: the program was never started.
        """
        if self.process is None:
            raise ProgramDied(f"{self.name} was not started.")
        return self.process.pid

    def stop(self) -> None:
        """Send SIGTERM, and kill the program and its children if it does not end in time."""
        if self.process is None:
            return
        if self.running:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """Kill the program and its children at once, as a power cut would end them."""
        if self.process is None:
            return
        # The process group outlives its leader, so this also ends the workers of a server that is dead.
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        """Stop the program, start it again and wait until it responds."""
        self.stop()
        self.start()
        self.wait_until_answering()

    def last_lines(self) -> str:
        """Return the last lines of the program's output."""
        if not self.log.exists():
            return ""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-LAST_LINES:])


def check_port_free(port: int, *, variable: str) -> None:
    """Return if no program listens on *port*.

    Raises:
        PortTaken: the message names *variable*, which sets another port.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # Without SO_REUSEADDR, closed connections in TIME_WAIT would make a free port look taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} is taken by another program. Stop it, or choose another port: "
                f"{variable}={port + 100} make run"
            ) from error


def free_ports(count: int) -> list[int]:
    """Return *count* different ports that no program listens on now."""
    # All sockets stay open until the end, so that the kernel does not give the same port twice.
    probes = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
