"""`make run` prints the addresses and stops all it started; played here with two small programs."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path

import pytest

from deploy.environment import Place
from deploy.programs import check_port_free, free_ports

REPOSITORY = Path(__file__).parents[3]
#: Stands for the sandbox and for the product: answers every address with one person.
PROGRAM = """
import http.server, json, os, pathlib

class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"people": [{"full_name": "An Nhiên"}]}).encode())

pathlib.Path("NAME.pid").write_text(str(os.getpid()))
http.server.HTTPServer(("127.0.0.1", int(os.environ["VARIABLE"])), Answers).serve_forever()
"""

PORTS = ("PORT", "SANDBOX_PORT", "SANDBOX_MSSP_PORT", "SANDBOX_TOKEN_PORT")
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Run = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder whose `bff` and `sandbox` are found before the real ones."""
    for name, variable in (("bff", "PORT"), ("sandbox", "SANDBOX_PORT")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
        code = PROGRAM.replace("NAME", name).replace("VARIABLE", variable)
        (tmp_path / name / "__main__.py").write_text(code, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(programs: Path, loopback: None) -> Iterator[Run]:
    started: list[subprocess.Popen[str]] = []
    # All four, so that the tests pass while `make run` serves on its usual ports.
    ports = dict(zip(PORTS, map(str, free_ports(len(PORTS))), strict=True))
    own = {**ports, "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"}

    def start() -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.run_here"],
            cwd=programs,
            env={**os.environ, **own},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.communicate(timeout=30)


def test_make_run_prints_both_addresses_and_a_person_to_try(run: Run) -> None:
    told = _read_until(run(), "Ctrl-C")
    assert told.count("http://localhost:") >= 3
    assert "An Nhiên" in told


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_stops_both_programs(run: Run, programs: Path, number: signal.Signals) -> None:
    process = run()
    _read_until(process, "Ctrl-C")
    process.send_signal(number)
    assert process.wait(timeout=30) == 0
    assert not any(_is_alive(programs, name) for name in ("bff", "sandbox"))


@pytest.mark.parametrize("pair", list(permutations(ENDING, 2)))
def test_two_signals_at_once_leave_nothing_running(
    run: Run, programs: Path, pair: tuple[signal.Signals, signal.Signals]
) -> None:
    process = run()
    _read_until(process, "Ctrl-C")
    for number in pair:
        process.send_signal(number)
    assert process.wait(timeout=30) == 0
    assert not any(_is_alive(programs, name) for name in ("bff", "sandbox"))


def test_signals_in_the_middle_of_the_start_leave_nothing_running(run: Run, programs: Path) -> None:
    process = run()
    while not (programs / "sandbox.pid").exists():
        time.sleep(0.01)
    for number in ENDING * 20:
        process.send_signal(number)
    assert process.wait(timeout=30) == 0
    assert not any(_is_alive(programs, name) for name in ("bff", "sandbox"))


def test_a_killed_run_leaves_nothing_running_and_its_ports_free(run: Run, programs: Path) -> None:
    process = run()
    told = _read_until(process, "Ctrl-C")
    process.kill()
    process.wait(timeout=30)
    _wait_until(lambda: not any(_is_alive(programs, name) for name in ("bff", "sandbox")))
    for port in re.findall(r"http://localhost:(\d+)", told):
        check_port_free(int(port), variable="PORT")


def test_a_second_product_needs_only_a_port_of_its_own() -> None:
    first, second = Place.from_environment({}), Place.from_environment({"PORT": "8100"})
    assert (first.port, first.sandbox_port, first.mssp_port, first.token_port) == (8000, 8001, 8002, 8003)
    assert (second.port, second.sandbox_port, second.mssp_port, second.token_port) == (8100, 8101, 8102, 8103)
    assert (first.data_folder.name, second.data_folder.name) == (".data", ".data-8100")
    third = Place.from_environment({"SANDBOX_PORT": "9001"})
    assert (third.port, third.mssp_port, third.token_port) == (8000, 9002, 9003)


@pytest.mark.parametrize(("dies", "stays"), [("bff", "sandbox"), ("sandbox", "bff")])
def test_when_one_program_dies_the_other_is_stopped_and_the_reason_printed(
    run: Run, programs: Path, dies: str, stays: str
) -> None:
    process = run()
    _read_until(process, "Ctrl-C")
    os.kill(int((programs / f"{dies}.pid").read_text()), signal.SIGKILL)
    told, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "ended with exit code -9" in told
    assert not _is_alive(programs, stays)


def test_a_program_that_cannot_start_says_why(run: Run, programs: Path) -> None:
    (programs / "bff" / "__main__.py").write_text("raise SystemExit('bad setting PORT: makes no sense')")
    process = run()
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "bad setting PORT: makes no sense" in told


def test_a_second_run_says_that_the_port_is_taken(run: Run) -> None:
    _read_until(run(), "Ctrl-C")
    second = run()
    told, _ = second.communicate(timeout=30)
    assert second.returncode == 1
    assert "is taken by another program" in told


def _read_until(process: "subprocess.Popen[str]", mark: str) -> str:
    assert process.stdout is not None
    read = ""
    for line in process.stdout:
        read += line
        if mark in line:
            return read
    raise AssertionError(f"{mark!r} was never told:\n{read}")


def _wait_until(is_so: Callable[[], bool]) -> None:
    for _look in range(1_000):
        if is_so():
            return
        time.sleep(0.02)
    raise AssertionError("it never came")


def _is_alive(folder: Path, name: str) -> bool:
    noted = folder / f"{name}.pid"
    return noted.exists() and Path(f"/proc/{noted.read_text()}").exists()
