"""How a program is started, waited for and stopped: by its pid, with its output in a file.

Used by `make run` and by the end-to-end tests, so that both start the product in the same way.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

#: How long a program may take until it answers, in seconds; measured 1-3, a loaded machine needs more.
START_SECONDS = 60.0
#: How long a program may take to end by itself, in seconds, before it is killed.
STOP_SECONDS = 15.0
#: Pause between two looks at a program, in seconds.
LOOK_SECONDS = 0.05
#: How many last lines of its output are told when a program died.
LAST_LINES = 20


class ProgramDied(Exception):
    """A program ended, or never answered; the message holds the end of its output."""


class PortTaken(Exception):
    """Another program listens where ours should."""


@dataclass
class Program:
    """One program of ours as a child process in a session of its own: it gets only the signals we send."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    answers_at: str
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the program and return at once; `wait_until_answering` tells when it serves."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_answering(self, *, within_seconds: float = START_SECONDS) -> None:
        """Return as soon as the program answers with anything but a server error.

        Raises:
            ProgramDied: it ended, or gave no such answer in time.
        """
        deadline = time.monotonic() + within_seconds
        with httpx2.Client(trust_env=False, timeout=2.0) as client:
            while time.monotonic() < deadline:
                self.check_alive()
                with suppress(httpx2.TransportError):
                    if not client.get(self.answers_at).is_server_error:
                        return
                time.sleep(LOOK_SECONDS)
        raise ProgramDied(f"{self.name} gave no answer within {within_seconds:.0f} s.\n{self.last_lines()}")

    def check_alive(self) -> None:
        """Do nothing while the program runs.

        Raises:
            ProgramDied: it has ended; the message says how.
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
            ProgramDied: it was never started.
        """
        if self.process is None:
            raise ProgramDied(f"{self.name} was not started.")
        return self.process.pid

    def stop(self) -> None:
        """Ask the program to end (SIGTERM); kill it and its own children if it does not."""
        if self.process is None:
            return
        if self.running:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End the program and its children without a word, as a power cut would."""
        if self.process is None:
            return
        # The group outlives its leader: workers of a killed server go too.
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        """Stop the program, start it again and wait until it answers."""
        self.stop()
        self.start()
        self.wait_until_answering()

    def last_lines(self) -> str:
        """The end of what the program wrote."""
        if not self.log.exists():
            return ""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-LAST_LINES:])


def check_port_free(port: int, *, variable: str) -> None:
    """Do nothing when *port* of this machine is free.

    Raises:
        PortTaken: the message names *variable*, which chooses another port.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} is taken by another program. Stop it, or choose another port: "
                f"{variable}={port + 100} make run"
            ) from error


def free_ports(count: int) -> list[int]:
    """Return *count* different ports of this machine that nobody listens on now."""
    probes = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
