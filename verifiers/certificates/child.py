"""One process that examines certificates, as its parent sees it: started, asked with a deadline, ended.

It works with and without gevent: a socket waits cooperatively if gevent patched it. The child is a fresh
interpreter, so it inherits no event loop, no connection and no key: only the environment variables that an
interpreter needs to start.
"""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from verifiers.examination.messages import Closed, Message, receive, send

#: Where the package of this file is, which is where ``python -m`` finds it.
ROOT: Final = Path(__file__).parents[2]
#: The environment variables that a child gets. The product's own hold its keys.
PASSED_ON: Final = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "PYTHONUTF8", "VIRTUAL_ENV")
#: Seconds until a started child is ready; assumption: an interpreter starts within this time on any machine.
START_SECONDS: Final = 30.0


class Ended(Exception):
    """The child took too long, or died; it gave no answer."""


class Child:
    """One running child. It answers one question at a time; `Children` sees to that."""

    def __init__(self) -> None:
        """Start the child; `ask` waits until it is ready."""
        self._way, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "verifiers.examination"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd=ROOT,
                env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
            )
        self._is_ready = False
        self._asked = 0

    @property
    def pid(self) -> int:
        """The number of the process."""
        return int(self._process.pid)

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def ask(self, question: Message, *, seconds: float) -> Message:
        """Put one question and wait for its answer.

        After `Ended`, and after any other exception, the caller must `end` this child: it may still be at
        work on this question, and its next answer would be taken for the answer to another.

        Args:
            question: its ``cpu_seconds`` are the processor time after which the system ends the child.

        Raises:
            Ended: the child died, or did not answer within *seconds*.
        """
        self._asked += 1
        try:
            if not self._is_ready:
                self._way.settimeout(START_SECONDS)
                self._is_ready = bool(receive(self._way).get("ready"))
            return self._exchange({**question, "number": self._asked}, until=time.monotonic() + seconds)
        except (Closed, OSError) as error:
            raise Ended from error

    def end(self) -> None:
        """End the process at once."""
        self._way.close()
        self._process.kill()
        self._process.wait()

    def _exchange(self, question: Message, *, until: float) -> Message:
        self._way.settimeout(max(0.01, until - time.monotonic()))
        send(self._way, question)
        # A socket's timeout counts for each part, but an answer comes in few parts, and only from our child.
        self._way.settimeout(max(0.01, until - time.monotonic()))
        answer = receive(self._way)
        if answer.get("number") != question["number"]:
            raise Closed
        return answer
