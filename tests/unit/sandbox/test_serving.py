"""The sandbox serves as a program of its own, to many at once."""

import http.client
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from deploy.programs import Program, free_ports
from sandbox.__main__ import table
from sandbox.people.table import PEOPLE
from tests.unit.sandbox.asking import SEND

pytestmark = pytest.mark.usefixtures("loopback")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[httpx2.Client]:
    """A client of a sandbox on a port of its own."""
    port = free_ports(1)[0]
    program = Program(
        name="The sandbox",
        command=[sys.executable, "-m", "sandbox"],
        environment={"SANDBOX_PORT": str(port), "PYTHONUTF8": "1", "PYTHONPATH": str(Path.cwd())},
        log=tmp_path / "sandbox.log",
        answers_at=f"http://localhost:{port}/qa/people",
    )
    program.start()
    try:
        program.wait_until_answering()
        with httpx2.Client(base_url=f"http://localhost:{port}", trust_env=False, timeout=20) as client:
            yield client
    finally:
        program.stop()


def test_a_slow_answer_keeps_nobody_else_waiting(served: httpx2.Client) -> None:
    served.patch("/qa/knobs/sms", json={"delay_seconds": 3})
    asked = threading.Thread(target=served.post, args=(SEND,), kwargs={"json": {}})
    asked.start()
    quick = [served.get("/carrier").elapsed.total_seconds() for _ in range(10)]
    assert asked.is_alive()
    asked.join()
    assert max(quick) < 2


def test_a_refused_connection_is_hung_up_and_the_next_one_is_served(served: httpx2.Client) -> None:
    served.patch("/qa/knobs/carrier", json={"outage": "refuse"})
    with pytest.raises(httpx2.TransportError):
        served.get("/carrier")
    served.post("/qa/reset")
    assert served.get("/carrier").status_code == 200


def test_one_connection_answers_question_after_question_whatever_was_asked(served: httpx2.Client) -> None:
    connection = http.client.HTTPConnection("localhost", served.base_url.port)
    connection.connect()
    its_socket = connection.sock
    told = []
    for method, path, body in (
        ("POST", "/nobody/reads/this", "GET /qa/people HTTP/1.1\r\n\r\n"),
        ("HEAD", "/qa/people", None),
        ("GET", "/qa/people", None),
    ):
        connection.request(method, path, body=body)
        answer = connection.getresponse()
        told.append((answer.status, bool(answer.read())))
    assert told == [(404, True), (200, False), (200, True)]
    assert connection.sock is its_socket
    connection.close()


def test_the_terminal_shows_one_line_a_person() -> None:
    lines = table().splitlines()
    assert len(lines) == len(PEOPLE)
    assert lines[0].startswith("0900 000 001  000190000001  1990-03-27  Nguyễn Thị Lan ")
