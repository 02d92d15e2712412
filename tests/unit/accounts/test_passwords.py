"""Passwords are hashed with a standard algorithm, in a queue, without blocking other requests."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import gevent
import pytest
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from accounts.hashing import Busy
from accounts.passwords import Passwords
from bff.rules.guesses import guesses

PASSWORD = "Hoà bình 2021 !"
ROOT = Path(__file__).parents[3]


def pages_served_until(done: gevent.Greenlet) -> int:
    """Serve one light page after the other, as a busy worker does, until *done*."""
    pages = 0
    while not done.ready():
        gevent.sleep(0.001)
        pages += 1
    return pages


def least_processor_time(work: Callable[[], object]) -> float:
    """Seconds the whole process computes for *work*, whatever else the machine does; the least of five."""
    seconds = []
    for _ in range(5):
        before = time.process_time()
        work()
        seconds.append(time.process_time() - before)
    return min(seconds)


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(threads=2, queue=8)


@pytest.fixture(scope="module")
def phc() -> str:
    """The hash of PASSWORD."""
    return Passwords(threads=1, queue=0).hash(PASSWORD)


def test_a_hash_is_a_standard_string_with_its_parameters(phc: str) -> None:
    assert phc.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "\0" not in phc


def test_only_the_right_password_is_verified(passwords: Passwords, phc: str) -> None:
    assert passwords.verify(phc, PASSWORD)
    assert not passwords.verify(phc, PASSWORD.lower())
    assert not passwords.verify(phc, "")


def test_the_same_password_twice_gives_two_hashes(passwords: Passwords, phc: str) -> None:
    assert passwords.hash(PASSWORD) != phc


def test_a_password_is_the_same_typed_composed_or_decomposed(passwords: Passwords) -> None:
    assert passwords.verify(passwords.hash("Hòa@2021"), "Ho\N{COMBINING GRAVE ACCENT}a@2021")


def test_another_library_verifies_our_hashes(phc: str) -> None:
    Argon2id.verify_phc_encoded(PASSWORD.encode(), phc)
    with pytest.raises(InvalidKey):
        Argon2id.verify_phc_encoded(b"another", phc)


@pytest.mark.parametrize(("lanes", "memory_cost"), [(1, 19456), (1, 8192), (4, 65536)])
def test_we_verify_hashes_of_another_library(passwords: Passwords, lanes: int, memory_cost: int) -> None:
    other = Argon2id(salt=b"sixteen bytes of", length=32, iterations=2, lanes=lanes, memory_cost=memory_cost)
    phc = other.derive_phc_encoded(b"Password@1")
    assert passwords.verify(phc, "Password@1")
    assert not passwords.verify(phc, "Password@2")


@pytest.mark.parametrize(
    "foreign",
    [
        "",
        "plain",
        "$argon2id$",
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$",
        "$argon2id$v=19$m=19456,t=2,p=1$====$====",
        "$argon2id$v=19$m=9999999,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$c2FsdHNhbHRzYWx0c2FsdHNhbHRzYWx0",
        "$argon2id$v=19$m=19456,t=999,p=1$c2FsdHNhbHRzYWx0c2FsdA$c2FsdHNhbHRzYWx0c2FsdHNhbHRzYWx0",
        "$argon2id$v=19$m=1,t=0,p=9$c2FsdHNhbHRzYWx0c2FsdA$c2FsdHNhbHRzYWx0c2FsdHNhbHRzYWx0",
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$" + "A" * 300,
        "$2b$12$abcdefghijklmnopqrstuuxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "$argon2id$v=19$m=19456,t=2,p=1$sạlt$hạsh",
        "\0" * 64,
    ],
)
def test_a_foreign_hash_verifies_nothing_and_asks_for_an_upgrade(passwords: Passwords, foreign: str) -> None:
    assert passwords.verify(foreign, PASSWORD) is False
    assert passwords.needs_upgrade(foreign)


@pytest.mark.parametrize(
    "password", ["", "a\0b", "128 " * 32, "ữ" * 1365, "\N{FACE WITH TEARS OF JOY}" * 1000]
)
def test_unusual_passwords_are_hashed_like_any_other(passwords: Passwords, password: str) -> None:
    phc = passwords.hash(password)
    assert passwords.verify(phc, password)
    assert not passwords.verify(phc, password + "a")


@pytest.mark.parametrize("impossible", ["a" * 4097, "ữ" * 1366, "\ud800"])
def test_an_impossible_password_is_refused_and_never_verified(
    passwords: Passwords, phc: str, impossible: str
) -> None:
    with pytest.raises(ValueError, match="4096 bytes"):
        passwords.hash(impossible)
    assert passwords.verify(phc, impossible) is False
    passwords.verify_nothing(impossible)


@pytest.mark.parametrize(
    ("parameters", "needed"),
    [
        ("m=19456,t=2,p=1", False),
        ("m=19456,t=1,p=1", True),
        ("m=8192,t=2,p=1", True),
        ("m=19456,t=2,p=2", True),
    ],
)
def test_a_hash_with_other_parameters_needs_an_upgrade(
    passwords: Passwords, phc: str, parameters: str, *, needed: bool
) -> None:
    assert passwords.needs_upgrade(phc.replace("m=19456,t=2,p=1", parameters)) is needed


def test_hashing_does_not_block_other_pages(passwords: Passwords) -> None:
    hashing = gevent.spawn(passwords.hash, PASSWORD)
    assert pages_served_until(hashing) > 2
    assert hashing.get().startswith("$argon2id$")


def test_a_stranger_can_not_hold_up_other_pages_with_a_password_that_is_hard_to_judge(
    passwords: Passwords,
) -> None:
    hard = "".join("nguyenthuonghuyenkhoai"[place % 22] for place in range(32)) + "A1!"
    judging = gevent.spawn(passwords.judge, lambda: [guesses(hard) for _ in range(3)])
    assert pages_served_until(judging) > 2
    assert len(judging.get()) == 3


def test_a_request_beyond_the_queue_raises_busy() -> None:
    passwords = Passwords(threads=1, queue=1)
    hashing = [gevent.spawn(passwords.hash, PASSWORD) for _ in range(2)]
    gevent.sleep(0)
    for refused in (passwords.hash, passwords.verify_nothing):
        with pytest.raises(Busy) as busy:
            refused(PASSWORD)
        assert busy.value.retry_after_seconds >= 1
    gevent.joinall(hashing, raise_error=True)
    assert passwords.verify(hashing[0].value, PASSWORD)


def test_an_abandoned_request_frees_its_place_when_its_hash_is_done() -> None:
    passwords = Passwords(threads=1, queue=2)
    first, *impatient = [gevent.spawn(passwords.hash, PASSWORD) for _ in range(3)]
    gevent.sleep(0)
    gevent.killall(impatient)
    first.get()
    while passwords.taken:
        gevent.sleep(0.001)
    all_places = [gevent.spawn(passwords.hash, PASSWORD) for _ in range(3)]
    gevent.joinall(all_places, raise_error=True)


def test_an_unknown_account_costs_the_same_work_as_a_known_one(passwords: Passwords, phc: str) -> None:
    known = least_processor_time(lambda: passwords.verify(phc, "wrong"))
    unknown = least_processor_time(lambda: passwords.verify_nothing("wrong"))
    assert known / 2 < unknown < known * 2


def test_hashing_works_the_same_after_monkey_patching() -> None:
    command = [sys.executable, "-W", "error", "-m", "tests.unit.accounts.patched"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert json.loads(done.stdout) == {"verified": [True] * 4, "pages_went_on": True, "busy": True}
