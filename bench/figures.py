"""Medians, percentiles and tables for measured values, and a line that describes the machine."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Table:
    """One table of results with a sentence that explains it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    remark: str = ""

    def as_markdown(self) -> str:
        """Write the table in GitHub's Markdown with aligned columns, for the terminal and for docs."""
        widths = [max(len(cell) for cell in column) for column in zip(self.columns, *self.rows, strict=True)]
        lines = [self.columns, tuple("-" * width for width in widths), *self.rows]
        text = "\n".join(
            "| "
            + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            + " |"
            for line in lines
        )
        remark = f"\n\n{self.remark}" if self.remark else ""
        return f"### {self.title}\n\n{text}{remark}\n"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which *share* (0 to 1) of *values* lies: 0.5 is the median."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def machine() -> str:
    """Describe the time, the processor, the versions and the load of this machine in one line."""
    day = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    load = os.getloadavg()[0]
    return (
        f"{day}; {_cpu_model()}, {len(os.sched_getaffinity(0))} cores; Linux {platform.release()}; "
        f"Python {platform.python_version()}; load average before the run {load:.1f}"
    )


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines():
        name, _, text = line.partition(":")
        if name.strip() == "model name":
            return text.strip()
    return platform.machine()
