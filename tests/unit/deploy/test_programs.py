"""Starting a program waits for its answer; its death is reported; stopping it stops its children."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.programs import PortTaken, Program, ProgramDied, check_port_free, free_ports

SERVER = "import http.server as h; h.test(h.SimpleHTTPRequestHandler, port={port}, bind='127.0.0.1')"
WITH_A_CHILD = """
import subprocess, sys, pathlib
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path("child").write_text(str(child.pid))
child.wait()
"""

StartProgram = Callable[[str], Program]


@pytest.fixture
def run(tmp_path: Path, loopback: None) -> Iterator[StartProgram]:
    programs: list[Program] = []

    def start(code: str) -> Program:
        (port,) = free_ports(1)
        program = Program(
            name="The server",
            command=["/bin/sh", "-c", 'cd "$1" && exec "$2" -c "$3"', "sh", str(tmp_path), sys.executable,
                     code.replace("{port}", str(port))],
            environment=dict(os.environ),
            log=tmp_path / "logs" / "server.log",
            answers_at=f"http://127.0.0.1:{port}/",
        )  # fmt: skip
        programs.append(program)
        program.start()
        return program

    yield start
    for program in programs:
        program.kill()


def test_a_program_is_waited_for_until_it_answers(run: StartProgram) -> None:
    program = run(SERVER)
    program.wait_until_answering(within_seconds=20)
    assert program.running


def test_a_program_that_dies_is_reported_with_its_last_output(run: StartProgram) -> None:
    program = run("raise SystemExit('SECRET_KEY: is not set')")
    with pytest.raises(ProgramDied, match=r"(?s)exit code 1.*SECRET_KEY: is not set"):
        program.wait_until_answering(within_seconds=20)


def test_a_program_that_never_answers_is_not_waited_for_forever(run: StartProgram) -> None:
    program = run("import time; time.sleep(60)")
    with pytest.raises(ProgramDied, match="gave no answer within 0 s"):
        program.wait_until_answering(within_seconds=0.2)


def test_a_stopped_program_runs_no_more_and_can_be_started_again(run: StartProgram) -> None:
    program = run(SERVER)
    program.wait_until_answering(within_seconds=20)
    first = program.pid
    program.restart()
    assert program.running
    assert program.pid != first


def test_a_killed_program_takes_its_children_along(run: StartProgram, tmp_path: Path) -> None:
    program = run(WITH_A_CHILD)
    child = int(_eventually((tmp_path / "child").read_text))
    program.kill()
    assert _eventually(lambda: not _is_alive(child))


def test_a_used_port_is_reported_with_the_variable_that_changes_it(loopback: None, run: StartProgram) -> None:
    program = run(SERVER)
    program.wait_until_answering(within_seconds=20)
    port = int(program.answers_at.rsplit(":", 1)[1].strip("/"))
    with pytest.raises(PortTaken, match=rf"Port {port} is taken.*SANDBOX_PORT="):
        check_port_free(port, variable="SANDBOX_PORT")


def _is_alive(pid: int) -> bool:
    """A zombie, waiting for its parent to look, is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _eventually(ask: Callable[[], object]) -> str:
    """Ask until the answer is true, for at most 10 s."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with suppress(FileNotFoundError):
            if answer := ask():
                return str(answer)
        time.sleep(0.02)
    raise AssertionError("it never happened")
