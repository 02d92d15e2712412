"""The process that examines: ``python -m verifiers.examination``, started by the product alone.

It reads questions from standard input, which is a socket, and answers on it; it ends when the product closes
it, or is gone. The system ends it at once if one answer takes more processor time than the question
allows. Readers written in Python hold the interpreter's lock: a thread could not be ended, and would stop
all others.
"""

import os
import resource
import signal
import socket
from contextlib import suppress

from verifiers.examination.messages import Closed, receive, send
from verifiers.examination.tasks import answer

#: Far more than any examination needs; beyond it the process gets MemoryError instead of the machine's rest.
MAX_MEMORY_BYTES = 1024 * 1024 * 1024


def main() -> None:
    """Answer until the product closes the socket."""
    # A terminal or a service manager signals all processes; the product still needs answers while it stops.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):  # macOS refuses a limit on memory
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    with socket.socket(fileno=os.dup(0)) as way, suppress(Closed, OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a traceback may hold what was examined
        send(way, {"ready": True})
        while True:
            question = receive(way)
            signal.setitimer(signal.ITIMER_PROF, question["cpu_seconds"])
            examined = answer(question)
            signal.setitimer(signal.ITIMER_PROF, 0)
            send(way, {**examined, "number": question["number"]})


if __name__ == "__main__":
    main()
