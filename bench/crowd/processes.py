"""Read the CPU time and the memory of processes from Linux's /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

_NANOSECONDS = 1e9
_MIB = 1024 * 1024


@dataclass(frozen=True)
class Cpu:
    """CPU time in seconds: of the event loops (main threads), and of the other threads (password hashing)."""

    loop: float
    threads: float

    @property
    def total(self) -> float:
        """The sum of both."""
        return self.loop + self.threads

    def __add__(self, other: "Cpu") -> "Cpu":
        return Cpu(self.loop + other.loop, self.threads + other.threads)

    def __sub__(self, other: "Cpu") -> "Cpu":
        return Cpu(self.loop - other.loop, self.threads - other.threads)


def cpu_of(pids: list[int]) -> Cpu:
    """Add up the CPU time of *pids*, from schedstat in nanoseconds; stat has only ticks of 10 ms."""
    return sum((_cpu_of(pid) for pid in pids), Cpu(0.0, 0.0))


def _cpu_of(pid: int) -> Cpu:
    used = {int(task.name): _seconds(task) for task in Path(f"/proc/{pid}/task").iterdir()}
    return Cpu(used[pid], sum(used.values()) - used[pid])


def _seconds(task: Path) -> float:
    return int((task / "schedstat").read_text(encoding="ascii").split()[0]) / _NANOSECONDS


def resident_mib(pids: list[int]) -> float:
    """Add up the resident memory of *pids*, in MiB."""
    pages = (int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) for pid in pids)
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") / _MIB


def children_of(pid: int) -> list[int]:
    """List the direct children of *pid*."""
    children = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and _parent_of(folder) == pid:
            children.append(int(folder.name))
    return sorted(children)


def command_of(pid: int) -> str:
    """Return the command line of *pid*, its words joined by spaces."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()


def _parent_of(folder: Path) -> int:
    try:
        stat = (folder / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):  # the process ended in between
        return 0
    # The name of a program may itself hold spaces and brackets, so the fields begin after the last bracket.
    return int(stat.rpartition(")")[2].split()[1])
