"""Runs a program that ends with its parent: ``python bff/serving/wire/tied.py PARENT COMMAND …``.

A parent that is killed (``kill -9``, the system's memory killer) stops no child itself. So the child asks the
kernel for SIGTERM at that moment (prctl(2), PR_SET_PDEATHSIG), and then becomes the program: its process id
stays. The kernel watches the thread that started the child. On other systems than Linux nothing is asked.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


def tied(*command: str) -> list[str]:
    """Return the words that run *command* as a child of this process, and end it with this process."""
    # -I and -S: the wrapper itself needs the standard library alone
    return [sys.executable, "-I", "-S", str(Path(__file__).resolve()), str(os.getpid()), *command]


def main(arguments: Sequence[str]) -> None:
    """Become the program, unless the parent died before."""
    parent, *command = arguments
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() == int(parent):
        os.execvp(command[0], command)  # noqa: S606 - no shell: the words of the parent


if __name__ == "__main__":
    main(sys.argv[1:])
