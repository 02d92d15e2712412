"""Three wrong PINs lock a real token, and the sandbox's computer behaves the same.

SoftHSM2 never locks; the software token of Debian's opencryptoki does. It needs root and a daemon and keeps
its state in the system, so it is not installed for the tests: where it is, this runs.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from sandbox.settings import SandboxSettings
from sandbox.state import Sandbox
from sandbox.token_helper.computer import PIN_TRIES, Outcome, Prompt, TokenComputer
from tests.support.qa import eventually

LIBRARY = next(Path("/usr/lib").glob("*/opencryptoki/libopencryptoki.so.0"), None)
SOCKET = Path("/run/pkcsslotd.socket")
SLOT, LABEL, PIN, SO_PIN = "3", "cuaso-lock", "123456", "12345678"
#: As the token is made; both have to be changed before it is used.
FIRST_SO_PIN, FIRST_PIN = "87654321", "654321"


@pytest.fixture
def locking_token() -> Iterator[None]:
    """A fresh token of opencryptoki, its daemon running."""
    if LIBRARY is None or shutil.which("pkcsslotd") is None or os.geteuid() != 0:
        pytest.skip("Debian's opencryptoki is not installed, or we are not root: the lock is only played")
    SOCKET.unlink(missing_ok=True)
    daemon = subprocess.Popen(["pkcsslotd", "-f"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        eventually(SOCKET.exists, "the daemon to listen")
        if "TOKEN_INITIALIZED" in _run("pkcsconf", "-t", "-c", SLOT):
            pytest.skip("opencryptoki's software token was used before; it is tried once, when it is new")
        for pins in (
            ("-I", "-S", FIRST_SO_PIN), ("-P", "-S", FIRST_SO_PIN, "-n", SO_PIN),
            ("-u", "-S", SO_PIN, "-n", FIRST_PIN), ("-p", "-U", FIRST_PIN, "-n", PIN),
        ):  # fmt: skip
            _run("pkcsconf", "-c", SLOT, *pins)
        yield
    finally:
        daemon.kill()  # on SIGTERM it waits for every process that has used it
        daemon.wait(timeout=10)


def _run(*command: str) -> str:
    """Run a program that may ask for the label of a new token; give what it says."""
    asked = f"{LABEL}\n".encode()
    done = subprocess.run(command, input=asked, check=False, capture_output=True, timeout=20)
    return done.stdout.decode()


#: Run apart, because the library holds on to the daemon for as long as its process lives.
TRIES = """
import sys, pkcs11
token = pkcs11.lib(sys.argv[1]).get_token(token_label=sys.argv[2])
for pin in sys.argv[3:]:
    try:
        token.open(user_pin=pin).close()
    except pkcs11.exceptions.PKCS11Error as refusal:
        print(type(refusal).__name__)
"""


@pytest.mark.usefixtures("locking_token")
def test_a_real_token_locks_after_as_many_wrong_pins_as_the_played_one() -> None:
    tried = _run(sys.executable, "-c", TRIES, str(LIBRARY), LABEL, "000000", "000001", "000002", PIN)
    assert tried.split() == ["PinIncorrect"] * PIN_TRIES + ["PinLocked"]


def test_the_played_lock_refuses_the_right_pin_too() -> None:
    computer = Sandbox(SandboxSettings()).computer
    computer.set_up(plugged="token_150")
    outcomes = []
    for pin in ("000000", "000001", "000002"):
        Thread(target=_answer, args=(computer, pin), daemon=True).start()
        outcomes.append(computer.sign(bytes(32), Prompt("origin", "helper", "")))
    assert outcomes == [Outcome.WRONG_PIN, Outcome.WRONG_PIN, Outcome.BLOCKED]
    assert computer.sign(bytes(32), Prompt("origin", "helper", "")) is Outcome.BLOCKED


def _answer(computer: TokenComputer, pin: str) -> None:
    eventually(lambda: computer.answer(pin), "a dialog")
