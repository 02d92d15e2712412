"""Measure the server CPU of one complete registration per screen, and compare it with one bare hash.

All people pass one screen before the next screen begins. So the cost of a screen is the growth of the
workers' CPU time, divided by the number of people. Separate threads hash passwords, so the CPU time of these
threads is the cost of hashing. Delivery receipts are delayed, so that no screen's cost includes them.
"""

from bench import argon2
from bench.crowd.citizen import crowd
from bench.crowd.processes import Cpu
from bench.crowd.stand import Stand, stand, wait_until
from bench.figures import Table, median

PEOPLE = 30
ROUNDS = 3
WARM_UP = 6
#: The aims for one registration and for its hash, in CPU milliseconds.
AIM_MS, AIM_HASH_MS = 20.0, 12.0
RECEIPT = "callbacks.sms_receipt"
#: One registration sends two SMS (the code, the notice), and the gateway sends two receipts for each.
RECEIPTS_EACH = 4
#: The delay of receipts, in seconds; longer than all people need for one screen.
RECEIPT_DELAY_SECONDS = 2.5


def measure() -> list[Table]:
    """Measure, and return the table."""
    bare, rounds = [], []
    with stand() as running:
        for citizen in crowd(running.place, WARM_UP):
            citizen.register()
        running.turn("receipts", delay_seconds=RECEIPT_DELAY_SECONDS)
        for number in range(ROUNDS):
            bare.append(argon2.cpu_ms())
            rounds.append(_walk(running, skip=WARM_UP + number * PEOPLE))
    return [_lay_out(rounds, median(bare))]


def _walk(running: Stand, *, skip: int) -> dict[str, Cpu]:
    """Let the people pass the screens in step; return the workers' CPU time per screen and person."""
    people = crowd(running.place, PEOPLE, skip=skip)
    costs: dict[str, Cpu] = {}
    answered, store = running.answered(RECEIPT), running.store_cpu()
    receipts = Cpu(0.0, 0.0)
    for name in people[0].steps:
        before = running.cpu()
        for citizen in people:
            citizen.steps[name]()
        costs[name] = _share(running.cpu() - before)
        if "SMS" in name:
            before, answered = running.cpu(), answered + PEOPLE * RECEIPTS_EACH // 2
            expected = answered
            wait_until(lambda expected=expected: running.answered(RECEIPT) >= expected, "the receipts")  # type: ignore[misc]
            receipts += running.cpu() - before
    costs["4 delivery receipts"] = _share(receipts)
    costs["(Valkey, beside)"] = _share(Cpu(running.store_cpu() - store, 0.0))
    for citizen in people:
        citizen.leave()
    return costs


def _share(cpu: Cpu) -> Cpu:
    return Cpu(cpu.loop / PEOPLE, cpu.threads / PEOPLE)


def _lay_out(rounds: list[dict[str, Cpu]], bare_ms: float) -> Table:
    rows = []
    for name in rounds[0]:
        loop = median([costs[name].loop * 1000 for costs in rounds])
        threads = median([costs[name].threads * 1000 for costs in rounds])
        rows.append(
            (name, f"{loop:.2f}", f"{threads:.2f}" if threads > 0.05 else "", f"{loop + threads:.2f}")
        )
    totals = [[cpu for name, cpu in costs.items() if "beside" not in name] for costs in rounds]
    total = median([sum(cpu.total for cpu in costs) * 1000 for costs in totals])
    hashed = median([sum(cpu.threads for cpu in costs) * 1000 for costs in totals])
    verdict = "ok" if total <= AIM_MS else "over"
    rows += [
        ("one complete registration", f"{total - hashed:.2f}", f"{hashed:.2f}", f"{total:.2f}"),
        (f"aim: {verdict}", f"{AIM_MS - AIM_HASH_MS:.0f}", f"{AIM_HASH_MS:.0f}", f"{AIM_MS:.0f}"),
        ("bare argon2id verification", "", f"{bare_ms:.2f}", f"{bare_ms:.2f}"),
    ]
    ratio = total / bare_ms
    return Table(
        "Server CPU of one complete registration, in milliseconds",
        ("screen", "event loop", "hash thread", "together"),
        tuple(rows),
        f"Median of {ROUNDS} rounds of {PEOPLE} people. One registration costs {ratio:.2f} bare "
        f"verifications; all but the hash {(total - hashed) / bare_ms:.2f}.",
    )
