"""Measure the time from the poller's result to the new text on a waiting phone, and the cost of waiting."""

import time
from collections.abc import Callable

from playwright.sync_api import sync_playwright

from bench.crowd.citizen import crowd
from bench.crowd.processes import resident_mib
from bench.crowd.ringing import Delay, ring
from bench.crowd.sockets import Crowd, Phone
from bench.crowd.stand import Stand, stand
from bench.crowd.waiting import Waiting, Waits
from bench.figures import Table, median, percentile
from bench.transfer import CHROMIUM, PHONE

WORKERS = 2
RINGS = 200
#: With fewer phones, the memory and the CPU of one phone disappear in the noise.
WORTH_WEIGHING = 1_000
#: Longer than the 25 s between two pings of a socket, so that each socket has a ping in this time.
IDLE_SECONDS = 27.0
PAGES = 20
#: The number of SIMs that the poller asks the gateway about, the number of news requests, and the length of
#: the measurement in seconds.
ASKED, NEWS, ASKING_SECONDS = 20, 100, 12.0
#: So that no request of these people waits for its turn.
MANY_SIMS = {f"SIM_UNVOUCHED_PER_{part}MINUTE": "1000" for part in ("", "PURPOSE_", "RANGE_")}
#: The pause between two polls: of a page with a connected socket (pwa/bell.js), and of the poller
#: (bff/stores/pollers.py).
SPARE_POLL_SECONDS, POLLER_PAUSE_SECONDS = 15, 2


def measure(counts: tuple[int, ...], remark: str) -> list[Table]:
    """Measure with each number of phones in *counts*; *remark* names the numbers that were not run."""
    with stand(WORKERS=str(WORKERS)) as running:
        waits = Waits(running)
        page_row = _pages(running, waits)
        costs = [("the page asks again, beneath the socket", *_news_cost(running, waits))]
        rows, weights = _phones(running, waits, counts)
    with stand(WORKERS=str(WORKERS), **MANY_SIMS) as running:
        costs.append(("the poller asks the gateway", *_polling_cost(running)))
    return [
        Table(
            "From the outcome that the poller learns to the changed words, in milliseconds",
            ("phones waiting", "rings", "bell p50", "bell p99", "words p50", "words p99", "longest"),
            (*rows, page_row),
            f"{WORKERS} workers with Redis between; the poller is a third process. It looks for an account, "
            "saves the outcome and rings; the phone fetches the news with the name in the certificate. "
            f"{remark}".strip(),
        ),
        Table(
            "What a waiting phone costs the workers",
            ("what", "memory each", "CPU each"),
            (*weights, *costs),
            "Sockets: growth of the resident set, and the CPU of pings. The others: CPU of one question, "
            "divided by the seconds between two.",
        ),
    ]


def _phones(
    running: Stand, waits: Waits, counts: tuple[int, ...]
) -> tuple[list[tuple[str, ...]], list[tuple[str, str, str]]]:
    phones, waiting = Crowd(), list[tuple[Waiting, Phone]]()
    _add(phones, waiting, waits)  # so that memory which all phones share is allocated before the measurement
    before = resident_mib(running.workers)
    rows, weights = [], list[tuple[str, str, str]]()
    for count in counts:
        while len(phones) < count:
            _add(phones, waiting, waits)
        if count >= WORTH_WEIGHING:
            weights.append((f"a socket, of {count:,}", *_weigh(running, phones, before)))
        delays = list[Delay]()
        while len(delays) < RINGS:
            if not waiting:
                _add(phones, waiting, waits)
            delays.append(ring(phones, *waiting.pop(), waits))
        rows.append((f"{count:,}", *_summed_up(delays)))
    phones.leave()
    return rows, weights


def _add(phones: Crowd, waiting: list[tuple[Waiting, Phone]], waits: Waits) -> None:
    browser = waits.one()
    phone = browser.phone()
    phones.add(phone)
    phones.answer()
    waiting.append((browser, phone))


def _weigh(running: Stand, phones: Crowd, before_mib: float) -> tuple[str, str]:
    phones.hold(1.0)
    used = running.cpu().total
    phones.hold(IDLE_SECONDS)
    idle = (running.cpu().total - used) / IDLE_SECONDS / len(phones)
    grown = (resident_mib(running.workers) - before_mib) * 1024 / len(phones)
    return f"{grown:.0f} KB", f"{idle * 1e6:.0f} µs a second"


def _summed_up(delays: list[Delay]) -> tuple[str, ...]:
    bells, words = [delay.bell for delay in delays], [delay.words for delay in delays]
    figures = [median(bells), percentile(bells, 0.99), median(words), percentile(words, 0.99), max(words)]
    return str(len(delays)), *(f"{figure:.1f}" for figure in figures)


def _pages(running: Stand, waits: Waits) -> tuple[str, ...]:
    """Measure the same in Chromium, until the page itself sees the new text."""
    delays = []
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_context(base_url=running.place.origin, locale="vi-VN", **PHONE).new_page()
        for _ in range(PAGES):
            waiting = waits.one()
            name, _, value = waiting.cookie.partition("=")
            page.context.add_cookies([{"name": name, "value": value, "url": running.place.origin}])
            with page.expect_websocket():
                page.goto("/register/sim-signature/waiting")
            page.wait_for_timeout(300)  # the socket connects, and the page fetches the news once
            page.evaluate(
                """name => { globalThis.seen = new Promise(done => new MutationObserver(() =>
                    document.body.innerText.includes(name) && done(Date.now())
                ).observe(document.querySelector("#screen"), { childList: true, subtree: true })); }""",
                waits.name,
            )
            began = time.time()
            waits.sign(waiting)
            delays.append(page.evaluate("() => seen") - began * 1000)
        browser.close()
    figures = [median(delays), percentile(delays, 0.99), max(delays)]
    return "1, in Chromium", str(PAGES), "", "", *(f"{figure:.1f}" for figure in figures)


def _news_cost(running: Stand, waits: Waits) -> tuple[str, str]:
    """Measure the cost of a page with a socket, which still fetches the news from time to time."""
    waiting = waits.one()
    connection = waiting.connect()

    def fetch_all() -> None:
        for _ in range(NEWS):
            waiting.news(connection)

    each = _cpu_of(running, fetch_all) / NEWS
    connection.close()
    return _shared(each, SPARE_POLL_SECONDS)


def _polling_cost(running: Stand) -> tuple[str, str]:
    """Measure the cost of polling the gateway for SIMs whose holders never confirm."""
    for citizen in crowd(running.place, ASKED):
        citizen.wait_for_sim()
        citizen.leave()
    time.sleep(2 * POLLER_PAUSE_SECONDS)
    each = _cpu_of(running, lambda: time.sleep(ASKING_SECONDS)) / ASKING_SECONDS / ASKED
    return _shared(each * POLLER_PAUSE_SECONDS, POLLER_PAUSE_SECONDS)


def _shared(each: float, seconds: int) -> tuple[str, str]:
    """Write the cells for a request that takes *each* CPU seconds and is sent every *seconds*."""
    return "", f"{each * 1000:.1f} ms every {seconds} s: {each / seconds * 1e6:.0f} µs a second"


def _cpu_of(running: Stand, do: Callable[[], None]) -> float:
    """Return the CPU seconds that the workers use while *do* runs."""
    before = running.cpu().total
    do()
    return running.cpu().total - before
