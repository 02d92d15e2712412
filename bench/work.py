"""Measure the proof of work before a code (pwa/solver.js) in Chromium, also with a slowed CPU.

The worker's script runs in the page's own thread here, because Chromium slows only that. The rate is that of
the fastest of many short runs, so that other load on the machine does not count; the times follow from it.
"""

import os
import secrets

from playwright.sync_api import Page, sync_playwright

from bench.figures import Table, percentile
from bench.transfer import CHROMIUM
from bff.rules.work import PARTS
from bff.serving.bundle import find_bundle
from bff.settings.settings import Settings

#: How many times slower than this machine; Chromium's developer tools offer 4 and 6 to stand for phones.
SLOWED = (1, 4, 6)
RUNS = 60
SHORT_BITS = 12
#: Solves a challenge; returns the milliseconds and the number of hashes.
_SOLVE = """challenge => {
  let answer;
  self.postMessage = (text) => { answer = text; };
  const began = performance.now();
  self.onmessage({ data: challenge });
  const numbers = answer.split(".").pop().split("-").map(Number);
  return [performance.now() - began, numbers.reduce((sum, number) => sum + number + 1, 0)];
}"""


def measure() -> list[Table]:
    """Measure, and return the table."""
    least, most = Settings.work_bits, Settings.work_bits_most
    rows = []
    with sync_playwright() as playwright:
        arguments = ["--disable-dev-shm-usage"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        for slowed in SLOWED:
            page = browser.new_page()
            page.evaluate(_solver() + "\n;0")  # Playwright would call a function that is the last value
            rate = _rate(page, slowed)
            times = [f"{hashes / rate:.2f} s" for bits in (least, most) for hashes in _hashes(bits)]
            rows.append((f"{slowed}", f"{rate / 1000:,.0f} thousand", *times))
            page.close()
        browser.close()
    return [
        Table(
            "The proof of work in Chromium before a code to a phone that nothing vouches for",
            ("CPU slower by", "hashes a second", f"{least} bits, p50", "p95", f"{most} bits, p50", "p95"),
            tuple(rows),
            f"The fastest of {RUNS} runs counts. {least} bits without use, {most} when the minute's budget "
            "is used up. It runs in a worker, so the page stays alive.",
        )
    ]


def _solver() -> str:
    return (find_bundle() / "solver.js").read_text(encoding="utf-8")


def _rate(page: Page, slowed: int) -> float:
    """Return the hashes in a second."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    rates: list[float] = []
    for _ in range(RUNS):
        seed, salt = secrets.token_hex(32), secrets.token_urlsafe(16)
        milliseconds, hashes = page.evaluate(_SOLVE, f"1800000000.{SHORT_BITS}.{salt}.{seed}")
        rates.append(hashes / milliseconds * 1000)
    return max(rates)


def _hashes(bits: int) -> tuple[float, float]:
    """Return the median and the 95th percentile of the hashes of one proof, from 10,000 drawn at random."""
    mean = 2**bits / PARTS
    draw = secrets.SystemRandom()
    proofs = [sum(draw.expovariate(1 / mean) for _ in range(PARTS)) for _ in range(10_000)]
    return percentile(proofs, 0.5), percentile(proofs, 0.95)
