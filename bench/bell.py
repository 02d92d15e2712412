"""Measure the time from an SMS's delivery receipt to the new text on a waiting phone, and a phone's cost."""

import base64
import time
from collections.abc import Sequence

import httpx2

from accounts.storage.ciphers import LookupKey
from bench.crowd.citizen import Citizen, WentWrong, crowd
from bench.crowd.processes import resident_mib
from bench.crowd.sockets import Crowd, Phone
from bench.crowd.stand import Stand, stand
from bench.figures import Table, percentile
from deploy import keys
from sandbox.people.table import CROWD

WAITING = (1, 100)
RINGS = 40
IDLE = (200, 500)
#: Longer than the 25 s between two pings of a socket, so that each socket has a ping in this time.
IDLE_SECONDS = 27.0
DELIVERY = "/register/mobile-subscriber/code/delivery"
#: The budget from the receipt to the new text, in milliseconds, p95.
BUDGET_MS = 250


def measure() -> list[Table]:
    """Measure, and return the tables."""
    with stand() as running:
        running.turn("receipts", drop=True)  # this measurement sends the receipts itself
        bells = [_bell_row(running, count) for count in WAITING]
    with stand() as running:
        costs = _idle_rows(running)
    return [
        Table(
            "From the gateway's receipt to the changed words, in milliseconds",
            ("phones waiting", "rings", "p50", "p95", f"budget, p95 {BUDGET_MS}"),
            tuple(bells),
        ),
        Table(
            "What a waiting phone costs one worker",
            ("phones waiting", "memory each", "idle CPU each"),
            tuple(costs),
            "Memory is the growth of the worker's resident set. Idle: only the sockets' pings happen.",
        ),
    ]


def _bell_row(running: Stand, count: int) -> tuple[str, ...]:
    people = crowd(running.place, count + max(0, RINGS - count), skip=len(CROWD) // 4 * WAITING.index(count))
    for citizen in people:
        citizen.reach_code()
    times: list[float] = []
    if count == 1:
        for citizen in people:
            times += _ring([citizen], running, rings=1)
    else:
        times = _ring(people, running, rings=RINGS)
    for citizen in people:
        citizen.leave()
    p95 = percentile(times, 0.95)
    verdict = "ok" if p95 <= BUDGET_MS else "over"
    return str(count), str(len(times)), f"{percentile(times, 0.5):.1f}", f"{p95:.1f}", verdict


def _ring(people: Sequence[Citizen], running: Stand, *, rings: int) -> list[float]:
    """Send a receipt to the first *rings* of the waiting *people*; time each until the new text is there."""
    phones = [Phone(running.place.port, citizen.cookie) for citizen in people]
    receipts = [_receipt_address(citizen, running) for citizen in people[:rings]]
    times = []
    with httpx2.Client(trust_env=False) as gateway:
        gateway.get(f"http://127.0.0.1:{running.place.port}/health/live")
        for citizen, phone, address in zip(people, phones, receipts, strict=False):
            before = citizen.open(DELIVERY)
            began = time.perf_counter()
            gateway.get(address, headers={"Host": f"localhost:{running.place.port}"}).raise_for_status()
            phone.wait_for_ring()
            words = citizen.open(DELIVERY)
            times.append((time.perf_counter() - began) * 1000)
            if words == before:
                raise WentWrong(f"after the ring the words are still: {words}")
    for phone in phones:
        phone.close()
    return times


def _receipt_address(citizen: Citizen, running: Stand) -> str:
    """Return the callback address for a delivered message, computed as the product computes it."""
    inbox = f"{running.place.sandbox_url}/qa/messages/{citizen.person.phone_number}"
    request_id = httpx2.get(inbox, trust_env=False).json()["messages"][0]["request_id"]
    key = base64.b64decode(keys.ensure_keys(running.place.keys_folder)["LOOKUP_KEY"])
    token = LookupKey(key).digest("sms_receipt", request_id)[:43]
    return (
        f"http://127.0.0.1:{running.place.port}/callbacks/sms/{token}"
        f"?SMSID=1&RequestId={request_id}&SendStatus=5&SendSuccess=1&SendFailed=0&TypeId=2"
    )


def _idle_rows(running: Stand) -> list[tuple[str, ...]]:
    waiting = crowd(running.place, 2)
    for citizen in waiting:
        citizen.open("/register/citizen/mobile-subscriber")
        citizen.send("/register/citizen/mobile-subscriber")
        citizen.leave()
    phones = Crowd()
    # The first phone makes the worker allocate the memory that all phones share; it must not count.
    phones.add(Phone(running.place.port, waiting[0].cookie))
    before = resident_mib(running.workers)
    rows: list[tuple[str, ...]] = []
    for count in IDLE:
        while len(phones) < count:
            phones.add(Phone(running.place.port, waiting[1].cookie))
        phones.hold(1.0)
        used = running.cpu().total
        phones.hold(IDLE_SECONDS)
        idle = (running.cpu().total - used) / IDLE_SECONDS / count
        grown = (resident_mib(running.workers) - before) * 1024 / count
        rows.append((str(count), f"{grown:.0f} KB", f"{idle * 1e6:.0f} µs a second"))
    phones.leave()
    return rows
