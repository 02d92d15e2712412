"""How much CPU and memory a running program's processes have used, by Linux's own account (/proc)."""

import os
from dataclasses import dataclass
from pathlib import Path

_NANOSECONDS = 1e9
_MIB = 1024 * 1024


@dataclass(frozen=True)
class Cpu:
    """CPU time used so far, in seconds: by the event loops, and by the threads beside them (passwords)."""

    loop: float
    threads: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.loop + self.threads

    def __add__(self, other: "Cpu") -> "Cpu":
        return Cpu(self.loop + other.loop, self.threads + other.threads)

    def __sub__(self, other: "Cpu") -> "Cpu":
        return Cpu(self.loop - other.loop, self.threads - other.threads)


def cpu_of(pids: list[int]) -> Cpu:
    """Add up what *pids* have used, to the nanosecond (schedstat, not the 10 ms ticks of stat)."""
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
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and _parent_of(folder) == pid:
            found.append(int(folder.name))
    return sorted(found)


def command_of(pid: int) -> str:
    """Give the command line of *pid*, words joined by spaces."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()


def _parent_of(folder: Path) -> int:
    try:
        stat = (folder / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return 0
    return int(stat.rpartition(")")[2].split()[1])
