"""The processes that examine certificates for this process: a few, started when needed, replaced when ended.

Strangers choose what is examined before anything is proved, and readers written in Python hold the
interpreter's lock. In another process, hostile bytes cost their own check alone: the process is ended at its
deadline and another takes its place, while the other children and the event loop go on.
"""

import atexit
import os
from contextlib import suppress
from functools import cache
from queue import Empty, LifoQueue
from threading import Lock
from typing import Final

import structlog

from verifiers.certificates.child import Child, Ended
from verifiers.errors import TooMuchWork, UnexpectedAnswer, Unreachable
from verifiers.examination.messages import Message

#: Processor time of one answer, in seconds; an ordinary one takes some 20 ms.
CPU_SECONDS: Final = 1.0
#: The longest wait for one answer, in seconds: the machine may be busy with other work.
ANSWER_SECONDS: Final = 6.0
#: The longest wait for a free child, in seconds.
FREE_SECONDS: Final = 10.0
#: When a person may try again if too many wait, in seconds.
RETRY_AFTER_SECONDS: Final = 5
#: The name under which trouble with the children is raised and logged.
NAME: Final = "certificate_work"

log = structlog.stdlib.get_logger()


class Children:
    """At most *processes* children, and *queue* questions that wait for one; for threads and greenlets."""

    def __init__(self, *, processes: int = 2, queue: int = 16) -> None:
        """Take the limits; no child is started before the first question."""
        if processes < 1 or queue < 0:
            raise ValueError("at least one process, and a queue of 0 or more")
        self._places = processes + queue
        self._lock = Lock()
        #: How many questions are being answered or waiting.
        self.taken = 0
        #: How many of them a child is answering.
        self.at_work = 0
        #: Last in, first out: a second child is started only when the first is at work.
        self._free: LifoQueue[Child | None] = LifoQueue()
        for _ in range(processes):
            self._free.put(None)
        #: How many children were started, and how many were ended because they gave no answer.
        self.started = 0
        self.ended = 0

    @property
    def pids(self) -> set[int]:
        """The numbers of the children that have nothing to do now."""
        return {child.pid for child in self._free.queue if child is not None}

    def ask(self, question: Message) -> Message:
        """Let a child answer *question*; see `verifiers.examination.tasks`.

        Raises:
            Unreachable: too many questions wait. Nothing was examined.
            TooMuchWork: the child was ended at its deadline, or died. Nothing is known about what it read.
            CounterpartTrouble: as the examination raised it.
        """
        with self._lock:
            if self.taken >= self._places:
                raise Unreachable(NAME, "too many wait", retry_after_seconds=RETRY_AFTER_SECONDS)
            self.taken += 1
        try:
            answer = self._answer(question)
        finally:
            with self._lock:
                self.taken -= 1
        return self._unless_trouble(answer, question)

    def close(self) -> None:
        """End all children that are not at work; those at work end when this process does."""
        free: list[Child | None] = []
        with suppress(Empty):
            while True:
                free.append(self._free.get_nowait())
        for child in free:
            if child is not None:
                child.end()
            self._free.put(None)

    def _answer(self, question: Message) -> Message:
        try:
            child = self._free.get(timeout=FREE_SECONDS)
        except Empty:
            raise Unreachable(NAME, "all are busy", retry_after_seconds=RETRY_AFTER_SECONDS) from None
        kept: Child | None = None
        try:
            child = self._running(child)
            self._count_at_work(1)
            try:
                answer = child.ask({**question, "cpu_seconds": CPU_SECONDS}, seconds=ANSWER_SECONDS)
            finally:
                self._count_at_work(-1)
            kept = child
        except Ended:
            self.ended += 1
            log.warning("certificate_child_ended", task=question["task"])
            raise TooMuchWork(NAME, "gave no answer before its deadline") from None
        finally:
            # Also after a killed greenlet: a child that was not heard out would answer the next question.
            if kept is None and child is not None:
                child.end()
            self._free.put(kept)
        return answer

    def _count_at_work(self, change: int) -> None:
        with self._lock:
            self.at_work += change

    def _running(self, child: Child | None) -> Child:
        if child is not None and child.is_alive:
            return child
        if child is not None:  # it died while it had nothing to do, for instance for want of memory
            child.end()
        self.started += 1
        return Child()

    def _unless_trouble(self, answer: Message, question: Message) -> Message:
        match answer:
            case {"trouble": "silence"}:
                raise Unreachable(answer["counterpart"], answer["reason"])
            case {"trouble": _}:
                raise UnexpectedAnswer(answer["counterpart"], answer["reason"])
            case {"fault": kind}:
                log.warning("certificate_fault", task=question["task"], kind=kind)
                raise UnexpectedAnswer(question["counterpart"], "sent something that cannot be examined")
            case _:
                return answer


def children_of_this_process(*, processes: int = 2, queue: int = 16) -> Children:
    """Return the children that all methods of this process share."""
    return _children(os.getpid(), processes, queue)


@cache
def _children(_pid: int, processes: int, queue: int) -> Children:
    """Make the children once for each process: after a fork, two processes would read the same answers."""
    children = Children(processes=processes, queue=queue)
    atexit.register(children.close)
    return children
