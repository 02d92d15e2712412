"""Compare the product's bell with two others in turn: Node's Socket.IO server, and polling the product."""

import heapq
import random
import time
from dataclasses import dataclass, field

from bench.crowd.node_bell import node_bell
from bench.crowd.processes import cpu_of, resident_mib
from bench.crowd.ringing import Delay, One, Ringable, ring
from bench.crowd.sockets import Crowd
from bench.crowd.stand import stand
from bench.crowd.waiting import Waits
from bench.figures import Table, median, percentile

ROUNDS, RINGS, PHONES = 3, 60, 300
IDLE_SECONDS = 27.0
POLLING, POLL_SECONDS = 20, 2.5
#: The SIMs of the polling phones sign at random moments within this time, in seconds.
SIGN_SECONDS = 8.0


@dataclass
class Side:
    """One way to notify phones, with its measured values."""

    name: str
    pids: list[int]
    delays: list[Delay] = field(default_factory=list)
    memory_kb: float = 0.0
    cpu: list[float] = field(default_factory=list)  # microseconds per second and phone

    def row(self, against: "Side") -> tuple[str, ...]:
        """Return the row of the table, with ratios to *against*."""
        bells, words = [delay.bell for delay in self.delays], [delay.words for delay in self.delays]
        idle, other = median(self.cpu), median(against.cpu)
        theirs = median([delay.words for delay in against.delays])
        return (
            self.name,
            f"{median(bells):.1f}" if any(bells) else "",
            f"{median(words):.1f}",
            f"{percentile(words, 0.99):.1f}",
            f"{median(words) / theirs:.2f}",
            f"{self.memory_kb:.0f} KB" if self.memory_kb else "",
            f"{idle:.0f} µs a second",
            f"{idle / other:.2f}",
        )


def measure() -> list[Table]:
    """Measure, and return the tables."""
    with stand(WORKERS="1") as running, node_bell(running.redis_socket) as node:
        waits = Waits(running)
        ours, theirs = Side("the product", running.workers), Side("Node, Socket.IO 4.8", [node.pid])
        polled = Side(f"the product, polled every {POLL_SECONDS} s", running.workers)
        for _ in range(ROUNDS):
            _ring_some(ours, waits)
            _ring_some(theirs, node)
            _poll(polled, waits)
        _weigh(ours, waits)
        _weigh(theirs, node)
    return [
        Table(
            "The same push otherwise, in milliseconds and by what a waiting phone costs",
            ("", "bell p50", "words p50", "words p99", "to ours", "memory each", "idle CPU each", "to ours"),
            tuple(side.row(ours) for side in (ours, theirs, polled)),
            f"One process each, in turn, {ROUNDS} rounds of {RINGS} rings. Node's server only rings a room "
            "that the same Redis names, and sends fixed words; the product also looks for an account, saves "
            f"the encrypted flow and renders the next screen. Memory and CPU with {PHONES} phones, polling "
            f"with {POLLING}.",
        )
    ]


def _ring_some(side: Side, place: Ringable[One]) -> None:
    phones = Crowd()
    for _ in range(RINGS):
        waiter = place.one()
        phone = waiter.phone()
        phones.add(phone)
        side.delays.append(ring(phones, waiter, phone, place))
    phones.leave()


def _weigh(side: Side, place: Ringable[One]) -> None:
    phones, before = Crowd(), resident_mib(side.pids)
    for _ in range(PHONES):
        phones.add(place.one().phone())
        phones.answer()
    phones.hold(1.0)
    used = cpu_of(side.pids).total
    phones.hold(IDLE_SECONDS)
    side.cpu.append((cpu_of(side.pids).total - used) / IDLE_SECONDS / PHONES * 1e6)
    side.memory_kb = (resident_mib(side.pids) - before) * 1024 / PHONES
    phones.leave()


def _poll(side: Side, waits: Waits) -> None:
    """Let phones without a socket poll, and let their SIMs sign at random moments."""
    waiting = [waits.one() for _ in range(POLLING)]
    began, used, polls = time.perf_counter(), cpu_of(side.pids).total, 0
    # Random first polls: with all phones in step, their requests would queue up and wait for each other.
    plan = [(began + random.uniform(0, POLL_SECONDS), phone, False) for phone in range(POLLING)]  # noqa: S311 - no secret
    plan += [(began + random.uniform(0, SIGN_SECONDS), phone, True) for phone in range(POLLING)]  # noqa: S311 - no secret
    heapq.heapify(plan)
    signed: dict[int, float] = {}
    connection = waiting[0].connect()
    while plan:
        due, number, is_event = heapq.heappop(plan)
        time.sleep(max(0.0, due - time.perf_counter()))
        if is_event:
            signed[number] = time.perf_counter()
            waits.sign(waiting[number])
            continue
        polls += 1
        if waits.name in waiting[number].news(connection):
            side.delays.append(Delay(0.0, (time.perf_counter() - signed[number]) * 1000))
        else:
            heapq.heappush(plan, (due + POLL_SECONDS, number, False))
    side.cpu.append((cpu_of(side.pids).total - used) / polls / POLL_SECONDS * 1e6)
    connection.close()
