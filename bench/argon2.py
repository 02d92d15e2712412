"""The bare cost of one password on this machine: argon2id of libsodium with the product's parameters."""

import multiprocessing
import time

from nacl.bindings import crypto_pwhash_ALG_ARGON2ID13, crypto_pwhash_str_alg, crypto_pwhash_str_verify

from accounts.passwords import MEMORY_KIBIBYTES, PASSES
from bench.figures import median

_SECRET = b"Nha-3-tang"


def cpu_ms(*, runs: int = 20) -> float:
    """Return the median CPU time of one verification in this thread, in milliseconds."""
    phc = _phc()
    used = []
    for _ in range(runs):
        began = time.thread_time()
        crypto_pwhash_str_verify(phc, _SECRET)
        used.append((time.thread_time() - began) * 1000)
    return median(used)


def per_second(*, processes: int, seconds: float = 3.0) -> float:
    """Return the verifications per second of *processes* parallel processes with one core each.

    The rate is per second of CPU time, because on a shared machine other programs use the same cores.
    """
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return sum(pool.map(_rate, [seconds] * processes, chunksize=1))


def _rate(seconds: float) -> float:
    """Verify for this many seconds; return the verifications per second of CPU time."""
    phc, done = _phc(), 0
    until, began = time.monotonic() + seconds, time.thread_time()
    while time.monotonic() < until:
        crypto_pwhash_str_verify(phc, _SECRET)
        done += 1
    return done / (time.thread_time() - began)


def _phc() -> bytes:
    """Hash the password, as a text in PHC format with the salt and the parameters."""
    encoded: bytes = crypto_pwhash_str_alg(
        _SECRET, PASSES, MEMORY_KIBIBYTES * 1024, crypto_pwhash_ALG_ARGON2ID13
    )
    return encoded
