"""Hostile bytes cost their own check alone: the process that reads them is ended, and another takes over."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.verifiers.pki import Country
from verifiers.certificates import Certificate, CertificateVerifier, Children, TrustList
from verifiers.certificates.children import NAME
from verifiers.errors import TooMuchWork, UnexpectedAnswer, Unreachable
from verifiers.examination.messages import Message

#: A question whose answer is known, and costs nothing: bytes that are no certificate.
EASY: Message = {"task": "certificate", "certificate": b"", "counterpart": "test"}


@pytest.fixture
def children() -> Iterator[Children]:
    made = Children(processes=2, queue=1)
    yield made
    made.close()


def ask(children: Children) -> None:
    """Ask something easy; the answer is that the bytes can not be read."""
    now = datetime.now(UTC).isoformat()
    with pytest.raises(UnexpectedAnswer, match="cannot be read"):
        children.ask({**EASY, "moment": now, "trust": TrustList().to_message()})


def stopped_child(children: Children) -> int:
    """Start one child and stop it, as if it worked for ever; return its number."""
    ask(children)
    (pid,) = children.pids
    os.kill(pid, signal.SIGSTOP)
    return pid


@pytest.fixture
def beside() -> Iterator[Callable[[Callable[[], object]], "Future[object]"]]:
    with ThreadPoolExecutor(4) as pool:
        yield pool.submit


Beside = Callable[[Callable[[], object]], "Future[object]"]


def ended(asked: "Future[object]") -> bool:
    return isinstance(asked.exception(), TooMuchWork)


def until(happened: Callable[[], bool]) -> None:
    while not happened():
        os.sched_yield()


# ---------------------------------------------------------------- the deadline
def test_a_stranger_can_not_keep_a_process_at_work_beyond_its_deadline(children: Children) -> None:
    country = Country()
    trust = country.trust().to_message()
    trust["issuing"] *= 2_000  # stands for bytes that nobody foresaw: seconds of work for a reader in Python
    with pytest.raises(TooMuchWork):
        children.ask({**EASY, "moment": country.now.isoformat(), "trust": trust})
    assert (children.started, children.ended) == (1, 1)
    ask(children)
    assert (children.started, children.ended) == (2, 1)


def test_another_persons_check_goes_on_while_hostile_bytes_are_at_work(
    children: Children, beside: Beside
) -> None:
    country = Country()
    verifier = CertificateVerifier(
        "test", trust=country.trust(), revocation=country.revocation, children=children
    )
    pid = stopped_child(children)
    hostile = beside(lambda: children.ask(EASY))
    until(lambda: children.at_work == 1)
    certificate = country.authority.credential("sim_citizen").certificate
    assert isinstance(verifier.check(certificate, moment=country.now), Certificate)
    assert not hostile.done()
    os.kill(pid, signal.SIGKILL)
    assert ended(hostile)
    assert (children.started, children.ended) == (2, 1)


def test_a_process_that_is_killed_at_work_is_replaced(children: Children, beside: Beside) -> None:
    pid = stopped_child(children)
    asked = beside(lambda: children.ask(EASY))
    until(lambda: children.at_work == 1)
    os.kill(pid, signal.SIGKILL)
    assert ended(asked)
    ask(children)
    assert pid not in children.pids


def test_a_process_that_dies_idle_costs_no_person_anything(children: Children) -> None:
    ask(children)
    (pid,) = children.pids
    end = os.pidfd_open(pid)
    os.kill(pid, signal.SIGKILL)
    select.select([end], [], [])
    os.close(end)
    ask(children)
    assert (children.started, children.ended) == (2, 0)


def test_too_many_questions_are_told_to_try_again_and_not_refused(children: Children, beside: Beside) -> None:
    one = stopped_child(children)
    asked = [beside(lambda: children.ask(EASY))]
    until(lambda: children.at_work == 1)
    ask(children)  # starts the second child
    (two,) = children.pids - {one}
    os.kill(two, signal.SIGSTOP)
    asked += [beside(lambda: children.ask(EASY)) for _ in range(2)]  # one at work, one waits
    until(lambda: children.taken == 3)
    with pytest.raises(Unreachable) as told:
        children.ask(EASY)
    assert (told.value.counterpart, told.value.retry_after_seconds) == (NAME, 5)
    for pid in (one, two):
        os.kill(pid, signal.SIGKILL)
    assert sum(ended(one) for one in asked) == 2


def test_no_process_is_started_before_the_first_question() -> None:
    assert Children().started == 0


def test_one_process_is_enough_while_questions_come_one_by_one(children: Children) -> None:
    for _ in range(5):
        ask(children)
    assert children.started == 1


# ---------------------------------------------------------------- the product that starts them
#: Starts a child as the product does, tells its number, and then does as it is told.
PRODUCT = """
import os, signal, sys
from verifiers.certificates import Children
from verifiers.errors import UnexpectedAnswer
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background hands it on as ignored
children = Children()
try:
    children.ask({"task": "no such task", "counterpart": "test"})
except UnexpectedAnswer:
    print(*children.pids, flush=True)
sys.stdin.readline()
"""
ROOT = Path(__file__).parents[4]


@pytest.fixture
def product() -> Iterator["subprocess.Popen[str]"]:
    environment = {**os.environ, "SECRET_KEY": "0f1e2d3c", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", PRODUCT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=environment, cwd=ROOT,
    ) as started:  # fmt: skip
        yield started
        started.kill()


def child_of(product: "subprocess.Popen[str]") -> int:
    assert product.stdout is not None
    return next(int(line) for line in product.stdout if line.strip().isdecimal())  # between lines of the log


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_child_outlives_the_product(product: "subprocess.Popen[str]", number: signal.Signals) -> None:
    pid = child_of(product)
    end = os.pidfd_open(pid)
    product.send_signal(number)
    assert select.select([end], [], [], 60)[0]
    os.close(end)


def test_a_child_goes_on_when_a_terminal_stops_all_processes(product: "subprocess.Popen[str]") -> None:
    pid = child_of(product)
    end = os.pidfd_open(pid)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(pid, number)
    assert product.poll() is None
    product.communicate("\n")
    assert select.select([end], [], [], 60)[0]
    os.close(end)


def test_a_reader_of_hostile_bytes_holds_no_key(product: "subprocess.Popen[str]") -> None:
    environment = Path(f"/proc/{child_of(product)}/environ").read_bytes()
    assert b"PATH=" in environment
    assert b"0f1e2d3c" not in environment
    assert b"SECRET" not in environment


#: As a worker of the product: patched by gevent before anything else is imported. Prints what happened.
WORKER = """
import gevent.monkey
gevent.monkey.patch_all()
import os, signal, gevent
from verifiers.certificates import Children
from verifiers.errors import TooMuchWork, UnexpectedAnswer
children = Children(processes=1)
def ask():
    try:
        children.ask({"task": "no such task", "counterpart": "test"})
    except (TooMuchWork, UnexpectedAnswer) as error:
        return type(error).__name__
def asked():
    # gevent lets others go on while it learns whether a child lives: the question may not be sent yet
    greenlet = gevent.spawn(ask)
    while not children.at_work:
        gevent.sleep(0.001)
    return greenlet
print(ask())
(pid,) = children.pids
os.kill(pid, signal.SIGSTOP)
waiting = asked()
print("others go on", not waiting.ready())
waiting.kill()
print(ask(), children.pids == {pid}, children.taken)
(pid,) = children.pids
os.kill(pid, signal.SIGSTOP)
waiting = asked()
os.kill(pid, signal.SIGKILL)
print(waiting.get(), ask())
children.close()
"""


def test_other_requests_of_a_worker_go_on_while_a_process_is_at_work() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORKER], capture_output=True, text=True, check=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    told = [line for line in done.stdout.splitlines() if not line.startswith("20")]
    assert told == [
        "UnexpectedAnswer",
        "others go on True",
        "UnexpectedAnswer False 0",
        "TooMuchWork UnexpectedAnswer",
    ]
